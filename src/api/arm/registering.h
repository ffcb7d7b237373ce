// SPDX-License-Identifier: Apache-2.0
// What registering a stack by its token records: asked of the rules, nothing recorded here.
//
// A registration that goes on under another billing model keeps what it was: it ends at the hour of
// the change and goes on as a new one of the registry, with its customers, under the same resource
// name. Everything else that a token tells corrects the registration in place.
#pragma once

#include <optional>
#include <string>

#include "api/arm/operations.h"
#include "api/arm/registration_token.h"
#include "api/arm/resource.h"
#include "registry/changes.h"
#include "registry/registry.h"

namespace tollbridge::api::arm {

struct Registering {
  Place place;
  RegistrationToken token;
  std::optional<std::string> tags;  // text of a JSON object; nothing: as they were
  Hour now;
};

struct Registered {
  registry::ProposedChange change;
  bool created = false;
  // The stack with the infrastructure the token tells and nobody told before (R47). To be recorded
  // too, where no closed month depends on it.
  std::optional<registry::Stack> infrastructure;
};

// Errors: those of check_token_flags, check_principal, check_registration and check_agreement.
Result<Registered> register_stack(const registry::Registry& registry, const Registering& wish,
                                  const registry::Caller& caller, const Settings& settings);

}  // namespace tollbridge::api::arm
