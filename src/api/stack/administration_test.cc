// SPDX-License-Identifier: Apache-2.0
// Goal: tools that administer a stack by Azure's API find the shapes, codes and rules they know,
// and only whoever runs the stack is let in. Method: the service over two stacks in memory, as a
// transport would call it; the same calls by everybody who may not.
#include "api/stack/administration.h"

#include <gtest/gtest.h>

#include <string>

#include "api/stack/face_testing.h"
#include "core/base64.h"

namespace tollbridge::api::stack_face {
namespace {

using nlohmann::json;

const std::string base = "/subscriptions/" + north_provider +
                         "/providers/Microsoft.Subscriptions.Admin";
const std::string in_group = "/subscriptions/" + north_provider +
                             "/resourceGroups/plans/providers/Microsoft.Subscriptions.Admin";
const std::string guests = "/subscriptions/" + north_provider +
                           "/resourceGroups/system.north/providers/"
                           "Microsoft.Subscriptions.Admin/directoryTenants";
const std::string activation =
    "/subscriptions/" + north_provider +
    "/resourceGroups/azurestack-activation/providers/Microsoft.AzureBridge.Admin/activations";
const std::string shop_id = "5d20c2de-0000-4000-8000-000000000001";

class AdministrationTest : public ::testing::Test {
 protected:
  // "201", "404 SubscriptionNotFound".
  std::string ask(Method method, const std::string& path, const json& body = nullptr,
                  const std::string& version = "2015-11-01") {
    auto request = request_for(method, path + "?api-version=" + version,
                               {{"content-type", "application/json"}});
    if (!body.is_null()) request.body = body.dump();
    const auto route = clouds_.service.route(request);
    const Response answer =
        route ? clouds_.service.perform(*route, request, who_, clouds_.desk)
              : Service::refuse(Service::face_of(request), request, route.error());
    headers_ = answer.headers;
    told_ = answer.body.empty() ? json() : json::parse(answer.body);
    const bool failed = told_.is_object() && told_.contains("error");
    return std::to_string(answer.status) +
           (failed ? " " + told_["error"]["code"].get<std::string>() : "");
  }
  std::string get(const std::string& path) { return ask(Method::get, path); }
  std::string put(const std::string& path, const json& body) {
    return ask(Method::put, path, body);
  }
  std::string erase(const std::string& path) { return ask(Method::erase, path); }

  // A plan, an open offer of it, and a guest directory.
  void furnish() {
    EXPECT_EQ(put(in_group + "/plans/small", {{"properties", {{"quotaIds", {"q1"}}}}}), "201");
    EXPECT_EQ(put(in_group + "/offers/gold",
                  {{"properties", {{"displayName", "Gold"},
                                   {"state", "Public"},
                                   {"basePlanIds", {in_group + "/plans/small"}}}}}),
              "201");
    EXPECT_EQ(put(guests + "/contoso.example", {{"properties", {{"tenantId", adatum_tenant}}}}),
              "201");
  }

