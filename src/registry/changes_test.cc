// SPDX-License-Identifier: Apache-2.0
// Goal: what a command by hand records makes its wish so, and nothing else. Method: examples, and
// a property over any sequence of mappings added and removed.
#include "registry/changes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "registry/rules_world.h"

namespace tollbridge::registry {
namespace {

using namespace world;

TEST(Changes, a_mapping_given_at_twenty_to_eleven_holds_from_ten) {
  const Instant asked = parse_instant("2026-10-20T10:40:00Z").value();
  EXPECT_EQ(effective_hour(asked, {}).to_string(), "2026-10-20T10:00:00Z");
  EXPECT_EQ(effective_hour({}, asked).to_string(), "2026-10-20T10:00:00Z");
}

TEST(Changes, what_holds_already_is_not_recorded_again) {
  const Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110)});
  const auto change = add_mapping(registry, mapping(north_name, adatum_tenant, adatum_csp, 120));
  ASSERT_TRUE(change.has_value());
  EXPECT_TRUE(change->facts.empty());
  EXPECT_EQ(change->notes.size(), 1U);
}

TEST(Changes, a_backdated_mapping_holds_until_the_one_given_for_later) {
  Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 130)});
  const auto change =
      add_mapping(registry, mapping(north_name, adatum_tenant, adatum_second, 110));
  ASSERT_TRUE(change.has_value());
  ASSERT_EQ(change->notes.size(), 1U);
  EXPECT_NE(change->notes[0].find(hour(130).to_string()), std::string::npos);
  registry = registry.with(change->facts);
  const auto payer = [&](std::int32_t at) {
    return registry.mapping_at(north_name, adatum_tenant, hour(at)).subscription;
  };
  EXPECT_EQ(payer(129), adatum_second);
  EXPECT_EQ(payer(130), adatum_csp);
}

TEST(Changes, a_backdated_mapping_names_the_removal_that_follows_it) {
  // Goal: nobody believes "from then on" when a removal given before ends the mapping.
  Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 120),
                                       mapping(north_name, adatum_tenant, {}, 130)});
  const auto change =
      add_mapping(registry, mapping(north_name, adatum_tenant, adatum_second, 110));
  ASSERT_TRUE(change.has_value());
  ASSERT_EQ(change->notes.size(), 1U);
  EXPECT_NE(change->notes[0].find("as given before"), std::string::npos) << change->notes[0];
  const auto after =
      add_mapping(registry, mapping(north_name, adatum_tenant, adatum_second, 125));
  ASSERT_TRUE(after.has_value());
  ASSERT_EQ(after->notes.size(), 1U);
  EXPECT_EQ(after->notes[0], "From " + hour(130).to_string() +
                                 " on the default pays, as removed before; add the mapping from "
                                 "there too to change that.");
  registry = registry.with(after->facts);
  EXPECT_EQ(registry.mapping_at(north_name, adatum_tenant, hour(129)).subscription, adatum_second);
  EXPECT_EQ(registry.mapping_at(north_name, adatum_tenant, hour(130)).state,
            MappingState::removed);
}

TEST(Changes, AZ_R25_a_subscription_of_another_customer_is_allowed_and_warned_about) {
  const Customer owner = customer("other", "contoso", {other_tenant});
  const auto change = add_mapping(world::registry({owner}),
                                  mapping(north_name, other_tenant, adatum_csp, 120));
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(change->facts.size(), 1U);
  ASSERT_EQ(change->notes.size(), 1U);
  EXPECT_NE(change->notes[0].find("TenantOfAnotherCustomer (R25)"), std::string::npos);
  EXPECT_NE(change->notes[0].find("'adatum'"), std::string::npos);
  const auto own = add_mapping(world::registry({owner}),
                               mapping(north_name, adatum_tenant, adatum_csp, 120));
  ASSERT_TRUE(own.has_value());
  EXPECT_TRUE(own->notes.empty());
}

TEST(Changes, a_mapping_from_before_the_registration_says_when_it_begins_to_matter) {
  const auto early =
      add_mapping(world::registry(), mapping(north_name, adatum_tenant, adatum_csp, 90));
  ASSERT_TRUE(early.has_value());
  ASSERT_EQ(early->notes.size(), 1U);
  EXPECT_NE(early->notes[0].find("begins at " + hour(100).to_string()), std::string::npos);
  const auto in_time =
      add_mapping(world::registry(), mapping(north_name, adatum_tenant, adatum_csp, 100));
  ASSERT_TRUE(in_time.has_value());
  EXPECT_TRUE(in_time->notes.empty());
}

