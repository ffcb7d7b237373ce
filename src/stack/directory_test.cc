// SPDX-License-Identifier: Apache-2.0
// Goal: usage of an hour finds the tenant and the state that were in force then, whenever it is
// asked and in whatever order it was learned. Method: histories by hand.
#include "stack/directory.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tollbridge::stack {
namespace {

using std::chrono::minutes;

Instant at(const std::string& text) { return parse_instant(text).value(); }
Hour hour(const std::string& text) { return Hour::containing(at(text)); }

const LocalSubscriptionId shop{"shop"};
const LocalSubscriptionId reseller{"reseller"};

DirectoryFact fact(const std::string& from, const std::string& tenant, SubscriptionState state,
                   const LocalSubscriptionId& id = shop, const LocalSubscriptionId& of = {}) {
  LocalSubscription one;
  one.id = id;
  one.tenant = TenantId(tenant);
  one.state = state;
  one.delegated_provider = of;
  return {one, at(from), at("2026-10-09T00:00:00Z"), "operator"};
}

TEST(Directory, a_subscription_is_what_it_was_at_each_instant) {
  const std::vector facts = {fact("2026-10-01T00:00:00Z", "a", SubscriptionState::enabled),
                             fact("2026-10-05T12:30:00Z", "a", SubscriptionState::deleted)};
  const Directory directory(facts);
  EXPECT_EQ(directory.subscription(shop, at("2026-09-30T23:59:59Z")), nullptr);
  EXPECT_EQ(directory.subscription(shop, at("2026-10-05T12:29:59Z"))->state,
            SubscriptionState::enabled);
  EXPECT_EQ(directory.subscription(shop, at("2027-01-01T00:00:00Z"))->state,
            SubscriptionState::deleted);
}

TEST(Directory, what_is_learned_late_holds_from_when_it_began) {
  Directory directory;
  directory.add(fact("2026-10-05T00:00:00Z", "c", SubscriptionState::enabled));
  directory.add(fact("2026-10-01T00:00:00Z", "a", SubscriptionState::enabled));
  directory.add(fact("2026-10-01T00:00:00Z", "b", SubscriptionState::enabled));
  EXPECT_EQ(directory.subscription(shop, at("2026-10-02T00:00:00Z"))->tenant, TenantId("b"));
  EXPECT_EQ(directory.subscription(shop, at("2026-10-06T00:00:00Z"))->tenant, TenantId("c"));
}

TEST(Directory, an_add_on_plan_is_had_from_when_it_was_acquired_until_it_was_taken_away) {
  Directory directory;
  const auto tell = [&](const std::string& from, const std::string& id, bool removed) {
    directory.add({AcquiredPlan{shop, id, "gpu", "", removed}, at(from), at(from), "operator"});
  };
  const auto had = [&](const std::string& when) {
    std::string ids;
    for (const AcquiredPlan* one : directory.acquired(shop, at(when))) ids += one->id + " ";
    return ids;
  };
  tell("2026-10-03T00:00:00Z", "more", false);
  tell("2026-10-07T00:00:00Z", "more", true);
  tell("2026-10-05T00:00:00Z", "again", false);
  EXPECT_EQ(had("2026-10-02T23:00:00Z"), "");
  EXPECT_EQ(had("2026-10-03T00:00:00Z"), "more ");
  EXPECT_EQ(had("2026-10-06T00:00:00Z"), "again more ");
  EXPECT_EQ(had("2026-10-08T00:00:00Z"), "again ");
  EXPECT_TRUE(directory.acquired(reseller, at("2026-10-06T00:00:00Z")).empty());
  EXPECT_TRUE(directory.changes().empty()) << "nobody pays by them";
}

TEST(Directory, an_hour_belongs_to_who_owned_its_begin) {
  const std::vector facts = {fact("2026-10-01T10:20:00Z", "a", SubscriptionState::enabled),
                             fact("2026-10-01T12:20:00Z", "b", SubscriptionState::enabled)};
  const Directory directory(facts);
  EXPECT_EQ(directory.in_hour(LocalSubscriptionId("nobody"), hour("2026-10-01T09:00:00Z")),
            nullptr);
  EXPECT_EQ(directory.in_hour(shop, hour("2026-10-01T09:00:00Z"))->tenant, TenantId("a"))
      << "usage proves that it was there";
  EXPECT_EQ(directory.in_hour(shop, hour("2026-10-01T10:00:00Z"))->tenant, TenantId("a"));
  EXPECT_EQ(directory.in_hour(shop, hour("2026-10-01T12:00:00Z"))->tenant, TenantId("a"));
  EXPECT_EQ(directory.in_hour(shop, hour("2026-10-01T13:00:00Z"))->tenant, TenantId("b"));
}

TEST(Directory, r52_only_hours_spent_wholly_disabled_emit_nothing) {
  const std::vector facts = {fact("2026-10-01T00:00:00Z", "a", SubscriptionState::enabled),
                             fact("2026-10-01T10:20:00Z", "a", SubscriptionState::disabled),
                             fact("2026-10-01T12:20:00Z", "a", SubscriptionState::enabled),
                             fact("2026-10-01T14:00:00Z", "a", SubscriptionState::deleting),
                             fact("2026-10-01T15:00:00Z", "a", SubscriptionState::deleted)};
  const Directory directory(facts);
  EXPECT_TRUE(directory.emits(shop, hour("2026-10-01T10:00:00Z")));
  EXPECT_FALSE(directory.emits(shop, hour("2026-10-01T11:00:00Z")));
  EXPECT_TRUE(directory.emits(shop, hour("2026-10-01T12:00:00Z")));
  EXPECT_TRUE(directory.emits(shop, hour("2026-10-01T14:00:00Z"))) << "it still has resources";
  EXPECT_FALSE(directory.emits(shop, hour("2026-10-01T15:00:00Z")));
  EXPECT_FALSE(directory.emits(LocalSubscriptionId("nobody"), hour("2026-10-01T15:00:00Z")));
}

TEST(Directory, a_provider_sees_its_direct_tenants_only) {
  const std::string first = "2026-10-01T00:00:00Z";
  Directory directory;
  directory.add(fact(first, "a", SubscriptionState::enabled, reseller));
  directory.add(fact(first, "b", SubscriptionState::enabled, shop, reseller));
  directory.add(fact(first, "c", SubscriptionState::deleted, LocalSubscriptionId("p4"), reseller));
  const Instant when = at("2026-10-02T00:00:00Z");
  EXPECT_EQ(directory.direct_tenants(reseller, when).size(), 2U) << "deleted ones too (R60)";
  ASSERT_EQ(directory.direct_tenants({}, when).size(), 1U);
  EXPECT_EQ(directory.direct_tenants({}, when)[0]->id, reseller);
  EXPECT_EQ(directory.subscriptions(when).size(), 3U);
}

TEST(Directory, offers_plans_and_guests_come_and_go) {
  Directory directory;
  const Instant first = at("2026-10-01T00:00:00Z");
  Offer offer;
  offer.name = "small";
  offer.base_plans = {"compute"};
  Plan plan;
  plan.name = "compute";
  const GuestDirectory guest{"contoso.example", TenantId("t"), false};
  for (const DirectoryEntry& entry : {DirectoryEntry(offer), DirectoryEntry(plan),
                                      DirectoryEntry(guest)}) {
    directory.add({entry, first, first, "operator"});
  }
  offer.removed = true;
  directory.add({offer, first + minutes(5), first, "operator"});
  EXPECT_EQ(directory.offer("small", first)->base_plans, offer.base_plans);
  EXPECT_EQ(directory.offer("small", first + minutes(5)), nullptr);
  EXPECT_EQ(directory.offers(first + minutes(5)).size(), 0U);
  EXPECT_NE(directory.plan("compute", first), nullptr);
  EXPECT_EQ(directory.plans(first).size(), 1U);
  EXPECT_EQ(directory.guest("contoso.example", first)->tenant, TenantId("t"));
  EXPECT_EQ(directory.guests(first - minutes(1)).size(), 0U);
}

TEST(Directory, billing_hears_of_subscriptions_only) {
  const auto change = change_of(fact("2026-10-01T00:00:00Z", "a", SubscriptionState::disabled));
  ASSERT_TRUE(change);
  EXPECT_EQ(change->subscription, shop);
  EXPECT_EQ(change->tenant, TenantId("a"));
  EXPECT_EQ(change->state, SubscriptionState::disabled);
  EXPECT_EQ(change->from, at("2026-10-01T00:00:00Z"));
  EXPECT_FALSE(change_of({Plan{}, {}, {}, ""}));
}

TEST(Directory, states_are_read_without_case_and_unknown_ones_are_refused) {
  for (const auto* text : {"Enabled", "Disabled", "Deleting", "Deleted", "PartiallyDeleted"}) {
    EXPECT_EQ(to_string(parse_subscription_state(text).value()), text);
  }
  EXPECT_EQ(parse_subscription_state("deleted").value(), SubscriptionState::deleted);
  EXPECT_EQ(parse_subscription_state("Warned").error().code, "InvalidState");
  for (const auto* text : {"Private", "Public", "Decommissioned"}) {
    EXPECT_EQ(to_string(parse_offer_state(text).value()), text);
  }
  EXPECT_EQ(parse_offer_state("").error().code, "InvalidState");
}

TEST(Directory, a_fact_without_its_key_or_with_an_endless_text_is_refused) {
  EXPECT_TRUE(check(fact("2026-10-01T00:00:00Z", "a", SubscriptionState::enabled)));
  EXPECT_EQ(check(fact("2026-10-01T00:00:00Z", "", SubscriptionState::enabled)).error().code,
            "MissingField");
  Plan plan;
  EXPECT_EQ(check({plan, {}, {}, ""}).error().code, "MissingField");
  plan.name = "compute";
  plan.quota_ids = {std::string(3000, 'q')};
  EXPECT_EQ(check({plan, {}, {}, ""}).error().code, "FieldTooLong");
  Offer offer;
  offer.name = "small\n";
  EXPECT_EQ(check({offer, {}, {}, ""}).error().code, "InvalidField");
  offer.name = "small";
  offer.addon_plans.assign(101, "x");
  EXPECT_EQ(check({offer, {}, {}, ""}).error().code, "FieldTooLong");
}

}  // namespace
}  // namespace tollbridge::stack
