// SPDX-License-Identifier: Apache-2.0
// What a batch may hold at most. Checked before anything is allocated for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/limits.h"

namespace tollbridge::bridge::limits {

inline constexpr std::size_t batch_rows_max = 100'000;
inline constexpr std::size_t batch_changes_max = 100'000;
// One batch as it travels, and its columns when they are unpacked.
inline constexpr std::size_t batch_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t batch_raw_bytes_max = 64 * 1024 * 1024;
// Where the writer stops taking rows, so that what it has always fits: a block of the journal more
// than this, or one row of the longest texts more, still fits batch_raw_bytes_max.
inline constexpr std::size_t batch_texts_bytes_aim = 4 * 1024 * 1024;

// Batches of one parcel; a first one larger than what is left of it still goes. Sealed and written
// as text it is a third more, and a server hands back files of 64 MiB at most.
inline constexpr std::size_t parcel_bytes_max = 32 * 1024 * 1024;
inline constexpr std::size_t sealed_bytes_max = 64 * 1024 * 1024;
inline constexpr std::size_t receipts_bytes_max = 16 * 1024 * 1024;
static_assert(parcel_bytes_max / 2 * 3 < sealed_bytes_max);

static_assert(batch_rows_max <= tollbridge::limits::batch_records_max);
static_assert(batch_rows_max >= tollbridge::limits::block_records_max);

// How long a batch is kept after commerce has it (D6): the longest a stack may be silent is 30
// days.
inline constexpr std::chrono::hours keep_time{35 * 24};

}  // namespace tollbridge::bridge::limits
