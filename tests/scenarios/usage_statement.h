// SPDX-License-Identifier: Apache-2.0
// What a `use` statement stands for: the compact CSV of its records (contract.md, "Usage, compact
// forms"), so that scenarios go through the same reader as everybody's files.
//
// Also how the worlds of the suite disturb an import: the order of its records, and records sent
// twice, without changing the set. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/scenarios/scenario.h"

namespace tollbridge::scenarios {

// An import as text: `header` lines stay in front, `records` may be in any order.
struct UsageText {
  std::string header;
  std::vector<std::string> records;  // each with its line end
};

// `use STACK/LOCAL_SUBSCRIPTION [of TENANT] METER QUANTITY at T | every hour A .. B |
// every day A .. B | span A .. B [resource R] [id X] [revision N]`. Errors: InvalidScenario.
Result<UsageText> usage_of(const Statement& use);

// The block of `csv`, `focus` (first line a header), `ndjson`, `azure`, `cloudevents`.
UsageText usage_of_block(const Statement& statement, bool has_header);

struct Disturbance {
  bool shuffled = false;  // records in another order, the same on every run
  bool twice = false;     // every record two times over
  std::uint64_t seed = 1;
};
std::string import_text(const UsageText& usage, const Disturbance& disturbance);

}  // namespace tollbridge::scenarios
