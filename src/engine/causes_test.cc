// SPDX-License-Identifier: Apache-2.0
// Goal: an adjustment names what was learned since the buyer was last told, one word per kind.
// Method: October is closed, one thing is learned, November is closed; and several at once.
#include "engine/causes.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/closing_testing.h"
#include "engine/verify_documents.h"

namespace tollbridge::engine {
namespace {

using namespace test;

// Cause and amount of each line the provider adjusts, by meter.
std::string adjusted(World& world) {
  const auto next = world.closed(november, after_november);
  std::string text;
  for (const billing::Document& document : next.documents) {
    if (document.seller != provider_party()) continue;
    for (const billing::Line& line : document.lines) {
      if (line.kind != billing::LineKind::adjustment) continue;
      text += line.subscription.text() + " " + line.meter.text() + " " + line.amount.to_string() +
              " " + line.cause + "\n";
    }
  }
  EXPECT_TRUE(must(verify_documents(world.books, world.journal())).ok);
  return text;
}

void close_october(World& world) {
  world.use({.hour = october.begin(), .quantity = "100"});
  world.use({.meter = "disk", .hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
}

TEST(Causes, every_cause_has_a_word_of_its_own) {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < causes_count; ++i) words.insert(word_of(static_cast<Cause>(i)));
  EXPECT_EQ(words.size(), causes_count);
  EXPECT_FALSE(words.contains(""));
}

TEST(Causes, restated_usage_is_not_late_usage) {
  World world;
  close_october(world);
  world.use({.hour = october.begin(), .quantity = "60", .revision = 1});
  world.use({.meter = "disk", .hour = october.begin().plus(1), .quantity = "50"});
  EXPECT_EQ(adjusted(world), "csp disk 1.00 late-usage\ncsp vm -4.00 restated-usage\n");
}

TEST(Causes, usage_restated_before_it_was_ever_billed_is_late) {
  World world;
  close_october(world);
  world.use({.hour = october.begin().plus(1), .quantity = "5"});
  world.use({.hour = october.begin().plus(1), .quantity = "7", .revision = 1});
  world.use({.meter = "disk", .hour = october.begin(), .quantity = "50", .revision = 1});
  EXPECT_EQ(adjusted(world), "csp disk -1.00 restated-usage\ncsp vm 0.70 late-usage\n");
}

TEST(Causes, both_kinds_of_usage_on_one_line_are_both_named) {
  World world;
  close_october(world);
  world.use({.hour = october.begin(), .quantity = "60", .revision = 1});
  world.use({.hour = october.begin().plus(1), .quantity = "5"});
  EXPECT_EQ(adjusted(world), "csp vm -3.50 restated-usage+late-usage\n");
}

TEST(Causes, an_inactive_subscription_is_named) {
  World world;
  close_october(world);
  auto inactive = World::subscription(csp, registry::Offer::csp, contoso, adatum);
  inactive.inactive = {{october.begin(), november.begin()}};
  world.tell({{inactive}, {}});
  EXPECT_EQ(adjusted(world),
            "csp disk -2.00 subscription-changed\ncsp vm -10.00 subscription-changed\n"
            "shared disk 2.00 subscription-changed\nshared vm 10.00 subscription-changed\n");
}

TEST(Causes, a_billing_model_is_named) {
  World world;
  close_october(world);
  auto development = World::registration("reg-one", shared, stack_one);
  development.billing_model = registry::BillingModel::development;
  world.tell({{development}, {}});
  EXPECT_EQ(adjusted(world),
            "csp disk -2.00 billing-model-changed\ncsp vm -10.00 billing-model-changed\n");
}

TEST(Causes, a_move_to_another_default_is_named) {
  World world;
  close_october(world);
  auto ended = World::registration("reg-one", shared, stack_one);
  ended.to = october.begin();
  auto moved = World::registration("reg-moved", wholesale, stack_one);
  moved.from = october.begin();
  world.tell({{ended, moved}, {}});
  EXPECT_EQ(adjusted(world),
            "csp disk -2.00 registration-changed\ncsp vm -10.00 registration-changed\n"
            "wholesale disk 2.00 registration-changed\nwholesale vm 10.00 registration-changed\n");
}

TEST(Causes, a_party_that_changes_nothing_on_the_bill_is_no_cause) {
  World world;
  close_october(world);
  world.tell({{registry::Partner{contoso, registry::PartnerKind::direct, {},
                                 details("Contoso renamed", "SE")}},
              {provider_sheet("0.2")}});
  EXPECT_EQ(adjusted(world), "csp vm -10.00 price-corrected\ncsp vm 20.00 price-corrected\n");
}

TEST(Causes, a_commitment_is_not_a_price) {
  World world;
  close_october(world);
  world.tell({{}, {rating::Commitment{"floor", provider_party(), contoso,
                                      Money::parse("20.00", euro).value(), october.begin(), {}}}});
  EXPECT_NE(adjusted(world).find("8.00 commitment-changed"), std::string::npos);
}

// A partner's currency changes, and with it its prices: in between nothing could be billed.
TEST(Causes, a_state_that_never_was_is_told_together_with_the_next) {
  World world;
  close_october(world);
  auto dollars = details("Contoso", "SE");
  dollars.currency = "USD";
  auto sheet_in_dollars = provider_sheet();
  sheet_in_dollars.id = SheetId("provider-usd");
  sheet_in_dollars.buyer = contoso;
  sheet_in_dollars.currency = Currency::find("USD").value();
  auto in_dollars = marked_up_sheet("contoso-2026", contoso, "provider-usd", "0.15");
  in_dollars.currency = sheet_in_dollars.currency;
  world.tell({{registry::Partner{contoso, registry::PartnerKind::direct, {}, dollars},
               registry::Customer{adatum, contoso, dollars, {t_adatum}}},
              {sheet_in_dollars, in_dollars}});
  EXPECT_NE(adjusted(world).find("-10.00 registry-changed"), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::engine
