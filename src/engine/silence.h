// SPDX-License-Identifier: Apache-2.0
// How long ago a stack sent usage, found without adding anything up.
#pragma once

#include <optional>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "journal/journal.h"

namespace tollbridge::engine {

// The newest hour, not after `now` and less than `hours_back` before it, that a counted record of
// the stack touches; exact within two days, beyond that the last hour of the day it is in (days
// counted back from `now`). Empty: there is none. Looks at slices of hours, the newest first, and
// ends at the first record: cheap for a stack that reports, and for one that does not a search of
// the index per slice.
Result<std::optional<Hour>> newest_usage(journal::UsageReader& usage, const StackId& stack,
                                         Hour now, int hours_back);

}  // namespace tollbridge::engine
