// SPDX-License-Identifier: Apache-2.0
// Goal: every published rule about customer subscriptions that concerns the registry holds and
// answers with its code, in the order of validation (spec/azure-stack.md sections 2.2, 3.3).
// Method: one test a rule, named after it, asked of a small world.
#include <gtest/gtest.h>

#include "registry/changes.h"
#include "registry/history.h"
#include "registry/party_rules.h"
#include "registry/rules.h"
#include "registry/rules_world.h"

namespace tollbridge::registry {
namespace {

using namespace world;

std::string asked(const Mapping& wanted, const std::vector<Fact>& on_top = {},
                  const Caller& caller = {}) {
  return verdict(check_mapping(world::registry(on_top), wanted, caller));
}

Mapping on_north(const SubscriptionId& subscription_id) {
  return mapping(north_name, adatum_tenant, subscription_id, 110);
}

// What registry.with(change) holds for a tenant on a registration.
SubscriptionId payer(const Registry& registry, const RegistrationName& name,
                     const TenantId& tenant, std::int32_t at) {
  return registry.mapping_at(name, tenant, hour(at)).subscription;
}

TEST(CustomerSubscriptionRules, AZ_R1_customers_come_after_the_default) {
  EXPECT_EQ(asked(mapping(RegistrationName("none"), adatum_tenant, adatum_csp, 110)),
            "R1 RegistrationNotFound");
}

TEST(CustomerSubscriptionRules, AZ_R3_a_tenant_without_a_mapping_is_the_defaults) {
  const Registry registry = world::registry();
  EXPECT_EQ(registry.mapping_at(north_name, adatum_tenant, hour(150)).state, MappingState::never);
  EXPECT_EQ(registry.registration_at(north, hour(150))->subscription, contoso_apss);
}

TEST(CustomerSubscriptionRules, AZ_R4_only_csp_and_apss_take_customers) {
  const RegistrationName west_name("west");
  const auto on_west = [&](const SubscriptionId& home) {
    return asked(mapping(west_name, adatum_tenant, adatum_csp, 110),
                 {registration(west_name, west, home)});
  };
  EXPECT_EQ(on_west(contoso_apss), "");
  EXPECT_EQ(on_west(contoso_csp), "");
  EXPECT_EQ(on_west(contoso_ea), "R4 UnauthorizedCspRegistration");
}

TEST(CustomerSubscriptionRules, AZ_R23_a_customer_subscription_must_be_csp) {
  EXPECT_EQ(asked(on_north(adatum_csp)), "");
  EXPECT_EQ(asked(on_north(contoso_apss)), "R23 InvalidCSPSubscription");
  EXPECT_EQ(asked(on_north(contoso_ea)), "R23 InvalidCSPSubscription");
}

TEST(CustomerSubscriptionRules, AZ_R24_a_customer_of_another_partner_is_refused) {
  EXPECT_EQ(asked(on_north(fourth_csp)), "R24 BadCustomerSubscriptionId");
  EXPECT_EQ(asked(on_north(fabrikam_apss)), "R24 BadCustomerSubscriptionId");
}

TEST(CustomerSubscriptionRules, AZ_R24_where_a_reseller_sells_the_default_it_sells_the_customers) {
  EXPECT_EQ(asked(mapping(south_name, fourth_tenant, fourth_csp, 110)), "");
  EXPECT_EQ(asked(mapping(south_name, fourth_tenant, wingtip_csp, 110)),
            "R24 BadCustomerSubscriptionId");
}

TEST(CustomerSubscriptionRules, AZ_R24_a_distributor_takes_customers_of_all_its_resellers) {
  const RegistrationName west_name("west");
  const auto home = registration(west_name, west, fabrikam_apss);
  EXPECT_EQ(asked(mapping(west_name, fourth_tenant, fourth_csp, 110), {home}), "");
  EXPECT_EQ(asked(mapping(west_name, fourth_tenant, wingtip_csp, 110), {home}), "");
  EXPECT_EQ(asked(mapping(west_name, fourth_tenant, adatum_csp, 110), {home}),
            "R24 BadCustomerSubscriptionId");
}

TEST(CustomerSubscriptionRules, AZ_R24_foreign_and_missing_cannot_be_told_apart) {
  const auto answer = [](const SubscriptionId& id, const Caller& caller) {
    auto status = check_mapping(world::registry(), on_north(id), caller);
    EXPECT_FALSE(status.has_value());
    Error error = status.error();
    // The one difference is the id that was asked for.
    const auto at = error.message.find(id.text());
    EXPECT_NE(at, std::string::npos);
    error.message.replace(at, id.text().size(), "<id>");
    return std::tuple(error.code, error.rule, error.kind, error.message);
  };
  for (const Caller& caller : {Caller{}, as_partner("contoso")}) {
    const auto missing = answer(unheard_of, caller);
    EXPECT_EQ(answer(fourth_csp, caller), missing);
    // Before its type is looked at: a foreign APSS gives nothing away either.
    EXPECT_EQ(answer(fabrikam_apss, caller), missing);
  }
}

TEST(CustomerSubscriptionRules, AZ_R24_a_foreign_registration_looks_like_none) {
  EXPECT_EQ(asked(on_north(adatum_csp), {}, as_partner("fabrikam")), "R1 RegistrationNotFound");
  EXPECT_EQ(asked(on_north(adatum_csp), {}, as_partner("contoso")), "");
}

TEST(CustomerSubscriptionRules, AZ_R24_an_id_that_is_no_guid_is_invalid) {
  EXPECT_EQ(asked(on_north(SubscriptionId("not-a-guid"))), "R24 InvalidCustomerSubscriptionId");
  // Ids are kept as declared, so a book may name its subscriptions as it likes.
  EXPECT_EQ(asked(on_north(SubscriptionId("adatum-main")),
                  {subscription(SubscriptionId("adatum-main"), Offer::csp, "contoso", "adatum")}),
            "");
  // Not even by its name can another partner find out that it is there.
  EXPECT_EQ(asked(on_north(SubscriptionId("fourth-main")),
                  {subscription(SubscriptionId("fourth-main"), Offer::csp, "litware", "fourth")},
                  as_partner("contoso")),
            "R24 InvalidCustomerSubscriptionId");
}

TEST(CustomerSubscriptionRules, AZ_R25_a_subscription_is_for_a_customer_of_the_partner_that_sells) {
  const Registry registry = world::registry();
  EXPECT_EQ(verdict(check_subscription(registry, subscription(sub("c1"), Offer::csp, "contoso",
                                                              "fourth"))),
            "R25 CustomerOfAnotherPartner");
  EXPECT_EQ(verdict(check_subscription(registry, subscription(sub("c1"), Offer::csp, "litware",
                                                              "fourth"))),
            "");
}

TEST(CustomerSubscriptionRules, AZ_R26_an_id_in_capitals_is_the_same_subscription) {
  EXPECT_EQ(asked(on_north(SubscriptionId("2F3E0000-0000-4000-8000-A20000000000"))), "");
  EXPECT_EQ(SubscriptionId("2F3E0000-0000-4000-8000-A20000000000"), adatum_csp);
}

TEST(CustomerSubscriptionRules, AZ_R27_a_tenant_has_one_subscription_at_an_hour) {
  const Registry registry =
      world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110),
                       mapping(north_name, adatum_tenant, adatum_second, 120)});
  const auto spans = mapping_spans(registry, north_name, adatum_tenant);
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0].end, spans[1].begin);
}