  Clouds clouds_;
  Principal who_ = operator_of(north);
  json told_;
  Headers headers_;
};

TEST_F(AdministrationTest, a_subscription_belongs_to_its_owners_directory) {
  furnish();
  const std::string path = base + "/subscriptions/" + shop_id;
  EXPECT_EQ(get(path), "404 SubscriptionNotFound");
  EXPECT_EQ(put(path, {{"owner", "ann@contoso.example"},
                       {"displayName", "Shop"},
                       {"tenantId", home},
                       {"offerId", "/delegatedProviders/default/offers/gold"}}),
            "201");
  const json expected{{"id", "/subscriptions/" + shop_id},
                      {"subscriptionId", shop_id},
                      {"delegatedProviderSubscriptionId", north_provider},
                      {"displayName", "Shop"},
                      {"owner", "ann@contoso.example"},
                      {"tenantId", adatum_tenant},
                      {"routingResourceManagerType", "Default"},
                      {"offerId", "/delegatedProviders/default/offers/gold"},
                      {"externalReferenceId", ""},
                      {"state", "Enabled"}};
  EXPECT_EQ(told_, expected);
  EXPECT_EQ(put(path, {{"displayName", "The shop"}}), "200");
  EXPECT_EQ(told_["owner"], "ann@contoso.example") << "what is not given stays";
  EXPECT_EQ(get(path), "200");
  EXPECT_EQ(told_["displayName"], "The shop");
  EXPECT_EQ(get(base + "/subscriptions"), "200");
  EXPECT_EQ(told_["value"].size(), 3U) << "the provider's own, `shop`, and this one";
}

TEST_F(AdministrationTest, every_change_is_dated_and_names_who_made_it) {
  EXPECT_EQ(put(base + "/subscriptions/" + shop_id, {{"owner", "ann"}}), "201");
  const auto before = clouds_.northern->books().facts().value();
  EXPECT_EQ(before.back().actor, "olle");
  EXPECT_EQ(before.back().from, clouds_.desk.now());
  EXPECT_EQ(put(base + "/subscriptions/" + shop_id, {{"owner", "ann"}}), "200");
  EXPECT_EQ(clouds_.northern->books().facts().value().size(), before.size())
      << "the same again is no change";
}

TEST_F(AdministrationTest, a_deleted_subscription_still_answers_and_stays_deleted) {
  EXPECT_EQ(erase(base + "/subscriptions/none"), "204");
  EXPECT_EQ(erase(base + "/subscriptions/shop"), "200");
  EXPECT_EQ(erase(base + "/subscriptions/shop"), "204");
  EXPECT_EQ(get(base + "/subscriptions/shop"), "200");
  EXPECT_EQ(told_["state"], "Deleted");
  EXPECT_EQ(put(base + "/subscriptions/shop", {{"state", "Enabled"}}), "409 SubscriptionDeleted");
  EXPECT_EQ(erase(base + "/subscriptions/" + north_provider), "409 ProviderSubscriptionProtected");
}

TEST_F(AdministrationTest, what_is_malformed_is_refused_by_name) {
  const std::string path = base + "/subscriptions/shop";
  EXPECT_EQ(put(path, {{"displayName", 7}}), "400 InvalidRequestContent");
  EXPECT_EQ(put(path, {{"subscriptionId", "other"}}), "400 InvalidRequestContent");
  EXPECT_EQ(put(path, {{"state", "Asleep"}}), "400 InvalidState");
  EXPECT_EQ(put(path, {{"tenantId", "7b6d3d3a-0000-4000-8000-000000000099"}}),
            "400 InvalidTenantId");
  EXPECT_EQ(put(path, {{"offerId", "/delegatedProviders/default/offers/none"}}),
            "404 OfferNotFound");
  EXPECT_EQ(ask(Method::put, path, json::array()), "400 InvalidRequestContent");
  EXPECT_EQ(put(path, {{"displayName", "a\nb"}}), "400 InvalidField");
}

TEST_F(AdministrationTest, whoever_does_not_run_the_stack_finds_no_stack) {
  const std::string missing = "/subscriptions/" + shop_id +
                              "/providers/Microsoft.Subscriptions.Admin/subscriptions";
  who_ = operator_of(south);
  EXPECT_EQ(get(base + "/subscriptions"), "404 SubscriptionNotFound");
  EXPECT_EQ(put(base + "/subscriptions/x", json::object()), "404 SubscriptionNotFound");
  EXPECT_EQ(get(activation), "404 SubscriptionNotFound");
  EXPECT_EQ(get(guests), "404 SubscriptionNotFound");
  EXPECT_EQ(get(missing), "404 SubscriptionNotFound");
  who_ = provider();
  EXPECT_EQ(get(base + "/subscriptions"), "200");
  EXPECT_EQ(get(missing), "404 SubscriptionNotFound") << "no provider subscription";
  for (const Role role : {Role::partner, Role::reseller, Role::tenant}) {
    who_ = caller_of(role);
    EXPECT_EQ(get(base + "/subscriptions"), "403 AuthorizationFailed");
  }
}

TEST_F(AdministrationTest, offers_are_made_of_plans_and_stay_while_they_are_used) {
  furnish();
  EXPECT_EQ(put(base + "/subscriptions/" + shop_id, {{"offerId", "gold"}}), "201");
  EXPECT_EQ(get(in_group + "/offers/GOLD"), "200");
  EXPECT_EQ(told_["id"], in_group + "/offers/gold");
  EXPECT_EQ(told_["properties"]["subscriptionCount"], 1);
  EXPECT_EQ(told_["properties"]["basePlanIds"], json({in_group + "/plans/small"}));
  EXPECT_EQ(told_["properties"]["state"], "Public");
  EXPECT_EQ(erase(in_group + "/offers/gold"), "409 OfferInUse");
  EXPECT_EQ(erase(in_group + "/plans/small"), "409 PlanInUse");
  EXPECT_EQ(put(in_group + "/offers/silver", {{"properties", {{"basePlanIds", {"none"}}}}}),
            "404 PlanNotFound");
  EXPECT_EQ(put(in_group + "/offers/silver", {{"properties", {{"basePlanIds", "small"}}}}),
            "400 InvalidRequestContent");
  EXPECT_EQ(get(base + "/plans"), "200");
  EXPECT_EQ(told_["value"][0]["properties"]["quotaIds"], json({"q1"}));
  EXPECT_EQ(get(base + "/subscriptions/" + shop_id + "/acquiredPlans/small"), "200");
  EXPECT_EQ(told_["planId"], in_group + "/plans/small");
  EXPECT_EQ(get(base + "/subscriptions/" + shop_id + "/acquiredPlans/large"),
            "404 PlanAcquisitionNotFound");
  EXPECT_EQ(erase(base + "/subscriptions/" + shop_id), "200");
  EXPECT_EQ(erase(in_group + "/offers/gold"), "200");
  EXPECT_EQ(erase(in_group + "/offers/gold"), "204");
}

TEST_F(AdministrationTest, an_add_on_plan_is_given_and_taken_away_and_both_are_dated) {
  furnish();
  EXPECT_EQ(put(in_group + "/plans/gpu", json::object()), "201");
  EXPECT_EQ(put(base + "/subscriptions/" + shop_id, {{"offerId", "gold"}}), "201");
  const std::string plans = base + "/subscriptions/" + shop_id + "/acquiredPlans";
  EXPECT_EQ(put(plans + "/more", {{"planId", in_group + "/plans/GPU"},
                                  {"acquisitionId", "more"},
                                  {"externalReferenceId", "r-7"}}),
            "201");
  const json expected{{"acquisitionId", "more"},
                      {"id", "/subscriptions/" + shop_id + "/acquiredPlans/more"},
                      {"planId", in_group + "/plans/gpu"},
                      {"externalReferenceId", "r-7"},
                      {"provisioningState", "Succeeded"}};
  EXPECT_EQ(told_, expected);
  const auto facts = clouds_.northern->books().facts().value();
  EXPECT_EQ(facts.back().actor, "olle");
  EXPECT_EQ(facts.back().from, clouds_.desk.now());
  EXPECT_EQ(put(plans + "/more", {{"planId", "gpu"}, {"externalReferenceId", "r-7"}}), "200");
  EXPECT_EQ(clouds_.northern->books().facts().value().size(), facts.size());
  EXPECT_EQ(get(plans), "200");
  EXPECT_EQ(told_["value"].size(), 2U);
  EXPECT_EQ(put(plans + "/more", {{"planId", "small"}}), "409 PlanAcquisitionExists");
  EXPECT_EQ(put(plans + "/yet", {{"planId", "none"}}), "404 PlanNotFound");
  EXPECT_EQ(put(plans + "/yet", json::object()), "400 InvalidRequestContent");
  EXPECT_EQ(put(plans + "/yet", {{"planId", "gpu"}, {"acquisitionId", "other"}}),
            "400 InvalidRequestContent");
  EXPECT_EQ(erase(plans + "/small"), "409 PlanOfOffer");
  EXPECT_EQ(erase(in_group + "/plans/gpu"), "409 PlanInUse");
  who_ = operator_of(south);
  EXPECT_EQ(erase(plans + "/more"), "404 SubscriptionNotFound");
  EXPECT_EQ(put(plans + "/more", {{"planId", "gpu"}}), "404 SubscriptionNotFound");
  who_ = operator_of(north);
  EXPECT_EQ(erase(plans + "/more"), "200");
  EXPECT_EQ(erase(plans + "/more"), "204");
  EXPECT_EQ(get(plans + "/more"), "404 PlanAcquisitionNotFound");
  EXPECT_EQ(erase(in_group + "/plans/gpu"), "200");
}

TEST_F(AdministrationTest, a_name_is_one_offer_of_the_stack) {
  furnish();
  const std::string elsewhere = "/subscriptions/" + north_provider +
                                "/resourceGroups/other/providers/Microsoft.Subscriptions.Admin";
  EXPECT_EQ(get(elsewhere + "/offers/gold"), "404 ResourceNotFound");
  EXPECT_EQ(put(elsewhere + "/offers/gold", json::object()), "409 ResourceExists");
  EXPECT_EQ(get(elsewhere + "/offers"), "200");
  EXPECT_TRUE(told_["value"].empty());
  const std::string check = base + "/checkNameAvailability";
  EXPECT_EQ(ask(Method::post, check,
                {{"name", "gold"}, {"resourceType", "Microsoft.Subscriptions.Admin/offers"}}),
            "200");
  EXPECT_EQ(told_["nameAvailable"], false);
  EXPECT_EQ(ask(Method::post, check, {{"name", "silver"}, {"resourceType", "offers"}}), "200");
  EXPECT_EQ(told_["nameAvailable"], true);
}

TEST_F(AdministrationTest, a_reseller_is_delegated_an_offer_and_gets_its_tenants) {
  furnish();
  const std::string reseller = "5d20c2de-0000-4000-8000-000000000009";
  EXPECT_EQ(put(base + "/subscriptions/" + reseller, {{"owner", "lisa"}}), "201");
  const std::string delegation = in_group + "/offers/gold/offerDelegations/" + reseller;
  EXPECT_EQ(put(delegation, {{"properties", {{"subscriptionId", "another"}}}}),
            "400 InvalidRequestContent");
  EXPECT_EQ(put(delegation, {{"properties", {{"subscriptionId", reseller}}}}), "201");
  EXPECT_EQ(get(base + "/delegatedProviders"), "200");
  EXPECT_EQ(told_["value"].size(), 1U);
  const json body{{"targetDelegatedProviderOffer",
                   "/subscriptions/x/delegatedProviders/" + reseller + "/offers/gold"},
                  {"resources", {"/subscriptions/shop"}}};
  EXPECT_EQ(ask(Method::post, base + "/validateMoveSubscriptions", body), "200");
  EXPECT_EQ(get(base + "/subscriptions/shop"), "200");
  EXPECT_EQ(told_["delegatedProviderSubscriptionId"], north_provider);
  EXPECT_EQ(ask(Method::post, base + "/moveSubscriptions", body), "200");
  EXPECT_EQ(get(base + "/subscriptions/shop"), "200");
  EXPECT_EQ(told_["delegatedProviderSubscriptionId"], reseller);
  EXPECT_EQ(told_["tenantId"], adatum_tenant) << "who pays is not moved";
  EXPECT_EQ(ask(Method::post, base + "/moveSubscriptions", json::object()),
            "400 InvalidRequestContent");
  EXPECT_EQ(erase(delegation), "200");
  EXPECT_EQ(erase(delegation), "204");
}

TEST_F(AdministrationTest, guest_directories_are_kept_with_their_tenant) {
  furnish();
  EXPECT_EQ(get(guests + "/contoso.example"), "200");
  EXPECT_EQ(told_["id"], guests + "/contoso.example");
  EXPECT_EQ(told_["properties"]["tenantId"], adatum_tenant);
  EXPECT_EQ(put(guests + "/contoso.example", {{"properties", {{"tenantId", adatum_tenant}}}}),
            "200");
  EXPECT_EQ(put(guests + "/contoso.example", {{"properties", {{"tenantId", home}}}}),
            "400 InvalidTenantId");
  EXPECT_EQ(erase(guests + "/contoso.example"), "409 GuestInUse") << "`shop` is of the tenant";
  EXPECT_EQ(erase(base + "/subscriptions/shop"), "200");
  EXPECT_EQ(erase(guests + "/contoso.example"), "200");
  EXPECT_EQ(get(guests + "/contoso.example"), "404 ResourceNotFound");
}

TEST_F(AdministrationTest, users_see_the_open_offers_of_stacks_their_directory_uses) {
  furnish();
  EXPECT_EQ(put(in_group + "/offers/secret", json::object()), "201");
  who_ = caller_of(Role::tenant);
  who_.tenant = TenantId(adatum_tenant);
  EXPECT_EQ(get("/offers"), "200");
  EXPECT_EQ(told_["value"].size(), 1U);
  EXPECT_EQ(told_["value"][0]["id"], "/delegatedProviders/default/offers/gold");
  EXPECT_EQ(get("/delegatedProviders/default/offers/Gold"), "200");
  EXPECT_EQ(get("/delegatedProviders/default/offers/secret"), "404 ResourceNotFound");
  who_.tenant = TenantId("7b6d3d3a-0000-4000-8000-000000000077");
  EXPECT_EQ(get("/offers"), "200");
  EXPECT_TRUE(told_["value"].empty());
}

std::string key_for(const std::string& cloud_id, const std::string& expires = "") {
  const json claims{{"subscriptionId", "2f3e0000-0000-4000-8000-00000000000a"},
                    {"resourceGroupName", "azurestack"},
                    {"registrationName", "west"},
                    {"usageEndpoint", "https://commerce.example"},
                    {"cloudId", cloud_id},
                    {"billingModel", "PayAsYouUse"},
                    {"expires", expires},
                    {"usageReportingEnabled", true},
                    {"marketplaceSyndicationEnabled", false}};
  return base64url(R"({"alg":"RS256"})") + "." + base64url(claims.dump()) + ".c2ln";
}

TEST_F(AdministrationTest, an_activation_shows_the_registration_and_can_be_ended) {
  const auto activate = [&](const std::string& key) {
    return ask(Method::put, activation + "/default", {{"properties", {{"activationKey", key}}}},
               "2016-01-01");
  };
  EXPECT_EQ(get(activation + "/default"), "404 ResourceNotFound");
  const std::pair<std::string, std::string> gateway{"x-ms-failure-cause", "gateway"};
  EXPECT_TRUE(contains(headers_, gateway));
  EXPECT_EQ(get(activation), "200");
  EXPECT_TRUE(told_["value"].empty());
  EXPECT_EQ(activate(key_for(south)), "409 ActivationOfAnotherStack");
  EXPECT_EQ(activate(key_for(north, "2020-01-01T00:00:00Z")), "409 ActivationExpired");
  EXPECT_EQ(activate("letmein"), "400 InvalidActivationKey");
  EXPECT_EQ(activate(key_for(north)), "201");
  EXPECT_EQ(get(activation + "/default"), "200");
  EXPECT_EQ(told_["id"], activation + "/default");
  EXPECT_EQ(told_["location"], "north");
  const json expected{
      {"displayName", "Azure Stack Activation"},
      {"azureRegistrationResourceIdentifier",
       "/subscriptions/2f3e0000-0000-4000-8000-00000000000a/resourceGroups/azurestack/providers/"
       "Microsoft.AzureStack/registrations/west"},
      {"azureEnvironmentName", "AzureCloud"},
      {"expiration", "9999-12-30T23:59:59Z"},
      {"marketplaceSyndicationEnabled", false},
      {"usageReportingEnabled", true},
      {"provisioningState", "Succeeded"}};
  EXPECT_EQ(told_["properties"], expected);
  EXPECT_EQ(get(activation), "200");
  EXPECT_EQ(told_["value"].size(), 1U);
  EXPECT_EQ(erase(activation + "/other"), "204");
  EXPECT_EQ(erase(activation + "/default"), "200");
  EXPECT_EQ(get(activation + "/default"), "404 ResourceNotFound");
}

}  // namespace
}  // namespace tollbridge::api::stack_face
