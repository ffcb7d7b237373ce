// SPDX-License-Identifier: Apache-2.0
// Every table of a stack's books as the newest migration leaves it, beside the journal's marks and
// counts, which are those of schema.h.
#pragma once

#include <span>

#include "store/table.h"

namespace tollbridge::store::stack_schema {

// Readings, by track; times are nanoseconds since 1970. A track's rows of the table `due` are the
// hours that readings have changed and the journal has not heard of.
extern const Table tracks;       // of books made before schema 2; copied to live_tracks once
extern const Table live_tracks;  // those not dropped
extern const Table readings;  // end_at 0: none
extern const Table due;       // hours since 1970, to_hour excluded
extern const Table overruled;

// The directory, dated: one row per fact. Lists are lines of text.
extern const Table plans;
extern const Table offers;
extern const Table subscriptions;
extern const Table guests;
extern const Table acquired_plans;

// Single values by name.
extern const Table notes;

// The newest commit that was forgotten, if any: one row.
extern const Table chain_start;

// All of them, and the journal's.
std::span<const Table* const> tables();

}  // namespace tollbridge::store::stack_schema
