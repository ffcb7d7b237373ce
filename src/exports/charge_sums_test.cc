// SPDX-License-Identifier: Apache-2.0
// Goal: what a month costs adds up to the same, by whatever it is grouped. Method: a small trade in
// an open month, against sums by hand.
#include "exports/charge_sums.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/closing_testing.h"

namespace tollbridge::exports {
namespace {

using namespace engine::test;
using Lines = std::vector<std::string>;
using Group = ChargeGroup;

Lines sums_of(World& world, const PartyId& seller, const std::set<Group>& by,
              const std::optional<PartyId>& buyer = {}) {
  Lines lines;
  for (const ChargeSum& sum :
       must(charge_sums(world.books, world.journal(), {october, seller, buyer, by}))) {
    std::string text;
    for (const std::string& key : sum.keys) text += key + " ";
    if (sum.quantity) text += sum.quantity->to_string() + " x " + sum.unit + " ";
    lines.push_back(text + sum.amount.to_string());
  }
  return lines;
}

void use_october(World& world) {
  const Hour day_two = october.begin().plus(24);
  world.use({.hour = october.begin(), .quantity = "10"});
  world.use({.hour = day_two, .quantity = "20"});
  world.use({.meter = "disk", .hour = day_two, .quantity = "100"});
  world.use({.tenant = t_stray, .hour = day_two, .quantity = "30"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = day_two, .quantity = "40"});
}

TEST(ChargeSums, a_month_that_is_open_is_added_up_by_what_one_asks) {
  World world;
  use_october(world);
  EXPECT_EQ(sums_of(world, provider_party(), {}), (Lines{"12.00"}));
  EXPECT_EQ(sums_of(world, provider_party(), {Group::buyer}),
            (Lines{"contoso 8.00", "fabrikam 4.00"}));
  EXPECT_EQ(sums_of(world, provider_party(), {Group::stack, Group::day}),
            (Lines{"stack-one 2026-10-01 1.00", "stack-one 2026-10-02 7.00",
                   "stack-two 2026-10-02 4.00"}));
  EXPECT_EQ(sums_of(world, provider_party(), {Group::meter}),
            (Lines{"disk 100 x 1 GB 2.00", "vm 100 x 1 Hour 10.00"}));
  EXPECT_EQ(sums_of(world, provider_party(), {Group::customer}),
            (Lines{" 3.00", "adatum 5.00", "tailspin 4.00"}));
}

TEST(ChargeSums, what_falls_to_a_default_is_told_apart) {
  World world;
  use_october(world);
  EXPECT_EQ(sums_of(world, provider_party(), {Group::subscription, Group::tenant, Group::reason}),
            (Lines{"csp t-adatum mapped 5.00", "deep t-tailspin mapped 4.00",
                   "shared t-stray unregistered 3.00"}));
}

TEST(ChargeSums, a_sale_of_its_own_is_at_its_own_prices_and_one_buyer_is_one_buyers) {
  World world;
  use_october(world);
  EXPECT_EQ(sums_of(world, contoso, {Group::buyer}), (Lines{"adatum 5.75"}));
  EXPECT_EQ(sums_of(world, provider_party(), {Group::buyer}, fabrikam), (Lines{"fabrikam 4.00"}));
  EXPECT_EQ(sums_of(world, provider_party(), {Group::buyer}, adatum), Lines{});
  EXPECT_EQ(sums_of(world, PartyId("nobody"), {Group::buyer}), Lines{});
}

TEST(ChargeSums, a_minimum_commitment_counts_and_has_no_place) {
  World world;
  use_october(world);
  world.tell({{}, {rating::Commitment{.id = "c", .seller = provider_party(), .buyer = contoso,
                                      .amount = Money::parse("10", euro).value(),
                                      .from = october.begin(), .to = {}}}});
  EXPECT_EQ(sums_of(world, provider_party(), {Group::buyer, Group::stack}),
            (Lines{"contoso  2.00", "contoso stack-one 8.00", "fabrikam stack-two 4.00"}));
}

TEST(ChargeSums, an_unknown_grouping_is_refused_with_those_there_are) {
  EXPECT_EQ(must(parse_charge_group("reason")), Group::reason);
  const auto refused = parse_charge_group("colour");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("subscription"), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::exports
