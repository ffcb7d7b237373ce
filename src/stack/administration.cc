// SPDX-License-Identifier: Apache-2.0
#include "stack/administration.h"

#include <algorithm>
#include <set>

#include "intake/text.h"

namespace tollbridge::stack {
namespace {

std::unexpected<Error> missing(std::string code, const std::string& what) {
  return fail(ErrorKind::not_found, std::move(code), "There is no " + what + ".");
}

std::unexpected<Error> refused(std::string code, std::string message) {
  return fail(ErrorKind::refused, std::move(code), std::move(message));
}

bool is_live(const LocalSubscription* subscription) {
  return subscription != nullptr && subscription->state != SubscriptionState::deleted;
}

bool has_tenants(const Ground& ground, const LocalSubscriptionId& provider) {
  return std::ranges::any_of(ground.directory.direct_tenants(provider, ground.when), is_live);
}

std::string_view domain_of(std::string_view owner) {
  const auto at = owner.rfind('@');
  return at == std::string_view::npos ? std::string_view() : owner.substr(at + 1);
}

template <class Value>
void take(const std::optional<Value>& given, Value& into) {
  if (given) into = *given;
}

Status check_change(const Ground& ground, const LocalSubscription* before,
                    const LocalSubscription& after) {
  if (before == nullptr) return {};
  if (before->state == SubscriptionState::deleted) {
    return fail(ErrorKind::conflict, "SubscriptionDeleted",
                "The subscription " + after.id.text() + " is deleted, which is for ever; make "
                "another one.");
  }
  const bool changed = before->state != after.state || before->tenant != after.tenant;
  if (after.id == ground.profile.provider_subscription && changed) {
    return fail_rule("R47", "ProviderSubscriptionProtected",
                     "The default provider subscription " + after.id.text() +
                         " carries the infrastructure of the stack: it keeps its state and "
                         "directory.");
  }
  if (after.state == SubscriptionState::deleted && has_tenants(ground, after.id)) {
    return refused("SubscriptionInUse",
                   "The subscription " + after.id.text() +
                       " is the delegated provider of others; move or delete those first.");
  }
  return {};
}

Status check_offer(const Ground& ground, const LocalSubscription* before,
                   const LocalSubscription& after) {
  const bool same = before != nullptr && before->offer == after.offer;
  if (same || after.offer.empty()) return {};
  const Offer* offer = ground.directory.offer(after.offer, ground.when);
  if (offer == nullptr) return missing("OfferNotFound", "offer '" + after.offer + "'");
  if (offer->state == OfferState::decommissioned) {
    return refused("OfferDecommissioned",
                   "The offer '" + after.offer + "' takes no new subscriptions.");
  }
  return {};
}

Status check_provider(const Ground& ground, const LocalSubscriptionId& id,
                      const LocalSubscriptionId& provider) {
  if (provider.empty()) return {};
  if (provider != id && is_live(ground.directory.subscription(provider, ground.when))) return {};
  return missing("DelegatedProviderNotFound",
                 "other subscription '" + provider.text() + "' that could be its provider");
}

bool is_known_tenant(const Ground& ground, const TenantId& tenant) {
  if (tenant == ground.profile.home) return true;
  return std::ranges::any_of(ground.directory.guests(ground.when),
                             [&](const GuestDirectory* guest) { return guest->tenant == tenant; });
}

// Another owner is of another directory unless one is given; the same one stays in its.
Result<TenantId> wanted_tenant(const Ground& ground, const LocalSubscription* before,
                               const SubscriptionWish& wish) {
  const TenantId given = wish.tenant.value_or(TenantId());
  if (before == nullptr) return tenant_of(ground, wish.owner.value_or(""), given);
  const std::string owner = wish.owner.value_or(before->owner);
  const bool same = owner == before->owner && (!wish.tenant || given == before->tenant);
  if (same) return before->tenant;
  if (wish.id == ground.profile.provider_subscription) {
    return wish.tenant.value_or(before->tenant);
  }
  return tenant_of(ground, owner, given);
}

}  // namespace

namespace {

// Whether somebody of that domain has a subscription of the home directory already.
bool lives_at_home(const Ground& ground, std::string_view domain) {
  return std::ranges::any_of(ground.directory.subscriptions(ground.when),
                             [&](const LocalSubscription* one) {
                               return one->tenant == ground.profile.home &&
                                      intake::equal_ignoring_case(domain_of(one->owner), domain);
                             });
}

}  // namespace

Result<TenantId> tenant_of(const Ground& ground, std::string_view owner, const TenantId& given) {
  const std::string_view domain = domain_of(owner);
  for (const GuestDirectory* guest : ground.directory.guests(ground.when)) {
    if (!domain.empty() && intake::equal_ignoring_case(guest->name, domain)) return guest->tenant;
  }
  if (given.empty() && !domain.empty() && !lives_at_home(ground, domain)) {
    return fail(ErrorKind::invalid, "OwnerDirectoryUnknown",
                "No guest directory is named " + intake::in_quotes(domain) + " at " +
                    tollbridge::to_string(ground.when) +
                    ". Add it first, from then on or earlier (stack guest add --from), or say with "
                    "the tenant whose it is: the home directory's is " +
                    ground.profile.home.text() + ".");
  }
  if (given.empty()) return ground.profile.home;
  if (is_known_tenant(ground, given)) return given;
  return fail(ErrorKind::invalid, "InvalidTenantId",
              "The directory " + intake::in_quotes(given.text()) +
                  " is neither the stack's home directory nor a guest's; register the guest "
                  "directory first (R37).");
}

Result<LocalSubscription> wanted_subscription(const Ground& ground, const SubscriptionWish& wish) {
  if (wish.id.empty()) {
    return fail(ErrorKind::invalid, "MissingField", "The subscription has no id; add it.");
  }
  const LocalSubscription* before = ground.directory.subscription(wish.id, ground.when);
  LocalSubscription after;
  if (before != nullptr) after = *before;
  after.id = wish.id;
  take(wish.display_name, after.display_name);
  take(wish.owner, after.owner);
  take(wish.offer, after.offer);
  take(wish.state, after.state);
  take(wish.delegated_provider, after.delegated_provider);
  take(wish.external_reference, after.external_reference);
  // The operator's own subscription is what an empty delegated provider says.
  if (after.delegated_provider == ground.profile.provider_subscription) {
    after.delegated_provider = LocalSubscriptionId();
  }
  const auto tenant = wanted_tenant(ground, before, wish);
  after.tenant = tenant.value_or(after.tenant);
  if (auto changes = check_change(ground, before, after); !changes) return pass(changes);
  if (auto offered = check_offer(ground, before, after); !offered) return pass(offered);
  auto provided = check_provider(ground, after.id, after.delegated_provider);
  if (!provided) return pass(provided);
  if (!tenant) return std::unexpected<Error>(tenant.error());
  return after;
}

Result<LocalSubscription> deleted_subscription(const Ground& ground,
                                               const LocalSubscriptionId& id) {
  const LocalSubscription* before = ground.directory.subscription(id, ground.when);
  if (before == nullptr) return missing("SubscriptionNotFound", "subscription '" + id.text() + "'");
  if (before->state == SubscriptionState::deleted) return *before;
  SubscriptionWish wish{id};
  wish.state = SubscriptionState::deleted;
  return wanted_subscription(ground, wish);
}

Result<LocalSubscription> moved_subscription(const Ground& ground, const LocalSubscriptionId& id,
                                             const LocalSubscriptionId& provider,
                                             const std::string& offer) {
  const LocalSubscription* before = ground.directory.subscription(id, ground.when);
  if (before == nullptr) return missing("SubscriptionNotFound", "subscription '" + id.text() + "'");
  SubscriptionWish wish{id};
  wish.delegated_provider = provider;
  wish.offer = offer;
  auto after = wanted_subscription(ground, wish);
  if (!after) return after;
  const auto directory_of = [&](const LocalSubscription& one) {
    const auto* of = ground.directory.subscription(one.delegated_provider, ground.when);
    return of == nullptr ? ground.profile.home : of->tenant;
  };
  if (directory_of(*before) == directory_of(*after)) return after;
  return refused("DirectoryMismatch",
                 "Subscriptions move between delegated providers of one directory only; " +
                     id.text() + " is provided from " + directory_of(*before).text() +
                     " and the target is of " + directory_of(*after).text() + ".");
}

Result<GuestDirectory> wanted_guest(const Ground& ground, const GuestDirectory& wanted) {
  if (wanted.name.empty() || wanted.tenant.empty()) {
    return fail(ErrorKind::invalid, "MissingField",
                "A guest directory has a name (its domain) and a tenant id; add both.");
  }
  if (!normal_guid(wanted.tenant.text()) || wanted.tenant == ground.profile.home) {
    return fail(ErrorKind::invalid, "InvalidTenantId",
                "The tenant id " + intake::in_quotes(wanted.tenant.text()) +
                    " of a guest directory must be a GUID, and not that of the home directory.");
  }
  for (const GuestDirectory* guest : ground.directory.guests(ground.when)) {
    const bool same_name = intake::equal_ignoring_case(guest->name, wanted.name);
    if (same_name && guest->tenant == wanted.tenant) return *guest;
    if (!same_name && guest->tenant != wanted.tenant) continue;
    return fail(ErrorKind::conflict, "GuestExists",
                "The guest directory " + guest->name + " is here already with tenant " +
                    guest->tenant.text() + "; remove it first.");
  }
  return wanted;
}

Result<GuestDirectory> removed_guest(const Ground& ground, const std::string& name) {
  const GuestDirectory* guest = ground.directory.guest(name, ground.when);
  if (guest == nullptr) return missing("ResourceNotFound", "guest directory '" + name + "'");
  for (const LocalSubscription* one : ground.directory.subscriptions(ground.when)) {
    if (one->tenant != guest->tenant || !is_live(one)) continue;
    return fail_rule("R37", "GuestInUse",
                     "Users of " + name + " still have the subscription " + one->id.text() +
                         "; delete it first, then remove the directory.");
  }
  GuestDirectory removed = *guest;
  removed.removed = true;
  return removed;
}

Result<Offer> wanted_offer(const Ground& ground, const Offer& wanted) {
  for (const auto* plans : {&wanted.base_plans, &wanted.addon_plans}) {
    for (const std::string& plan : *plans) {
      if (ground.directory.plan(plan, ground.when) != nullptr) continue;
      return missing("PlanNotFound", "plan '" + plan + "'");
    }
  }
  for (const LocalSubscriptionId& provider : wanted.delegated_to) {
    if (auto checked = check_provider(ground, {}, provider); !checked) return pass(checked);
  }
  return wanted;
}

Result<Offer> removed_offer(const Ground& ground, const std::string& name) {
  const Offer* offer = ground.directory.offer(name, ground.when);
  if (offer == nullptr) return missing("ResourceNotFound", "offer '" + name + "'");
  if (subscribers(ground, name) > 0) {
    return refused("OfferInUse", "Subscriptions to the offer '" + name +
                                     "' are left; delete them first, or decommission it.");
  }
  Offer removed = *offer;
  removed.removed = true;
  return removed;
}

Result<Plan> removed_plan(const Ground& ground, const std::string& name) {
  const Plan* plan = ground.directory.plan(name, ground.when);
  if (plan == nullptr) return missing("ResourceNotFound", "plan '" + name + "'");
  for (const Offer* offer : ground.directory.offers(ground.when)) {
    const auto has = [&](const std::vector<std::string>& plans) {
      return std::ranges::find(plans, name) != plans.end();
    };
    if (!has(offer->base_plans) && !has(offer->addon_plans)) continue;
    return refused("PlanInUse",
                   "The offer '" + offer->name + "' has the plan '" + name + "'; change it first.");
  }
  for (const LocalSubscription* one : ground.directory.subscriptions(ground.when)) {
    for (const AcquiredPlan* acquired : ground.directory.acquired(one->id, ground.when)) {
      if (acquired->plan != name || !is_live(one)) continue;
      return refused("PlanInUse", "The subscription " + one->id.text() +
                                      " has acquired the plan '" + name +
                                      "'; take it away first.");
    }
  }
  Plan removed = *plan;
  removed.removed = true;
  return removed;
}

std::vector<AcquiredPlan> plans_of(const Ground& ground, const LocalSubscription& subscription) {
  std::vector<AcquiredPlan> found;
  if (const Offer* offer = ground.directory.offer(subscription.offer, ground.when)) {
    for (const std::string& name : offer->base_plans) {
      const Plan* plan = ground.directory.plan(name, ground.when);
      found.push_back({subscription.id, name, name,
                       plan == nullptr ? "" : plan->external_reference, false});
    }
  }
  for (const AcquiredPlan* one : ground.directory.acquired(subscription.id, ground.when)) {
    found.push_back(*one);
  }
  return found;
}

Result<AcquiredPlan> wanted_acquisition(const Ground& ground, const AcquiredPlan& wanted) {
  const LocalSubscriptionId& id = wanted.subscription;
  const LocalSubscription* of = ground.directory.subscription(id, ground.when);
  if (of == nullptr) return missing("SubscriptionNotFound", "subscription '" + id.text() + "'");
  if (!is_live(of)) {
    return fail(ErrorKind::conflict, "SubscriptionDeleted",
                "The subscription " + id.text() + " is deleted and acquires nothing more.");
  }
  if (ground.directory.plan(wanted.plan, ground.when) == nullptr) {
    return missing("PlanNotFound", "plan '" + wanted.plan + "'");
  }
  const std::size_t acquired = ground.directory.acquired(id, ground.when).size();
  const auto plans = plans_of(ground, *of);
  for (std::size_t i = 0; i < plans.size(); ++i) {
    AcquiredPlan there = plans[i];
    if (!intake::equal_ignoring_case(there.id, wanted.id)) continue;
    const bool of_offer = i + acquired < plans.size();
    if (of_offer || there.plan != wanted.plan) {
      return fail(ErrorKind::conflict, "PlanAcquisitionExists",
                  "The subscription " + id.text() + " has another plan as '" + wanted.id +
                      "'; take another id.");
    }
    there.external_reference = wanted.external_reference;
    return there;
  }
  if (acquired >= acquired_plans_max) {
    return refused("TooManyPlans", "The subscription " + id.text() + " has acquired " +
                                       std::to_string(acquired) +
                                       " plans, the most there may be; take one away first.");
  }
  return wanted;
}

Result<AcquiredPlan> removed_acquisition(const Ground& ground,
                                         const LocalSubscriptionId& subscription,
                                         const std::string& id) {
  for (const AcquiredPlan* one : ground.directory.acquired(subscription, ground.when)) {
    if (!intake::equal_ignoring_case(one->id, id)) continue;
    AcquiredPlan removed = *one;
    removed.removed = true;
    return removed;
  }
  const LocalSubscription* of = ground.directory.subscription(subscription, ground.when);
  if (of != nullptr) {
    for (const AcquiredPlan& one : plans_of(ground, *of)) {
      if (!intake::equal_ignoring_case(one.id, id)) continue;
      return refused("PlanOfOffer", "The plan '" + id + "' is of the offer '" + of->offer +
                                        "'; change the subscription's offer instead.");
    }
  }
  return missing("PlanAcquisitionNotFound", "plan acquired as '" + id + "'");
}

std::vector<const LocalSubscription*> delegated_providers(const Ground& ground) {
  std::set<LocalSubscriptionId> ids;
  for (const Offer* offer : ground.directory.offers(ground.when)) {
    ids.insert(offer->delegated_to.begin(), offer->delegated_to.end());
  }
  for (const LocalSubscription* one : ground.directory.subscriptions(ground.when)) {
    if (!one->delegated_provider.empty()) ids.insert(one->delegated_provider);
  }
  std::vector<const LocalSubscription*> found;
  for (const LocalSubscriptionId& id : ids) {
    const auto* one = ground.directory.subscription(id, ground.when);
    if (one != nullptr) found.push_back(one);
  }
  return found;
}

std::size_t subscribers(const Ground& ground, const std::string& offer) {
  const auto all = ground.directory.subscriptions(ground.when);
  return static_cast<std::size_t>(std::ranges::count_if(all, [&](const LocalSubscription* one) {
    return one->offer == offer && is_live(one);
  }));
}

std::string offer_path(const LocalSubscription& subscription) {
  if (subscription.offer.empty()) return {};
  const std::string& provider = subscription.delegated_provider.text();
  return "/delegatedProviders/" + (provider.empty() ? "default" : provider) + "/offers/" +
         subscription.offer;
}

}  // namespace tollbridge::stack