TEST(Changes, a_subscription_given_away_backdated_leaves_later_holders_too) {
  Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 130)});
  const auto change = add_mapping(registry, mapping(north_name, other_tenant, adatum_csp, 110));
  ASSERT_TRUE(change.has_value());
  registry = registry.with(change->facts);
  EXPECT_TRUE(shared_subscriptions(registry, north_name).empty());
  EXPECT_EQ(registry.mapping_at(north_name, other_tenant, hour(140)).subscription, adatum_csp);
  EXPECT_EQ(registry.mapping_at(north_name, adatum_tenant, hour(140)).state,
            MappingState::removed);
}

TEST(Changes, a_removal_takes_back_what_was_given_for_later_too) {
  Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110),
                                       mapping(north_name, adatum_tenant, adatum_second, 150)});
  const auto change = remove_mapping(registry, {north_name, adatum_tenant, hour(130)});
  ASSERT_TRUE(change.has_value());
  registry = registry.with(change->facts);
  for (const std::int32_t at : {130, 150, 200}) {
    EXPECT_EQ(registry.mapping_at(north_name, adatum_tenant, hour(at)).state,
              MappingState::removed);
  }
  EXPECT_EQ(registry.mapping_at(north_name, adatum_tenant, hour(129)).subscription, adatum_csp);
}

TEST(Changes, removing_what_is_not_there_says_so) {
  EXPECT_EQ(verdict(remove_mapping(world::registry(), {north_name, adatum_tenant, hour(130)})),
            " CustomerSubscriptionNotFound");
  EXPECT_EQ(verdict(remove_mapping(world::registry(),
                                   {RegistrationName("none"), adatum_tenant, hour(130)})),
            "R1 RegistrationNotFound");
}

TEST(Changes, a_mapping_needs_a_tenant_and_a_subscription) {
  EXPECT_EQ(verdict(add_mapping(world::registry(), mapping(north_name, TenantId(), adatum_csp, 1))),
            " MissingField");
  EXPECT_EQ(verdict(add_mapping(world::registry(), mapping(north_name, adatum_tenant, {}, 1))),
            " MissingField");
}

TEST(Changes, a_registration_is_closed_at_an_hour_and_not_twice) {
  Registry registry = world::registry();
  const Removal removal{north_name, {}, false};
  const auto change = close_registration(registry, removal, hour(150));
  ASSERT_TRUE(change.has_value());
  registry = registry.with(change->facts);
  EXPECT_NE(registry.registration_at(north, hour(149)), nullptr);
  EXPECT_EQ(registry.registration_at(north, hour(150)), nullptr);
  EXPECT_EQ(verdict(close_registration(registry, removal, hour(160))), " RegistrationClosed");
  EXPECT_EQ(verdict(close_registration(registry, removal, hour(140))), "");
}

TEST(Changes, a_registration_closed_before_it_begins_never_binds) {
  const auto change = close_registration(world::registry(), {north_name, {}, false}, hour(50));
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(world::registry(change->facts).registration_at(north, hour(100)), nullptr);
}

Move to_contoso_csp() {
  return {north_name, RegistrationName("north-2"), contoso_csp, hour(200), {}, false};
}

TEST(Changes, AZ_R11_a_stack_moves_to_another_default_under_another_name) {
  Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110)});
  const auto plan = move_stack(registry, to_contoso_csp());
  ASSERT_TRUE(plan.has_value()) << verdict(plan);
  EXPECT_EQ(plan->gap.hours(), 0);
  EXPECT_EQ(plan->left_behind, std::vector<TenantId>{adatum_tenant});
  registry = registry.with(plan->change.facts);
  EXPECT_EQ(registry.registration_at(north, hour(199))->subscription, contoso_apss);
  EXPECT_EQ(registry.registration_at(north, hour(200))->subscription, contoso_csp);
  EXPECT_EQ(registry.mapping_at(RegistrationName("north-2"), adatum_tenant, hour(200)).state,
            MappingState::never);
}

TEST(Changes, AZ_R11_the_hours_between_two_registrations_are_shown_as_a_gap) {
  Move move = to_contoso_csp();
  move.open_at = hour(206);
  const auto plan = move_stack(world::registry(), move);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->gap, (HourSpan{hour(200), hour(206)}));
  EXPECT_EQ(plan->gap.hours(), 6);
  ASSERT_EQ(plan->change.notes.size(), 2U);
  EXPECT_TRUE(plan->change.notes[1].starts_with("Gap: from " + hour(200).to_string()));
  EXPECT_EQ(world::registry(plan->change.facts).registration_at(north, hour(205)), nullptr);
  move.open_at = hour(199);
  EXPECT_EQ(verdict(move_stack(world::registry(), move)), " InvalidSpan");
}

