// SPDX-License-Identifier: Apache-2.0
// What holds at an hour, as known at some time: the registry as an immutable value made of facts.
//
// Times of two kinds never mix: an Hour is when something is in force; a KnownUntil is how much we
// knew. "Who paid for tenant T at hour H, as known on day D" is
// `Registry::from_facts(facts, known_on(D)).mapping_at(registration, T, H)`.
//
// Invariants: of mapping facts with one key the latest commit holds; the mapping in force at H is
// the one with the greatest `from` <= H; a later `from` closes the earlier mapping at that hour.
//
// Of objects with terms (registry/model.h) one version is shown: that in force in the month asked
// for by in_period(), which is the one with the greatest `from` <= that month, or the first; as
// built, the newest. What else they say is that of the latest fact in every month.
// Pure, immutable after construction, safe on any thread. Lookups are O(log n).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "registry/model.h"

namespace tollbridge::registry {

// How much was known: everything up to a commit, and learned no later than an instant.
struct KnownUntil {
  std::optional<std::uint64_t> commit;  // default: everything recorded
  std::optional<Instant> known_at;      // default: whenever learned
};

enum class MappingState : std::uint8_t { mapped, removed, never };

struct MappingAt {
  MappingState state = MappingState::never;
  SubscriptionId subscription;  // when mapped
  Hour since;                   // from of the mapping or removal in force
};

// The sales between the provider and whoever pays for a subscription, from the top down:
// {provider -> direct}, {direct -> customer}; or {provider -> distributor},
// {distributor -> reseller}, {reseller -> customer}; without a customer the last one is left out.
struct Sale {
  PartyId seller;
  PartyId buyer;
  friend bool operator==(const Sale&, const Sale&) = default;
};

class Registry {
 public:
  Registry();
  static Registry from_facts(std::span<const RecordedFact> facts, const KnownUntil& known = {});

  // The registry as it would be with `facts` recorded on top, for checks before recording.
  [[nodiscard]] Registry with(std::span<const Fact> facts) const;

  // The same facts with the terms in force in a month. O(1) while nothing has a dated version.
  [[nodiscard]] Registry in_period(Period period) const;
  [[nodiscard]] bool has_dated_terms() const;
  // The months from which a version of anything holds: sorted, each once.
  [[nodiscard]] std::vector<Period> version_months() const;
  // All versions of the object that `like` is one of, by from; of the objects without a date, one.
  template <HasTerms T>
  [[nodiscard]] std::vector<const T*> versions(const T& like) const;
  // The one with the `from` of `like`, or null.
  template <HasTerms T>
  [[nodiscard]] const T* version(const T& like) const;
  // The one in force in the month of the `from` of `like`; without one, the first. Null if there
  // is none at all.
  template <HasTerms T>
  [[nodiscard]] const T* version_in_force(const T& like) const;

  [[nodiscard]] const Provider* provider() const;  // null before the first book
  [[nodiscard]] const Partner* partner(const PartyId& id) const;
  [[nodiscard]] const Customer* customer(const PartyId& id) const;
  [[nodiscard]] const Customer* customer_of_tenant(const TenantId& tenant) const;
  [[nodiscard]] const Subscription* subscription(const SubscriptionId& id) const;
  [[nodiscard]] const Stack* stack(const StackId& id) const;
  [[nodiscard]] const LocalSubscription* local_subscription(const StackId& stack,
                                                            const LocalSubscriptionId& id) const;
  // Its version in force at the hour, whatever month is shown.
  [[nodiscard]] const LocalSubscription* local_subscription_at(const StackId& stack,
                                                               const LocalSubscriptionId& id,
                                                               Hour hour) const;
  [[nodiscard]] const Registration* registration(const RegistrationName& name) const;
  // The registration that binds the stack at the hour (R2), or null.
  [[nodiscard]] const Registration* registration_at(const StackId& stack, Hour hour) const;
  // All registrations of the stack, by from.
  [[nodiscard]] std::vector<const Registration*> registrations_of(const StackId& stack) const;

  [[nodiscard]] MappingAt mapping_at(const RegistrationName& registration, const TenantId& tenant,
                                     Hour hour) const;
  // All mappings and removals of a registration (of one tenant, if given), by tenant and from.
  [[nodiscard]] std::vector<const Mapping*> mappings(
      const RegistrationName& registration, const std::optional<TenantId>& tenant = {}) const;
  [[nodiscard]] bool active(const SubscriptionId& subscription, Hour hour) const;

  // Hours inside `hours` (begin excluded) at which the payer of (stack, tenant) may change:
  // registrations, mappings, and activity of subscriptions. Sorted, unique.
  [[nodiscard]] std::vector<Hour> change_hours(const StackId& stack, const TenantId& tenant,
                                               const HourSpan& hours) const;

  // The partner at the top of the chain that sells the subscription (a reseller's distributor).
  [[nodiscard]] PartyId top_partner(const SubscriptionId& subscription) const;
  [[nodiscard]] std::vector<Sale> sales_of(const SubscriptionId& subscription) const;
  // Name, country, currency … of the provider, a partner or a customer (a customer without a
  // currency has its partner's); empty if unknown.
  [[nodiscard]] std::optional<PartyDetails> party(const PartyId& id) const;

  [[nodiscard]] std::vector<const Partner*> partners() const;            // by id, as all below
  [[nodiscard]] std::vector<const Customer*> customers() const;
  [[nodiscard]] std::vector<const Subscription*> subscriptions() const;
  [[nodiscard]] std::vector<const Stack*> stacks() const;
  [[nodiscard]] std::vector<const LocalSubscription*> local_subscriptions() const;
  [[nodiscard]] std::vector<const Registration*> registrations() const;

 private:
  struct State;
  Registry(std::shared_ptr<const State> state, std::optional<Period> period);
  std::shared_ptr<const State> state_;
  std::optional<Period> period_;  // the month shown; none: the newest versions
};

}  // namespace tollbridge::registry
