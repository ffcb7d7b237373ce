// SPDX-License-Identifier: Apache-2.0
// The past of a mapping: who paid for a tenant at an hour, as known at a time, and when we learned
// it. Spans are half-open and cover every hour of a registration; what was recorded and corrected
// later stays readable as versions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/time.h"
#include "registry/model.h"
#include "registry/registry.h"

namespace tollbridge::registry {

// A run of hours in which a tenant is charged to one customer subscription.
struct MappingSpan {
  TenantId tenant;
  SubscriptionId subscription;
  Hour begin;
  std::optional<Hour> end;  // empty: still going on
};
// By tenant and hour; removals leave gaps.
std::vector<MappingSpan> mapping_spans(const Registry& registry,
                                       const RegistrationName& registration,
                                       const std::optional<TenantId>& tenant = {});

enum class PayerState : std::uint8_t { mapped, unregistered, mapping_removed, inactive };
std::string_view to_string(PayerState state);  // the reasons of attribution: "mapped", …

// Who pays in a run of hours.
struct PayerSpan {
  RegistrationName registration;
  StackId stack;
  TenantId tenant;
  PayerState state = PayerState::unregistered;
  SubscriptionId payer;  // the customer subscription if mapped, else the default
  Hour begin;
  std::optional<Hour> end;
  Instant known_at{};  // of the fact that made it so
  std::string actor;
};

// Every mapping and removal as it was recorded, corrected ones too, in order of recording.
struct MappingVersion {
  Mapping mapping;
  std::uint64_t commit = 0;
  Instant known_at{};
  std::string actor;
  bool superseded = false;  // a later fact of the same key holds
};

struct HistoryQuery {
  std::optional<RegistrationName> registration;  // default: all
  std::optional<TenantId> tenant;                // default: all that were ever mapped there
  std::optional<Hour> at;                        // only the spans that hold this hour
  KnownUntil known;
};

struct MappingHistory {
  std::vector<PayerSpan> spans;  // by registration, tenant, hour
  std::vector<MappingVersion> versions;
};

MappingHistory mapping_history(std::span<const RecordedFact> facts, const HistoryQuery& query);

}  // namespace tollbridge::registry
