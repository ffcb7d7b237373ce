// SPDX-License-Identifier: Apache-2.0
// The latest fact of every key in sorted tables, and two indexes over them: tenant -> customer,
// stack -> its registrations by from. Registries that were made of each other share the tables, and
// of the mappings the runs, that are the same in both: with() copies what it changes.
// Objects with terms lie in tables of what is shown; those with a dated version have all their
// versions beside it.
#include "registry/registry.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>

namespace tollbridge::registry {
namespace {

using LocalKey = std::pair<StackId, LocalSubscriptionId>;

// A table that copies of a registry have in common until one of them writes to it.
template <class T>
class Shared {
 public:
  Shared() = default;
  Shared(const Shared& other) : value_(other.value_), own_(false) {}
  Shared& operator=(const Shared&) = delete;
  ~Shared() = default;

  const T& operator*() const { return *value_; }
  const T* operator->() const { return value_.get(); }
  // To write to, for the thread that makes this copy of the registry: nobody else's yet.
  T& own() {
    if (!own_) value_ = std::make_shared<T>(*value_);
    own_ = true;
    return *value_;
  }
  // Whether it was written to in this copy of the registry.
  [[nodiscard]] bool is_own() const { return own_; }

 private:
  std::shared_ptr<T> value_ = std::make_shared<T>();
  bool own_ = true;
};

using MappingRun = std::vector<Mapping>;  // of one registration and tenant, by from, each once
using MappingsOf = std::map<TenantId, Shared<MappingRun>>;

void put_mapping(MappingRun& run, const Mapping& mapping) {
  const auto at = std::lower_bound(
      run.begin(), run.end(), mapping.from,
      [](const Mapping& known, Hour from) { return known.from < from; });
  if (at != run.end() && at->from == mapping.from) {
    *at = mapping;
  } else {
    run.insert(at, mapping);
  }
}

template <class Map>
auto find_in(const Map& map, const typename Map::key_type& key) ->
    const typename Map::mapped_type* {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

struct ProviderKey {  // there is one
  friend auto operator<=>(const ProviderKey&, const ProviderKey&) = default;
};

ProviderKey key_of(const Provider& /*provider*/) { return {}; }
PartyId key_of(const Partner& partner) { return partner.id; }
PartyId key_of(const Customer& customer) { return customer.id; }
SubscriptionId key_of(const Subscription& subscription) { return subscription.id; }
LocalKey key_of(const LocalSubscription& local) { return {local.stack, local.id}; }

// Objects with terms.
template <class T>
struct Versioned {
  using Key = decltype(key_of(std::declval<const T&>()));
  using Versions = std::map<std::optional<Period>, T>;  // no date sorts first

  std::map<Key, T> shown;
  std::map<Key, Versions> dated;  // of what has a dated version: all of them, also without date

  void put(const T& value) {
    const Key key = key_of(value);
    const auto known = shown.find(key);
    if (!value.from && !dated.contains(key)) {
      shown.insert_or_assign(key, value);
      return;
    }
    Versions& versions = dated[key];
    if (versions.empty() && known != shown.end()) versions.emplace(std::nullopt, known->second);
    for (auto& [from, version] : versions) {
      T merged = value;
      take_terms(merged, version);
      merged.from = from;
      version = std::move(merged);
    }
    versions.insert_or_assign(value.from, value);
    shown.insert_or_assign(key, value);
  }

  void show(const std::optional<Period>& period) {
    for (const auto& [key, versions] : dated) {
      shown.insert_or_assign(key, in_force(versions, period));
    }
  }

  static const T& in_force(const Versions& versions, const std::optional<Period>& period) {
    const auto after = period ? versions.upper_bound(period) : versions.end();
    return after == versions.begin() ? after->second : std::prev(after)->second;
  }
};

template <class Map>
auto all_of(const Map& map) -> std::vector<const typename Map::mapped_type*> {
  std::vector<const typename Map::mapped_type*> all;
  all.reserve(map.size());
  for (const auto& [key, value] : map) all.push_back(&value);
  return all;
}

}  // namespace

struct Registry::State {
  std::tuple<Shared<Versioned<Provider>>, Shared<Versioned<Partner>>, Shared<Versioned<Customer>>,
             Shared<Versioned<Subscription>>, Shared<Versioned<LocalSubscription>>>
      versioned;
  Shared<std::map<StackId, Stack>> stacks;
  Shared<std::map<RegistrationName, Registration>> registrations;
  std::map<RegistrationName, Shared<MappingsOf>> mappings;

  // Into a table that is shared alike, made again when that is written to.
  Shared<std::unordered_map<TenantId, const Customer*>> customer_by_tenant;
  Shared<std::unordered_map<StackId, std::vector<const Registration*>>> registrations_by_stack;

