// SPDX-License-Identifier: Apache-2.0
// What a seller charges one buyer beside usage: once, or every month until it ends.
//
// A fee is of one sale: it is not passed down the chain of sellers, each states its own. A month is
// charged whole, whenever in it the service began or ended; there is no proration. Fees are kept as
// facts: a later fact of the same id corrects all of its months. Pure values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::rating {

enum class FeeEvery : std::uint8_t { once, month };
std::string_view to_string(FeeEvery every);               // "once", "month"
Result<FeeEvery> parse_fee_every(std::string_view text);  // Errors: InvalidFee

inline constexpr std::size_t fee_text_bytes_max = 200;  // of an id, of a description

struct Fee {
  std::string id;
  PartyId seller;
  PartyId buyer;
  SubscriptionId subscription;  // what it is for; empty: the buyer as such
  std::string description;
  Money amount;  // a month, or once; before tax, not negative; zero takes the fee back
  FeeEvery every = FeeEvery::once;
  Period first;                // the month charged, or the first of them
  std::optional<Period> last;  // inclusive; none: open, or charged once
  friend bool operator==(const Fee&, const Fee&) = default;
};

// Whether the month is charged.
bool is_due(const Fee& fee, Period month);
// What its lines are called, and known by: "Managed service (care-2026)".
std::string line_name(const Fee& fee);
// Of its lines: a fee of each month counts months, one charged once counts units.
inline constexpr std::string_view monthly_unit = "month";
std::string_view line_unit(const Fee& fee);

// An id or description of 1 to 200 bytes without control characters. Errors: InvalidFee.
Status check_fee_text(std::string_view text);

}  // namespace tollbridge::rating
