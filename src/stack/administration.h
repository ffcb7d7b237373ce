// SPDX-License-Identifier: Apache-2.0
// What whoever administers a stack may change in its directory: the rules behind the API of
// azure-stack.md 3.7 and the commands `stack subscription` and `stack guest`, each a pure question.
// What comes back is the entry to be recorded as a dated fact; nothing is recorded here.
//
// Codes of azure-stack.md 4.3 where it has one; the first fault in the order stated is reported.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "stack/directory.h"
#include "stack/stacks.h"

namespace tollbridge::stack {

// The directory a change is judged by, as it is when the change comes in force.
struct Ground {
  const Directory& directory;
  const Profile& profile;
  Instant when{};
};

// A subscription as it shall be: what is not given stays as it was or, of a new one, empty.
struct SubscriptionWish {
  LocalSubscriptionId id;
  std::optional<std::string> display_name{};
  std::optional<std::string> owner{};
  std::optional<TenantId> tenant{};
  std::optional<std::string> offer{};
  std::optional<SubscriptionState> state{};
  std::optional<LocalSubscriptionId> delegated_provider{};
  std::optional<std::string> external_reference{};
};

// The directory a subscription's owner belongs to, which decides who pays: the guest directory
// named like the domain of the owner ("ann@contoso.example"), whatever tenant is given; else the
// tenant given, which must be the home's or a guest's; else the home directory, if the owner has no
// domain or somebody else's of that domain is there. Errors: InvalidTenantId, OwnerDirectoryUnknown
// (invalid).
Result<TenantId> tenant_of(const Ground& ground, std::string_view owner, const TenantId& given);

// A new or changed subscription. Its tenant is derived anew where owner or tenant changes. In this
// order:
//   MissingField                   no id
//   SubscriptionDeleted            it is deleted, and stays so (conflict)
//   ProviderSubscriptionProtected  R47: the default provider subscription keeps state and tenant
//   SubscriptionInUse              deleting it while it is others' delegated provider
//   OfferNotFound, OfferDecommissioned    an offer that is not there, or takes nobody any more
//   DelegatedProviderNotFound      no other subscription that is not deleted
//   InvalidTenantId, OwnerDirectoryUnknown    see above
Result<LocalSubscription> wanted_subscription(const Ground& ground, const SubscriptionWish& wish);

// Errors: SubscriptionNotFound, and those above.
Result<LocalSubscription> deleted_subscription(const Ground& ground,
                                               const LocalSubscriptionId& id);

// To a delegated provider of the same directory (azure-stack.md 8.7b), and one of its offers.
// Errors: SubscriptionNotFound; DirectoryMismatch (refused); those of wanted_subscription.
Result<LocalSubscription> moved_subscription(const Ground& ground, const LocalSubscriptionId& id,
                                             const LocalSubscriptionId& provider,
                                             const std::string& offer);

// A guest directory is one tenant under one name. Errors: MissingField,
// InvalidTenantId (no GUID, or the home directory's), GuestExists (conflict).
Result<GuestDirectory> wanted_guest(const Ground& ground, const GuestDirectory& wanted);

// R37, in reverse: its users leave first. Errors: ResourceNotFound; GuestInUse (refused), while a
// subscription of the tenant is not deleted.
Result<GuestDirectory> removed_guest(const Ground& ground, const std::string& name);

// Errors: PlanNotFound (not_found), a plan that is not there; DelegatedProviderNotFound.
Result<Offer> wanted_offer(const Ground& ground, const Offer& wanted);
// Errors: ResourceNotFound; OfferInUse (refused), while somebody subscribes to it.
Result<Offer> removed_offer(const Ground& ground, const std::string& name);
// Errors: ResourceNotFound; PlanInUse (refused), while an offer or a subscription has it.
Result<Plan> removed_plan(const Ground& ground, const std::string& name);

// How many plans a subscription may acquire.
inline constexpr std::size_t acquired_plans_max = 100;

// A plan for a subscription beside those of its offer. In this order:
//   SubscriptionNotFound, SubscriptionDeleted (conflict), PlanNotFound
//   PlanAcquisitionExists (conflict)   that id is another plan, or a base plan of its offer
//   TooManyPlans (refused)
Result<AcquiredPlan> wanted_acquisition(const Ground& ground, const AcquiredPlan& wanted);

// Errors: PlanAcquisitionNotFound, PlanOfOffer (refused): a base plan goes with the offer only.
Result<AcquiredPlan> removed_acquisition(const Ground& ground,
                                         const LocalSubscriptionId& subscription,
                                         const std::string& id);

// What a subscription has: the base plans of its offer, each named like the plan, then what it
// acquired.
std::vector<AcquiredPlan> plans_of(const Ground& ground, const LocalSubscription& subscription);

// The subscriptions that may offer to others, or do: by id.
std::vector<const LocalSubscription*> delegated_providers(const Ground& ground);

// How many subscriptions to the offer are not deleted.
std::size_t subscribers(const Ground& ground, const std::string& offer);

// "/delegatedProviders/default/offers/gold", as users and their tools name what they subscribed to;
// empty without an offer.
std::string offer_path(const LocalSubscription& subscription);

}  // namespace tollbridge::stack