TEST(CustomerSubscriptionRules, AZ_R28_a_second_mapping_of_a_tenant_overwrites_from_then_on) {
  Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110)});
  const auto change =
      add_mapping(registry, mapping(north_name, adatum_tenant, adatum_second, 120));
  ASSERT_TRUE(change.has_value());
  registry = registry.with(change->facts);
  EXPECT_EQ(payer(registry, north_name, adatum_tenant, 119), adatum_csp);
  EXPECT_EQ(payer(registry, north_name, adatum_tenant, 120), adatum_second);
}

TEST(CustomerSubscriptionRules, AZ_R29_a_subscription_given_to_another_tenant_leaves_the_first) {
  Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110)});
  const auto change = add_mapping(registry, mapping(north_name, other_tenant, adatum_csp, 120));
  ASSERT_TRUE(change.has_value());
  EXPECT_EQ(change->facts.size(), 2U);
  EXPECT_EQ(change->notes.size(), 1U);
  registry = registry.with(change->facts);
  EXPECT_EQ(payer(registry, north_name, adatum_tenant, 119), adatum_csp);
  EXPECT_EQ(registry.mapping_at(north_name, adatum_tenant, hour(120)).state,
            MappingState::removed);
  EXPECT_EQ(payer(registry, north_name, other_tenant, 120), adatum_csp);
  EXPECT_TRUE(shared_subscriptions(registry, north_name).empty());
}

TEST(CustomerSubscriptionRules, AZ_R29_two_tenants_declared_on_one_subscription_are_found) {
  const Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110),
                                             mapping(north_name, other_tenant, adatum_csp, 120),
                                             mapping(south_name, fourth_tenant, adatum_csp, 120)});
  const auto shared = shared_subscriptions(registry, north_name);
  ASSERT_EQ(shared.size(), 1U);
  EXPECT_EQ(shared[0].subscription, adatum_csp);
  EXPECT_EQ(shared[0].first, adatum_tenant);
  EXPECT_EQ(shared[0].second, other_tenant);
  EXPECT_EQ(shared[0].from, hour(120));
  EXPECT_TRUE(shared_subscriptions(registry, south_name).empty());
}

