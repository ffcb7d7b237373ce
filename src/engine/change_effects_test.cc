// SPDX-License-Identifier: Apache-2.0
// Goal: who is about to change a mapping is told beforehand what the next documents will say.
// Method: a small trade with a closed and an open month; what was told against what then came.
#include "engine/change_effects.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/closing_testing.h"

namespace tollbridge::engine {
namespace {

using namespace test;
using Lines = std::vector<std::string>;

std::string text_of(const Effect& effect) {
  return effect.period.to_string() + (effect.closed ? " closed " : " open ") +
         effect.seller.text() + " " + effect.buyer.text() + " " + effect.subscription.text() +
         ": " + effect.before.to_string() + " -> " + effect.after.to_string() + ", " +
         effect.difference.to_string();
}

Lines effects_of(World& world, const registry::Fact& fact, Hour from) {
  Lines lines;
  for (const Effect& one :
       must(change_effects(world.books, world.journal(), std::vector{fact}, from))) {
    lines.push_back(text_of(one));
  }
  return lines;
}

// Ten hours a month of somebody nobody mapped on contoso's stack, and of adatum.
void use_months(World& world) {
  for (const Period month : {october, november}) {
    world.use({.tenant = t_stray, .hour = month.begin().plus(30), .quantity = "100"});
    world.use({.hour = month.begin().plus(30), .quantity = "10"});
  }
}

TEST(ChangeEffects, a_backdated_mapping_credits_the_default_and_debits_the_customer) {
  World world;
  use_months(world);
  world.closed(october, after_october);
  const auto wanted = mapping("reg-one", t_stray, csp, october.begin());
  EXPECT_EQ(effects_of(world, wanted, wanted.from),
            (Lines{"2026-10 closed contoso adatum csp: 1.15 -> 12.65, 11.50",
                   "2026-10 closed provider contoso csp: 1.00 -> 11.00, 10.00",
                   "2026-10 closed provider contoso shared: 10.00 -> 0.00, -10.00",
                   "2026-11 open contoso adatum csp: 1.15 -> 12.65, 11.50",
                   "2026-11 open provider contoso csp: 1.00 -> 11.00, 10.00",
                   "2026-11 open provider contoso shared: 10.00 -> 0.00, -10.00"}));
}

TEST(ChangeEffects, only_months_from_then_on_change) {
  World world;
  use_months(world);
  const auto wanted = mapping("reg-one", t_stray, csp, november.begin());
  EXPECT_EQ(effects_of(world, wanted, wanted.from).size(), 3U);
  const auto later = mapping("reg-one", t_stray, csp, november.end());
  EXPECT_EQ(effects_of(world, later, later.from), Lines{});
}

TEST(ChangeEffects, what_is_so_already_changes_nothing) {
  World world;
  use_months(world);
  const auto same = mapping("reg-one", t_adatum, csp, october.begin());
  EXPECT_EQ(effects_of(world, same, same.from), Lines{});
}

TEST(ChangeEffects, the_next_close_says_what_was_told) {
  World world;
  use_months(world);
  world.closed(october, after_october);
  const auto wanted = mapping("reg-one", t_stray, csp, october.begin());
  const auto told_before =
      must(change_effects(world.books, world.journal(), std::vector<registry::Fact>{wanted},
                          wanted.from));
  world.tell({{wanted}, {}});
  const auto next = world.closed(november, after_november);
  for (const Effect& effect : told_before) {
    if (!effect.closed) continue;
    Money adjusted = Money::zero(euro);
    for (const billing::Document& document : next.documents) {
      if (document.seller != effect.seller || document.buyer != effect.buyer) continue;
      for (const billing::Line& line : document.lines) {
        const bool of_it = line.kind == billing::LineKind::adjustment &&
                           line.subscription == effect.subscription;
        if (of_it) adjusted = adjusted.plus(line.amount).value();
      }
    }
    EXPECT_EQ(adjusted.to_string(), effect.difference.to_string()) << text_of(effect);
  }
}

}  // namespace
}  // namespace tollbridge::engine
