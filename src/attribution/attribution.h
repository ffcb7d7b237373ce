// SPDX-License-Identifier: Apache-2.0
// Who pays for each hour of usage, and why (design.md section 7; R3, R33, R34, R39, R47-R51).
//
// The payer is decided from the registration and mapping in force at the usage hour, however late
// the record arrived. Every series ends in pieces that cover all its cells exactly once.
// Pure functions over values.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "metering/usage_table.h"
#include "registry/registry.h"

namespace tollbridge::attribution {

enum class Reason : std::uint8_t {
  mapped,                 // the tenant's mapping at that hour
  unregistered,           // no mapping so far: the stack's default pays (R3)
  mapping_removed,        // had one before, has none now: the default pays (R34)
  subscription_inactive,  // has one, but the subscription is not active: the default pays
  stack_unregistered,     // the stack has no registration at that hour: quarantine
};

enum class Treatment : std::uint8_t {
  rated,           // PayAsYouUse, Custom, Ruggedized
  development,     // rated at 0 (R50)
  capacity,        // kept, counted, excluded by name
  infrastructure,  // on the stack's provider subscription, excluded by name (R47; not R48's meter)
  quarantined,     // no registration: held, visible, never dropped
};

std::string_view to_string(Reason reason);        // "mapped", "mapping-removed", …
std::string_view to_string(Treatment treatment);  // "rated", …

// App Service vCPU hours, charged to the default even on the provider subscription (R48).
MeterId app_service_vcpu_meter();

struct Payer {
  SubscriptionId subscription;  // empty when quarantined
  RegistrationName registration;
  Reason reason = Reason::unregistered;
  Treatment treatment = Treatment::rated;
  bool inactive_default = false;  // an inactive default still pays: warn
  bool operators_own = false;     // on the stack's provider subscription (R47, R48)
  friend auto operator<=>(const Payer&, const Payer&) = default;
};

// The payer of one hour. Usage on the stack's provider subscription is paid by the default, whoever
// its tenant is mapped to.
Payer payer_at(const registry::Registry& registry, const metering::SeriesKey& key, Hour hour);

// A run of a series' cells with one payer.
struct AttributedRun {
  metering::SeriesKey key;
  Payer payer;
  std::vector<metering::HourCell> cells;
  friend bool operator==(const AttributedRun&, const AttributedRun&) = default;
};

// Every cell of the table in exactly one run. Ordered by key, then hour.
std::vector<AttributedRun> assign(const metering::UsageTable& table,
                                  const registry::Registry& registry);

// Tenants that fall to a default subscription (not the operator's own usage): the unregistered
// list. By stack, tenant, reason.
struct FallingTenant {
  StackId stack;
  TenantId tenant;
  Reason reason = Reason::unregistered;
  Hour since;  // the first hour of usage seen with this reason
  friend bool operator==(const FallingTenant&, const FallingTenant&) = default;
};
std::vector<FallingTenant> falling_tenants(const std::vector<AttributedRun>& runs);

}  // namespace tollbridge::attribution
