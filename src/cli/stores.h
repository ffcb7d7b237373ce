// SPDX-License-Identifier: Apache-2.0
// What most commands open first.
#pragma once

#include "cli/command.h"
#include "core/result.h"
#include "engine/books.h"
#include "journal/journal.h"
#include "rating/price_book.h"
#include "registry/registry.h"

namespace tollbridge::cli {

struct Stores {
  engine::Books& books;
  journal::Journal& journal;
};
Result<Stores> open_stores(Context& context);

// Everything recorded so far, with the terms in force at `now`.
Result<registry::Registry> registry_of(engine::Books& books, Instant now);
Result<rating::PriceBook> prices_of(engine::Books& books);

}  // namespace tollbridge::cli
