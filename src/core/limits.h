// SPDX-License-Identifier: Apache-2.0
// Every limit of the system, in one place, checked against each other at compile time. Each is
// reached in a test. Raising one is a decision: say what it costs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tollbridge::limits {

inline constexpr std::size_t id_bytes_max = 2048;        // a resource id is the longest
inline constexpr std::size_t party_id_letters_max = 100;  // of a partner or customer
inline constexpr std::uint64_t unpack_ratio_max = 500;   // of packed usage by HTTP
inline constexpr std::size_t tags_bytes_max = 16 * 1024;  // tags of one usage record
inline constexpr std::size_t line_bytes_max = 1024 * 1024;  // one line of an input file
inline constexpr std::size_t batch_records_max = 262'144;   // records of one journal append
inline constexpr std::size_t block_records_max = 20'000;    // records of one journal block
inline constexpr std::int32_t span_hours_max = 31 * 24;     // longest span of one usage record
// A higher revision can always be made of a stored one (--restate).
inline constexpr std::int64_t revision_max = 1'000'000'000'000'000;
inline constexpr std::size_t price_tiers_max = 1'000;       // tiers of one billing meter
inline constexpr std::size_t book_bytes_max = 64 * 1024 * 1024;   // a BOOK.yaml
inline constexpr std::size_t config_bytes_max = 1024 * 1024;      // a configuration
inline constexpr std::size_t sheet_bytes_max = 64 * 1024 * 1024;  // a price sheet CSV
inline constexpr std::size_t invoice_lines_max = 10'000'000;
inline constexpr std::size_t import_errors_listed_max = 1'000;  // listed; all are counted
inline constexpr std::size_t open_hour_keys_max = 8'000'000;  // about 75 bytes each, in memory

static_assert(block_records_max <= batch_records_max);
static_assert(tags_bytes_max < line_bytes_max);

}  // namespace tollbridge::limits
