// SPDX-License-Identifier: Apache-2.0
// Random histories: usage arrives late and is restated, mappings move back and forth, prices are
// corrected, months are closed and interrupted in between, in no good order. After every close
// what was billed for each closed month is what its bill would be from scratch (I9), every
// document verifies, every month reconciles, and numbers have no gaps.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <tuple>

#include "engine/billing_history.h"
#include "engine/closing_testing.h"
#include "engine/reconcile.h"
#include "engine/verify_documents.h"

namespace tollbridge::engine {
namespace {

using namespace test;

const std::vector<Period> months{october, november, november.next()};

Hour any_hour() {
  const Period month = months[*rc::gen::inRange<std::size_t>(0, months.size())];
  return month.begin().plus(*rc::gen::inRange(0, 6));
}

void use_something(World& world, std::int64_t revision) {
  Use use;
  use.hour = any_hour();
  use.meter = *rc::gen::element<std::string>("vm", "disk");
  use.quantity = *rc::gen::element<std::string>("1", "2.5", "0.333333333333333333", "-4", "120");
  use.revision = revision;
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      break;
    case 1:
      use.tenant = t_stray;
      break;
    default:
      use.stack = stack_two;
      use.tenant = t_tailspin;
  }
  world.use(use);
}

void map_something(World& world) {
  const Hour from = any_hour();
  if (*rc::gen::arbitrary<bool>()) {
    const auto target = *rc::gen::element(csp, SubscriptionId());
    world.tell({{mapping("reg-one", *rc::gen::element(t_adatum, t_stray), target, from)}, {}});
  } else {
    world.tell(
        {{mapping("reg-two", t_tailspin, *rc::gen::element(deep, SubscriptionId()), from)}, {}});
  }
}

void price_something(World& world) {
  auto changed = provider_sheet(*rc::gen::element<std::string>("0.1", "0.07", "0.123456789012345"));
  if (*rc::gen::arbitrary<bool>()) {
    changed = sheet("provider-2026", provider_party(),
                    "vm,VM,1 Hour,graduated,0,0.1\nvm,VM,1 Hour,graduated,50.5,0.03\n"
                    "disk,Disk,1 GB,volume,0,0.02\ndisk,Disk,1 GB,volume,100,0.01\n");
  }
  world.tell({{}, {changed}});
}

using Key = std::tuple<PartyId, SubscriptionId, MeterId, Quantity, std::optional<UnitPrice>>;
using Sums = std::map<Key, i128>;

void add(Sums& sums, const PartyId& buyer, const billing::Line& line, int sign) {
  sums[{buyer, line.subscription, line.meter, line.tier_from, line.unit_price}] +=
      sign * line.amount.minor_units();
}

// Billed so far minus the bill from scratch, for one seller and closed month.
void expect_billed_is_the_bill(World& world, const billing::Closing& closing,
                               const billing::Inputs& known) {
  Sums sums;
  const auto closings = closings_before(world.books, closing.seller);
  const auto billed = billed_for(world.books, *closings, closing.seller, closing.period);
  for (const auto& line : *billed) {
    add(sums, line.buyer, line.line, 1);
  }
  Evaluator evaluator(world.books, world.journal());
  const auto now = evaluator.lines(closing.seller, closing.period, reading_of(known));
  for (const auto& buyer : *now) {
    for (const auto& line : buyer.lines)
      add(sums, buyer.buyer, line, -1);
  }
  for (const auto& [key, rest] : sums)
    RC_ASSERT(rest == 0);
}

void close_something(World& world) {
  const Period month = months[*rc::gen::inRange<std::size_t>(0, months.size())];
  if (*rc::gen::inRange(0, 3) == 0) {
    world.books.fail_call(*rc::gen::inRange<std::uint64_t>(1, 60), *rc::gen::arbitrary<bool>());
    (void)world.close(month, after_december);
    world.books.fail_call(0, false);
    use_something(world, 0);
  }
  const auto result = world.close(month, after_december);
  if (!result) {
    RC_ASSERT(result.error().code == "ClosingUnfinished");
    return;
  }
  const auto closings = world.books.invoices().closings();
  for (const auto& closing : *closings) {
    if (closing.state != billing::PeriodState::closed) continue;
    const auto all = closings_before(world.books, closing.seller);
    expect_billed_is_the_bill(world, closing, all->back().inputs);
  }
}

TEST(ClosingProperty, billed_and_adjusted_is_the_bill_from_scratch_in_any_history) {
  ASSERT_TRUE(rc::check("I9", [] {
    World world;
    const int steps = *rc::gen::inRange(4, 24);
    for (int step = 0; step < steps; ++step) {
      switch (*rc::gen::inRange(0, 6)) {
        case 0:
          map_something(world);
          break;
        case 1:
          price_something(world);
          break;
        case 2:
          close_something(world);
          break;
        default:
          use_something(world, step);
      }
    }
    for (const Period month : months) {
      const auto reconciled = reconcile(world.books, world.journal(), month);
      RC_ASSERT(reconciled.has_value());
      RC_ASSERT(reconciled->differences == std::vector<std::string>());
    }
    const auto verified = verify_documents(world.books, world.journal());
    RC_ASSERT(verified.has_value());
    RC_ASSERT(verified->ok);
    RC_ASSERT(verified->documents.size() == world.books.invoices().documents({})->size());
  }));
}

}  // namespace
}  // namespace tollbridge::engine
