// SPDX-License-Identifier: Apache-2.0
// Usage is priced once for every sale between the provider and whoever pays, and what makes no
// charge is listed with the reason.
// Method: a chain of sellers and a few hours of usage by hand for each rule.
#include "rating/rate.h"

#include <gtest/gtest.h>

#include "rating/test_world.h"

namespace tollbridge::rating {
namespace {

using namespace test;
using attribution::AttributedRun;
using attribution::Treatment;

Rating rated(const std::vector<AttributedRun>& runs, const PriceBook& prices,
             const RateOptions& options = {}) {
  auto rating = rate(runs, chain(), prices, october, options);
  EXPECT_TRUE(rating.has_value()) << rating.error().message;
  return rating.value_or(Rating{});
}

TEST(Rate, every_sale_of_the_chain_is_priced_from_its_own_sheet_in_one_pass) {
  const PriceBook prices =
      book({sheet("p", provider, "cpu,,h,,,1,,,,\n"), sheet("f", fabrikam, "cpu,,h,,,1.1,,,,\n"),
            sheet("l", litware, "cpu,,h,,,1.5,,,,\n"), sheet("c", contoso, "cpu,,h,,,2,,,,\n")});
  const Rating rating = rated({run(csp, "cpu", {{0, "3"}}), run(deep, "cpu", {{0, "1"}, {9, "1"}}),
                               run(shared, "cpu", {{5, "4"}})},
                              prices);
  EXPECT_EQ(shown(rating.charges), (Lines{
                                       "contoso>adatum csp cpu: 3 h at 2 from 0 = 6",
                                       "fabrikam>litware deep cpu: 2 h at 1.1 from 0 = 2.2",
                                       "litware>tailspin deep cpu: 2 h at 1.5 from 0 = 3",
                                       "provider>contoso csp cpu: 3 h at 1 from 0 = 3",
                                       "provider>contoso shared cpu: 4 h at 1 from 0 = 4",
                                       "provider>fabrikam deep cpu: 2 h at 1 from 0 = 2",
                                   }));
  EXPECT_EQ(rating.charges[0].customer, adatum);
  EXPECT_EQ(rating.charges[4].customer, PartyId());
  EXPECT_EQ(rating.charges[1].first, hour(0));
  EXPECT_EQ(rating.charges[1].last, hour(9));
  EXPECT_EQ(rating.charges[1].sheet, SheetId("f"));
  EXPECT_TRUE(rating.unrated.empty());
}

TEST(Rate, several_local_meters_and_stacks_fill_the_tiers_of_one_billing_meter) {
  const PriceBook prices = book({sheet("p", provider,
                                       "small,,core,graduated,0,1,,,cores,1\n"
                                       "small,,core,graduated,10,0.5,,,cores,1\n"
                                       "large,,core,graduated,0,1,,,cores,4\n"
                                       "large,,core,graduated,10,0.5,,,cores,4\n")});
  const Rating rating = rated({run(shared, "large", {{1, "2"}}), run(shared, "small", {{0, "3"}}),
                               run(shared, "small", {{2, "4"}}, Treatment::rated, stack_two)},
                              prices);
  EXPECT_EQ(shown(rating.charges),
            (Lines{"provider>contoso shared cores: 10 core at 1 from 0 = 10",
                   "provider>contoso shared cores: 5 core at 0.5 from 10 = 2.5"}));
  EXPECT_EQ(shown(rating.outcomes),
            (Lines{"provider stack-one large priced 2 1", "provider stack-one small priced 3 1",
                   "provider stack-two small priced 4 1"}));
}

TEST(Rate, each_paying_subscription_has_a_counter_of_its_own) {
  const PriceBook prices =
      book({sheet("p", provider, "cpu,,,graduated,0,1,,,,\ncpu,,,graduated,10,0.5,,,,\n")});
  EXPECT_EQ(
      shown(rated({run(csp, "cpu", {{0, "8"}}), run(shared, "cpu", {{0, "8"}})}, prices).charges),
      (Lines{"provider>contoso csp cpu: 8 at 1 from 0 = 8",
             "provider>contoso shared cpu: 8 at 1 from 0 = 8"}));
}

TEST(Rate, a_factor_of_eighteen_digits_is_exact) {
  const PriceBook prices =
      book({sheet("p", provider, "mb,,GB,,,0.000000000000001,,,gb,0.000000000000000001\n")});
  EXPECT_EQ(shown(rated({run(shared, "mb", {{0, "0.000000000000000001"}})}, prices).charges),
            Lines{"provider>contoso shared gb: 0.000000000000000000000000000000000001 GB at "
                  "0.000000000000001 from 0 = "
                  "0.000000000000000000000000000000000000000000000000001"});
}

TEST(Rate, packages_are_counted_and_priced_whole) {
  const PriceBook prices = book({sheet("p", provider, "calls,,1 call,package,0,0.4,10000,,,\n")});
  const Rating rating = rated({run(shared, "calls", {{0, "10000"}, {700, "0.5"}})}, prices);
  EXPECT_EQ(shown(rating.charges),
            Lines{"provider>contoso shared calls: 2 10000 1 call at 0.4 from 0 = 0.8"});
  EXPECT_EQ(rating.charges[0].model, PriceModel::package);
}

TEST(Rate, a_price_that_changes_inside_the_period_holds_from_its_hour_on) {
  const PriceBook prices = book({sheet("old", provider, "cpu,,,,,1,,,,\n"),
                                 from(sheet("new", provider, "cpu,,,,,2,,,,\n"), 10)});
  EXPECT_EQ(shown(rated({run(shared, "cpu", {{8, "1"}, {9, "1"}, {10, "1"}})}, prices).charges),
            (Lines{"provider>contoso shared cpu: 2 at 1 from 0 = 2",
                   "provider>contoso shared cpu: 1 at 2 from 0 = 2"}));
}

TEST(Rate, free_units_free_meters_and_units_that_cancel_out_make_no_charge) {
  const PriceBook prices = book({sheet("p", provider,
                                       "free,,,,,,,,,\n"
                                       "included,,,,,1,,5,,\n"
                                       "cancelled,,,,,1,,,,\n"
                                       "zero-price,,,,,0,,,,\n")});
  const Rating rating =
      rated({run(shared, "free", {{0, "1"}}), run(shared, "included", {{0, "5"}}),
             run(shared, "cancelled", {{0, "1"}, {1, "-1"}}), run(shared, "zero-price", {{0, "1"}}),
             run(shared, "6dab500f-a4fd-49c4-956d-229bb9c8c793", {{0, "1"}})},
            prices);
  EXPECT_EQ(shown(rating.charges), Lines{"provider>contoso shared zero-price: 1 at 0 from 0 = 0"});
  EXPECT_EQ(shown(rating.outcomes),
            (Lines{"provider stack-one 6dab500f-a4fd-49c4-956d-229bb9c8c793 free 1 1",
                   "provider stack-one cancelled priced 0 2", "provider stack-one free free 1 1",
                   "provider stack-one included priced 5 1",
                   "provider stack-one zero-price priced 1 1"}));
}

TEST(Rate, free_hours_fill_the_tiers_of_the_hours_that_follow) {
  const PriceBook prices = book(
      {sheet("launch", provider, "cpu,,,,,,,,,\n"),
       from(sheet("p", provider, "cpu,,,graduated,0,1,,,,\ncpu,,,graduated,10,0.5,,,,\n"), 5)});
  const Rating rating = rated({run(shared, "cpu", {{0, "8"}, {5, "4"}})}, prices);
  EXPECT_EQ(shown(rating.charges), (Lines{"provider>contoso shared cpu: 2 at 1 from 0 = 2",
                                          "provider>contoso shared cpu: 2 at 0.5 from 10 = 1"}));
  EXPECT_EQ(shown(rating.outcomes),
            (Lines{"provider stack-one cpu priced 4 1", "provider stack-one cpu free 8 1"}));
}

TEST(Rate, a_volume_price_at_the_last_hour_prices_free_hours_too) {
  const PriceBook prices = book({sheet("launch", provider, "cpu,,,,,,,,,\n"),
                                 from(sheet("p", provider, "cpu,,,volume,0,1,,,,\n"), 5)});
  const Rating rating = rated({run(shared, "cpu", {{0, "8"}, {5, "4"}})}, prices);
  EXPECT_EQ(shown(rating.charges), Lines{"provider>contoso shared cpu: 12 at 1 from 0 = 12"});
  EXPECT_EQ(shown(rating.outcomes), Lines{"provider stack-one cpu priced 12 2"});
}

TEST(Rate, usage_without_a_price_is_unrated_for_that_sale_only) {
  const PriceBook prices = book(
      {sheet("p", provider, "cpu,,,,,1,,,,\n"), from(sheet("c", contoso, "cpu,,,,,2,,,,\n"), 5)});
  const Rating rating = rated({run(csp, "cpu", {{2, "1"}, {4, "1"}, {5, "1"}})}, prices);
  EXPECT_EQ(shown(rating.charges), (Lines{"contoso>adatum csp cpu: 1 at 2 from 0 = 2",
                                          "provider>contoso csp cpu: 3 at 1 from 0 = 3"}));
  ASSERT_EQ(rating.unrated.size(), 1U);
  EXPECT_EQ(rating.unrated[0],
            (Unrated{contoso, adatum, csp, MeterId("cpu"), quantity("2"), hour(2), hour(4)}));
}

TEST(Rate, a_seller_without_any_sheet_bills_nothing_and_nothing_is_unrated) {
  const PriceBook prices = book({sheet("c", contoso, "cpu,,,,,2,,,,\n")});
  const Rating rating = rated({run(csp, "cpu", {{0, "1"}}), run(csp, "disk", {{0, "1"}})}, prices);
  EXPECT_EQ(shown(rating.charges), Lines{"contoso>adatum csp cpu: 1 at 2 from 0 = 2"});
  EXPECT_EQ(shown(rating.outcomes),
            (Lines{"contoso stack-one cpu priced 1 1", "contoso stack-one disk unrated 1 1",
                   "provider stack-one cpu not-sold 1 1", "provider stack-one disk not-sold 1 1"}));
}

TEST(Rate, AZ_R50_development_capacity_and_infrastructure_are_counted_and_never_charged) {
  const PriceBook prices =
      book({sheet("p", provider, "cpu,,,,,1,,,,\n"), sheet("c", contoso, "cpu,,,,,1,,,,\n")});
  const Rating rating = rated({run(csp, "cpu", {{0, "1"}}, Treatment::development),
                               run(shared, "cpu", {{0, "2"}}, Treatment::capacity),
                               run(shared, "cpu", {{1, "4"}}, Treatment::infrastructure),
                               run(SubscriptionId(), "cpu", {{0, "8"}}, Treatment::quarantined)},
                              prices);
  EXPECT_TRUE(rating.charges.empty());
  EXPECT_EQ(shown(rating.outcomes),
            (Lines{" stack-one cpu quarantined 8 1", "contoso stack-one cpu development 1 1",
                   "provider stack-one cpu development 1 1", "provider stack-one cpu capacity 2 1",
                   "provider stack-one cpu infrastructure 4 1"}));
}

TEST(Rate, a_subscription_nobody_sells_is_unrated_and_not_lost) {
  const Rating rating =
      rated({run(SubscriptionId("gone"), "cpu", {{0, "1"}})}, book({sheet("p", provider, "")}));
  EXPECT_EQ(shown(rating.outcomes), Lines{" stack-one cpu unrated 1 1"});
  ASSERT_EQ(rating.unrated.size(), 1U);
  EXPECT_EQ(rating.unrated[0].subscription, SubscriptionId("gone"));
}

TEST(Rate, one_seller_or_buyer_may_be_asked_for) {
  const PriceBook prices =
      book({sheet("p", provider, "cpu,,,,,1,,,,\n"), sheet("c", contoso, "cpu,,,,,2,,,,\n")});
  const std::vector<AttributedRun> runs{run(csp, "cpu", {{0, "1"}}), run(deep, "cpu", {{0, "1"}})};
  EXPECT_EQ(shown(rated(runs, prices, {contoso, {}}).charges),
            Lines{"contoso>adatum csp cpu: 1 at 2 from 0 = 2"});
  EXPECT_EQ(shown(rated(runs, prices, {{}, fabrikam}).outcomes),
            Lines{"provider stack-one cpu priced 1 1"});
}

TEST(Rate, local_meters_on_different_sheets_share_a_counter_hour_by_hour) {
  // `small` is on the buyer's own sheet at other prices; both fill one counter. Within an hour
  // the local meter decides: large before small.
  const std::string all =
      "small,,,graduated,0,1,,,cores,\nsmall,,,graduated,3,0.5,,,cores,\n"
      "large,,,graduated,0,1,,,cores,\nlarge,,,graduated,3,0.5,,,cores,\n";
  const PriceBook prices =
      book({sheet("all", provider, all),
            for_buyer(sheet("own", provider, "small,,,,,9,,,cores,\n"), contoso)});
  EXPECT_EQ(
      shown(rated({run(shared, "large", {{0, "2"}, {1, "2"}}), run(shared, "small", {{0, "1"}})},
                  prices)
                .charges),
      (Lines{"provider>contoso shared cores: 2 at 1 from 0 = 2",
             "provider>contoso shared cores: 1 at 9 from 0 = 9",
             "provider>contoso shared cores: 2 at 0.5 from 3 = 1"}));
}

TEST(Rate, a_sheet_for_all_in_another_currency_than_the_buyers_prices_nothing) {
  const PriceBook prices = book({sheet("c", contoso, "cpu,,,,,2,,,,\n")});
  const auto rating = rate({run(csp, "cpu", {{0, "1"}})}, chain("SEK"), prices, october);
  ASSERT_TRUE(rating.has_value());
  EXPECT_TRUE(rating->charges.empty());
  ASSERT_EQ(rating->unrated.size(), 1U);
}

TEST(Rate, sums_and_amounts_that_cannot_be_exact_are_errors) {
  const std::string large = "170000000000000000000";
  const auto code = [&](const std::vector<AttributedRun>& runs, const std::string& rows) {
    return rate(runs, chain(), book({sheet("p", provider, rows)}), october).error().code;
  };
  EXPECT_EQ(code({run(shared, "cpu", {{0, large}, {1, large}})}, "cpu,,,,,1,,,,\n"),
            "QuantityOverflow");
  EXPECT_EQ(
      code({run(shared, "cpu", {{0, large}}), run(shared, "cpu", {{0, large}})}, "cpu,,,,,1,,,,\n"),
      "QuantityOverflow");
  EXPECT_EQ(code({run(shared, "cpu", {{0, large}})},
                 "cpu,,,,,100000000000000000000000,,,,100000000000000000000\n"),
            "AmountOutOfRange");
}

}  // namespace
}  // namespace tollbridge::rating
