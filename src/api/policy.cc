// SPDX-License-Identifier: Apache-2.0
#include "api/policy.h"

#include <algorithm>

#include "api/text.h"

namespace tollbridge::api {
namespace {

using registry::Customer;
using registry::LocalSubscription;
using registry::Partner;
using registry::Registry;
using registry::Stack;
using registry::Subscription;

bool sells(const Principal& caller) {
  return (caller.role == Role::partner || caller.role == Role::reseller) && !caller.partner.empty();
}

// To a partner, or to whatever belongs to that partner (`own` instead of `self`).
Relation relation_to_seller(const Registry& registry, const Principal& caller,
                            const PartyId& partner) {
  if (!sells(caller) || partner.empty()) return Relation::none;
  if (partner == caller.partner) return Relation::own;
  const Partner* known = registry.partner(partner);
  const bool child = known != nullptr && known->distributor == caller.partner;
  return child ? Relation::child : Relation::none;
}

Relation relation_to_partner(const Registry& registry, const Principal& caller, const PartyId& id) {
  if (registry.partner(id) == nullptr) return Relation::none;
  if (caller.role == Role::provider) return Relation::any;
  const Relation relation = relation_to_seller(registry, caller, id);
  return relation == Relation::own ? Relation::self : relation;
}

Relation relation_to_customer(const Registry& registry, const Principal& caller,
                              const Customer* customer) {
  if (customer == nullptr) return Relation::none;
  if (caller.role == Role::provider) return Relation::any;
  if (caller.role == Role::tenant && contains(customer->tenants, caller.tenant)) {
    return Relation::self;
  }
  return relation_to_seller(registry, caller, customer->partner);
}

Relation relation_to_subscription(const Registry& registry, const Principal& caller,
                                  const Subscription* subscription) {
  if (subscription == nullptr) return Relation::none;
  if (caller.role == Role::provider) return Relation::any;
  if (caller.role == Role::anonymous || caller.role == Role::bridge) return Relation::none;
  const auto& owners = subscription->owners;  // R5
  if (!caller.subject.empty() && contains(owners, caller.subject)) {
    return Relation::own;
  }
  return relation_to_seller(registry, caller, subscription->partner);
}

Relation relation_to_registration(const Registry& registry, const Principal& caller,
                                  const registry::Registration* registration) {
  if (registration == nullptr) return Relation::none;
  const Relation relation = relation_to_subscription(
      registry, caller, registry.subscription(registration->subscription));
  if (relation != Relation::none) return relation;
  const bool operates =
      caller.role == Role::stack_operator && registration->cloud_id == caller.stack;
  return operates ? Relation::operated : Relation::none;
}

// The nearest of what the stack's last registration and its operator make it.
Relation relation_to_stack(const Registry& registry, const Principal& caller, const Stack* stack) {
  if (stack == nullptr) return Relation::none;
  if (caller.role == Role::provider) return Relation::any;
  if (caller.role == Role::stack_operator || caller.role == Role::bridge) {
    return stack->cloud_id == caller.stack ? Relation::self : Relation::none;
  }
  Relation nearest = relation_to_seller(registry, caller, stack->operated_by);
  if (const Customer* operated_by = registry.customer(stack->operated_by)) {
    if (sells(caller)) nearest = relation_to_customer(registry, caller, operated_by);
  }
  // Who had the stack before its last registration has no say in it any more.
  const auto registrations = registry.registrations_of(stack->cloud_id);
  if (nearest != Relation::own && !registrations.empty()) {
    const Relation relation = relation_to_registration(registry, caller, registrations.back());
    if (relation != Relation::none) nearest = relation;
  }
  return nearest;
}

// Tenants are known by their customer, or by a local subscription on a stack.
Relation relation_to_tenant(const Registry& registry, const Principal& caller, const TenantId& id) {
  if (caller.role == Role::bridge) return Relation::none;
  if (caller.role == Role::tenant) return id == caller.tenant ? Relation::self : Relation::none;
  const Relation relation =
      relation_to_customer(registry, caller, registry.customer_of_tenant(id));
  if (relation != Relation::none) return relation;
  for (const LocalSubscription* local : registry.local_subscriptions()) {
    if (local->tenant != id) continue;
    const Relation to_stack =
        relation_to_stack(registry, caller, registry.stack(local->stack));
    if (to_stack == Relation::any) return Relation::any;
    if (to_stack != Relation::none) return Relation::operated;
  }
  return Relation::none;
}

Relation relation_to_local(const Registry& registry, const Principal& caller,
                           const LocalSubscriptionId& id) {
  for (const LocalSubscription* local : registry.local_subscriptions()) {
    if (local->id != id) continue;
    if (caller.role == Role::provider) return Relation::any;
    if (caller.role == Role::stack_operator && local->stack == caller.stack) return Relation::own;
    if (caller.role == Role::tenant && local->tenant == caller.tenant) return Relation::self;
  }
  return Relation::none;
}

}  // namespace

std::string_view to_string(Object object) {
  switch (object) {
    case Object::service: return "service";
    case Object::partner: return "partner";
    case Object::customer: return "customer";
    case Object::subscription: return "subscription";
    case Object::stack: return "stack";
    case Object::registration: return "registration";
    case Object::tenant: return "tenant";
    case Object::local_subscription: return "localSubscription";
    case Object::invoice: return "invoice";
    case Object::sheet: return "priceSheet";
  }
  return "";
}

std::string_view to_string(Relation relation) {
  switch (relation) {
    case Relation::none: return "none";
    case Relation::any: return "any";
    case Relation::self: return "self";
    case Relation::own: return "own";
    case Relation::child: return "child";
    case Relation::operated: return "operated";
    case Relation::bought: return "bought";
  }
  return "";
}

bool Access::open() const { return allows_role(Role::anonymous); }

bool Access::allows_role(Role role) const {
  return std::ranges::find(allow, role, &Grant::role) != allow.end();
}

bool Access::creates(Role role) const { return contains(create, role); }

bool Access::allows(Role role, Relation relation) const {
  return std::ranges::any_of(allow, [&](const Grant& grant) {
    return grant.role == role && contains(grant.relations, relation);
  });
}

Relation relation_to(const Registry& registry, const Principal& caller, Object object,
                     const std::string& id) {
  switch (object) {
    case Object::service: return Relation::any;
    case Object::partner: return relation_to_partner(registry, caller, PartyId(id));
    case Object::customer:
      return relation_to_customer(registry, caller, registry.customer(PartyId(id)));
    case Object::subscription:
      return relation_to_subscription(registry, caller, registry.subscription(SubscriptionId(id)));
    case Object::stack: return relation_to_stack(registry, caller, registry.stack(StackId(id)));
    case Object::registration:
      return relation_to_registration(registry, caller,
                                      registry.registration(RegistrationName(id)));
    case Object::tenant: return relation_to_tenant(registry, caller, TenantId(id));
    case Object::local_subscription:
      return relation_to_local(registry, caller, LocalSubscriptionId(id));
    case Object::invoice:
    case Object::sheet: return Relation::none;
  }
  return Relation::none;
}

Relation relation_to_trade(const Registry& registry, const Principal& caller, const Trade& trade) {
  if (caller.role == Role::provider) {
    return trade.seller == provider_party() ? Relation::any : Relation::none;
  }
  if (caller.role == Role::tenant) {
    const Customer* buyer = registry.customer(trade.buyer);
    const bool bought =
        buyer != nullptr && contains(buyer->tenants, caller.tenant);
    return bought ? Relation::bought : Relation::none;
  }
  if (!sells(caller)) return Relation::none;
  if (trade.seller == caller.partner) return Relation::own;
  if (trade.buyer == caller.partner) return Relation::bought;
  const Partner* partner = registry.partner(caller.partner);
  if (partner == nullptr || !trade.buyer.empty()) return Relation::none;
  const PartyId seller = partner->distributor.empty() ? provider_party() : partner->distributor;
  return trade.seller == seller ? Relation::bought : Relation::none;
}

Decision decide(const Access& access, Role role, Relation relation) {
  if (access.object == Object::service || access.scope.empty()) {
    return access.allows_role(role) ? Decision::allowed : Decision::denied;
  }
  if (relation == Relation::none) return Decision::hidden;
  return access.allows(role, relation) ? Decision::allowed : Decision::denied;
}

}  // namespace tollbridge::api
