// SPDX-License-Identifier: Apache-2.0
// The lists that show before the bill where usage goes: unregistered tenants, one tenant's status,
// quiet customers, charges of a level, and what another price sheet would make of it.
#include <gtest/gtest.h>

#include "engine/closing_testing.h"
#include "engine/customers_without_usage.h"
#include "engine/rate_period.h"
#include "engine/tenant_status.h"
#include "engine/unregistered.h"
#include "engine/what_if.h"

namespace tollbridge::engine {
namespace {

using namespace test;

const Period september = *Period::parse("2026-09");

TEST(Unregistered, shows_who_falls_to_the_default_since_when_and_for_how_much) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.use({.tenant = t_stray, .hour = october.begin().plus(5), .quantity = "40"});
  world.use({.tenant = t_stray, .meter = "disk", .hour = october.begin().plus(4)});
  const auto result = unregistered(world.books, world.journal(), october);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  ASSERT_EQ(result->rows.size(), 1U);
  const auto& row = result->rows[0];
  EXPECT_EQ(row.stack, stack_one);
  EXPECT_EQ(row.tenant, t_stray);
  EXPECT_EQ(row.since, october.begin().plus(4));
  EXPECT_TRUE(row.is_new);
  EXPECT_EQ(row.reasons, std::vector{attribution::Reason::unregistered});
  EXPECT_EQ(row.subscription, shared);
  EXPECT_EQ(row.quantity_by_meter.at(MeterId("vm")), Quantity::from_whole(40));
  EXPECT_EQ(row.amount.to_string(), "4.02");
}

TEST(Unregistered, since_looks_back_beyond_the_period_asked_for) {
  World world;
  world.use({.tenant = t_stray, .hour = september.begin(), .quantity = "1"});
  world.use({.tenant = t_stray, .hour = october.begin(), .quantity = "1"});
  // Mapped from October on: what it used before does not count against it.
  world.use({.hour = september.begin(), .quantity = "1"});
  world.use({.hour = october.begin(), .quantity = "1"});
  const auto october_only = unregistered(world.books, world.journal(), october);
  ASSERT_EQ(october_only->rows.size(), 1U);
  EXPECT_EQ(october_only->rows[0].since, september.begin());
  EXPECT_FALSE(october_only->rows[0].is_new);
  EXPECT_EQ(october_only->rows[0].amount.to_string(), "0.10");
  const auto all = unregistered(world.books, world.journal(), {});
  ASSERT_EQ(all->rows.size(), 2U);
  EXPECT_EQ(all->rows[1].amount.to_string(), "0.20");
}

TEST(TenantStatus, tells_per_stack_where_usage_goes_now) {
  World world;
  world.use({.hour = october.begin().plus(7)});
  world.use({.stack = stack_two, .tenant = t_adatum, .hour = october.begin()});
  const auto status = tenant_status(world.books, world.journal(), t_adatum, after_october);
  ASSERT_TRUE(status.has_value());
  EXPECT_EQ(status->customer, adatum);
  ASSERT_EQ(status->stacks.size(), 2U);
  EXPECT_TRUE(status->stacks[0].mapped);
  EXPECT_EQ(status->stacks[0].payer.subscription, csp);
  EXPECT_EQ(status->stacks[0].customer, adatum);
  EXPECT_EQ(status->stacks[0].since, october.begin());
  EXPECT_EQ(status->stacks[0].last_used, october.begin().plus(7));
  EXPECT_FALSE(status->stacks[1].mapped);
  EXPECT_EQ(status->stacks[1].payer.subscription, wholesale);
  EXPECT_EQ(status->stacks[1].payer.reason, attribution::Reason::unregistered);
  EXPECT_TRUE(status->stacks[1].candidates.empty());  // contoso's customer on fabrikam's stack
}

TEST(TenantStatus, offers_a_subscription_to_map_to) {
  World world;
  world.tell({{mapping("reg-one", t_adatum, SubscriptionId(), october.begin().plus(48))}, {}});
  const auto status = tenant_status(world.books, world.journal(), t_adatum, after_october);
  ASSERT_EQ(status->stacks.size(), 1U);
  EXPECT_EQ(status->stacks[0].payer.reason, attribution::Reason::mapping_removed);
  EXPECT_EQ(status->stacks[0].since, october.begin().plus(48));
  EXPECT_EQ(status->stacks[0].candidates, std::vector{csp});
  EXPECT_NE(status->stacks[0].advice.find("mapping add reg-one t-adatum csp"), std::string::npos);
  EXPECT_EQ(status->stacks[0].last_used, std::nullopt);
}

TEST(TenantStatus, an_unknown_tenant_is_said_to_be_unknown) {
  World world;
  const auto status = tenant_status(world.books, world.journal(), TenantId("x"), after_october);
  EXPECT_EQ(status.error().code, "UnknownTenant");
}

TEST(CustomersWithoutUsage, lists_who_used_nothing_in_the_month) {
  World world;
  world.use({.hour = october.begin()});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = november.begin()});
  EXPECT_EQ(*customers_without_usage(world.books, world.journal(), october),
            (std::vector{QuietCustomer{tailspin, litware, {t_tailspin}}}));
  EXPECT_EQ(*customers_without_usage(world.books, world.journal(), november),
            (std::vector{QuietCustomer{adatum, contoso, {t_adatum}}}));
}

