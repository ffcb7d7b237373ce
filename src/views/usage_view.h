// SPDX-License-Identifier: Apache-2.0
// Usage, who pays for it, and what became of an import, as JSON (contract.md).
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "core/json.h"
#include "engine/import_usage.h"
#include "engine/tenant_status.h"
#include "engine/unregistered.h"
#include "engine/usage_show.h"

namespace tollbridge::views {

// One sum: its grouping keys, "quantity", "records".
void append_usage_sum(Json& json, const engine::UsageSum& sum,
                      const std::set<engine::UsageKey>& by);

// Amounts are money of the provider's buyer; whoever may not see that gets null.
enum class Amounts : std::uint8_t { shown, hidden };
void append_unregistered(Json& json, const engine::UnregisteredRow& row,
                         Amounts amounts = Amounts::shown);

Json tenant_status_json(const engine::TenantStatus& status);

// "accepted", "duplicate", "restated", "rejected", "rounded", into the object that is open.
void append_import_counts(Json& json, const engine::ImportReport& report);
// One rejected record; `file` is left out where it is empty.
void append_rejected(Json& json, const intake::Rejected& rejected, std::string_view file = {});

}  // namespace tollbridge::views
