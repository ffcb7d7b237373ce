// SPDX-License-Identifier: Apache-2.0
// The portal's pages and files, and what the app must know before anybody signs in
// (docs/portal.md, "How it is served"). Answered without the engine, on any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/message.h"
#include "api/operation.h"
#include "api/portal/pack.h"

namespace tollbridge::api::portal {

// The app as a client of issuers.
inline constexpr std::string_view development_client = "tollbridge-portal";
inline constexpr std::string_view redirect_path = "/portal/signed-in";
inline constexpr std::string_view authorize_path = "/development/authorize";
inline constexpr std::string_view token_path = "/development/token";

// An issuer people sign in with.
struct SignInIssuer {
  std::string title;  // for people
  std::string issuer;
  std::string client_id;
  std::string scope;
  std::string authorization_endpoint;
  std::string token_endpoint;
};

struct PageSetting {
  Pack pack;
  std::string version;
  std::string display_name;
  std::vector<SignInIssuer> issuers;
  bool development_sign_in = false;
};

// Whether the development sign-in may show itself: the caller is on this machine, and calls it by
// a name of its own (a page elsewhere whose name leads here does not).
bool is_of_this_machine(const Request& request);

// "https://login.example.com:8443" of an address there; empty if it is none a browser may send a
// sign-in to: https, or http of this machine.
std::string origin_of(std::string_view url);

// GET /, /portal/config.json and all below /portal/; to stand behind all other rows.
std::vector<Operation> page_operations(PageSetting setting);

}  // namespace tollbridge::api::portal
