// SPDX-License-Identifier: Apache-2.0
// Facts of the registry in the books: a table per kind, rows that are only ever added.
//
// `position` is the place of a fact in its change, so that facts come back in the order they were
// recorded. Thread-safety and Errors: store/database.h.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "registry/model.h"
#include "store/database.h"

namespace tollbridge::registry {

struct Recording {
  Instant known_at{};
  std::string actor;
};

// Adds the facts to a transaction, the first at `position` 0.
Status add_facts(store::Transaction& transaction, std::span<const Fact> facts,
                 const Recording& recording);

// All facts in the order of recording. Cost: linear; 100,000 facts take less than a second.
Result<std::vector<RecordedFact>> read_facts(store::Database& database);

}  // namespace tollbridge::registry
