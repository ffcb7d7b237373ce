// SPDX-License-Identifier: Apache-2.0
// The directory's facts as rows of a stack's books. Private to this folder.
#pragma once

#include <span>
#include <vector>

#include "stack/directory.h"
#include "store/database.h"

namespace tollbridge::stack {

Status add_facts(std::span<const DirectoryFact> facts, store::Transaction& transaction);

// In the order in which they were recorded.
Result<std::vector<DirectoryFact>> read_facts(store::Database& database);

}  // namespace tollbridge::stack
