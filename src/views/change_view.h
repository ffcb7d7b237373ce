// SPDX-License-Identifier: Apache-2.0
// What a change recorded, or would record, and the audit log, as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/json.h"
#include "engine/apply_book.h"
#include "engine/books.h"
#include "registry/advice.h"

namespace tollbridge::views {

// What a change by hand came to.
struct ChangeResult {
  bool changed = false;
  bool dry_run = false;
  std::optional<std::uint64_t> commit;  // empty: nothing was recorded
};
// {"changed", "dry_run", "commit", "notes"}.
Json change_json(const ChangeResult& result, const std::vector<std::string>& notes);

// {"changed", "dry_run", "commit", "changes": [{"object", "key", "field", "before", "after",
// "created"}], "warnings"}.
Json applied_json(const engine::Applied& applied, bool dry_run);

// "warnings", into the object that is open.
void append_warnings(Json& json, const std::vector<registry::Warning>& warnings);

void append_audit_entry(Json& json, const engine::AuditEntry& entry);

}  // namespace tollbridge::views
