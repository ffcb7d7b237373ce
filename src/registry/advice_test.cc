// SPDX-License-Identifier: Apache-2.0
// Goal: whoever registers a stack learns which kind of subscription fits, and is told when one does
// not. Method: the published table, then one misfit at a time in a small world.
#include "registry/advice.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "registry/rules_world.h"

namespace tollbridge::registry {
namespace {

using namespace world;

const RegistrationName west_name("AzureStack-9c1e0000-0000-4000-8000-000000000003");

// The codes of all warnings of the registration of the third stack.
std::vector<std::string> warned(const char* operated_by, Registration wanted,
                                std::vector<Fact> on_top = {}) {
  on_top.emplace_back(Stack{west, "west", {}, PartyId(operated_by), {}});
  on_top.emplace_back(std::move(wanted));
  std::vector<std::string> codes;
  for (const Warning& warning : warnings(world::registry(on_top), hour(200))) {
    if (warning.object == "registration '" + west_name.text() + "'") codes.push_back(warning.code);
  }
  return codes;
}

using Codes = std::vector<std::string>;

TEST(Advice, who_operates_the_stack_decides_the_kind_of_subscription) {
  EXPECT_EQ(advise(Operator::direct).offer, Offer::apss);
  EXPECT_EQ(advise(Operator::distributor).offer, Offer::apss);
  EXPECT_EQ(advise(Operator::reseller).offer, Offer::csp);
  EXPECT_EQ(advise(Operator::customer).offer, Offer::csp);
  for (const char* text : {"direct", "distributor", "reseller", "customer"}) {
    const auto who = parse_operator(text);
    ASSERT_TRUE(who.has_value());
    EXPECT_EQ(to_string(*who), text);
    EXPECT_EQ(advise(*who).who, *who);
    EXPECT_FALSE(advise(*who).reason.empty());
    EXPECT_EQ(advise(*who).alternatives.size(), 2U);
  }
  EXPECT_EQ(verdict(parse_operator("vendor")), " InvalidOperator");
}

TEST(Advice, a_partner_that_operates_with_apss_or_a_csp_of_its_own_is_not_warned) {
  EXPECT_EQ(warned("fabrikam", registration(west_name, west, fabrikam_apss)), Codes{});
  EXPECT_EQ(warned("contoso", registration(west_name, west, contoso_csp)), Codes{});
}

TEST(Advice, a_partner_that_registers_with_a_customers_subscription_is_warned) {
  EXPECT_EQ(warned("contoso", registration(west_name, west, adatum_csp)),
            Codes{"OfferDoesNotFitOperator"});
}

TEST(Advice, a_reseller_operates_with_a_csp_of_its_own) {
  EXPECT_EQ(warned("northwind", registration(west_name, west, wingtip_csp)), Codes{});
  EXPECT_EQ(warned("northwind", registration(west_name, west, fabrikam_apss)),
            Codes{"OfferDoesNotFitOperator"});
  EXPECT_EQ(warned("northwind", registration(west_name, west, fourth_csp)),
            Codes{"OfferDoesNotFitOperator"});
}

TEST(Advice, a_customer_operates_with_its_own_subscription) {
  EXPECT_EQ(warned("adatum", registration(west_name, west, adatum_csp)), Codes{});
  EXPECT_EQ(warned("adatum", registration(west_name, west, contoso_csp)),
            Codes{"OfferDoesNotFitOperator"});
}

TEST(Advice, a_default_that_charges_a_single_tenant_is_warned_about) {
  EXPECT_EQ(warned("", registration(west_name, west, contoso_ea)), Codes{"SingleTenantOnly"});
  const auto payg = subscription(sub("c1"), Offer::payg, "contoso");
  EXPECT_EQ(warned("", registration(west_name, west, payg.id), {payg}),
            (Codes{"OfferDoesNotFitBillingModel", "SingleTenantOnly"}));
  Registration development = registration(west_name, west, payg.id);
  development.billing_model = BillingModel::development;
  EXPECT_EQ(warned("", development, {payg}), Codes{"SingleTenantOnly"});
}

TEST(Advice, capacity_is_sold_with_an_agreement_only) {
  Registration capacity = registration(west_name, west, contoso_csp);
  capacity.billing_model = BillingModel::capacity;
  EXPECT_EQ(warned("", capacity), (Codes{"OfferDoesNotFitBillingModel", "MissingAgreementNumber"}));
  capacity.subscription = contoso_ea;
  capacity.agreement_number = "1";
  EXPECT_EQ(warned("", capacity), Codes{});
}

TEST(Advice, an_inactive_default_still_pays_and_is_warned_about) {
  Subscription inactive = subscription(contoso_csp, Offer::csp, "contoso");
  inactive.inactive = {{hour(150), {}}};
  EXPECT_EQ(warned("", registration(west_name, west, contoso_csp), {inactive}),
            Codes{"InactiveDefault"});
}

TEST(Advice, AZ_R25_a_tenant_charged_to_another_customer_is_warned_about) {
  const auto home = registration(west_name, west, contoso_csp);
  EXPECT_EQ(warned("", home, {mapping(west_name, fourth_tenant, adatum_csp, 110)}),
            Codes{"TenantOfAnotherCustomer"});
  EXPECT_EQ(warned("", home, {mapping(west_name, adatum_tenant, adatum_csp, 110)}), Codes{});
}

TEST(Advice, what_ended_is_not_warned_about) {
  Registration closed = registration(RegistrationName("x"), west, contoso_ea);
  closed.to = hour(200);
  const auto all = warnings(world::registry({closed}), hour(200));
  EXPECT_TRUE(std::none_of(all.begin(), all.end(), [](const Warning& warning) {
    return warning.object == "registration 'x'";
  }));
}

}  // namespace
}  // namespace tollbridge::registry
