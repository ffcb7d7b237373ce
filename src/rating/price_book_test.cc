// SPDX-License-Identifier: Apache-2.0
// One price holds for a sale at an hour, and which one can be said beforehand.
// Method: small books by hand for each rule of selection; bases compared with prices marked up one
// by one.
#include "rating/price_book.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace tollbridge::rating {
namespace {

const PartyId seller("contoso"), buyer("adatum"), other("litware");
const MeterId cpu("cpu"), disk("disk");

Hour at(std::int32_t hour) {
  return Hour::from_index(hour);
}
Currency currency(std::string_view code) {
  return Currency::find(code).value();
}

// A flat sheet for all buyers from hour 0 on.
PriceSheet sheet(const std::string& id, const std::string& rows, PartyId whose = {}) {
  const auto table = parse_price_csv("meter,unit_price\n" + rows).value();
  return {SheetId(id), seller,    std::move(whose), currency("EUR"), at(0),
          {},          SheetId(), Factor(),         table.links,     table.prices};
}

PriceSheet from(PriceSheet sheet, std::int32_t hour, std::optional<std::int32_t> to = {}) {
  sheet.from = at(hour);
  if (to) sheet.to = at(*to);
  return sheet;
}

PriceSheet on_base(PriceSheet sheet, const std::string& base, const std::string& markup) {
  sheet.base = SheetId(base);
  sheet.markup = Factor::parse(markup).value();
  return sheet;
}

PriceBook book(const std::vector<PriceFact>& facts) {
  return PriceBook().with(facts).value();
}

// "sheet price" of the sale at an hour, or the state where there is no price.
std::string shown(const PriceBook& book, const MeterId& meter, std::int32_t hour,
                  const PartyId& whose = buyer) {
  const PriceAt found = book.price_at(seller, whose, meter, at(hour));
  if (found.state == PriceState::unrated) return "unrated";
  if (found.state == PriceState::free) return found.sheet.text() + " free";
  return found.sheet.text() + " " + found.price->tiers[0].price->to_string();
}

TEST(PriceBook, a_buyers_own_sheet_goes_before_the_sheet_for_all) {
  const PriceBook prices = book({from(sheet("all", "cpu,1\n"), 5), sheet("own", "cpu,2\n", buyer)});
  EXPECT_EQ(shown(prices, cpu, 9), "own 2");
  EXPECT_EQ(shown(prices, cpu, 9, other), "all 1");
}

TEST(PriceBook, sheets_are_chosen_per_meter_and_not_per_sheet) {
  const PriceBook prices = book({sheet("all", "cpu,1\ndisk,3\n"), sheet("own", "cpu,2\n", buyer)});
  EXPECT_EQ(shown(prices, cpu, 0), "own 2");
  EXPECT_EQ(shown(prices, disk, 0), "all 3");
}

TEST(PriceBook, of_several_sheets_in_force_the_one_with_the_latest_from_holds) {
  const PriceBook prices = book({sheet("a", "cpu,1\n"), from(sheet("b", "cpu,2\n"), 10, 20)});
  EXPECT_EQ(shown(prices, cpu, 9), "a 1");
  EXPECT_EQ(shown(prices, cpu, 10), "b 2");
  EXPECT_EQ(shown(prices, cpu, 19), "b 2");
  EXPECT_EQ(shown(prices, cpu, 20), "a 1");
}

TEST(PriceBook, of_two_sheets_from_one_hour_the_greater_id_holds) {
  const PriceBook prices = book({sheet("b", "cpu,2\n"), sheet("a", "cpu,1\n")});
  EXPECT_EQ(shown(prices, cpu, 0), "b 2");
}

TEST(PriceBook, before_the_first_sheet_a_meter_is_unrated) {
  const PriceBook prices = book({from(sheet("a", "cpu,1\n"), 10)});
  EXPECT_EQ(shown(prices, cpu, 9), "unrated");
  EXPECT_EQ(shown(prices, disk, 10), "unrated");
}

TEST(PriceBook, an_empty_price_is_free_and_a_zero_is_a_price) {
  const PriceBook prices = book({sheet("a", "cpu,\ndisk,0\n")});
  EXPECT_EQ(shown(prices, cpu, 0), "a free");
  EXPECT_EQ(shown(prices, disk, 0), "a 0");
}

TEST(PriceBook, AZ_R46_meters_the_vendor_does_not_charge_are_free_until_a_sheet_prices_them) {
  const MeterId vm_hours("6DAB500F-A4FD-49C4-956D-229BB9C8C793");
  const MeterId managed_disk("d5f7731b-f639-404a-89d0-e46186e22c8d");
  EXPECT_EQ(shown(book({sheet("a", "cpu,1\n")}), vm_hours, 0), " free");
  EXPECT_EQ(shown(book({sheet("a", "cpu,1\n")}), managed_disk, 0), "unrated");
  EXPECT_EQ(shown(book({sheet("a", vm_hours.text() + ",0.01\n")}), vm_hours, 0), "a 0.01");
}

TEST(PriceBook, a_sheet_for_all_in_another_currency_is_no_offer_to_the_buyer) {
  PriceSheet kronor = from(sheet("kronor", "cpu,11\n"), 5);
  kronor.currency = currency("SEK");
  const PriceBook prices = book({sheet("euro", "cpu,1\n"), kronor});
  EXPECT_EQ(prices.price_at(seller, buyer, cpu, at(9), currency("EUR")).sheet, SheetId("euro"));
  EXPECT_EQ(prices.price_at(seller, buyer, cpu, at(9), currency("SEK")).sheet, SheetId("kronor"));
  EXPECT_EQ(prices.price_at(seller, buyer, cpu, at(9)).sheet, SheetId("kronor"));
}

TEST(PriceBook, a_markup_is_rounded_half_away_from_zero_to_fifteen_digits) {
  const PriceBook prices = book({sheet("a", "cpu,0.000000000000005\ndisk,0.045\n"),
                                 on_base(from(sheet("up", ""), 1), "a", "0.1"),
                                 on_base(from(sheet("earned-credit", ""), 2), "a", "-0.15")});
  EXPECT_EQ(shown(prices, cpu, 1), "up 0.000000000000006");
  EXPECT_EQ(shown(prices, disk, 1), "up 0.0495");
  EXPECT_EQ(shown(prices, disk, 2), "earned-credit 0.03825");
}

TEST(PriceBook, own_rows_go_before_marked_up_ones_and_are_not_marked_up) {
  const PriceBook prices =
      book({sheet("a", "cpu,1\ndisk,1\n"), on_base(from(sheet("b", "cpu,7\n"), 1), "a", "0.5")});
  EXPECT_EQ(shown(prices, cpu, 1), "b 7");
  EXPECT_EQ(shown(prices, disk, 1), "b 1.5");
}

TEST(PriceBook, markups_stand_on_each_other_and_free_stays_free) {
  const PriceBook prices =
      book({sheet("c", "cpu,1\ndisk,\n"), on_base(from(sheet("b", ""), 1), "c", "0.5"),
            on_base(from(sheet("a", ""), 2), "b", "0.5")});
  EXPECT_EQ(shown(prices, cpu, 2), "a 2.25");
  EXPECT_EQ(shown(prices, disk, 2), "a free");
}

TEST(PriceBook, bases_that_lack_or_stand_on_themselves_or_change_currency_are_refused) {
  const auto code = [](const std::vector<PriceFact>& facts) {
    return PriceBook().with(facts).error().code;
  };
  EXPECT_EQ(code({on_base(sheet("a", ""), "b", "0")}), "UnknownBaseSheet");
  EXPECT_EQ(code({on_base(sheet("a", ""), "a", "0")}), "BaseSheetCycle");
  EXPECT_EQ(code({on_base(sheet("a", ""), "b", "0"), on_base(sheet("b", ""), "c", "0"),
                  on_base(sheet("c", ""), "b", "0")}),
            "BaseSheetCycle");
  PriceSheet kronor = sheet("kronor", "cpu,1\n");
  kronor.currency = currency("SEK");
  EXPECT_EQ(code({kronor, on_base(sheet("a", ""), "kronor", "0")}), "CurrencyMismatch");
  EXPECT_EQ(code({sheet("a", "cpu,170000000000000000000000\n"), on_base(sheet("b", ""), "a", "9")}),
            "NumberOutOfRange");
}

TEST(PriceBook, a_later_fact_of_an_id_corrects_the_sheet_and_what_stands_on_it) {
  const std::vector<RecordedPriceFact> facts{{sheet("a", "cpu,1\n"), 1, {}},
                                             {on_base(from(sheet("b", ""), 1), "a", "1"), 2, {}},
                                             {sheet("a", "cpu,3\n"), 3, {}}};
  EXPECT_EQ(shown(PriceBook::from_facts(facts).value(), cpu, 1), "b 6");
  EXPECT_EQ(shown(PriceBook::from_facts(facts, 2).value(), cpu, 1), "b 2");
  EXPECT_EQ(shown(PriceBook::from_facts(facts, 1).value(), cpu, 1), "a 1");
}

TEST(PriceBook, prices_change_at_the_dates_of_the_sales_sheets_only) {
  const PriceBook prices =
      book({from(sheet("a", "cpu,1\n"), 10, 30), from(sheet("b", "cpu,1\n"), 20),
            from(sheet("c", "cpu,1\n", other), 15)});
  EXPECT_EQ(prices.change_hours(seller, buyer, {at(10), at(31)}),
            (std::vector<Hour>{at(20), at(30)}));
  EXPECT_EQ(prices.change_hours(seller, other, {at(0), at(20)}),
            (std::vector<Hour>{at(10), at(15)}));
}

TEST(PriceBook, a_seller_is_who_has_a_sheet) {
  const PriceBook prices = book({from(sheet("a", "", buyer), 1000)});
  EXPECT_TRUE(prices.sells(seller));
  EXPECT_FALSE(prices.sells(buyer));
  EXPECT_EQ(prices.sellers(), std::vector<PartyId>{seller});
  EXPECT_FALSE(PriceBook().sells(seller));
}

TEST(PriceBook, a_commitment_counts_in_periods_whose_last_hour_it_covers) {
  const auto period = Period::parse("2026-10").value();
  const auto commitment = [&](const std::string& id, Hour begin, std::optional<Hour> end) {
    return Commitment{id, seller, buyer, Money(currency("EUR"), 100), begin, end};
  };
  const PriceBook prices =
      book({commitment("late", period.end(), {}), commitment("last", period.end().plus(-1), {}),
            commitment("over", period.begin(), period.end().plus(-1)),
            commitment("all", period.begin(), period.end())});
  std::vector<std::string> ids;
  for (const Commitment* found : prices.commitments_of(seller, buyer, period)) {
    ids.push_back(found->id);
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"all", "last"}));
  EXPECT_TRUE(prices.commitments_of(seller, other, period).empty());
  EXPECT_EQ(prices.commitments().size(), 4U);
}

// Any sheets of one sale: the price only changes at the hours announced.
RC_GTEST_PROP(PriceBookProperty, no_price_changes_between_the_announced_hours, ()) {
  std::vector<PriceFact> facts;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    const std::string rows = *rc::gen::element<std::string>("cpu,1\n", "disk,2\n", "");
    const bool own = *rc::gen::arbitrary<bool>();
    const auto begin = *rc::gen::inRange(0, 30);
    const auto length = *rc::gen::inRange(0, 30);
    facts.emplace_back(from(sheet("s" + std::to_string(i), rows, own ? buyer : PartyId()), begin,
                            length == 0 ? std::nullopt : std::optional(begin + length)));
  }
  const PriceBook prices = book(facts);
  const auto changes = prices.change_hours(seller, buyer, {at(0), at(60)});
  for (std::int32_t hour = 1; hour < 60; ++hour) {
    if (shown(prices, cpu, hour) == shown(prices, cpu, hour - 1)) continue;
    RC_ASSERT(std::binary_search(changes.begin(), changes.end(), at(hour)));
  }
}

}  // namespace
}  // namespace tollbridge::rating
