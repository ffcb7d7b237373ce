// SPDX-License-Identifier: Apache-2.0
#include "api/principal.h"

#include <algorithm>
#include <array>

namespace tollbridge::api {
namespace {

struct Name {
  Role role;
  std::string_view text;
};
constexpr std::array names{Name{Role::anonymous, "anonymous"}, Name{Role::provider, "provider"},
                           Name{Role::partner, "partner"},     Name{Role::reseller, "reseller"},
                           Name{Role::stack_operator, "operator"}, Name{Role::tenant, "tenant"},
                           Name{Role::bridge, "bridge"}};

}  // namespace

std::string_view to_string(Role role) {
  return std::ranges::find(names, role, &Name::role)->text;
}

Result<Role> parse_role(std::string_view name) {
  const auto* found = std::ranges::find(names, name, &Name::text);
  const bool given = found != names.end() && found->role != Role::anonymous &&
                     found->role != Role::bridge;
  if (given) return found->role;
  return fail(ErrorKind::invalid, "UnknownRole",
              "'" + std::string(name) +
                  "' is no role; there are provider, partner, reseller, operator and tenant.");
}

registry::Caller Principal::caller() const {
  if (role == Role::provider) return {};
  registry::Caller caller{subject, partner};
  // Nobody is mistaken for the provider, who is the caller without subject and partner.
  if (caller.is_provider()) caller.subject = std::string(to_string(role));
  return caller;
}

}  // namespace tollbridge::api
