// SPDX-License-Identifier: Apache-2.0
// What applying a book changed, for people.
#pragma once

#include "cli/output.h"
#include "engine/apply_book.h"

namespace tollbridge::cli {

// One line per object, its fields under it.
void print_applied(Output& out, const engine::Applied& applied, bool dry_run);

}  // namespace tollbridge::cli
