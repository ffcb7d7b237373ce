// SPDX-License-Identifier: Apache-2.0
// What applying a book changed, for people and in JSON.
#pragma once

#include "core/json.h"
#include "cli/output.h"
#include "engine/apply_book.h"

namespace tollbridge::cli {

// {"changed", "dry_run", "commit", "changes": [{"object", "key", "field", "before", "after",
// "created"}], "warnings"}.
Json applied_json(const engine::Applied& applied, bool dry_run);

// One line per object, its fields under it.
void print_applied(Output& out, const engine::Applied& applied, bool dry_run);

}  // namespace tollbridge::cli
