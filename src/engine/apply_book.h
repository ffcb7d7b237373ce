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

// Errors: those of plan_book, of check_closed_months and of the books.
Result<Applied> apply_book(Books& books, const Book& book, const ApplyRequest& request);

}  // namespace tollbridge::engine
