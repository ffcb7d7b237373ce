// SPDX-License-Identifier: Apache-2.0
// Which rows of a batch commerce takes: those that an import of usage would take (intake/,
// engine/import_usage.h), because a stack may be anybody's program. For the sources of this folder.
#pragma once

#include <vector>

#include "bridge/inbox.h"

namespace tollbridge::bridge {

// Takes out of `usage` the rows that cannot be taken, tells why, and gives the others the tenant
// their local subscription was declared with. `row_of[i]` says which row of the batch, from 1, is
// left at i. Codes: InvalidId, InvalidTags, SpanTooLong, TenantMismatch, UnknownTenant,
// InvalidRevision. Errors: those of the directory.
Status judge_rows(const StackId& stack, Directory& directory, journal::UsageBatch& usage,
                  std::vector<std::uint64_t>& row_of, std::vector<Rejected>& rejected);

}  // namespace tollbridge::bridge
