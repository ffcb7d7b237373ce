// SPDX-License-Identifier: Apache-2.0
// Closings in the books: the last row of a (seller, period) holds. Private to billing/sql.
#pragma once

#include <vector>

#include "billing/invoice_store.h"
#include "store/database.h"

namespace tollbridge::billing {

Status add_closing(store::Transaction& transaction, const Closing& closing);

// By seller, period.
Result<std::vector<Closing>> read_closings(store::Database& database);

}  // namespace tollbridge::billing
