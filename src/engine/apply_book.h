// SPDX-License-Identifier: Apache-2.0
// Records what a book declares, all or nothing, and says what changed. Applying it again changes
// nothing and records nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "engine/book.h"
#include "engine/books.h"
#include "engine/progress.h"

namespace tollbridge::engine {

struct ApplyRequest {
  std::string action = "apply";  // for the audit
  std::string actor = "book";
  Instant now{};
  bool dry_run = false;
  bool correct_closed = false;  // a change on which closed months depend is meant
};

struct Applied {
  BookPlan plan;
  std::optional<std::uint64_t> commit;  // empty: nothing was recorded
};

// Planned from what is recorded when it begins, then recorded by Books::alone; if something was
// recorded in between it is planned again. Errors: those of plan_book, of check_closed_months, of
// the books and of the progress; after that was asked for the last time, nothing ends it.
Result<Applied> apply_book(Books& books, const Book& book, const ApplyRequest& request,
                           Progress& progress = no_progress());

}  // namespace tollbridge::engine
