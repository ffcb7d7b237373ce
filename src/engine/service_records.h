// SPDX-License-Identifier: Apache-2.0
// What the service keeps in the books beside the facts billing reads: answers that are given again
// to a repeated request, and whether a customer may see its costs. Implemented by engine/sql.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::engine {

// The answer to a request that named an idempotency key (spec/standards.md 5.3).
struct KeptAnswer {
  std::string key;          // of the caller and what it named; unique
  std::string fingerprint;  // of the request
  Instant kept_at{};
  bool pending = false;     // it was begun; what became of it is not known (yet)
  std::string answer;       // in the words of whoever keeps it; empty while pending
  friend bool operator==(const KeptAnswer&, const KeptAnswer&) = default;
};

// From an hour on the users of a customer's tenants see, or do not see, what it is charged.
struct CostSwitch {
  PartyId customer;
  Hour from;
  bool visible = false;
  Instant known_at{};
  std::string actor;
  friend bool operator==(const CostSwitch&, const CostSwitch&) = default;
};

class ServiceRecords {
 public:
  virtual ~ServiceRecords() = default;

  virtual Result<std::optional<KeptAnswer>> answer(const std::string& key) = 0;
  // Replaces the one of the same key, durably; those kept before `forget_before` are forgotten.
  virtual Status keep_answer(const KeptAnswer& answer, Instant forget_before) = 0;

  virtual Result<std::vector<CostSwitch>> cost_switches() = 0;  // in order of recording
  virtual Status record_cost_switch(const CostSwitch& change) = 0;
};

// Whether the switch is on at the hour: of the latest `from` that has begun, the one recorded last.
bool costs_visible(const std::vector<CostSwitch>& switches, const PartyId& customer, Hour hour);

}  // namespace tollbridge::engine