TEST(CustomerSubscriptionRules, AZ_R30_capacity_registrations_take_no_customers) {
  const RegistrationName west_name("west");
  Registration capacity = registration(west_name, west, contoso_ea);
  capacity.billing_model = BillingModel::capacity;
  EXPECT_EQ(asked(mapping(west_name, adatum_tenant, adatum_csp, 110), {capacity}),
            "R30 CustomerSubscriptionsNotAllowed");
}

TEST(CustomerSubscriptionRules, AZ_R31_an_unapproved_registration_takes_no_customers) {
  Registration unapproved = registration(north_name, north, contoso_apss);
  unapproved.multi_tenancy_approved = false;
  EXPECT_EQ(asked(on_north(adatum_csp), {unapproved}), "R31 UnauthorizedCspRegistration");
}

TEST(CustomerSubscriptionRules, AZ_R32_a_tenant_is_added_to_each_stack_by_itself) {
  const Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110)});
  EXPECT_EQ(registry.mapping_at(south_name, adatum_tenant, hour(120)).state, MappingState::never);
}

TEST(CustomerSubscriptionRules, AZ_R33_on_the_other_stack_its_own_default_pays) {
  const auto all = recorded({mapping(north_name, adatum_tenant, adatum_csp, 110)});
  const auto history = mapping_history(
      all, {.registration = {}, .tenant = adatum_tenant, .at = hour(120), .known = {}});
  ASSERT_EQ(history.spans.size(), 2U);
  EXPECT_EQ(history.spans[0].payer, adatum_csp);
  EXPECT_EQ(history.spans[1].payer, litware_csp);
  EXPECT_EQ(history.spans[1].state, PayerState::unregistered);
}

TEST(CustomerSubscriptionRules, AZ_R34_after_a_removal_the_default_pays) {
  Registry registry = world::registry({mapping(north_name, adatum_tenant, adatum_csp, 110)});
  const auto change = remove_mapping(registry, {north_name, adatum_tenant, hour(130)});
  ASSERT_TRUE(change.has_value());
  registry = registry.with(change->facts);
  EXPECT_EQ(payer(registry, north_name, adatum_tenant, 129), adatum_csp);
  EXPECT_EQ(registry.mapping_at(north_name, adatum_tenant, hour(130)).state,
            MappingState::removed);
  EXPECT_EQ(registry.registration_at(north, hour(130))->subscription, contoso_apss);
}

TEST(CustomerSubscriptionRules, AZ_R35_a_tenant_nobody_declared_has_a_payer_too) {
  EXPECT_EQ(world::registry().mapping_at(north_name, TenantId("stranger"), hour(120)).state,
            MappingState::never);
}

TEST(CustomerSubscriptionRules, AZ_R42_apss_belongs_to_the_partner_itself) {
  const Registry registry = world::registry();
  EXPECT_EQ(verdict(check_subscription(registry, subscription(sub("c1"), Offer::apss, "contoso",
                                                              "adatum"))),
            "R42 ApssWithCustomer");
  EXPECT_EQ(verdict(check_subscription(registry,
                                       subscription(sub("c1"), Offer::apss, "contoso"))),
            "");
}

// The order of validation: of two faults the earlier one is told.
TEST(CustomerSubscriptionRules, the_first_fault_in_the_published_order_is_told) {
  Registration capacity = registration(north_name, north, contoso_ea);
  capacity.billing_model = BillingModel::capacity;
  capacity.multi_tenancy_approved = false;
  const Mapping bad = on_north(SubscriptionId("not-a-guid"));
  EXPECT_EQ(asked(bad, {capacity}), "R30 CustomerSubscriptionsNotAllowed");
  capacity.billing_model = BillingModel::pay_as_you_use;
  EXPECT_EQ(asked(bad, {capacity}), "R31 UnauthorizedCspRegistration");
  capacity.multi_tenancy_approved = true;
  EXPECT_EQ(asked(bad, {capacity}), "R4 UnauthorizedCspRegistration");
  capacity.subscription = contoso_apss;
  EXPECT_EQ(asked(bad, {capacity}), "R24 InvalidCustomerSubscriptionId");
}

TEST(CustomerSubscriptionRules, a_mapping_that_ends_where_it_begins_is_invalid) {
  Mapping empty = on_north(adatum_csp);
  empty.to = empty.from;
  EXPECT_EQ(asked(empty), " InvalidSpan");
}

}  // namespace
}  // namespace tollbridge::registry
