// SPDX-License-Identifier: Apache-2.0
// The development sign-in: whoever sits at this machine chooses whom to be, and the app gets a
// token of the development issuer by the same flow as from any other issuer (docs/portal.md,
// "Signing in"). Off unless the configuration turns it on; then these rows exist.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/operation.h"
#include "api/token/development_issuer.h"
#include "core/world.h"
#include "registry/registry.h"

namespace tollbridge::api::portal {

struct SignInSetting {
  token::DevelopmentIssuer issuer;
  Clock& machine;  // how long codes are good; must outlive the rows, as the other
  Clock& tokens;   // the time tokens are checked by
};

// GET and POST /development/authorize, POST /development/token. They run on the engine's thread.
std::vector<Operation> sign_in_operations(SignInSetting setting);

// The page to choose at. `fields` are the hidden ones; choices are what the registry has, the first
// hundred of each kind.
struct SignInPage {
  std::string html;
  std::string content_security_policy;
};
SignInPage sign_in_page(const registry::Registry& registry,
                        const std::vector<std::pair<std::string, std::string>>& fields);
SignInPage refusal_page(const std::string& why);

// "provider", "partner:contoso", "reseller:…", "operator:<cloud id>", "tenant:<directory>", if the
// registry has it.
std::optional<Principal> chosen_principal(const registry::Registry& registry,
                                          const std::string& choice);

}  // namespace tollbridge::api::portal
