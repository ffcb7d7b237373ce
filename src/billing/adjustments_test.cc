// SPDX-License-Identifier: Apache-2.0
// An adjustment is a difference: what the bill says now minus what was billed. Examples fix the
// form of a line and its cause; random histories check that the sum always comes out (I9).
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <string>

#include "billing/bill.h"

namespace tollbridge::billing {
namespace {

const Currency euro = *Currency::find("EUR");
const PartyId seller = provider_party();
const PartyId contoso("contoso");
const Period october = *Period::parse("2026-10");

Line line(const std::string& meter, const std::string& price, int quantity, int cents) {
  return Line{.id = {},
              .subscription = SubscriptionId("s1"),
              .customer = PartyId("adatum"),
              .meter = MeterId(meter),
              .name = meter,
              .unit = "1 Hour",
              .quantity = exact(Quantity::from_whole(quantity)),
              .unit_price = *UnitPrice::parse(price),
              .tier_from = {},
              .amount = Money(euro, cents),
              .kind = LineKind::usage,
              .cause = {},
              .of = {}};
}

Line commitment(const std::string& id, int cents) {
  Line result = line("", "0", 0, cents);
  result.subscription = {};
  result.customer = {};
  result.unit_price.reset();
  result.kind = LineKind::commitment;
  result.name = "Minimum commitment " + id;
  return result;
}

Evaluation evaluation(const std::string& cause, std::vector<Line> lines) {
  return {cause, {BuyerLines{seller, contoso, euro, std::move(lines)}}};
}

BilledLine billed(const std::string& document, int number, Line billed_line) {
  billed_line.id = document + "-" + std::to_string(number);
  return {document, contoso, std::move(billed_line)};
}

std::vector<Line> adjusted(const std::vector<Evaluation>& evaluations,
                           const std::vector<BilledLine>& so_far) {
  const auto result = adjustments(evaluations, so_far, seller, october);
  EXPECT_TRUE(result.has_value());
  EXPECT_LE(result->size(), 1U);
  return result->empty() ? std::vector<Line>() : result->front().lines;
}

TEST(Adjustments, nothing_changed_makes_no_line) {
  const auto vm = line("vm", "0.1", 100, 1000);
  EXPECT_TRUE(adjusted({evaluation("", {vm}), evaluation("late-usage", {vm})},
                       {billed("provider-000001", 1, vm)})
                  .empty());
}

TEST(Adjustments, late_usage_becomes_the_difference_and_names_what_it_corrects) {
  const auto lines = adjusted({evaluation("", {line("vm", "0.1", 100, 1000)}),
                               evaluation("late-usage", {line("vm", "0.1", 103, 1030)})},
                              {billed("provider-000001", 4, line("vm", "0.1", 100, 1000))});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].kind, LineKind::adjustment);
  EXPECT_EQ(lines[0].amount, Money(euro, 30));
  EXPECT_EQ(lines[0].quantity, exact(Quantity::from_whole(3)));
  EXPECT_EQ(lines[0].cause, "late-usage");
  EXPECT_EQ(lines[0].of, (LineOrigin{october, "provider-000001", "provider-000001-4"}));
}

TEST(Adjustments, a_corrected_price_takes_the_old_line_back_and_bills_the_new_one) {
  const auto lines = adjusted({evaluation("", {line("vm", "0.1", 100, 1000)}),
                               evaluation("late-usage", {line("vm", "0.1", 100, 1000)}),
                               evaluation("price-corrected", {line("vm", "0.2", 100, 2000)})},
                              {billed("provider-000001", 1, line("vm", "0.1", 100, 1000))});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].amount, Money(euro, -1000));
  EXPECT_EQ(lines[0].of->line, "provider-000001-1");
  EXPECT_EQ(lines[1].amount, Money(euro, 2000));
  EXPECT_EQ(lines[1].of, (LineOrigin{october, "", ""}));
  EXPECT_EQ(lines[1].cause, "price-corrected");
}

TEST(Adjustments, two_causes_of_one_line_are_both_named) {
  const auto lines = adjusted({evaluation("", {line("vm", "0.1", 100, 1000)}),
                               evaluation("late-usage", {line("vm", "0.1", 110, 1100)}),
                               evaluation("mapping-changed", {line("vm", "0.1", 50, 500)})},
                              {billed("provider-000001", 1, line("vm", "0.1", 100, 1000))});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].cause, "late-usage+mapping-changed");
  EXPECT_EQ(lines[0].amount, Money(euro, -500));
}

TEST(Adjustments, earlier_adjustments_count_as_billed) {
  auto earlier = line("vm", "0.1", 3, 30);
  earlier.kind = LineKind::adjustment;
  EXPECT_TRUE(adjusted({evaluation("", {line("vm", "0.1", 103, 1030)})},
                       {billed("provider-000001", 1, line("vm", "0.1", 100, 1000)),
                        billed("provider-000002", 1, earlier)})
                  .empty());
}

TEST(Adjustments, a_shortfall_that_shrinks_is_given_back_per_commitment) {
  const auto lines = adjusted(
      {evaluation("", {commitment("a", 500), commitment("b", 100)}),
       evaluation("late-usage",
                  {line("vm", "0.1", 20, 200), commitment("a", 300), commitment("b", 100)})},
      {billed("provider-000001", 1, commitment("a", 500)),
       billed("provider-000001", 2, commitment("b", 100))});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].amount, Money(euro, 200));
  EXPECT_EQ(lines[1].name, "Minimum commitment a");
  EXPECT_EQ(lines[1].amount, Money(euro, -200));
}

TEST(Adjustments, what_no_new_input_explains_is_called_recomputed) {
  const auto lines = adjusted({evaluation("", {line("vm", "0.1", 100, 1000)})},
                              {billed("provider-000001", 1, line("vm", "0.1", 99, 990))});
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].cause, "recomputed");
}

TEST(Adjustments, billed_and_adjustments_sum_to_the_bill_of_now_in_any_history) {
  ASSERT_TRUE(rc::check("I9", [] {
    std::vector<BilledLine> so_far;
    std::vector<Line> before;
    const int closings = *rc::gen::inRange(1, 6);
    for (int closing = 0; closing < closings; ++closing) {
      std::vector<Line> now;
      for (const char* meter : {"a", "b"}) {
        for (const char* price : {"0.1", "0.2"}) {
          if (*rc::gen::arbitrary<bool>()) continue;
          now.push_back(line(meter, price, *rc::gen::inRange(-5, 5), *rc::gen::inRange(-9, 9)));
        }
      }
      const std::string document = "provider-" + std::to_string(closing);
      int number = 0;
      for (Line& added :
           adjusted({evaluation("", before), evaluation("late-usage", now)}, so_far)) {
        so_far.push_back(billed(document, ++number, std::move(added)));
      }
      std::map<std::pair<MeterId, std::optional<UnitPrice>>, i128> sums;
      for (const auto& entry : so_far) {
        sums[{entry.line.meter, entry.line.unit_price}] += entry.line.amount.minor_units();
      }
      for (const auto& wanted : now) {
        sums[{wanted.meter, wanted.unit_price}] -= wanted.amount.minor_units();
      }
      for (const auto& [key, rest] : sums)
        RC_ASSERT(rest == 0);
      before = now;
    }
  }));
}

}  // namespace
}  // namespace tollbridge::billing
