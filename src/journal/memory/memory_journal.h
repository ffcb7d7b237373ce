// SPDX-License-Identifier: Apache-2.0
// The journal as plain containers: for tests and small tools. Same promises as the others but for
// durability; memory grows with everything ever appended.
#pragma once

#include <memory>

#include "journal/journal.h"

namespace tollbridge::journal {

// `marks` must outlive the journal. Errors: JournalBehindMark if it holds any mark, because a new
// memory is always behind it.
Result<std::unique_ptr<Journal>> open_memory_journal(MarkStore& marks);

}  // namespace tollbridge::journal
