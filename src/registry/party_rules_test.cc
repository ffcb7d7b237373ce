// SPDX-License-Identifier: Apache-2.0
// Goal: nothing is recorded of a party that would later make an invoice impossible. Method: one
// fault at a time in a small world, each with its code.
#include "registry/party_rules.h"

#include <gtest/gtest.h>

#include "registry/rules_world.h"

namespace tollbridge::registry {
namespace {

using namespace world;

std::string asked(const Partner& wanted) {
  return verdict(check_partner(world::registry({wanted}), wanted));
}
std::string asked(const Customer& wanted) {
  return verdict(check_customer(world::registry(), world::registry({wanted}), wanted));
}
std::string asked(const Subscription& wanted) {
  return verdict(check_subscription(world::registry({wanted}), wanted));
}

TEST(PartyRules, an_invoice_needs_a_name_a_country_and_a_currency) {
  PartyDetails party = details("A");
  EXPECT_EQ(verdict(check_details(party, false)), "");
  party.name.clear();
  EXPECT_EQ(verdict(check_details(party, false)), " MissingName");
  party = details("A");
  for (const char* country : {"", "S", "se", "SWE", "S1"}) {
    party.country = country;
    EXPECT_EQ(verdict(check_details(party, false)), " InvalidCountry");
  }
  party = details("A");
  party.currency = "EURO";
  EXPECT_EQ(verdict(check_details(party, false)), " UnknownCurrency");
  party.currency.clear();
  EXPECT_EQ(verdict(check_details(party, false)), " UnknownCurrency");
  EXPECT_EQ(verdict(check_details(party, true)), "");
}

TEST(PartyRules, a_vat_id_has_the_letters_of_its_country_and_no_blanks) {
  PartyDetails party = details("A");
  for (const char* vat_id : {"SE556000000101", "ATU12345678", "CHE123456789MWST", "IE1A23456W"}) {
    party.vat_id = vat_id;
    EXPECT_EQ(verdict(check_details(party, false)), "") << vat_id;
  }
  for (const char* vat_id : {"556000000101", "se556000000101", "SE 556000", "SE", "SE5",
                             "SE55600000010155600"}) {
    party.vat_id = vat_id;
    EXPECT_EQ(verdict(check_details(party, false)), " InvalidVatId") << vat_id;
  }
}

TEST(PartyRules, a_reseller_buys_from_a_distributor_and_nobody_else_does) {
  EXPECT_EQ(asked(partner("new", PartnerKind::reseller, "fabrikam")), "");
  EXPECT_EQ(asked(partner("new", PartnerKind::reseller)), " ResellerWithoutDistributor");
  EXPECT_EQ(asked(partner("new", PartnerKind::reseller, "gone")), " UnknownPartner");
  EXPECT_EQ(asked(partner("new", PartnerKind::reseller, "contoso")), " InvalidDistributor");
  EXPECT_EQ(asked(partner("new", PartnerKind::reseller, "litware")), " InvalidDistributor");
  EXPECT_EQ(asked(partner("new", PartnerKind::direct, "fabrikam")), " InvalidDistributor");
}

TEST(PartyRules, a_distributor_with_resellers_stays_one) {
  EXPECT_EQ(asked(partner("fabrikam", PartnerKind::direct)), " DistributorHasResellers");
}

TEST(PartyRules, ids_of_partners_and_customers_are_their_own) {
  EXPECT_EQ(asked(partner("provider", PartnerKind::direct)), " ReservedId");
  EXPECT_EQ(asked(partner("adatum", PartnerKind::direct)), " IdTaken");
  EXPECT_EQ(asked(customer("contoso", "contoso", {})), " IdTaken");
  EXPECT_EQ(asked(customer("provider", "contoso", {})), " ReservedId");
  EXPECT_EQ(asked(customer("", "contoso", {})), " MissingField");
}

TEST(PartyRules, a_tenant_belongs_to_one_customer) {
  EXPECT_EQ(asked(customer("thief", "contoso", {adatum_tenant})), " TenantOfAnotherCustomer");
  EXPECT_EQ(asked(customer("a", "contoso", {adatum_tenant})), " TenantOfAnotherCustomer")
      << "whichever of the two comes first by its id";
  EXPECT_EQ(asked(customer("honest", "contoso", {other_tenant})), "");
  EXPECT_EQ(asked(customer("lost", "gone", {})), " UnknownPartner");
}

TEST(PartyRules, a_subscription_names_who_sells_it_and_who_has_it) {
  EXPECT_EQ(asked(subscription(sub("c1"), Offer::csp, "gone")), " UnknownPartner");
  EXPECT_EQ(asked(subscription(sub("c1"), Offer::csp, "contoso", "gone")), " UnknownCustomer");
  EXPECT_EQ(asked(subscription(sub("c1"), Offer::csp, "contoso", "adatum")), "");
}

TEST(PartyRules, inactive_spans_are_forward_and_apart) {
  Subscription wanted = subscription(sub("c1"), Offer::csp, "contoso");
  wanted.inactive = {{hour(20), {}}, {hour(10), hour(20)}};
  EXPECT_EQ(asked(wanted), "");
  wanted.inactive = {{hour(10), hour(10)}};
  EXPECT_EQ(asked(wanted), " InvalidSpan");
  wanted.inactive = {{hour(10), hour(21)}, {hour(20), {}}};
  EXPECT_EQ(asked(wanted), " OverlappingSpans");
  wanted.inactive = {{hour(10), {}}, {hour(20), {}}};
  EXPECT_EQ(asked(wanted), " OverlappingSpans");
}

TEST(PartyRules, a_stack_is_operated_by_somebody_known_or_by_nobody_named) {
  const Registry registry = world::registry();
  EXPECT_EQ(verdict(check_stack(registry, {west, "w", {}, PartyId("adatum"), {}})), "");
  EXPECT_EQ(verdict(check_stack(registry, {west, "w", {}, {}, {}})), "");
  EXPECT_EQ(verdict(check_stack(registry, {west, "w", {}, PartyId("gone"), {}})),
            " UnknownOperator");
}

TEST(PartyRules, the_key_of_a_stacks_bridge_is_a_public_key_on_p256) {
  const Registry registry = world::registry();
  const auto with_key = [&](const std::string& jwk) {
    return verdict(check_stack(registry, {west, "w", {}, {}, {}, jwk}));
  };
  const std::string point =
      R"("crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",)"
      R"("y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM")";
  EXPECT_EQ(with_key(R"({"kty":"EC",)" + point + "}"), "");
  EXPECT_EQ(with_key(R"({"kty":"EC","d":"AA",)" + point + "}"), " BridgeKeyWrong");
  EXPECT_EQ(with_key(R"({"kty":"RSA",)" + point + "}"), " BridgeKeyWrong");
  EXPECT_EQ(with_key("a key"), " BridgeKeyWrong");
}

TEST(PartyRules, a_local_subscription_belongs_to_a_tenant_on_a_known_stack) {
  const Registry registry = world::registry();
  const LocalSubscriptionId id("l-1");
  EXPECT_EQ(verdict(check_local_subscription(registry, {west, id, adatum_tenant})), "");
  EXPECT_EQ(verdict(check_local_subscription(registry, {west, id, {}})), " MissingTenant");
  EXPECT_EQ(verdict(check_local_subscription(registry, {StackId("x"), id, adatum_tenant})),
            " UnknownStack");
}

}  // namespace
}  // namespace tollbridge::registry
