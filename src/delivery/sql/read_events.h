// SPDX-License-Identifier: Apache-2.0
// What the books recorded that others may be told of. Private to delivery/sql.
#pragma once

#include <cstdint>
#include <vector>

#include "delivery/outbox.h"
#include "store/database.h"

namespace tollbridge::delivery {

// Of commits after `commit`, in their order. Errors: store/database.h.
Result<std::vector<Event>> read_events(store::Database& database, std::uint64_t commit);

}  // namespace tollbridge::delivery
