// SPDX-License-Identifier: Apache-2.0
#include "attribution/attribution.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace tollbridge::attribution {
namespace {

using metering::HourCell;
using metering::SeriesKey;

bool of_the_operator(const registry::Stack* stack, const SeriesKey& key) {
  return stack != nullptr && !stack->provider_subscription.empty() &&
         key.subscription == stack->provider_subscription;
}

Treatment treatment_of(const registry::Registration& registration, const SeriesKey& key,
                       bool operators_own) {
  using registry::BillingModel;
  if (operators_own && key.meter != app_service_vcpu_meter()) return Treatment::infrastructure;
  switch (registration.billing_model) {
    case BillingModel::pay_as_you_use:
    case BillingModel::custom:
    case BillingModel::ruggedized:
      return Treatment::rated;
    case BillingModel::development:
      return Treatment::development;
    case BillingModel::capacity:
      return Treatment::capacity;
  }
  return Treatment::rated;
}

void pay_by_default(Payer& payer, const registry::Registry& registry,
                    const registry::Registration& registration, Reason reason, Hour hour) {
  payer.subscription = registration.subscription;
  payer.reason = reason;
  payer.inactive_default = !registry.active(registration.subscription, hour);
}

}  // namespace

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::mapped:
      return "mapped";
    case Reason::unregistered:
      return "unregistered";
    case Reason::mapping_removed:
      return "mapping-removed";
    case Reason::subscription_inactive:
      return "subscription-inactive";
    case Reason::stack_unregistered:
      return "stack-unregistered";
  }
  return "unregistered";
}

std::string_view to_string(Treatment treatment) {
  switch (treatment) {
    case Treatment::rated:
      return "rated";
    case Treatment::development:
      return "development";
    case Treatment::capacity:
      return "capacity";
    case Treatment::infrastructure:
      return "infrastructure";
    case Treatment::quarantined:
      return "quarantined";
  }
  return "rated";
}

MeterId app_service_vcpu_meter() {
  static const MeterId meter("190c935e-9ada-48ff-9ab8-56ea1cf9adaa");
  return meter;
}

Payer payer_at(const registry::Registry& registry, const SeriesKey& key, Hour hour) {
  Payer payer;
  const registry::Registration* registration = registry.registration_at(key.stack, hour);
  if (registration == nullptr) {
    payer.reason = Reason::stack_unregistered;
    payer.treatment = Treatment::quarantined;
    return payer;
  }
  payer.registration = registration->name;
  payer.operators_own = of_the_operator(registry.stack(key.stack), key);
  payer.treatment = treatment_of(*registration, key, payer.operators_own);
  const auto mapping = registry.mapping_at(registration->name, key.tenant, hour);
  if (payer.operators_own || mapping.state == registry::MappingState::never) {
    pay_by_default(payer, registry, *registration, Reason::unregistered, hour);
  } else if (mapping.state == registry::MappingState::removed) {
    pay_by_default(payer, registry, *registration, Reason::mapping_removed, hour);
  } else if (!registry.active(mapping.subscription, hour)) {
    pay_by_default(payer, registry, *registration, Reason::subscription_inactive, hour);
  } else {
    payer.subscription = mapping.subscription;
    payer.reason = Reason::mapped;
  }
  return payer;
}

std::vector<AttributedRun> assign(const metering::UsageTable& table,
                                  const registry::Registry& registry) {
  std::vector<AttributedRun> runs;
  runs.reserve(table.size());
  for (const metering::Series& series : table) {
    if (series.cells.empty()) continue;
    const HourSpan hours{series.cells.front().hour, series.cells.back().hour.plus(1)};
    auto changes = registry.change_hours(series.key.stack, series.key.tenant, hours);
    changes.push_back(hours.end);
    auto begin = series.cells.begin();
    for (const Hour change : changes) {
      const auto end =
          std::lower_bound(begin, series.cells.end(), change,
                           [](const HourCell& cell, Hour hour) { return cell.hour < hour; });
      if (begin == end) continue;
      Payer payer = payer_at(registry, series.key, begin->hour);
      const bool goes_on =
          !runs.empty() && runs.back().key == series.key && runs.back().payer == payer;
      if (!goes_on) runs.push_back({series.key, std::move(payer), {}});
      runs.back().cells.insert(runs.back().cells.end(), begin, end);
      begin = end;
    }
  }
  return runs;
}

std::vector<FallingTenant> falling_tenants(const std::vector<AttributedRun>& runs) {
  std::map<std::tuple<StackId, TenantId, Reason>, Hour> since;
  for (const AttributedRun& run : runs) {
    const bool falls = run.payer.reason == Reason::unregistered ||
                       run.payer.reason == Reason::mapping_removed ||
                       run.payer.reason == Reason::subscription_inactive;
    if (!falls || run.payer.operators_own || run.cells.empty()) continue;
    const Hour first = run.cells.front().hour;
    const auto [at, added] =
        since.try_emplace({run.key.stack, run.key.tenant, run.payer.reason}, first);
    if (!added) at->second = std::min(at->second, first);
  }
  std::vector<FallingTenant> tenants;
  for (const auto& [key, hour] : since) {
    tenants.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), hour});
  }
  return tenants;
}

}  // namespace tollbridge::attribution
