// SPDX-License-Identifier: Apache-2.0
#include "stack/directory.h"

#include <array>
#include <type_traits>
#include <utility>

#include "core/limits.h"
#include "intake/text.h"

namespace tollbridge::stack {
namespace {

constexpr std::array<std::string_view, 5> states{"Enabled", "Disabled", "Deleting", "Deleted",
                                                 "PartiallyDeleted"};
constexpr std::array<std::string_view, 3> offer_states{"Private", "Public", "Decommissioned"};

template <class State, std::size_t n>
Result<State> parse_state(const std::array<std::string_view, n>& names, std::string_view text) {
  std::string known;
  for (std::size_t i = 0; i < n; ++i) {
    if (intake::equal_ignoring_case(names[i], text)) return static_cast<State>(i);
    known += (i == 0 ? "" : ", ") + std::string(names[i]);
  }
  return fail(ErrorKind::invalid, "InvalidState",
              "The state " + intake::in_quotes(text) + " is not known; send one of " + known +
                  ".");
}

constexpr std::size_t list_items_max = 100;

Status check_text(std::string_view name, std::string_view text, bool needed) {
  const std::string what(name);
  if (needed && text.empty()) {
    return fail(ErrorKind::invalid, "MissingField", "There is no " + what + "; add it.");
  }
  if (text.size() > limits::id_bytes_max) {
    return fail(ErrorKind::invalid, "FieldTooLong",
                what + " has " + std::to_string(text.size()) + " bytes; at most " +
                    std::to_string(limits::id_bytes_max) + " are taken.");
  }
  if (!intake::is_utf8(text) || intake::has_control_character(text)) {
    return fail(ErrorKind::invalid, "InvalidField",
                what + " " + intake::in_quotes(text) +
                    " holds control characters or is not UTF-8.");
  }
  return {};
}

struct Field {
  std::string_view name;
  std::string_view text;
  bool needed = false;
};

Status check_fields(std::initializer_list<Field> fields) {
  for (const Field& field : fields) {
    auto checked = check_text(field.name, field.text, field.needed);
    if (!checked) return checked;
  }
  return {};
}

Status check_list(std::string_view name, const std::vector<std::string>& items) {
  if (items.size() > list_items_max) {
    return fail(ErrorKind::invalid, "FieldTooLong",
                std::string(name) + " has " + std::to_string(items.size()) +
                    " entries; at most 100 are taken.");
  }
  for (const std::string& item : items) {
    if (auto checked = check_text(name, item, true); !checked) return checked;
  }
  return {};
}

Status check_entry(const Plan& plan) {
  auto checked = check_fields({{"name", plan.name, true},
                               {"resource group", plan.resource_group},
                               {"display name", plan.display_name},
                               {"description", plan.description},
                               {"external reference", plan.external_reference}});
  return checked ? check_list("quota id", plan.quota_ids) : checked;
}

Status check_entry(const Offer& offer) {
  auto checked = check_fields({{"name", offer.name, true},
                               {"resource group", offer.resource_group},
                               {"display name", offer.display_name},
                               {"description", offer.description},
                               {"external reference", offer.external_reference}});
  if (checked) checked = check_list("base plan", offer.base_plans);
  if (checked) checked = check_list("add-on plan", offer.addon_plans);
  for (const auto& id : offer.delegated_to) {
    if (checked) checked = check_text("delegated provider", id.text(), true);
  }
  return checked;
}

Status check_entry(const LocalSubscription& subscription) {
  return check_fields({{"subscription id", subscription.id.text(), true},
                       {"display name", subscription.display_name},
                       {"owner", subscription.owner},
                       {"tenant", subscription.tenant.text(), true},
                       {"offer", subscription.offer},
                       {"delegated provider", subscription.delegated_provider.text()},
                       {"external reference", subscription.external_reference}});
}

Status check_entry(const GuestDirectory& guest) {
  return check_fields({{"name", guest.name, true}, {"tenant", guest.tenant.text(), true}});
}

Status check_entry(const AcquiredPlan& acquired) {
  return check_fields({{"subscription id", acquired.subscription.text(), true},
                       {"acquisition id", acquired.id, true},
                       {"plan", acquired.plan, true},
                       {"external reference", acquired.external_reference}});
}

template <class Entry>
bool is_removed(const Entry& entry) {
  if constexpr (std::is_same_v<Entry, LocalSubscription>) {
    return false;
  } else {
    return entry.removed;
  }
}

}  // namespace

std::string_view to_string(SubscriptionState state) {
  return states[static_cast<std::size_t>(state)];
}

Result<SubscriptionState> parse_subscription_state(std::string_view text) {
  return parse_state<SubscriptionState>(states, text);
}

bool emits_usage(SubscriptionState state) {
  return state != SubscriptionState::disabled && state != SubscriptionState::deleted;
}

std::string_view to_string(OfferState state) {
  return offer_states[static_cast<std::size_t>(state)];
}

Result<OfferState> parse_offer_state(std::string_view text) {
  return parse_state<OfferState>(offer_states, text);
}

Status check(const DirectoryFact& fact) {
  return std::visit([](const auto& entry) { return check_entry(entry); }, fact.entry);
}

std::optional<DirectoryChange> change_of(const DirectoryFact& fact) {
  const auto* subscription = std::get_if<LocalSubscription>(&fact.entry);
  if (subscription == nullptr) return std::nullopt;
  return DirectoryChange{subscription->id, subscription->tenant, subscription->state, fact.from,
                         fact.known_at};
}

Directory::Directory(std::span<const DirectoryFact> facts) {
  for (const DirectoryFact& fact : facts) add(fact);
}

void Directory::add(const DirectoryFact& fact) {
  struct Adder {
    Directory& to;
    Instant from;
    void operator()(const Plan& one) const { to.plans_[one.name][from] = one; }
    void operator()(const Offer& one) const { to.offers_[one.name][from] = one; }
    void operator()(const LocalSubscription& one) const {
      to.subscriptions_[one.id][from] = one;
    }
    void operator()(const GuestDirectory& one) const { to.guests_[one.name][from] = one; }
    void operator()(const AcquiredPlan& one) const {
      to.acquired_[one.subscription][one.id][from] = one;
    }
  };
  std::visit(Adder{*this, fact.from}, fact.entry);
  if (auto change = change_of(fact)) changes_.push_back(std::move(*change));
}

template <class Key, class Entry>
const Entry* Directory::at(const History<Key, Entry>& history, const Key& key, Instant when) {
  const auto found = history.find(key);
  if (found == history.end()) return nullptr;
  const auto next = found->second.upper_bound(when);
  if (next == found->second.begin()) return nullptr;
  const Entry& entry = std::prev(next)->second;
  return is_removed(entry) ? nullptr : &entry;
}

template <class Key, class Entry>
std::vector<const Entry*> Directory::all(const History<Key, Entry>& history, Instant when) {
  std::vector<const Entry*> found;
  for (const auto& [key, dated] : history) {
    if (const Entry* entry = at(history, key, when)) found.push_back(entry);
  }
  return found;
}

const LocalSubscription* Directory::subscription(const LocalSubscriptionId& id,
                                                 Instant when) const {
  return at(subscriptions_, id, when);
}

const Plan* Directory::plan(const std::string& name, Instant when) const {
  return at(plans_, name, when);
}

const Offer* Directory::offer(const std::string& name, Instant when) const {
  return at(offers_, name, when);
}

const GuestDirectory* Directory::guest(const std::string& name, Instant when) const {
  return at(guests_, name, when);
}

std::vector<const LocalSubscription*> Directory::subscriptions(Instant when) const {
  return all(subscriptions_, when);
}

std::vector<const Plan*> Directory::plans(Instant when) const { return all(plans_, when); }

std::vector<const Offer*> Directory::offers(Instant when) const { return all(offers_, when); }

std::vector<const GuestDirectory*> Directory::guests(Instant when) const {
  return all(guests_, when);
}

std::vector<const AcquiredPlan*> Directory::acquired(const LocalSubscriptionId& id,
                                                     Instant when) const {
  const auto found = acquired_.find(id);
  if (found == acquired_.end()) return {};
  return all(found->second, when);
}

std::vector<const LocalSubscription*> Directory::direct_tenants(
    const LocalSubscriptionId& provider, Instant when) const {
  auto found = all(subscriptions_, when);
  std::erase_if(found, [&](const LocalSubscription* one) {
    return one->delegated_provider != provider;
  });
  return found;
}

const LocalSubscription* Directory::in_hour(const LocalSubscriptionId& id, Hour hour) const {
  const auto found = subscriptions_.find(id);
  if (found == subscriptions_.end()) return nullptr;
  const auto next = found->second.upper_bound(hour.start());
  return next == found->second.begin() ? &next->second : &std::prev(next)->second;
}

std::optional<Instant> Directory::begin(const LocalSubscriptionId& id) const {
  const auto found = subscriptions_.find(id);
  if (found == subscriptions_.end()) return std::nullopt;
  return found->second.begin()->first;
}

bool Directory::emits(const LocalSubscriptionId& id, Hour hour) const {
  const LocalSubscription* first = in_hour(id, hour);
  if (first == nullptr) return false;
  if (emits_usage(first->state)) return true;
  const auto& dated = subscriptions_.find(id)->second;
  for (auto next = dated.upper_bound(hour.start());
       next != dated.end() && next->first < hour.plus(1).start(); ++next) {
    if (emits_usage(next->second.state)) return true;
  }
  return false;
}

}  // namespace tollbridge::stack