TEST(RatePeriod, shows_charges_of_a_level_or_a_buyer) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin(), .quantity = "10"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .meter = "gpu", .hour = october.begin()});
  const auto sellers = [&](const RatePeriodRequest& request) {
    std::vector<std::string> names;
    const auto rated = rate_period(world.books, world.journal(), request);
    for (const auto& buyer : rated->buyers) {
      names.push_back(buyer.seller.text() + ">" + buyer.buyer.text());
    }
    return names;
  };
  EXPECT_EQ(sellers({october, Level::provider, {}}),
            (std::vector<std::string>{"provider>contoso", "provider>fabrikam"}));
  EXPECT_EQ(sellers({october, Level::partner, {}}),
            (std::vector<std::string>{"contoso>adatum", "fabrikam>litware"}));
  EXPECT_EQ(sellers({october, Level::reseller, {}}),
            (std::vector<std::string>{"litware>tailspin"}));
  EXPECT_EQ(sellers({october, {}, litware}), (std::vector<std::string>{"fabrikam>litware"}));
  const auto resold = rate_period(world.books, world.journal(), {october, Level::reseller, {}});
  ASSERT_EQ(resold->unrated.size(), 1U);
  EXPECT_EQ(resold->unrated[0].buyer, tailspin);
  const auto unknown = rate_period(world.books, world.journal(), {october, {}, PartyId("x")});
  EXPECT_EQ(unknown.error().code, "UnknownBuyer");
  EXPECT_EQ(parse_level("boss").error().code, "InvalidLevel");
}

const std::string dearer = "meter,unit_price\nvm,0.15\n";

TEST(WhatIf, shows_the_difference_per_buyer_and_month_and_writes_nothing) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.use({.meter = "disk", .hour = october.begin(), .quantity = "100"});
  world.use({.hour = november.begin(), .quantity = "10"});
  const auto commit = *world.books.commit();
  const auto result =
      what_if(world.books, world.journal(), {october, november, provider_party(), dearer});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  ASSERT_EQ(result->rows.size(), 2U);
  EXPECT_EQ(result->rows[0].buyer, contoso);
  EXPECT_EQ(result->rows[0].now.to_string(), "12.00");
  EXPECT_EQ(result->rows[0].then.to_string(), "17.00");  // the disk keeps its price
  EXPECT_EQ(result->rows[0].difference.to_string(), "5.00");
  EXPECT_EQ(result->rows[1].difference.to_string(), "0.50");
  EXPECT_EQ(*world.books.commit(), commit);
}

TEST(WhatIf, holds_against_standard_sheets_that_begin_later_but_not_against_a_buyers_own) {
  World world;
  auto later = provider_sheet("0.11");
  later.id = SheetId("provider-mid-october");
  later.from = october.begin().plus(100);
  auto own = provider_sheet("0.01");
  own.id = SheetId("fabrikam-own");
  own.buyer = fabrikam;
  world.tell({{}, {later, own}});
  world.use({.hour = october.begin().plus(200), .quantity = "100"});
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin(), .quantity = "100"});
  const auto result =
      what_if(world.books, world.journal(), {october, october, provider_party(), dearer});
  ASSERT_EQ(result->rows.size(), 2U);
  EXPECT_EQ(result->rows[0].now.to_string(), "11.00");
  EXPECT_EQ(result->rows[0].then.to_string(), "15.00");
  EXPECT_EQ(result->rows[1].buyer, fabrikam);
  EXPECT_EQ(result->rows[1].difference.to_string(), "0.00");
}

TEST(WhatIf, faults_of_the_request_are_named) {
  World world;
  const auto code = [&](Period first, Period last, const PartyId& seller, const char* csv) {
    return what_if(world.books, world.journal(), {first, last, seller, csv}).error().code;
  };
  EXPECT_EQ(code(november, october, provider_party(), dearer.c_str()), "InvalidPeriod");
  EXPECT_EQ(code(october, october, PartyId("x"), dearer.c_str()), "UnknownSeller");
  EXPECT_EQ(code(october, october, provider_party(), "nonsense"), "InvalidPriceSheet");
}

}  // namespace
}  // namespace tollbridge::engine
