// SPDX-License-Identifier: Apache-2.0
// Goal: every published rule about registering a stack that concerns the registry holds and
// answers with its code (spec/azure-stack.md section 2.1). Method: one test a rule, named after
// it, asked of a small world.
#include <gtest/gtest.h>

#include "registry/advice.h"
#include "registry/changes.h"
#include "registry/rules.h"
#include "registry/rules_world.h"

namespace tollbridge::registry {
namespace {

using namespace world;

const RegistrationName west_name("AzureStack-9c1e0000-0000-4000-8000-000000000003");

Registration west_registration() { return registration(west_name, west, contoso_apss); }

TEST(RegistrationRules, AZ_R1_a_stack_needs_a_default_subscription_that_is_known) {
  EXPECT_EQ(verdict(check_registration(world::registry(), west_registration())), "");
  EXPECT_EQ(verdict(check_registration(world::registry(),
                                       registration(west_name, west, unheard_of))),
            "R1 SubscriptionNotFound");
}

TEST(RegistrationRules, AZ_R2_a_registration_is_for_exactly_one_declared_stack) {
  EXPECT_EQ(verdict(check_registration(world::registry(),
                                       registration(west_name, StackId("unknown"), contoso_apss))),
            "R2 UnknownStack");
}

TEST(RegistrationRules, AZ_R5_only_an_owner_of_the_default_may_register) {
  Subscription owned = subscription(contoso_apss, Offer::apss, "contoso");
  owned.owners = {"anna"};
  const Registry registry = world::registry({owned});
  EXPECT_EQ(verdict(check_registration(registry, west_registration(),
                                       as_partner("contoso", "bo"))),
            "R5 AuthorizationFailed");
  EXPECT_EQ(verdict(check_registration(registry, west_registration(),
                                       as_partner("contoso", "anna"))),
            "");
  EXPECT_EQ(verdict(check_registration(registry, west_registration())), "");
}

TEST(RegistrationRules, AZ_R5_without_named_owners_whoever_sells_the_default_may_register) {
  const Registry registry = world::registry();
  EXPECT_EQ(verdict(check_registration(registry, west_registration(), as_partner("contoso"))), "");
  // Another partner does not even learn that the subscription exists.
  EXPECT_EQ(verdict(check_registration(registry, west_registration(), as_partner("fabrikam"))),
            "R1 SubscriptionNotFound");
  const auto foreign =
      check_registration(registry, west_registration(), as_partner("fabrikam")).error().message;
  const auto missing = check_registration(world::registry(),
                                          registration(west_name, west, unheard_of),
                                          as_partner("fabrikam"))
                           .error()
                           .message;
  EXPECT_EQ(foreign.size(), missing.size());
}

TEST(RegistrationRules, AZ_R6_the_account_that_registers_may_live_in_another_directory) {
  Stack deployed{west, "west", {}, {}, "iurcontosocsp.onmicrosoft.com"};
  Subscription home = subscription(contoso_apss, Offer::apss, "contoso");
  home.directory = "contosocsp.onmicrosoft.com";
  EXPECT_EQ(verdict(check_registration(world::registry({deployed, home}), west_registration(),
                                       as_partner("contoso"))),
            "");
}

TEST(RegistrationRules, AZ_R7_only_the_principal_that_registered_may_change_it) {
  Registration registered = west_registration();
  registered.registered_by = "anna";
  const Registry registry = world::registry({registered});
  Registration changed = registered;
  changed.billing_model = BillingModel::custom;
  EXPECT_EQ(verdict(check_registration(registry, changed, as_partner("contoso", "bo"))),
            "R7 AuthorizationFailed");
  EXPECT_EQ(verdict(check_registration(registry, changed, as_partner("contoso", "anna"))), "");
  EXPECT_EQ(verdict(check_removal(registry, {west_name, {}, false}, as_partner("contoso", "bo"))),
            "R7 AuthorizationFailed");
  EXPECT_EQ(verdict(check_removal(registry, {west_name, {}, false})), "");
}

TEST(RegistrationRules, AZ_R7_owners_may_change_what_another_principal_registered) {
  Registration registered = west_registration();
  registered.registered_by = "anna";
  Subscription home = subscription(contoso_apss, Offer::apss, "contoso");
  home.owners = {"olga"};
  const Registry registry = world::registry({registered, home});
  const auto removed_by = [&](const Caller& caller) {
    return verdict(check_removal(registry, {west_name, {}, false}, caller));
  };
  EXPECT_EQ(removed_by(as_partner("contoso", "olga")), "");
  EXPECT_EQ(removed_by({"olga", {}}), "");
  EXPECT_EQ(removed_by(as_partner("contoso", "bo")), "R7 AuthorizationFailed");
  EXPECT_EQ(removed_by({"bo", {}}), "R1 RegistrationNotFound");
}

TEST(RegistrationRules, AZ_R7_what_a_book_registered_belongs_to_the_owners) {
  Subscription home = subscription(contoso_apss, Offer::apss, "contoso");
  home.owners = {"olga"};
  const Registry registry = world::registry({home});
  const auto removed_by = [&](const char* subject) {
    return verdict(check_removal(registry, {north_name, {}, false},
                                 as_partner("contoso", subject)));
  };
  EXPECT_EQ(removed_by("olga"), "");
  EXPECT_EQ(removed_by("bo"), "R5 AuthorizationFailed");
}

TEST(RegistrationRules, AZ_R7_customer_subscriptions_are_part_of_the_registration) {
  Registration registered = registration(north_name, north, contoso_apss);
  registered.registered_by = "anna";
  const Registry registry = world::registry({registered});
  const auto given_by = [&](const char* subject) {
    return verdict(check_mapping(registry, mapping(north_name, adatum_tenant, adatum_csp, 200),
                                 as_partner("contoso", subject)));
  };
  EXPECT_EQ(given_by("anna"), "");
  EXPECT_EQ(given_by("bo"), "R7 AuthorizationFailed");
}

TEST(RegistrationRules, AZ_R8_a_stack_registered_by_others_is_as_if_it_were_not_there) {
  const auto registering = [](const StackId& stack) {
    return check_registration(world::registry(),
                              registration(RegistrationName("mine"), stack, litware_csp),
                              as_partner("litware"));
  };
  const auto foreign = registering(north);
  const auto missing = registering(StackId("nowhere"));
  EXPECT_EQ(verdict(foreign), "R2 UnknownStack");
  EXPECT_EQ(verdict(missing), verdict(foreign));
  std::string told = missing.error().message;
  told.replace(told.find("nowhere"), 7, north.text());
  EXPECT_EQ(foreign.error().message, told);
}

TEST(RegistrationRules, AZ_R8_a_registered_cloud_id_is_not_registered_a_second_time) {
  Registration second = registration(west_name, north, contoso_apss);
  const auto refused = check_registration(world::registry(), second);
  EXPECT_EQ(verdict(refused), "R8 CloudIdAlreadyRegistered");
  EXPECT_NE(refused.error().message.find("Cloud identifier [" + north.text() +
                                         "] is already registered"),
            std::string::npos);
  Registration closed = registration(north_name, north, contoso_apss);
  closed.to = hour(200);
  second.from = hour(200);
  EXPECT_EQ(verdict(check_registration(world::registry({closed}), second)), "");
  second.from = hour(199);
  EXPECT_EQ(verdict(check_registration(world::registry({closed}), second)),
            "R8 CloudIdAlreadyRegistered");
}

TEST(RegistrationRules, AZ_R9_a_name_bound_to_one_cloud_id_refuses_another) {
  EXPECT_EQ(verdict(check_registration(world::registry(),
                                       registration(north_name, west, contoso_apss))),
            "R9 CloudIdUpdateNotAllowed");
}

TEST(RegistrationRules, AZ_R9_several_stacks_on_one_subscription_have_names_of_their_own) {
  const Registry registry = world::registry({west_registration()});
  EXPECT_EQ(registry.registration_at(north, hour(100))->subscription,
            registry.registration_at(west, hour(100))->subscription);
}

TEST(RegistrationRules, AZ_R10_the_same_name_and_cloud_id_may_be_registered_again) {
  Registration again = registration(north_name, north, contoso_apss);
  EXPECT_EQ(verdict(check_registration(world::registry(), again)), "");
  again.billing_model = BillingModel::custom;
  again.resource_group = "other";
  EXPECT_EQ(verdict(check_registration(world::registry(), again)), "");
}

TEST(RegistrationRules, AZ_R11_another_default_means_to_remove_and_register_anew) {
  EXPECT_EQ(verdict(check_registration(world::registry(),
                                       registration(north_name, north, contoso_csp))),
            "R11 RegistrationMoveRefused");
  Registration closed = registration(north_name, north, contoso_apss);
  closed.to = hour(200);
  Registration anew = registration(west_name, north, contoso_csp);
  anew.from = hour(200);
  EXPECT_EQ(verdict(check_registration(world::registry({closed}), anew)), "");
}

TEST(RegistrationRules, AZ_R12_a_stack_removes_only_its_own_registration) {
  EXPECT_EQ(verdict(check_removal(world::registry(), {north_name, south, false})),
            "R12 CloudIdMismatch");
  EXPECT_EQ(verdict(check_removal(world::registry(), {north_name, north, false})), "");
  EXPECT_EQ(verdict(check_removal(world::registry(), {west_name, {}, false})),
            "R1 RegistrationNotFound");
}

TEST(RegistrationRules, AZ_R13_a_locked_registration_is_not_removed) {
  EXPECT_EQ(verdict(check_removal(world::registry(), {north_name, north, true})),
            "R13 ScopeLocked");
}

TEST(RegistrationRules, AZ_R15_a_registration_moves_only_between_csp_of_one_partner) {
  const Registry registry = world::registry();
  EXPECT_EQ(verdict(check_move(registry, contoso_csp, adatum_csp)), "");
  EXPECT_EQ(verdict(check_move(registry, litware_csp, wingtip_csp)), "");
  EXPECT_EQ(verdict(check_move(registry, contoso_csp, litware_csp)),
            "R11 RegistrationMoveRefused");
  EXPECT_EQ(verdict(check_move(registry, contoso_csp, contoso_apss)),
            "R11 RegistrationMoveRefused");
  EXPECT_EQ(verdict(check_move(registry, contoso_csp, unheard_of)), "R1 SubscriptionNotFound");
  Registration moved = registration(south_name, south, fourth_csp);
  EXPECT_EQ(verdict(check_registration(registry, moved)), "");
  moved.resource_group = "elsewhere";
  EXPECT_EQ(verdict(check_registration(registry, moved)), "");
}

TEST(RegistrationRules, AZ_R16_a_changed_directory_invalidates_the_registration) {
  Subscription before = subscription(contoso_apss, Offer::apss, "contoso");
  before.directory = "old";
  Subscription after = before;
  after.directory = "new";
  EXPECT_EQ(verdict(check_directory_change(before, world::registry({after}), hour(200))),
            "R16 DirectoryChangeInvalidatesRegistration");
  Registration closed = registration(north_name, north, contoso_apss);
  closed.to = hour(200);
  EXPECT_EQ(verdict(check_directory_change(before, world::registry({after, closed}), hour(200))),
            "");
  EXPECT_EQ(verdict(check_directory_change(before, world::registry({before}), hour(200))), "");
  // Naming the directory for the first time changes nothing.
  EXPECT_EQ(verdict(check_directory_change(subscription(contoso_apss, Offer::apss, "contoso"),
                                           world::registry({after}), hour(200))),
            "");
}

TEST(RegistrationRules, AZ_R17_what_ended_is_registered_again_under_a_new_name) {
  Registration closed = registration(north_name, north, contoso_apss);
  closed.to = hour(200);
  const Registry registry = world::registry({closed});
  Registration again = registration(north_name, north, contoso_apss);
  again.from = hour(300);
  EXPECT_EQ(verdict(check_registration(registry, again)), "R17 RegistrationNameTaken");
  again.name = west_name;
  EXPECT_EQ(verdict(check_registration(registry, again)), "");
}

TEST(RegistrationRules, AZ_R17_a_capacity_registration_expires_after_a_year) {
  Registration capacity = registration(west_name, west, contoso_ea);
  capacity.billing_model = BillingModel::capacity;
  capacity.from = Hour::containing(parse_instant("2028-02-29T10:00:00Z").value());
  const Registry registry = world::registry({capacity});
  const auto at = [&](const char* time) {
    return registration_state(registry, west, Hour::containing(parse_instant(time).value()));
  };
  EXPECT_EQ(at("2028-02-29T09:00:00Z"), RegistrationState::not_registered);
  EXPECT_EQ(at("2028-02-29T10:00:00Z"), RegistrationState::registered);
  EXPECT_EQ(at("2029-02-28T09:00:00Z"), RegistrationState::registered);
  EXPECT_EQ(at("2029-02-28T10:00:00Z"), RegistrationState::expired);
}

TEST(RegistrationRules, AZ_R18_the_operator_sees_one_of_three_states) {
  Registration closed = registration(west_name, west, contoso_apss);
  closed.to = hour(200);
  const Registry registry = world::registry({closed});
  EXPECT_EQ(to_string(registration_state(registry, west, hour(150))), "Registered");
  EXPECT_EQ(to_string(registration_state(registry, west, hour(200))), "Not registered");
  EXPECT_EQ(to_string(RegistrationState::expired), "Expired");
}

TEST(RegistrationRules, AZ_R19_capacity_needs_an_agreement_and_custom_an_asset_tag) {
  Registration capacity = registration(west_name, west, contoso_apss);
  capacity.billing_model = BillingModel::capacity;
  capacity.agreement_number = "123";
  EXPECT_EQ(verdict(check_agreement(world::registry(), capacity)),
            "R19 InvalidDefaultSubscription");
  capacity.subscription = contoso_ea;
  EXPECT_EQ(verdict(check_agreement(world::registry(), capacity)), "");
  capacity.agreement_number.clear();
  EXPECT_EQ(verdict(check_agreement(world::registry(), capacity)), "R19 MissingAgreementNumber");
  EXPECT_EQ(verdict(add_registration(world::registry(), capacity)), "R19 MissingAgreementNumber");
  EXPECT_EQ(verdict(check_token_flags(BillingModel::custom, {true, ""})), "R19 MissingMsAssetTag");
  EXPECT_EQ(verdict(check_token_flags(BillingModel::custom, {false, "tag"})), "");
}

TEST(RegistrationRules, AZ_R20_pay_as_you_use_cannot_switch_reporting_off) {
  EXPECT_EQ(verdict(check_token_flags(BillingModel::pay_as_you_use, {false, ""})),
            "R20 UsageReportingRequired");
  EXPECT_EQ(verdict(check_token_flags(BillingModel::pay_as_you_use, {true, ""})), "");
  EXPECT_EQ(verdict(check_token_flags(BillingModel::capacity, {false, ""})), "");
}

TEST(RegistrationRules, AZ_R21_shared_defaults_and_names_without_cloud_id_are_warned_about) {
  const auto found =
      warnings(world::registry({registration(RegistrationName("mine"), west, contoso_apss)}),
               hour(200));
  std::vector<std::string> codes;
  for (const Warning& warning : found) codes.push_back(warning.object + " " + warning.code);
  EXPECT_EQ(codes, (std::vector<std::string>{
                       "registration '" + north_name.text() + "' SeveralStacksOnSubscription",
                       "registration 'mine' NameWithoutCloudId",
                       "registration 'mine' SeveralStacksOnSubscription"}));
}

TEST(RegistrationRules, AZ_R8_a_stack_is_handed_over_to_another_partner_by_the_provider_only) {
  Registration ended = registration(north_name, north, contoso_apss);
  ended.to = hour(200);
  const Registry before = world::registry({ended, Stack{north, "north", {}, {}, {}}});
  Registration taken = registration(RegistrationName("taken"), north, fabrikam_apss);
  taken.from = hour(300);
  EXPECT_EQ(verdict(check_registration(before, taken, world::as_partner("fabrikam"))),
            "R2 UnknownStack");
  EXPECT_EQ(verdict(check_registration(before, taken)), "");
  Registration again = registration(RegistrationName("again"), north, contoso_apss);
  again.from = hour(300);
  EXPECT_EQ(verdict(check_registration(before, again, world::as_partner("contoso"))), "");
}

TEST(RegistrationRules, AZ_R2_a_stack_that_another_partner_operates_is_not_there) {
  const Registry before = world::registry({Stack{west, "west", {}, PartyId("contoso"), {}}});
  const Registration taken = registration(RegistrationName("taken"), west, fabrikam_apss);
  EXPECT_EQ(verdict(check_registration(before, taken, world::as_partner("fabrikam"))),
            "R2 UnknownStack");
  const Registry customers = world::registry({Stack{west, "west", {}, PartyId("fourth"), {}}});
  EXPECT_EQ(verdict(check_registration(customers, taken, world::as_partner("fabrikam"))), "")
      << "a customer of its reseller operates it";
}

TEST(RegistrationRules, a_registration_that_ends_before_it_begins_is_invalid) {
  Registration backwards = west_registration();
  backwards.to = hour(99);
  EXPECT_EQ(verdict(check_registration(world::registry(), backwards)), " InvalidSpan");
  backwards.to = hour(100);  // taken back before it ever held
  EXPECT_EQ(verdict(check_registration(world::registry(), backwards)), "");
}

}  // namespace
}  // namespace tollbridge::registry
