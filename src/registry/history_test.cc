// SPDX-License-Identifier: Apache-2.0
// Goal: who paid for a tenant at an hour, as known on a day, always has an answer, with when and
// from whom we learned it. Method: one mapping that is given, corrected, removed and closed, then
// a property against mapping_at.
#include "registry/history.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "registry/rules_world.h"

namespace tollbridge::registry {
namespace {

using namespace world;

// Mapped from 110, corrected to the second subscription, removed at 150; the subscription that
// pays is inactive from 120 to 130; the registration ends at 200.
std::vector<RecordedFact> story() {
  Subscription second = subscription(adatum_second, Offer::csp, "contoso", "adatum");
  second.inactive = {{hour(120), hour(130)}};
  Registration closed = registration(north_name, north, contoso_apss);
  closed.to = hour(200);
  return recorded({mapping(north_name, adatum_tenant, adatum_csp, 110),
                   mapping(north_name, adatum_tenant, adatum_second, 110),
                   mapping(north_name, adatum_tenant, {}, 150), second, closed});
}

HistoryQuery of_adatum() {
  return {.registration = north_name, .tenant = adatum_tenant, .at = {}, .known = {}};
}

TEST(MappingHistory, every_hour_of_a_registration_has_a_payer_and_a_reason) {
  const auto spans = mapping_history(story(), of_adatum()).spans;
  ASSERT_EQ(spans.size(), 5U);
  const auto line = [](const PayerSpan& span) {
    return std::to_string(span.begin.index()) + ".." + std::to_string(span.end->index()) + " " +
           std::string(to_string(span.state));
  };
  EXPECT_EQ(line(spans[0]), "100..110 unregistered");
  EXPECT_EQ(line(spans[1]), "110..120 mapped");
  EXPECT_EQ(line(spans[2]), "120..130 subscription-inactive");
  EXPECT_EQ(line(spans[3]), "130..150 mapped");
  EXPECT_EQ(line(spans[4]), "150..200 mapping-removed");
  EXPECT_EQ(spans[1].payer, adatum_second);
  EXPECT_EQ(spans[2].payer, contoso_apss);
  EXPECT_EQ(spans[4].payer, contoso_apss);
}

TEST(MappingHistory, a_corrected_mapping_stays_readable_as_a_version) {
  const auto versions = mapping_history(story(), of_adatum()).versions;
  ASSERT_EQ(versions.size(), 3U);
  EXPECT_EQ(versions[0].mapping.subscription, adatum_csp);
  EXPECT_TRUE(versions[0].superseded);
  EXPECT_FALSE(versions[1].superseded);
  EXPECT_TRUE(versions[2].mapping.subscription.empty());
  EXPECT_LT(versions[0].known_at, versions[1].known_at);
}

TEST(MappingHistory, who_paid_at_an_hour_as_known_on_a_day) {
  const auto all = story();
  HistoryQuery query = of_adatum();
  query.at = hour(160);
  const auto payer = [&](std::uint64_t commit) {
    query.known = {.commit = {}, .known_at = Instant{} + std::chrono::days(commit)};
    const auto spans = mapping_history(all, query).spans;
    EXPECT_EQ(spans.size(), 1U);
    return spans.empty() ? SubscriptionId() : spans[0].payer;
  };
  const std::uint64_t landscape = world::facts().size();
  EXPECT_EQ(payer(landscape), contoso_apss);
  EXPECT_EQ(payer(landscape + 1), adatum_csp);
  EXPECT_EQ(payer(landscape + 2), adatum_second);
  EXPECT_EQ(payer(landscape + 3), contoso_apss);
}

TEST(MappingHistory, without_a_tenant_all_that_were_ever_mapped_there_are_listed) {
  auto all = story();
  const auto spans =
      mapping_history(all, {.registration = {}, .tenant = {}, .at = hour(105), .known = {}}).spans;
  ASSERT_EQ(spans.size(), 1U);  // nobody was ever mapped on the other stack
  EXPECT_EQ(spans[0].tenant, adatum_tenant);
}

TEST(MappingHistory, a_tenant_never_mapped_falls_to_the_default_all_along) {
  HistoryQuery query = of_adatum();
  query.tenant = TenantId("stranger");
  const auto spans = mapping_history(story(), query).spans;
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].state, PayerState::unregistered);
  EXPECT_EQ(spans[0].begin, hour(100));
  EXPECT_EQ(spans[0].end, hour(200));
}

TEST(MappingHistory, before_the_registration_was_known_there_is_no_history) {
  HistoryQuery query = of_adatum();
  query.known.commit = 3;
  EXPECT_TRUE(mapping_history(story(), query).spans.empty());
  EXPECT_TRUE(mapping_history(story(), query).versions.empty());
}

RC_GTEST_PROP(MappingHistoryProperty, spans_cover_the_registration_and_agree_with_the_registry,
              ()) {
  std::vector<Fact> on_top;
  const auto count = *rc::gen::inRange(0, 12);
  for (int i = 0; i < count; ++i) {
    Mapping fact = mapping(north_name, adatum_tenant, {}, *rc::gen::inRange(90, 130));
    const auto which = *rc::gen::inRange(0, 3);
    if (which > 0) fact.subscription = which == 1 ? adatum_csp : adatum_second;
    if (*rc::gen::arbitrary<bool>()) fact.to = fact.from.plus(*rc::gen::inRange(1, 20));
    on_top.emplace_back(fact);
  }
  Registration closed = registration(north_name, north, contoso_apss);
  closed.to = hour(140);
  on_top.emplace_back(closed);
  const auto all = recorded(on_top);
  const Registry registry = Registry::from_facts(all);
  const auto spans = mapping_history(all, of_adatum()).spans;
  Hour next = hour(100);
  for (const PayerSpan& span : spans) {
    RC_ASSERT(span.begin == next);
    for (Hour at = span.begin; at < *span.end; at = at.plus(1)) {
      const MappingAt held = registry.mapping_at(north_name, adatum_tenant, at);
      const bool mapped = held.state == MappingState::mapped;
      RC_ASSERT(span.payer == (mapped ? held.subscription : contoso_apss));
      RC_ASSERT((span.state == PayerState::mapped) == mapped);
    }
    next = *span.end;
  }
  RC_ASSERT(next == hour(140));
}

}  // namespace
}  // namespace tollbridge::registry
