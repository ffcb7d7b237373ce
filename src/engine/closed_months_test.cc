// SPDX-License-Identifier: Apache-2.0
// Goal: a change on which a closed month depends is never silent, and any other change is free.
// Method: the small world of the closing tests closes October, and facts are tried against it.
#include "engine/closed_months.h"

#include <gtest/gtest.h>

#include <vector>

#include "engine/closing_testing.h"

namespace tollbridge::engine {
namespace {

using namespace test;
using registry::Fact;

struct Closed : World {
  explicit Closed(bool used = true) {
    if (used) {
      use({.hour = october.begin()});
      use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin()});
    }
    closed(october, after_october);
  }

  Status ask(std::vector<Fact> facts) {
    const auto registry = registry::Registry::from_facts(must(books.facts()));
    return check_closed_months(books, registry, facts);
  }
  std::string verdict(std::vector<Fact> facts) {
    const auto open = ask(std::move(facts));
    return open ? "" : open.error().code;
  }
};

const std::string depends = "ClosedPeriodDependsOnIt";

registry::Subscription moved(std::optional<Period> from = {}) {
  auto sold = World::subscription(csp, registry::Offer::csp, litware, {});
  sold.from = from;
  return sold;
}

TEST(ClosedMonths, a_change_of_seller_is_refused_and_the_months_and_the_way_out_are_named) {
  Closed world;
  const auto refused = world.ask({moved()});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, depends);
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
  const std::string& message = refused.error().message;
  EXPECT_NE(message.find("in 2026-10, which is closed"), std::string::npos) << message;
  EXPECT_NE(message.find("from: 2026-11-01"), std::string::npos) << message;
  EXPECT_NE(message.find("--correct-closed"), std::string::npos) << message;
}

TEST(ClosedMonths, from_an_open_month_on_everything_may_change) {
  Closed world;
  EXPECT_EQ(world.verdict({moved(october.next())}), "");
  EXPECT_EQ(world.verdict({moved(october)}), depends);
}

TEST(ClosedMonths, what_nothing_was_used_on_may_change) {
  Closed world;
  EXPECT_EQ(world.verdict({World::subscription(SubscriptionId("new"), registry::Offer::csp, litware,
                                               {})}),
            "") << "it is new";
  Closed empty(false);
  EXPECT_EQ(empty.verdict({moved()}), "") << "the stack has no usage";
}

TEST(ClosedMonths, a_chain_and_a_currency_are_terms_and_a_name_is_none) {
  Closed world;
  registry::Partner seller{litware, registry::PartnerKind::direct, {}, details("Litware", "DE")};
  EXPECT_EQ(world.verdict({seller}), depends);
  seller = {litware, registry::PartnerKind::reseller, fabrikam, details("Another", "AT")};
  EXPECT_EQ(world.verdict({seller}), "");
  seller.details.currency = "CHF";
  EXPECT_EQ(world.verdict({seller}), depends);
  seller.from = october.next();
  EXPECT_EQ(world.verdict({seller}), "");
}

TEST(ClosedMonths, only_sellers_that_have_closed_depend_on_it) {
  World world;
  world.use({.stack = stack_two, .tenant = t_tailspin, .hour = october.begin()});
  must(close_period(world.books, world.journal(), {.period = october, .seller = litware},
                    after_october));
  const auto registry = registry::Registry::from_facts(must(world.books.facts()));
  registry::Partner seller{fabrikam, registry::PartnerKind::distributor, {},
                           details("Fabrikam", "DE")};
  seller.details.currency = "CHF";
  EXPECT_TRUE(check_closed_months(world.books, registry, std::vector<Fact>{seller}))
      << "litware sells to tailspin, whatever fabrikam pays in";
}

TEST(ClosedMonths, infrastructure_and_rounding_are_asked_about_too) {
  Closed world;
  EXPECT_EQ(world.verdict({registry::Stack{
                stack_one, "north", LocalSubscriptionId("local-t-adatum"), {}, {}}}),
            depends);
  EXPECT_EQ(world.verdict({registry::Stack{stack_one, "south", {}, {}, {}}}), "");
  registry::Provider provider{details("Nordic Cloud", "SE"), RoundingProfile::partner_center};
  EXPECT_EQ(world.verdict({provider}), depends);
  provider.from = october.next();
  EXPECT_EQ(world.verdict({provider}), "");
}

}  // namespace
}  // namespace tollbridge::engine
