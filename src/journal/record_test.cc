// SPDX-License-Identifier: Apache-2.0
// Spans are cut at hour edges and nothing is gained or lost by the cut; strings are kept once.
// Method: months and odd instants by hand, then random spans checked against the definition.
#include "journal/record.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "core/int256.h"

namespace tollbridge::journal {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::nanoseconds;

UsageRow span(std::string_view start, nanoseconds length, Quantity quantity) {
  UsageRow row;
  row.start = parse_instant(start).value();
  row.end = row.start + length;
  row.quantity = quantity;
  return row;
}

Quantity units(i128 n) { return Quantity::from_units(n); }

TEST(HourShares, a_reading_without_an_end_is_its_hours_quantity) {
  UsageRow row;
  row.start = parse_instant("2026-10-01T13:25:00Z").value();
  row.quantity = Quantity::from_whole(5);
  const auto shares = hour_shares(row);
  ASSERT_EQ(shares.size(), 1U);
  EXPECT_EQ(shares[0].hour.to_string(), "2026-10-01T13:00:00Z");
  EXPECT_EQ(shares[0].quantity, row.quantity);
}

TEST(HourShares, a_day_is_cut_into_24_equal_hours) {
  const auto row = span("2026-10-01T00:00:00Z", hours(24), Quantity::from_whole(48));
  const auto shares = hour_shares(row);
  ASSERT_EQ(shares.size(), 24U);
  for (const HourShare& share : shares) EXPECT_EQ(share.quantity, Quantity::from_whole(2));
  EXPECT_EQ(hours_of(row), (HourSpan{Hour::containing(row.start), Hour::containing(*row.end)}));
}

TEST(HourShares, the_seconds_in_each_hour_decide) {
  // 13:45 to 15:15: a quarter, an hour, a quarter.
  const auto shares =
      hour_shares(span("2026-10-01T13:45:00Z", minutes(90), Quantity::from_whole(3)));
  ASSERT_EQ(shares.size(), 3U);
  EXPECT_EQ(shares[0].quantity.to_string(), "0.5");
  EXPECT_EQ(shares[1].quantity.to_string(), "2");
  EXPECT_EQ(shares[2].quantity.to_string(), "0.5");
}

TEST(HourShares, what_cannot_be_cut_goes_to_the_largest_remainder_then_the_earlier_hour) {
  // Two units over three equal hours: remainders tie, the first two get one each.
  auto shares = hour_shares(span("2026-10-01T00:00:00Z", hours(3), units(2)));
  EXPECT_EQ(shares[0].quantity, units(1));
  EXPECT_EQ(shares[1].quantity, units(1));
  EXPECT_EQ(shares[2].quantity, units(0));
  // One unit over 15 and 45 minutes: the longer part gets it.
  shares = hour_shares(span("2026-10-01T00:45:00Z", hours(1), units(1)));
  EXPECT_EQ(shares[0].quantity, units(0));
  EXPECT_EQ(shares[1].quantity, units(1));
  // A credit is cut like a charge.
  shares = hour_shares(span("2026-10-01T00:00:00Z", hours(3), units(-2)));
  EXPECT_EQ(shares[0].quantity, units(-1));
  EXPECT_EQ(shares[2].quantity, units(0));
}

TEST(HourShares, a_month_that_ends_on_the_hour_does_not_touch_the_next) {
  const auto row = span("2026-10-01T00:00:00Z", hours(31 * 24), Quantity::from_whole(1));
  const auto shares = hour_shares(row);
  ASSERT_EQ(shares.size(), 744U);
  EXPECT_EQ(shares.front().quantity.to_string(), "0.001344086021505377");
  EXPECT_EQ(shares.back().quantity.to_string(), "0.001344086021505376");
  EXPECT_EQ(hours_of(row).hours(), 744);
}

TEST(HourShares, a_nanosecond_over_the_edge_touches_the_hour) {
  const auto row = span("2026-10-01T00:59:59.999999999Z", nanoseconds(2), units(2));
  const auto shares = hour_shares(row);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].quantity, units(1));
  EXPECT_EQ(shares[1].quantity, units(1));
  EXPECT_EQ(hours_of(span("2026-10-01T00:59:59.999999999Z", nanoseconds(1), units(1))).hours(), 1);
}