TEST(Changes, AZ_R32_mappings_move_along_only_when_asked_for_and_allowed) {
  Move move = to_contoso_csp();
  move.copy_mappings = true;
  const Registry registry =
      world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110),
                       mapping(north_name, adatum_tenant, adatum_second, 300),
                       // Recorded before the rule was asked: not to be carried on.
                       mapping(north_name, fourth_tenant, fourth_csp, 110)});
  const auto plan = move_stack(registry, move);
  ASSERT_TRUE(plan.has_value());
  const Registry after = registry.with(plan->change.facts);
  const RegistrationName new_name("north-2");
  EXPECT_EQ(after.mapping_at(new_name, adatum_tenant, hour(200)).subscription, adatum_csp);
  EXPECT_EQ(after.mapping_at(new_name, adatum_tenant, hour(300)).subscription, adatum_second);
  EXPECT_EQ(plan->left_behind, std::vector<TenantId>{fourth_tenant});
  ASSERT_EQ(plan->refused.size(), 1U);
  EXPECT_EQ(plan->refused[0].rule, "R24");
  ASSERT_EQ(plan->change.notes.size(), 3U);
  EXPECT_NE(plan->change.notes[1].find(fourth_tenant.text()), std::string::npos);
  EXPECT_TRUE(plan->change.notes[2].starts_with("Not copied, BadCustomerSubscriptionId"));
}

TEST(Changes, AZ_R11_a_move_needs_a_name_that_was_never_used) {
  Move move = to_contoso_csp();
  move.new_name = south_name;
  EXPECT_EQ(verdict(move_stack(world::registry(), move)), "R11 RegistrationNameTaken");
  move = to_contoso_csp();
  move.subscription = unheard_of;
  EXPECT_EQ(verdict(move_stack(world::registry(), move)), "R1 SubscriptionNotFound");
  move = to_contoso_csp();
  move.registration = RegistrationName("none");
  EXPECT_EQ(verdict(move_stack(world::registry(), move)), "R1 RegistrationNotFound");
}

TEST(Changes, objects_by_hand_are_checked_and_recorded_once) {
  const Registry registry = world::registry();
  const Fact known = partner("contoso", PartnerKind::direct);
  EXPECT_TRUE(put_object(registry, known, hour(200))->facts.empty());
  const Fact fresh = partner("proseware", PartnerKind::direct);
  EXPECT_EQ(put_object(registry, fresh, hour(200))->facts.size(), 1U);
  EXPECT_EQ(verdict(put_object(registry, partner("adatum", PartnerKind::direct), hour(200))),
            " IdTaken");
  EXPECT_EQ(verdict(put_object(registry, LocalSubscription{north, LocalSubscriptionId("l"), {}},
                               hour(200))),
            " MissingTenant");
  EXPECT_EQ(verdict(put_object(registry, mapping(north_name, adatum_tenant, fourth_csp, 110),
                               hour(200))),
            "R24 BadCustomerSubscriptionId");
}

TEST(Changes, AZ_R16_a_directory_changed_by_hand_is_refused_while_a_stack_stands_on_it) {
  Subscription before = subscription(contoso_apss, Offer::apss, "contoso");
  before.directory = "old";
  Subscription after = before;
  after.directory = "new";
  EXPECT_EQ(verdict(put_object(world::registry({before}), after, hour(200))),
            "R16 DirectoryChangeInvalidatesRegistration");
}

// Whatever is added and removed, no subscription of a registration ever serves two tenants.
RC_GTEST_PROP(ChangesProperty, no_sequence_of_commands_makes_two_tenants_share, ()) {
  const std::array tenants{adatum_tenant, other_tenant, fourth_tenant};
  const std::array payers{adatum_csp, adatum_second, contoso_csp};
  Registry registry = world::registry();
  const auto steps = *rc::gen::inRange(1, 30);
  for (int step = 0; step < steps; ++step) {
    const TenantId tenant = tenants[*rc::gen::inRange<std::size_t>(0, 3)];
    const auto from = *rc::gen::inRange(100, 130);
    Result<ProposedChange> change;
    if (*rc::gen::inRange(0, 4) == 0) {
      change = remove_mapping(registry, {north_name, tenant, hour(from)});
      if (!change) continue;
    } else {
      Mapping wanted =
          mapping(north_name, tenant, payers[*rc::gen::inRange<std::size_t>(0, 3)], from);
      if (*rc::gen::inRange(0, 3) == 0) wanted.to = hour(from + *rc::gen::inRange(1, 20));
      change = add_mapping(registry, wanted);
      RC_ASSERT(change.has_value());
      registry = registry.with(change->facts);
      RC_ASSERT(registry.mapping_at(north_name, tenant, wanted.from).subscription ==
                wanted.subscription);
      RC_ASSERT(shared_subscriptions(registry, north_name).empty());
      continue;
    }
    registry = registry.with(change->facts);
    RC_ASSERT(registry.mapping_at(north_name, tenant, hour(from)).state != MappingState::mapped);
    RC_ASSERT(registry.mapping_at(north_name, tenant, hour(1000)).state != MappingState::mapped);
  }
}

}  // namespace
}  // namespace tollbridge::registry
