// SPDX-License-Identifier: Apache-2.0
// Who uses a stack: offers, plans, local subscriptions and guest directories, as far as billing
// and the administration API of azure-stack.md 3.7 need them.
//
// Every fact is dated: in force from an instant on, until a later one of the same key, and learned
// at another. Facts are only ever added; of two with the same `from` the one learned last holds.
// Nothing is forgotten: a deleted subscription still answers (R60), and its usage with it.
//
// Pure values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::stack {

enum class SubscriptionState : std::uint8_t {
  enabled, disabled, deleting, deleted, partially_deleted
};
std::string_view to_string(SubscriptionState state);  // "Enabled", "PartiallyDeleted", …
Result<SubscriptionState> parse_subscription_state(std::string_view text);  // InvalidState

// Whether usage of an hour in this state is emitted (R52): a disabled subscription's resources are
// shut down, a deleted one has none. One that is being deleted still has some.
bool emits_usage(SubscriptionState state);

// What billing must know of a local subscription: all that leaves the stack (bridge/).
struct DirectoryChange {
  LocalSubscriptionId subscription;
  TenantId tenant;  // of its owner
  SubscriptionState state = SubscriptionState::enabled;
  Instant from{};      // in force
  Instant known_at{};  // learned by the stack
  friend bool operator==(const DirectoryChange&, const DirectoryChange&) = default;
};

// Services with their quotas.
struct Plan {
  std::string name;            // the key
  std::string resource_group;
  std::string display_name;
  std::string description;
  std::string external_reference;
  std::vector<std::string> quota_ids;
  bool removed = false;
  friend bool operator==(const Plan&, const Plan&) = default;
};

enum class OfferState : std::uint8_t { hidden, open, decommissioned };
std::string_view to_string(OfferState state);  // "Private", "Public", "Decommissioned"
Result<OfferState> parse_offer_state(std::string_view text);  // InvalidState

// What users subscribe to.
struct Offer {
  std::string name;  // the key
  std::string resource_group;
  std::string display_name;
  std::string description;
  std::string external_reference;
  OfferState state = OfferState::hidden;
  std::vector<std::string> base_plans;
  std::vector<std::string> addon_plans;
  // Subscriptions of the delegated providers that may offer it too.
  std::vector<LocalSubscriptionId> delegated_to;
  bool removed = false;
  friend bool operator==(const Offer&, const Offer&) = default;
};

struct LocalSubscription {
  LocalSubscriptionId id;  // the key
  std::string display_name;
  std::string owner;     // a user name, never sent to commerce
  TenantId tenant;       // the owner's directory
  std::string offer;
  SubscriptionState state = SubscriptionState::enabled;
  // Whose direct tenant it is; empty: the operator's.
  LocalSubscriptionId delegated_provider;
  std::string external_reference;
  friend bool operator==(const LocalSubscription&, const LocalSubscription&) = default;
};

// A directory whose users may use the stack.
struct GuestDirectory {
  std::string name;  // the key: contoso.onmicrosoft.com
  TenantId tenant;
  bool removed = false;
  friend bool operator==(const GuestDirectory&, const GuestDirectory&) = default;
};

// A plan that a subscription has beside the base plans of its offer.
struct AcquiredPlan {
  LocalSubscriptionId subscription;  // the key, with
  std::string id;                    // what the operator's tools name it by
  std::string plan;
  std::string external_reference;
  bool removed = false;
  friend bool operator==(const AcquiredPlan&, const AcquiredPlan&) = default;
};

using DirectoryEntry =
    std::variant<Plan, Offer, LocalSubscription, GuestDirectory, AcquiredPlan>;

struct DirectoryFact {
  DirectoryEntry entry;
  Instant from{};
  Instant known_at{};
  std::string actor;
  friend bool operator==(const DirectoryFact&, const DirectoryFact&) = default;
};

// Whether the fact can be recorded at all: keys and tenants are there, texts are short enough and
// have no control characters. Errors: MissingField, FieldTooLong, InvalidField.
Status check(const DirectoryFact& fact);

// Empty unless the fact is one of a local subscription.
std::optional<DirectoryChange> change_of(const DirectoryFact& fact);

// The facts as of now, asked for any instant. Const calls are safe on any thread.
class Directory {
 public:
  Directory() = default;
  // `facts` in the order in which they were learned.
  explicit Directory(std::span<const DirectoryFact> facts);

  void add(const DirectoryFact& fact);

  // What is in force at `when`; null: nothing yet. A deleted subscription is found with its state,
  // a plan, offer or other entry that was removed is not. Pointers hold until the next `add`.
  [[nodiscard]] const LocalSubscription* subscription(const LocalSubscriptionId& id,
                                                      Instant when) const;
  [[nodiscard]] const Plan* plan(const std::string& name, Instant when) const;
  [[nodiscard]] const Offer* offer(const std::string& name, Instant when) const;
  [[nodiscard]] const GuestDirectory* guest(const std::string& name, Instant when) const;

  // All in force at `when`, by key.
  [[nodiscard]] std::vector<const LocalSubscription*> subscriptions(Instant when) const;
  [[nodiscard]] std::vector<const Plan*> plans(Instant when) const;
  [[nodiscard]] std::vector<const Offer*> offers(Instant when) const;
  [[nodiscard]] std::vector<const GuestDirectory*> guests(Instant when) const;
  // What a subscription acquired, by id.
  [[nodiscard]] std::vector<const AcquiredPlan*> acquired(const LocalSubscriptionId& id,
                                                          Instant when) const;
  // The direct tenants of a provider subscription (azure-stack.md 1.1, R61).
  [[nodiscard]] std::vector<const LocalSubscription*> direct_tenants(
      const LocalSubscriptionId& provider, Instant when) const;

  // Who a subscription's usage of an hour belongs to: what is in force when the hour begins. Usage
  // told from before a subscription began is its own proof and belongs to what it first was. Null:
  // the subscription is not known at all.
  [[nodiscard]] const LocalSubscription* in_hour(const LocalSubscriptionId& id, Hour hour) const;
  // Whether usage of the hour is emitted: it was in a state that emits at any instant of it (R52).
  [[nodiscard]] bool emits(const LocalSubscriptionId& id, Hour hour) const;
  // When the first fact of the subscription begins; empty: not known at all.
  [[nodiscard]] std::optional<Instant> begin(const LocalSubscriptionId& id) const;
  // What billing must know, in the order in which it was learned. Valid until the next `add`.
  [[nodiscard]] std::span<const DirectoryChange> changes() const { return changes_; }

 private:
  template <class Entry>
  using Dated = std::map<Instant, Entry>;
  template <class Key, class Entry>
  using History = std::map<Key, Dated<Entry>>;

  template <class Key, class Entry>
  static const Entry* at(const History<Key, Entry>& history, const Key& key, Instant when);
  template <class Key, class Entry>
  static std::vector<const Entry*> all(const History<Key, Entry>& history, Instant when);

  History<LocalSubscriptionId, LocalSubscription> subscriptions_;
  History<std::string, Plan> plans_;
  History<std::string, Offer> offers_;
  History<std::string, GuestDirectory> guests_;
  std::map<LocalSubscriptionId, History<std::string, AcquiredPlan>> acquired_;
  std::vector<DirectoryChange> changes_;
};

}  // namespace tollbridge::stack
