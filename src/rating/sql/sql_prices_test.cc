// SPDX-License-Identifier: Apache-2.0
// A price sheet comes back exactly as it was told, to the last of its digits.
// Method: RapidCheck writes any sheets and commitments, closes the books, and compares.
#include "rating/sql/sql_prices.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "store/schema.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::rating {
namespace {

using store::testing::ScratchBooks;

std::string any_text() { return *rc::gen::arbitrary<std::string>(); }

template <class Id>
Id any_id() {
  return Id(any_text());
}

// Any 128 bits.
i128 any_units() {
  const auto high = *rc::gen::arbitrary<std::int64_t>();
  const auto low = *rc::gen::arbitrary<std::int64_t>();
  const bool small = *rc::gen::arbitrary<bool>();
  return small ? i128{low} : i128{high} * power_of_ten(18) + low;
}

Hour any_hour() { return Hour::from_index(*rc::gen::inRange(-2'500'000, 2'500'000)); }

std::optional<Hour> any_end() {
  return *rc::gen::arbitrary<bool>() ? std::optional(any_hour()) : std::nullopt;
}

Currency any_currency() {
  return Currency::find(*rc::gen::element<std::string>("EUR", "JPY", "KWD", "SEK")).value();
}

template <class Make>
auto any_list(Make make) {
  std::vector<decltype(make())> list;
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) list.push_back(make());
  return list;
}

Tier any_tier() {
  Tier tier{Quantity::from_units(any_units()), std::nullopt};
  if (*rc::gen::arbitrary<bool>()) tier.price = UnitPrice::from_units(any_units());
  return tier;
}

MeterPrice any_price() {
  return {any_id<MeterId>(), any_text(), any_text(),
          *rc::gen::element(PriceModel::flat, PriceModel::graduated, PriceModel::volume,
                            PriceModel::package),
          any_list(any_tier), Quantity::from_units(any_units()),
          Quantity::from_units(any_units())};
}

MeterLink any_link() {
  return {any_id<MeterId>(), any_id<MeterId>(), Factor::from_units(any_units())};
}

PriceFact any_fact() {
  if (*rc::gen::inRange(0, 4) == 0) {
    return Commitment{any_text(), any_id<PartyId>(), any_id<PartyId>(),
                      Money(any_currency(), any_units()), any_hour(), any_end()};
  }
  return PriceSheet{any_id<SheetId>(), any_id<PartyId>(), any_id<PartyId>(), any_currency(),
                    any_hour(), any_end(), any_id<SheetId>(), Factor::from_units(any_units()),
                    any_list(any_link), any_list(any_price)};
}

class SqlPricesTest : public ::testing::Test, public ScratchBooks {
 protected:
  static Result<std::uint64_t> record(store::Database& books, const std::vector<PriceFact>& facts,
                                      Instant known_at) {
    return books.transact({known_at, "book", "apply", ""}, [&](store::Transaction& transaction) {
      return add_prices(transaction, facts, known_at);
    });
  }
};

RC_GTEST_FIXTURE_PROP(SqlPricesTest, any_sheets_come_back_bit_for_bit_in_the_order_told, ()) {
  std::vector<RecordedPriceFact> told;
  {
    auto books = must_open(data);
    for (int changes = *rc::gen::inRange(1, 4); changes > 0; --changes) {
      const auto facts = any_list(any_fact);
      const Instant known_at{std::chrono::nanoseconds(*rc::gen::arbitrary<std::int32_t>())};
      const auto commit = record(*books, facts, known_at);
      RC_ASSERT(commit.has_value());
      for (const PriceFact& fact : facts) told.push_back({fact, *commit, known_at});
    }
  }
  auto books = must_open(data);
  const auto read = read_prices(*books);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->size() == told.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    RC_ASSERT((*read)[i].fact == told[i].fact);
    RC_ASSERT((*read)[i].commit == told[i].commit);
    RC_ASSERT((*read)[i].known_at == told[i].known_at);
  }
}

TEST_F(SqlPricesTest, a_price_of_eighteen_digits_is_not_rounded_on_its_way) {
  auto books = must_open(data);
  const auto quantity = Quantity::parse("0.100000000000000001").value();
  PriceSheet sheet{SheetId("s"), provider_party(), PartyId(), Currency::find("EUR").value(),
                   Hour(), std::nullopt, SheetId(), Factor::parse("-0.15").value(), {}, {}};
  sheet.prices.push_back({MeterId("m"), "m", "1 Hour", PriceModel::package,
                          {{Quantity(), UnitPrice::parse("0.000000000000001").value()}},
                          quantity, quantity});
  ASSERT_TRUE(record(*books, {sheet}, Instant{}));
  const auto read = read_prices(*books);
  ASSERT_TRUE(read);
  const auto& price = std::get<PriceSheet>((*read)[0].fact).prices[0];
  EXPECT_EQ(price.package_size.to_string(), "0.100000000000000001");
  EXPECT_EQ(price.tiers[0].price->to_string(), "0.000000000000001");
}

TEST_F(SqlPricesTest, a_changed_tier_is_refused_and_not_billed) {
  {
    auto books = must_open(data);
    PriceSheet sheet{SheetId("s"), provider_party(), PartyId(), Currency::find("EUR").value(),
                     Hour(), std::nullopt, SheetId(), Factor(), {}, {}};
    sheet.prices.push_back({MeterId("m"), "m", "1 Hour", PriceModel::flat,
                            {{Quantity(), UnitPrice::parse("0.1").value()}}, {}, {}});
    ASSERT_TRUE(record(*books, {sheet}, Instant{}));
  }
  tamper(data, "UPDATE price_tiers SET unit_price = '0.2'");
  auto books = must_open(data);
  const auto read = read_prices(*books);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, "BooksDamaged");
  EXPECT_NE(read.error().message.find("price_tiers (0, 0, 0) of commit 1"), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::rating