  template <class T>
  [[nodiscard]] const Versioned<T>& table() const {
    return *std::get<Shared<Versioned<T>>>(versioned);
  }
  template <class T>
  [[nodiscard]] const std::map<typename Versioned<T>::Key, T>& shown() const {
    return table<T>().shown;
  }
  [[nodiscard]] bool has_dated() const {
    return std::apply([](const auto&... tables) { return (!tables->dated.empty() || ...); },
                      versioned);
  }
  [[nodiscard]] const MappingRun* run_of(const RegistrationName& registration,
                                         const TenantId& tenant) const {
    const auto* tenants = find_in(mappings, registration);
    const auto* run = tenants == nullptr ? nullptr : find_in(**tenants, tenant);
    return run == nullptr ? nullptr : &**run;
  }

  void put(const Fact& fact);
  void finish(const std::optional<Period>& period);

 private:
  void index_customers();
  void index_registrations();
};

// Later calls win.
void Registry::State::put(const Fact& fact) {
  std::visit(
      [this](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (HasTerms<T>) {
          std::get<Shared<Versioned<T>>>(versioned).own().put(value);
        } else if constexpr (std::is_same_v<T, Stack>) {
          stacks.own().insert_or_assign(value.cloud_id, value);
        } else if constexpr (std::is_same_v<T, Registration>) {
          registrations.own().insert_or_assign(value.name, value);
        } else {
          static_assert(std::is_same_v<T, Mapping>);
          put_mapping(mappings[value.registration].own()[value.tenant].own(), value);
        }
      },
      fact);
}

void Registry::State::index_customers() {
  auto& index = customer_by_tenant.own();
  index.clear();
  for (const auto& [id, customer] : shown<Customer>()) {
    for (const TenantId& tenant : customer.tenants) index.emplace(tenant, &customer);
  }
}

void Registry::State::index_registrations() {
  auto& index = registrations_by_stack.own();
  index.clear();
  for (const auto& [name, registration] : *registrations) {
    index[registration.cloud_id].push_back(&registration);
  }
  for (auto& [stack, list] : index) {
    std::stable_sort(list.begin(), list.end(), [](const Registration* a, const Registration* b) {
      return a->from < b->from;
    });
  }
}

void Registry::State::finish(const std::optional<Period>& period) {
  const auto show = [&period](auto& table) {
    if (!table->dated.empty()) table.own().show(period);
  };
  std::apply([&](auto&... tables) { (show(tables), ...); }, versioned);
  if (std::get<Shared<Versioned<Customer>>>(versioned).is_own()) index_customers();
  if (registrations.is_own()) index_registrations();
}

Registry::Registry() : state_(std::make_shared<const State>()) {}

Registry::Registry(std::shared_ptr<const State> state, std::optional<Period> period)
    : state_(std::move(state)), period_(period) {}

Registry Registry::from_facts(std::span<const RecordedFact> facts, const KnownUntil& known) {
  std::vector<const RecordedFact*> chosen;
  chosen.reserve(facts.size());
  for (const RecordedFact& recorded : facts) {
    if (known.commit && recorded.commit > *known.commit) continue;
    if (known.known_at && recorded.known_at > *known.known_at) continue;
    chosen.push_back(&recorded);
  }
  const auto earlier = [](const RecordedFact* a, const RecordedFact* b) {
    return a->commit < b->commit;
  };
  if (!std::is_sorted(chosen.begin(), chosen.end(), earlier)) {
    std::stable_sort(chosen.begin(), chosen.end(), earlier);
  }
  auto state = std::make_shared<State>();
  for (const RecordedFact* recorded : chosen) state->put(recorded->fact);
  state->finish({});
  return Registry(std::move(state), {});
}

Registry Registry::with(std::span<const Fact> facts) const {
  auto state = std::make_shared<State>(*state_);
  for (const Fact& fact : facts) state->put(fact);
  state->finish(period_);
  return Registry(std::move(state), period_);
}

Registry Registry::in_period(Period period) const {
  if (period_ == period || !state_->has_dated()) return Registry(state_, period);
  auto state = std::make_shared<State>(*state_);
  state->finish(period);
  return Registry(std::move(state), period);
}

bool Registry::has_dated_terms() const { return state_->has_dated(); }

std::vector<Period> Registry::version_months() const {
  std::set<Period> months;
  const auto add = [&](const auto& table) {
    for (const auto& [key, versions] : table->dated) {
      for (const auto& [from, version] : versions) {
        if (from) months.insert(*from);
      }
    }
  };
  std::apply([&](const auto&... tables) { (add(tables), ...); }, state_->versioned);
  return {months.begin(), months.end()};
}

template <HasTerms T>
std::vector<const T*> Registry::versions(const T& like) const {
  const Versioned<T>& table = state_->table<T>();
  if (const auto* dated = find_in(table.dated, key_of(like))) return all_of(*dated);
  const T* only = find_in(table.shown, key_of(like));
  return only == nullptr ? std::vector<const T*>{} : std::vector<const T*>{only};
}

template <HasTerms T>
const T* Registry::version(const T& like) const {
  const Versioned<T>& table = state_->table<T>();
  if (const auto* dated = find_in(table.dated, key_of(like))) return find_in(*dated, like.from);
  return like.from ? nullptr : find_in(table.shown, key_of(like));
}

template <HasTerms T>
const T* Registry::version_in_force(const T& like) const {
  const Versioned<T>& table = state_->table<T>();
  const auto* dated = find_in(table.dated, key_of(like));
  if (dated == nullptr) return find_in(table.shown, key_of(like));
  const auto after = dated->upper_bound(like.from);
  return after == dated->begin() ? &after->second : &std::prev(after)->second;
}

template std::vector<const Provider*> Registry::versions(const Provider&) const;
template std::vector<const Partner*> Registry::versions(const Partner&) const;
template std::vector<const Customer*> Registry::versions(const Customer&) const;
template std::vector<const Subscription*> Registry::versions(const Subscription&) const;
template std::vector<const LocalSubscription*> Registry::versions(const LocalSubscription&) const;
template const Provider* Registry::version(const Provider&) const;
template const Provider* Registry::version_in_force(const Provider&) const;
template const Partner* Registry::version(const Partner&) const;
template const Partner* Registry::version_in_force(const Partner&) const;
template const Customer* Registry::version(const Customer&) const;
template const Customer* Registry::version_in_force(const Customer&) const;
template const Subscription* Registry::version(const Subscription&) const;
template const Subscription* Registry::version_in_force(const Subscription&) const;
template const LocalSubscription* Registry::version(const LocalSubscription&) const;
template const LocalSubscription* Registry::version_in_force(const LocalSubscription&) const;

const Provider* Registry::provider() const {
  return find_in(state_->shown<Provider>(), ProviderKey{});
}

const Partner* Registry::partner(const PartyId& id) const {
  return find_in(state_->shown<Partner>(), id);
}

const Customer* Registry::customer(const PartyId& id) const {
  return find_in(state_->shown<Customer>(), id);
}

const Customer* Registry::customer_of_tenant(const TenantId& tenant) const {
  const auto* found = find_in(*state_->customer_by_tenant, tenant);
  return found == nullptr ? nullptr : *found;
}

const Subscription* Registry::subscription(const SubscriptionId& id) const {
  return find_in(state_->shown<Subscription>(), id);
}

const Stack* Registry::stack(const StackId& id) const { return find_in(*state_->stacks, id); }

const LocalSubscription* Registry::local_subscription(const StackId& stack,
                                                      const LocalSubscriptionId& id) const {
  return find_in(state_->shown<LocalSubscription>(), LocalKey{stack, id});
}

const LocalSubscription* Registry::local_subscription_at(const StackId& stack,
                                                         const LocalSubscriptionId& id,
                                                         Hour hour) const {
  const auto& table = state_->table<LocalSubscription>();
  const auto* versions = find_in(table.dated, LocalKey{stack, id});
  if (versions == nullptr) return local_subscription(stack, id);
  return &Versioned<LocalSubscription>::in_force(*versions, Period::containing(hour));
}

const Registration* Registry::registration(const RegistrationName& name) const {
  return find_in(*state_->registrations, name);
}

const Registration* Registry::registration_at(const StackId& stack, Hour hour) const {
  const auto* list = find_in(*state_->registrations_by_stack, stack);
  if (list == nullptr) return nullptr;
  const auto after = std::upper_bound(
      list->begin(), list->end(), hour,
      [](Hour wanted, const Registration* registration) { return wanted < registration->from; });
  // R8 keeps registrations of a stack apart, but for empty ones (to == from), which bind nothing.
  for (auto at = after; at != list->begin();) {
    const Registration* candidate = *--at;
    if (!candidate->to || hour < *candidate->to) return candidate;
    if (candidate->from < *candidate->to) return nullptr;
  }
  return nullptr;
}

std::vector<const Registration*> Registry::registrations_of(const StackId& stack) const {
  const auto* list = find_in(*state_->registrations_by_stack, stack);
  return list == nullptr ? std::vector<const Registration*>{} : *list;
}

MappingAt Registry::mapping_at(const RegistrationName& registration, const TenantId& tenant,
                               Hour hour) const {
  const MappingRun* run = state_->run_of(registration, tenant);
  if (run == nullptr) return {};
  const auto after = std::upper_bound(
      run->begin(), run->end(), hour,
      [](Hour wanted, const Mapping& mapping) { return wanted < mapping.from; });
  if (after == run->begin()) return {};
  const Mapping& held = *std::prev(after);
  if (held.subscription.empty()) return {MappingState::removed, {}, held.from};
  if (held.to && *held.to <= hour) return {MappingState::removed, {}, *held.to};
  return {MappingState::mapped, held.subscription, held.from};
}

std::vector<const Mapping*> Registry::mappings(const RegistrationName& registration,
                                               const std::optional<TenantId>& tenant) const {
  std::vector<const Mapping*> found;
  const auto add = [&found](const MappingRun& run) {
    for (const Mapping& mapping : run) found.push_back(&mapping);
  };
  if (tenant) {
    if (const MappingRun* run = state_->run_of(registration, *tenant)) add(*run);
  } else if (const auto* tenants = find_in(state_->mappings, registration)) {
    for (const auto& [of, run] : **tenants) add(*run);
  }
  return found;
}

bool Registry::active(const SubscriptionId& subscription, Hour hour) const {
  const Subscription* found = this->subscription(subscription);
  if (found == nullptr) return false;
  return std::none_of(found->inactive.begin(), found->inactive.end(), [hour](const OpenSpan& span) {
    return span.begin <= hour && (!span.end || hour < *span.end);
  });
}

std::vector<Hour> Registry::change_hours(const StackId& stack, const TenantId& tenant,
                                         const HourSpan& hours) const {
  std::vector<Hour> changes;
  const auto add = [&](Hour hour) {
    if (hours.begin < hour && hour < hours.end) changes.push_back(hour);
  };
  const auto add_span = [&](Hour from, const std::optional<Hour>& to) {
    add(from);
    if (to) add(*to);
  };
  const auto add_activity = [&](const SubscriptionId& id) {
    const Subscription* found = subscription(id);
    if (found == nullptr) return;
    for (const OpenSpan& span : found->inactive) add_span(span.begin, span.end);
  };
  for (const Registration* registration : registrations_of(stack)) {
    add_span(registration->from, registration->to);
    add_activity(registration->subscription);
    for (const Mapping* mapping : mappings(registration->name, tenant)) {
      add_span(mapping->from, mapping->to);
      add_activity(mapping->subscription);
    }
  }
  std::sort(changes.begin(), changes.end());
  changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
  return changes;
}

PartyId Registry::top_partner(const SubscriptionId& subscription) const {
  const Subscription* sold = this->subscription(subscription);
  if (sold == nullptr) return {};
  const Partner* seller = partner(sold->partner);
  if (seller == nullptr || seller->kind != PartnerKind::reseller) return sold->partner;
  return seller->distributor;
}

std::vector<Sale> Registry::sales_of(const SubscriptionId& subscription) const {
  const Subscription* sold = this->subscription(subscription);
  const Partner* seller = sold == nullptr ? nullptr : partner(sold->partner);
  if (seller == nullptr) return {};
  std::vector<Sale> sales;
  if (seller->kind == PartnerKind::reseller) {
    sales.push_back({provider_party(), seller->distributor});
    sales.push_back({seller->distributor, seller->id});
  } else {
    sales.push_back({provider_party(), seller->id});
  }
  if (!sold->customer.empty()) sales.push_back({seller->id, sold->customer});
  return sales;
}

std::optional<PartyDetails> Registry::party(const PartyId& id) const {
  if (id == provider_party()) {
    const Provider* found = provider();
    return found == nullptr ? std::nullopt : std::optional(found->details);
  }
  if (const Partner* found = partner(id)) return found->details;
  const Customer* found = customer(id);
  if (found == nullptr) return std::nullopt;
  PartyDetails details = found->details;
  if (details.currency.empty()) {
    if (const Partner* seller = partner(found->partner)) {
      details.currency = seller->details.currency;
    }
  }
  return details;
}

std::vector<const Partner*> Registry::partners() const { return all_of(state_->shown<Partner>()); }
std::vector<const Customer*> Registry::customers() const {
  return all_of(state_->shown<Customer>());
}
std::vector<const Subscription*> Registry::subscriptions() const {
  return all_of(state_->shown<Subscription>());
}
std::vector<const Stack*> Registry::stacks() const { return all_of(*state_->stacks); }
std::vector<const LocalSubscription*> Registry::local_subscriptions() const {
  return all_of(state_->shown<LocalSubscription>());
}
std::vector<const Registration*> Registry::registrations() const {
  return all_of(*state_->registrations);
}

}  // namespace tollbridge::registry
