// SPDX-License-Identifier: Apache-2.0
// Who may do what: the one place that decides (design.md section 10). Every operation states, as
// data, which object it is about and which relations a caller of each role needs; the relation of a
// caller to an object is computed here and nowhere else.
//
// Three outcomes: allowed; denied (403), when the caller may know that the object exists; hidden
// (404, the same bytes as for an object that does not exist), when it may not (I22).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/principal.h"
#include "core/ids.h"
#include "registry/registry.h"

namespace tollbridge::api {

// What an operation is about.
enum class Object : std::uint8_t {
  service,             // nothing in particular: the role alone decides
  partner,             // a partner id
  customer,            // a customer id
  subscription,        // commerce side
  stack,               // a cloud id
  registration,        // by name
  tenant,              // a directory id
  local_subscription,  // for the usage API: local first, then commerce (issue of R41)
  invoice,             // by document id
  sheet,               // a price sheet
};
std::string_view to_string(Object object);

// How the caller stands to the object.
enum class Relation : std::uint8_t {
  none,      // foreign, or there is no such object: the caller cannot tell
  any,       // the provider, to whatever exists
  self,      // the object is the caller: its partner, tenant, stack
  own,       // belongs to the caller: its customers, subscriptions, what it sells
  child,     // belongs to a reseller of the caller
  operated,  // of a stack the caller operates, which somebody else pays for
  bought,    // an invoice or sheet the caller is the buyer of
};
std::string_view to_string(Relation relation);

struct Grant {
  Role role = Role::anonymous;
  std::vector<Relation> relations;
};

struct Access {
  Object object = Object::service;
  std::string scope;  // the path parameter that names the object; empty for `service` and lists
  std::vector<Grant> allow;
  // Of an operation about a part of the object: what is answered as missing when the object is
  // hidden, and the path parameter that names it; `service`: the object itself.
  Object part = Object::service;
  std::string part_scope = {};
  // Roles that may call although the object does not exist: of an operation that creates it. What
  // they may create is asked of the object's content by the operation.
  std::vector<Role> create = {};

  // Open to everybody, without a token.
  [[nodiscard]] bool open() const;
  [[nodiscard]] bool allows(Role role, Relation relation) const;
  [[nodiscard]] bool allows_role(Role role) const;
  [[nodiscard]] bool creates(Role role) const;
};

// Seller and buyer of an invoice or a price sheet; an empty buyer: for all buyers of the seller.
struct Trade {
  PartyId seller;
  PartyId buyer;
};

// The relation of a caller to an object named by `id`. Objects kept outside the registry (invoice,
// sheet) are related by relation_to_trade. O(log n).
Relation relation_to(const registry::Registry& registry, const Principal& caller, Object object,
                     const std::string& id);
// The provider sees its own sales as `any`; sales further down are nobody's but their parties'.
Relation relation_to_trade(const registry::Registry& registry, const Principal& caller,
                           const Trade& trade);

enum class Decision : std::uint8_t { allowed, denied, hidden };
Decision decide(const Access& access, Role role, Relation relation);

}  // namespace tollbridge::api
