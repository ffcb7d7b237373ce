// SPDX-License-Identifier: Apache-2.0
// Who calls, as a checked token says. Made by api/token, read by policy.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/result.h"
#include "registry/rules.h"

namespace tollbridge::api {

// The roles of design.md section 10.
enum class Role : std::uint8_t {
  anonymous,
  provider,        // provider admin
  partner,         // direct partner or distributor; names its partner id
  reseller,        // of a distributor; names its partner id
  stack_operator,  // names its stack
  tenant,          // a user of a tenant directory; names it
  bridge,          // of a stack, by a token signed with that stack's key; names its stack
};
std::string_view to_string(Role role);  // "anonymous", "provider", …, "operator", "tenant"
// Of those that issuers give: `bridge` is none of them. Errors: UnknownRole.
Result<Role> parse_role(std::string_view name);

struct Principal {
  Role role = Role::anonymous;
  PartyId partner;      // of a partner or reseller
  StackId stack;        // of an operator or a bridge
  TenantId tenant;      // of a tenant user
  std::string subject;  // who exactly; empty only for anonymous
  std::string issuer;

  // On whose behalf the rules of the registry are asked. A partner sees what it sells; a provider
  // everything; anybody else only what its subject owns.
  [[nodiscard]] registry::Caller caller() const;
  friend bool operator==(const Principal&, const Principal&) = default;
};

}  // namespace tollbridge::api