i128 any_units() {
  const auto high = *rc::gen::arbitrary<std::int64_t>();
  const auto low = *rc::gen::arbitrary<std::uint64_t>();
  const auto edges = std::numeric_limits<i128>::max();
  switch (*rc::gen::inRange(0, 4)) {
    case 0: return static_cast<i128>((static_cast<u128>(high) << 64) | low);
    case 1: return edges - *rc::gen::inRange(0, 3);
    case 2: return -edges - 1 + *rc::gen::inRange(0, 3);
    default: return high;
  }
}

TEST(HourShares, shares_sum_to_the_whole_and_are_within_one_unit_of_exact) {
  const bool holds = rc::check("shares sum to the whole", [] {
    UsageRow row;
    const auto base = parse_instant("2026-10-01T00:00:00Z").value();
    row.start = base + nanoseconds(*rc::gen::inRange<std::int64_t>(-4'000'000'000'000'000,
                                                                  4'000'000'000'000'000));
    const auto longest = nanoseconds(hours(31 * 24)).count();
    row.end = row.start + nanoseconds(*rc::gen::oneOf(
                  rc::gen::inRange<std::int64_t>(1, longest + 1),
                  rc::gen::map(rc::gen::inRange<std::int64_t>(1, 745),
                               [](std::int64_t n) { return n * 3'600'000'000'000; })));
    row.quantity = units(any_units());

    const auto shares = hour_shares(row);
    const HourSpan touched = hours_of(row);
    RC_ASSERT(shares.size() == static_cast<std::size_t>(touched.hours()));
    const Int256 total(i128{(*row.end - row.start).count()});
    i128 sum = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const Hour hour = touched.begin.plus(static_cast<std::int32_t>(i));
      RC_ASSERT(shares[i].hour == hour);
      sum += shares[i].quantity.units();
      const auto from = std::max(row.start, hour.start());
      const auto to = std::min(*row.end, hour.plus(1).start());
      // |share * total - quantity * part| < total
      const auto error = Int256::product(shares[i].quantity.units(), total.to_i128().value())
                             .minus(Int256::product(row.quantity.units(), (to - from).count()));
      RC_ASSERT(error.has_value());
      RC_ASSERT((error->is_negative() ? error->negated() : *error) < total);
    }
    RC_ASSERT(sum == row.quantity.units());
  });
  EXPECT_TRUE(holds);
}

TEST(StringPool, keeps_a_string_once_and_in_place) {
  StringPool pool;
  EXPECT_EQ(pool.size(), 1U);
  EXPECT_EQ(pool.intern(""), 0U);
  const auto first = pool.intern("first");
  const std::string_view text = pool.text(first);
  std::vector<std::string> all;
  for (int i = 0; i < 50'000; ++i) {
    const std::size_t length = static_cast<std::size_t>(i % 97) * (i % 1'000 == 0 ? 300U : 1U);
    all.push_back(std::string(length, 'x') + std::to_string(i));
    pool.intern(all.back());
  }
  EXPECT_EQ(pool.intern("first"), first);
  EXPECT_EQ(pool.text(first).data(), text.data());
  EXPECT_EQ(pool.size(), all.size() + 2);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(pool.find(all[i]), static_cast<std::uint32_t>(i + 2));
    ASSERT_EQ(pool.text(static_cast<std::uint32_t>(i + 2)), all[i]);
  }
  EXPECT_FALSE(pool.find("never").has_value());
  const StringPool moved = std::move(pool);
  EXPECT_EQ(moved.text(first), "first");
}

}  // namespace
}  // namespace tollbridge::journal
