// SPDX-License-Identifier: Apache-2.0
// What a stack may forget when hours are closed: readings that no hour still needs, and tracks that
// were silent for longer than readings are kept, so that a stack of many short-lived resources does
// not grow for ever.
//
// A track is dropped when it has no due hours, its last reading is a day older than anything that
// can still be computed anew, and it does not run: a duration that was started and not stopped is
// never dropped. The hours it made stay told. A reading that comes later for a dropped track makes
// a new one; of a counter that is a first reading, which counts nothing (invariant 4).
//
// An hour is a sum over the tracks of its series, so readings are kept as far back as any of them
// can make an hour of the series be computed anew: a counter reaches back to the reading before. Of
// a series with hours to close that are not settled, nothing is forgotten.
#pragma once

#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "stack/books.h"

namespace tollbridge::stack {

// For StackBooks::close(closed_to). Errors: those of the books.
Result<std::vector<StackBooks::Forget>> forgettable(StackBooks& books, Hour closed_to);

}  // namespace tollbridge::stack
