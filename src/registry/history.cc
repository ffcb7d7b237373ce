// SPDX-License-Identifier: Apache-2.0
#include "registry/history.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <variant>

namespace tollbridge::registry {
namespace {

using MappingKey = std::tuple<RegistrationName, TenantId, Hour>;

MappingKey key_of(const Mapping& mapping) {
  return {mapping.registration, mapping.tenant, mapping.from};
}

bool is_known(const RecordedFact& fact, const KnownUntil& known) {
  return (!known.commit || fact.commit <= *known.commit) &&
         (!known.known_at || fact.known_at <= *known.known_at);
}

// When and from whom we learned what holds, by key.
struct Origins {
  std::map<MappingKey, const RecordedFact*> mappings;
  std::map<RegistrationName, const RecordedFact*> registrations;
  std::map<SubscriptionId, const RecordedFact*> subscriptions;

  template <class Map, class Key>
  static void keep_latest(Map& map, const Key& key, const RecordedFact& fact) {
    const RecordedFact*& held = map[key];
    if (held == nullptr || fact.commit >= held->commit) held = &fact;
  }

  void add(const RecordedFact& fact) {
    if (const auto* mapping = std::get_if<Mapping>(&fact.fact)) {
      keep_latest(mappings, key_of(*mapping), fact);
    } else if (const auto* registration = std::get_if<Registration>(&fact.fact)) {
      keep_latest(registrations, registration->name, fact);
    } else if (const auto* subscription = std::get_if<Subscription>(&fact.fact)) {
      keep_latest(subscriptions, subscription->id, fact);
    }
  }
};

class HistoryWriter {
 public:
  HistoryWriter(const Registry& registry, const Origins& origins)
      : registry_(registry), origins_(origins) {}

  // Every hour of the registration in exactly one span; neighbours differ.
  void write(const Registration& registration, const TenantId& tenant,
             std::vector<PayerSpan>& spans) const {
    const std::size_t first = spans.size();
    const auto edges = edges_of(registration, tenant);
    for (std::size_t i = 0; i < edges.size(); ++i) {
      PayerSpan span = span_at(registration, tenant, edges[i]);
      span.end = i + 1 < edges.size() ? std::optional(edges[i + 1]) : registration.to;
      if (span.end == span.begin) continue;
      const bool goes_on = spans.size() > first && spans.back().state == span.state &&
                           spans.back().payer == span.payer &&
                           spans.back().known_at == span.known_at;
      if (goes_on) {
        spans.back().end = span.end;
      } else {
        spans.push_back(std::move(span));
      }
    }
  }

 private:
  std::vector<Hour> edges_of(const Registration& registration, const TenantId& tenant) const {
    constexpr Hour last = Hour::from_index(std::numeric_limits<std::int32_t>::max());
    auto edges = registry_.change_hours(registration.cloud_id, tenant,
                                        {registration.from, registration.to.value_or(last)});
    edges.insert(edges.begin(), registration.from);
    return edges;
  }

  PayerSpan span_at(const Registration& registration, const TenantId& tenant, Hour hour) const {
    PayerSpan span{registration.name,         registration.cloud_id, tenant,
                   PayerState::unregistered,  registration.subscription, hour, {}, {}, {}};
    const MappingAt held = registry_.mapping_at(registration.name, tenant, hour);
    const RecordedFact* origin = origins_.registrations.at(registration.name);
    if (held.state != MappingState::never) {
      origin = origin_of_mapping(registration.name, tenant, hour);
      if (held.state == MappingState::removed) {
        span.state = PayerState::mapping_removed;
      } else if (registry_.active(held.subscription, hour)) {
        span.state = PayerState::mapped;
        span.payer = held.subscription;
      } else {
        span.state = PayerState::inactive;
        const auto found = origins_.subscriptions.find(held.subscription);
        if (found != origins_.subscriptions.end()) origin = found->second;
      }
    }
    span.known_at = origin->known_at;
    span.actor = origin->actor;
    return span;
  }

  const RecordedFact* origin_of_mapping(const RegistrationName& registration,
                                        const TenantId& tenant, Hour hour) const {
    auto after = origins_.mappings.upper_bound({registration, tenant, hour});
    return std::prev(after)->second;
  }

  const Registry& registry_;
  const Origins& origins_;
};

std::vector<MappingVersion> versions_of(std::span<const RecordedFact> facts,
                                        const HistoryQuery& query, const Origins& origins) {
  std::vector<MappingVersion> versions;
  for (const RecordedFact& fact : facts) {
    const auto* mapping = std::get_if<Mapping>(&fact.fact);
    if (mapping == nullptr || !is_known(fact, query.known)) continue;
    if (query.registration && mapping->registration != *query.registration) continue;
    if (query.tenant && mapping->tenant != *query.tenant) continue;
    versions.push_back({*mapping, fact.commit, fact.known_at, fact.actor,
                        origins.mappings.at(key_of(*mapping)) != &fact});
  }
  std::stable_sort(
      versions.begin(), versions.end(),
      [](const MappingVersion& a, const MappingVersion& b) { return a.commit < b.commit; });
  return versions;
}

}  // namespace

std::vector<MappingSpan> mapping_spans(const Registry& registry,
                                       const RegistrationName& registration,
                                       const std::optional<TenantId>& tenant) {
  const auto mappings = registry.mappings(registration, tenant);
  std::vector<MappingSpan> spans;
  for (std::size_t i = 0; i < mappings.size(); ++i) {
    const Mapping& mapping = *mappings[i];
    if (mapping.subscription.empty()) continue;
    MappingSpan span{mapping.tenant, mapping.subscription, mapping.from, mapping.to};
    if (i + 1 < mappings.size() && mappings[i + 1]->tenant == mapping.tenant) {
      const Hour next = mappings[i + 1]->from;
      if (!span.end || next < *span.end) span.end = next;
    }
    spans.push_back(std::move(span));
  }
  return spans;
}

std::string_view to_string(PayerState state) {
  switch (state) {
    case PayerState::mapped: return "mapped";
    case PayerState::unregistered: return "unregistered";
    case PayerState::mapping_removed: return "mapping-removed";
    case PayerState::inactive: return "subscription-inactive";
  }
  return {};
}

MappingHistory mapping_history(std::span<const RecordedFact> facts, const HistoryQuery& query) {
  Origins origins;
  for (const RecordedFact& fact : facts) {
    if (is_known(fact, query.known)) origins.add(fact);
  }
  const Registry registry = Registry::from_facts(facts, query.known);
  const HistoryWriter writer(registry, origins);
  MappingHistory history;
  for (const Registration* registration : registry.registrations()) {
    if (query.registration && registration->name != *query.registration) continue;
    std::set<TenantId> tenants;
    if (query.tenant) {
      tenants.insert(*query.tenant);
    } else {
      for (const Mapping* mapping : registry.mappings(registration->name)) {
        tenants.insert(mapping->tenant);
      }
    }
    for (const TenantId& tenant : tenants) writer.write(*registration, tenant, history.spans);
  }
  if (query.at) {
    std::erase_if(history.spans, [&](const PayerSpan& span) {
      return *query.at < span.begin || (span.end && *span.end <= *query.at);
    });
  }
  history.versions = versions_of(facts, query, origins);
  return history;
}

}  // namespace tollbridge::registry
