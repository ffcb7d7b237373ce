// SPDX-License-Identifier: Apache-2.0
// From the books' counts to the lines nothing is lost, whatever happens to the usage on its way;
// what is waiting for the next close is shown, not called a difference.
#include "engine/reconcile.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/closing_testing.h"

namespace tollbridge::engine {
namespace {

using namespace test;

const StackId stack_three("stack-three");

// Usage of many fates: priced, free by the sheet of one seller and without a price of the next,
// unregistered, restated, on a stack nobody registered.
void fill(World& world) {
  world.tell({{registry::Stack{stack_three, "west", {}, {}, {}}},
              {sheet("provider-free", provider_party(), "ip,IP,1 Hour,flat,0,\n")}});
  world.use({.hour = october.begin(), .quantity = "100.123456789"});
  world.use({.hour = october.begin().plus(3), .quantity = "-7"});
  world.use({.tenant = t_stray, .hour = october.begin(), .quantity = "4"});
  world.use({.meter = "ip", .hour = october.begin(), .quantity = "9"});
  world.use({.stack = stack_three, .hour = october.begin(), .quantity = "11"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin(), .quantity = "5"});
  world.use({.hour = october.begin(), .quantity = "90", .revision = 1});
}

const billing::Hop* hop(const billing::Reconciliation& result, const std::string& to,
                        const PartyId& seller, const StackId& stack, const std::string& meter) {
  for (const auto& each : result.hops) {
    if (each.to == to && each.seller == seller && each.stack == stack &&
        each.meter == MeterId(meter)) {
      return &each;
    }
  }
  return nullptr;
}

TEST(Reconcile, every_hop_hands_on_what_it_got) {
  World world;
  fill(world);
  const auto result = reconcile(world.books, world.journal(), october);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_TRUE(result->ok) << result->differences.front();
  std::set<std::string> hops;
  for (const auto& each : result->hops) {
    EXPECT_TRUE(each.difference.is_zero());
    EXPECT_EQ(each.quantity_in, each.quantity_out);
    hops.insert(each.from + ">" + each.to);
  }
  EXPECT_EQ(hops, (std::set<std::string>{"books>journal", "journal>usage", "usage>attributed",
                                         "attributed>charged", "attributed>free",
                                         "attributed>unrated", "attributed>quarantined"}));
  EXPECT_EQ(hop(*result, "journal", {}, stack_one, "vm")->quantity_in, Quantity::from_whole(87));
  EXPECT_EQ(hop(*result, "charged", provider_party(), stack_one, "vm")->quantity_out,
            Quantity::from_whole(87));
  EXPECT_EQ(hop(*result, "free", provider_party(), stack_one, "ip")->quantity_out,
            Quantity::from_whole(9));
  EXPECT_EQ(hop(*result, "quarantined", {}, stack_three, "vm")->quantity_out,
            Quantity::from_whole(11));
}

TEST(Reconcile, the_difference_between_charges_and_lines_is_their_rounding) {
  World world;
  world.use({.hour = october.begin(), .quantity = "0.123"});
  const auto result = reconcile(world.books, world.journal(), october);
  ASSERT_TRUE(result->ok);
  ASSERT_EQ(result->amounts.size(), 2U);
  EXPECT_EQ(result->amounts[0].seller, provider_party());
  EXPECT_EQ(result->amounts[0].charged.to_string(), "0.0123");
  EXPECT_EQ(result->amounts[0].lines.to_string(), "0.01");
  EXPECT_EQ(result->amounts[0].rounding.to_string(), "-0.0023");
  EXPECT_EQ(result->amounts[1].buyer, adatum);
  EXPECT_EQ(result->amounts[1].rounding.to_string(), "-0.004145");
}

TEST(Reconcile, a_closed_month_shows_what_waits_for_the_next_close) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  world.use({.hour = october.begin().plus(1), .quantity = "5"});
  const auto result = reconcile(world.books, world.journal(), october);
  ASSERT_TRUE(result->ok);
  EXPECT_EQ(result->amounts[0].seller, provider_party());
  EXPECT_EQ(result->amounts[0].billed->to_string(), "10.00");
  EXPECT_EQ(result->amounts[0].pending->to_string(), "0.50");
  world.closed(november, after_november);
  const auto after = reconcile(world.books, world.journal(), october);
  EXPECT_EQ(after->amounts[0].billed->to_string(), "10.50");
  EXPECT_EQ(after->amounts[0].pending->to_string(), "0.00");
}

TEST(Reconcile, a_record_the_books_never_counted_is_named_with_stack_and_meter) {
  World world;
  fill(world);
  const std::vector<journal::CountDelta> wrong{
      {stack_one, MeterId("vm"), october, 0, Quantity::from_units(-1)}};
  ASSERT_TRUE(world.books.marks().advance({}, wrong).has_value());
  const auto result = reconcile(world.books, world.journal(), october);
  ASSERT_FALSE(result->ok);
  ASSERT_EQ(result->differences.size(), 1U);
  EXPECT_NE(result->differences[0].find("stack-one"), std::string::npos);
  EXPECT_EQ(hop(*result, "journal", {}, stack_one, "vm")->difference, Quantity::from_units(1));
}

}  // namespace
}  // namespace tollbridge::engine
