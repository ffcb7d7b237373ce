// SPDX-License-Identifier: Apache-2.0
// Goal: a stack is registered, registered again, moved and removed over the ARM face as R1 to R20
// say, with the codes of spec/azure-stack.md 4.1. Method: requests to handlers over memory books.
#include <gtest/gtest.h>

#include "api/arm/arm_testing.h"
#include "core/base64.h"

namespace tollbridge::api::arm {
namespace {

using namespace testing;

constexpr const char* cloud = "9c1e0000-0000-4000-8000-000000000003";  // west, not registered
constexpr const char* version = "?api-version=2017-06-01";

std::string group_of(const SubscriptionId& subscription, const std::string& group = "azurestack") {
  return "/subscriptions/" + subscription.text() + "/resourceGroups/" + group;
}
std::string path_of(const SubscriptionId& subscription, const std::string& name,
                    const std::string& group = "azurestack") {
  return group_of(subscription, group) + "/providers/Microsoft.AzureStack/registrations/" + name;
}
std::string url(const std::string& name) { return path_of(world::contoso_apss, name) + version; }

json token(json members = {}) {
  json all{{"billingModel", "PayAsYouUse"},
           {"objectId", "cfcaef15-bb27-4b6e-9752-c332532a8802"},
           {"cloudId", cloud},
           {"usageReportingEnabled", true},
           {"regionNames", {"west"}},
           {"hardwareInfo", json::array({{{"name", "node1"}, {"numCores", 32}}})},
           {"issuer", "stack"},
           {"version", "1.0"}};
  if (members.is_object()) all.update(members);
  return all;
}

json body_of(const json& registration_token, json extra = {}) {
  json body{{"properties", {{"registrationToken", base64url(registration_token.dump())}}},
            {"location", "global"}};
  if (extra.is_object()) body.update(extra);
  return body;
}

TEST(Registrations, a_put_registers_and_a_second_put_registers_again) {
  Client client;
  const auto made = client.put(url("west"), body_of(token()));
  EXPECT_EQ(made.verdict(), "201");
  EXPECT_EQ(made.body["id"], path_of(world::contoso_apss, "west"));
  EXPECT_EQ(made.body["name"], "west");
  EXPECT_EQ(made.body["type"], "Microsoft.AzureStack/registrations");
  EXPECT_EQ(made.body["location"], "global");
  EXPECT_EQ(made.body["properties"]["cloudId"], cloud);
  EXPECT_EQ(made.body["properties"]["billingModel"], "PayAsYouUse");
  EXPECT_EQ(made.body["properties"]["objectId"], "cfcaef15-bb27-4b6e-9752-c332532a8802");
  EXPECT_EQ(made.body["etag"], made.header("ETag"));
  const auto again = client.put(url("west"), body_of(token({{"objectId", "other"}})));
  EXPECT_EQ(again.verdict(), "200");
  EXPECT_EQ(again.body["properties"]["objectId"], "other");
  EXPECT_NE(again.header("ETag"), made.header("ETag"));
}

TEST(Registrations, a_put_needs_no_stack_or_group_declared_before) {
  Client client;
  const auto target = path_of(world::contoso_apss, "new", "some.Group") + version;
  EXPECT_EQ(client.put(target, body_of(token({{"cloudId", "cloud1"}}))).verdict(), "201");
  const auto registry = client.desk().registry().value();
  ASSERT_NE(registry->stack(StackId("cloud1")), nullptr);
  EXPECT_EQ(registry->stack(StackId("cloud1"))->region, "west");
}

TEST(Registrations, every_api_version_has_one_shape) {
  Client client;
  client.put(url("west"), body_of(token()));
  const std::string path = path_of(world::contoso_apss, "west");
  const auto first = client.get(path + version);
  for (const char* other : {"2016-01-01", "2020-06-01-preview", "2022-03-01", "2022-06-01"}) {
    EXPECT_EQ(client.get(path + "?api-version=" + other).text, first.text) << other;
  }
  EXPECT_EQ(client.get(path).verdict(), "400 MissingApiVersionParameter");
  EXPECT_EQ(client.get(path + "?api-version=1.0").verdict(), "400 InvalidApiVersionParameter");
}

TEST(Registrations, ids_compare_without_case_and_stay_as_stored) {
  Client client;
  client.put(path_of(world::contoso_apss, "West", "MyGroup") + version, body_of(token()));
  const auto found = client.get("/SUBSCRIPTIONS/" + world::contoso_apss.text() +
                                "/resourcegroups/mygroup/PROVIDERS/microsoft.azurestack/"
                                "Registrations/WEST?API-Version=2017-06-01");
  EXPECT_EQ(found.verdict(), "200");
  EXPECT_EQ(found.body["id"], path_of(world::contoso_apss, "West", "MyGroup"));
}

TEST(Registrations, lists_are_of_a_group_and_of_a_subscription) {
  Client client;
  client.put(path_of(world::contoso_apss, "west", "other") + version, body_of(token()));
  const std::string kind = "/providers/Microsoft.AzureStack/registrations";
  const auto group = client.get(group_of(world::contoso_apss, "other") + kind + version);
  ASSERT_EQ(group.body["value"].size(), 1U);
  EXPECT_EQ(group.body["value"][0]["name"], "west");
  EXPECT_FALSE(group.body.contains("nextLink"));
  const auto all =
      client.get("/subscriptions/" + world::contoso_apss.text() + kind + version);
  EXPECT_EQ(all.body["value"].size(), 2U);  // the one of the world too
  const auto none = client.get(group_of(world::contoso_apss, "empty") + kind + version);
  EXPECT_EQ(none.text, "{\"value\":[]}");
}

TEST(Registrations, outsiders_are_told_what_is_told_of_nothing) {
  Client client;
  client.put(url("west"), body_of(token()));
  client.who = fabrikam();
  const auto foreign = client.get(url("west"));
  EXPECT_EQ(foreign.verdict(), "404 RegistrationNotFound");
  EXPECT_EQ(client.put(url("west"), body_of(token())).verdict(), "404 RegistrationNotFound");
  EXPECT_EQ(client.erase(url("west")).verdict(), "404 RegistrationNotFound");
  const auto nothing = client.get(path_of(world::unheard_of, "west") + version);
  EXPECT_EQ(nothing.text, foreign.text);
  const auto missing = client.get(path_of(world::fabrikam_apss, "west") + version);
  EXPECT_EQ(missing.text, foreign.text);
}

TEST(Registrations, AZ_R5_the_owners_of_the_default_register_and_other_insiders_do_not) {
  registry::Subscription home =
      world::subscription(world::contoso_apss, registry::Offer::apss, "contoso");
  home.owners = {"olga"};
  Client client({home});
  EXPECT_EQ(client.put(url("west"), body_of(token())).verdict(), "403 AuthorizationFailed");
  client.who = as(Role::tenant, "", "olga");
  EXPECT_EQ(client.put(url("west"), body_of(token())).verdict(), "201");
  client.who = as(Role::tenant, "", "paul");
  EXPECT_EQ(client.get(url("west")).verdict(), "404 RegistrationNotFound");
}

TEST(Registrations, AZ_R7_only_who_registered_may_change_it) {
  Client client;
  client.put(url("west"), body_of(token()));
  client.who = as(Role::partner, "contoso", "bo");
  EXPECT_EQ(client.get(url("west")).verdict(), "200");
  EXPECT_EQ(client.put(url("west"), body_of(token())).verdict(), "403 AuthorizationFailed");
  EXPECT_EQ(client.patch(url("west"), {{"tags", {{"a", "b"}}}}).verdict(),
            "403 AuthorizationFailed");
  EXPECT_EQ(client.erase(url("west")).verdict(), "403 AuthorizationFailed");
  client.who = provider();
  EXPECT_EQ(client.erase(url("west")).verdict(), "200");
}

TEST(Registrations, AZ_R8_a_registered_cloud_id_is_refused_without_saying_whose) {
  Client client;
  const auto refused = client.put(url("mine"), body_of(token({{"cloudId", world::south.text()}})));
  EXPECT_EQ(refused.verdict(), "409 CloudIdAlreadyRegistered");
  EXPECT_EQ(refused.text.find(world::south_name.text()), std::string::npos);
}

TEST(Registrations, AZ_R9_a_name_belongs_to_one_cloud_id) {
  Client client;
  client.put(url("west"), body_of(token()));
  EXPECT_EQ(client.put(url("west"), body_of(token({{"cloudId", "other"}}))).verdict(),
            "409 CloudIdUpdateNotAllowed");
}

TEST(Registrations, a_name_another_partner_uses_is_free_in_ones_own_subscription) {
  Client client;
  client.put(url("west"), body_of(token()));
  client.who = fabrikam();
  const auto target = path_of(world::fabrikam_apss, "west") + version;
  const auto made = client.put(target, body_of(token({{"cloudId", "cloud-f"}})));
  EXPECT_EQ(made.verdict(), "201");
  EXPECT_EQ(made.body["name"], "west");
  EXPECT_EQ(client.get(target).body["properties"]["cloudId"], "cloud-f");
}

TEST(Registrations, AZ_R10_another_billing_model_holds_from_the_hour_and_keeps_the_customers) {
  Client client;
  client.put(url("west"), body_of(token({{"billingModel", "Development"}})));
  const std::string customer = path_of(world::contoso_apss, "west") + "/customerSubscriptions/" +
                               world::adatum_csp.text() + version;
  client.put(customer, {{"properties", {{"tenantId", world::adatum_tenant.text()}}}});
  const Hour before = Hour::containing(client.desk().clock.time);
  client.desk().clock.time += std::chrono::hours(5);
  const auto again = client.put(url("west"), body_of(token()));
  EXPECT_EQ(again.verdict(), "200");
  EXPECT_EQ(again.body["properties"]["billingModel"], "PayAsYouUse");
  const auto registry = client.desk().registry().value();
  const auto model_at = [&](Hour hour) {
    return registry->registration_at(StackId(cloud), hour)->billing_model;
  };
  EXPECT_EQ(model_at(before.plus(4)), registry::BillingModel::development);
  EXPECT_EQ(model_at(before.plus(5)), registry::BillingModel::pay_as_you_use);
  EXPECT_EQ(client.get(customer).verdict(), "200");
}

TEST(Registrations, a_removed_registration_may_be_made_again_under_its_name) {
  Client client;
  client.put(url("west"), body_of(token()));
  client.desk().clock.time += std::chrono::hours(3);
  EXPECT_EQ(client.erase(url("west")).verdict(), "200");
  EXPECT_EQ(client.get(url("west")).verdict(), "404 RegistrationNotFound");
  EXPECT_EQ(client.erase(url("west")).verdict(), "204");
  const auto again = client.put(url("west"), body_of(token()));
  EXPECT_EQ(again.verdict(), "201");
  EXPECT_EQ(again.body["name"], "west");
  EXPECT_EQ(client.erase(url("west")).verdict(), "200");
  EXPECT_EQ(client.put(url("west"), body_of(token())).verdict(), "201");
}

TEST(Registrations, AZ_R13_a_locked_registration_is_neither_deleted_nor_moved) {
  Client client;
  client.put(url("west"), body_of(token()));
  const std::string lock = path_of(world::contoso_apss, "west") +
                           "/providers/Microsoft.Authorization/locks/RegistrationResourceLock" +
                           "?api-version=2016-09-01";
  EXPECT_EQ(client.get(lock).verdict(), "404 LockNotFound");
  EXPECT_EQ(client.put(lock, {{"properties", {{"level", "CanNotDelete"}}}}).verdict(), "201");
  EXPECT_EQ(client.get(lock).body["properties"]["level"], "CanNotDelete");
  EXPECT_EQ(client.erase(url("west")).verdict(), "409 ScopeLocked");
  EXPECT_EQ(client.put(url("west"), body_of(token())).verdict(), "200");  // stays locked
  EXPECT_EQ(client.erase(url("west")).verdict(), "409 ScopeLocked");
  EXPECT_EQ(client.erase(lock).verdict(), "200");
  EXPECT_EQ(client.erase(lock).verdict(), "204");
  EXPECT_EQ(client.erase(url("west")).verdict(), "200");
}

TEST(Registrations, AZ_R14_the_location_is_global_or_not_said) {
  Client client;
  json body = body_of(token());
  body["location"] = "westeurope";
  EXPECT_EQ(client.put(url("west"), body).verdict(), "400 InvalidRequestContent");
  body.erase("location");
  EXPECT_EQ(client.put(url("west"), body).verdict(), "201");
}

TEST(Registrations, AZ_R15_moves_within_a_partner_between_csp_subscriptions_only) {
  registry::Subscription second =
      world::subscription(world::contoso_csp, registry::Offer::csp, "contoso");
  Client client({second});
  const auto home = path_of(world::adatum_csp, "west");
  client.put(home + version, body_of(token()));
  const auto move_to = [&](const SubscriptionId& subscription, const std::string& group) {
    return client.post(group_of(world::adatum_csp) + "/moveResources?api-version=2021-04-01",
                       json{{"resources", {home}},
                            {"targetResourceGroup", group_of(subscription, group)}}
                           .dump())
        .verdict();
  };
  EXPECT_EQ(move_to(world::contoso_apss, "azurestack"), "409 RegistrationMoveRefused");
  EXPECT_EQ(move_to(world::litware_csp, "azurestack"), "409 RegistrationMoveRefused");
  EXPECT_EQ(move_to(world::contoso_csp, "moved"), "204");
  EXPECT_EQ(client.get(home + version).verdict(), "404 RegistrationNotFound");
  EXPECT_EQ(client.get(path_of(world::contoso_csp, "west", "moved") + version).verdict(), "200");
}

TEST(Registrations, AZ_R19_R20_a_billing_model_brings_what_it_needs) {
  Client client;
  const auto with = [&](const json& members) {
    return client.put(url("west"), body_of(token(members))).verdict();
  };
  EXPECT_EQ(with({{"billingModel", "Custom"}}), "400 MissingMsAssetTag");
  EXPECT_EQ(with({{"usageReportingEnabled", false}}), "400 UsageReportingRequired");
  EXPECT_EQ(with({{"billingModel", "Capacity"}, {"agreementNumber", "1"}}),
            "400 InvalidDefaultSubscription");
  const auto ea = path_of(world::contoso_ea, "west") + version;
  EXPECT_EQ(client.put(ea, body_of(token({{"billingModel", "Capacity"}}))).verdict(),
            "400 MissingAgreementNumber");
  EXPECT_EQ(client.put(ea, body_of(token({{"billingModel", "Capacity"},
                                          {"agreementNumber", "1"}}))).verdict(),
            "201");
  EXPECT_EQ(with({{"billingModel", "Custom"}, {"msAssetTag", "tag"}}),
            "409 CloudIdAlreadyRegistered");
}

TEST(Registrations, a_token_nobody_can_read_is_refused) {
  Client client;
  const auto with = [&](const std::string& text) {
    return client.put(url("west"), {{"properties", {{"registrationToken", text}}}}).verdict();
  };
  const std::string refused = "400 InvalidRegistrationToken";
  EXPECT_EQ(with("not base64!"), refused);
  EXPECT_EQ(with(base64url("no json")), refused);
  EXPECT_EQ(with(base64url(std::string(100, '['))), refused);
  EXPECT_EQ(with(base64url(token({{"version", "9.9"}}).dump())), refused);
  EXPECT_EQ(with(base64url(token({{"billingModel", "Gift"}}).dump())), refused);
  EXPECT_EQ(with(base64url(token({{"cloudId", ""}}).dump())), refused);
  EXPECT_EQ(with(base64url(token({{"cloudId", 5}}).dump())), refused);
  EXPECT_EQ(with(base64url(token({{"usageReportingEnabled", "yes"}}).dump())), refused);
}

TEST(Registrations, a_body_without_a_token_is_refused) {
  Client client;
  EXPECT_EQ(client.put(url("west"), json::object()).verdict(), "400 InvalidRequestContent");
  EXPECT_EQ(client.put(url("west"), {{"properties", json::array()}}).verdict(),
            "400 InvalidRequestContent");
  EXPECT_EQ(client.put(url("west"), {{"properties", {{"registrationToken", 1}}}}).verdict(),
            "400 InvalidRequestContent");
  EXPECT_EQ(client.send(request_of(Method::put, url("west"), "{")).verdict(),
            "400 InvalidRequestContent");
  EXPECT_EQ(client.send(request_of(Method::put, url("west"))).verdict(),
            "400 InvalidRequestContent");
}

TEST(Registrations, a_patch_takes_a_token_or_tags_and_makes_nothing) {
  Client client;
  EXPECT_EQ(client.patch(url("west"), body_of(token())).verdict(), "404 RegistrationNotFound");
  client.put(url("west"), body_of(token(), {{"tags", {{"rack", "1"}}}}));
  const auto told = client.patch(url("west"), body_of(token({{"objectId", "next"}})));
  EXPECT_EQ(told.verdict(), "200");
  EXPECT_EQ(told.body["properties"]["objectId"], "next");
  EXPECT_EQ(told.body["tags"]["rack"], "1");
  EXPECT_EQ(client.patch(url("west"), {{"tags", {{"rack", "2"}}}}).body["tags"]["rack"], "2");
  EXPECT_EQ(client.patch(url("west"), {{"tags", {{"rack", 2}}}}).verdict(),
            "400 InvalidRequestContent");
  EXPECT_EQ(client.patch(url("west"), json::object()).verdict(), "400 InvalidRequestContent");
}

TEST(Registrations, a_change_may_ask_that_nothing_else_was_changed) {
  Client client;
  auto create = request_of(Method::put, url("west"), body_of(token()).dump());
  create.headers.emplace_back("if-match", "*");
  EXPECT_EQ(client.send(create).verdict(), "412 PreconditionFailed");
  create.headers.back() = {"if-none-match", "*"};
  const auto made = client.send(create);
  EXPECT_EQ(made.verdict(), "201");
  EXPECT_EQ(client.send(create).verdict(), "412 PreconditionFailed");
  auto read = request_of(Method::get, url("west"));
  read.headers.emplace_back("if-none-match", "W/" + made.header("ETag"));
  EXPECT_EQ(client.send(read).status, 304);
  auto erase = request_of(Method::erase, url("west"));
  erase.headers.emplace_back("if-match", "\"other\"");
  EXPECT_EQ(client.send(erase).verdict(), "412 PreconditionFailed");
  erase.headers.back().second = "\"other\", " + made.header("ETag");
  EXPECT_EQ(client.send(erase).verdict(), "200");
}

TEST(Registrations, odd_names_are_refused) {
  Client client;
  EXPECT_EQ(client.put(url("a%2Fb"), body_of(token())).verdict(), "400 InvalidResourceName");
  EXPECT_EQ(client.put(url(std::string(91, 'a')), body_of(token())).verdict(),
            "400 InvalidResourceName");
}

// Gives the claims back instead of signing them.
class OpenSigner final : public Signer {
 public:
  Result<std::string> sign(const std::string& claims) override { return claims; }
  Result<std::string> public_jwk() override { return R"({"kty":"RSA"})"; }
};

TEST(ActivationKey, it_carries_what_the_token_told) {
  OpenSigner signer;
  Client client({}, {true, &signer});
  client.put(url("west"), body_of(token()));
  const auto target = path_of(world::contoso_apss, "west") + "/getactivationkey" + version;
  const auto told = client.post(target);
  ASSERT_EQ(told.verdict(), "200");
  const json claims = json::parse(told.body["activationKey"].get<std::string>());
  EXPECT_EQ(claims["subscriptionId"], world::contoso_apss.text());
  EXPECT_EQ(claims["resourceGroupName"], "azurestack");
  EXPECT_EQ(claims["registrationName"], "west");
  EXPECT_EQ(claims["cloudId"], cloud);
  EXPECT_EQ(claims["hardwareInfo"][0]["numCores"], 32);
  EXPECT_EQ(claims["regionNames"][0], "west");
  EXPECT_EQ(claims["usageReportingEnabled"], true);
  EXPECT_EQ(claims["expires"], "9999-12-30T23:59:59.9999999Z");
  EXPECT_EQ(claims["usageEndpoint"], "https://127.0.0.1:8443/");
  EXPECT_EQ(claims["receiptKey"]["kty"], "RSA");
  client.who = as(Role::partner, "contoso", "bo");
  EXPECT_EQ(client.post(target).verdict(), "403 AuthorizationFailed");
}

TEST(Registrations, the_token_tells_where_the_infrastructure_is_unless_a_book_did) {
  Client client;
  const std::string home = "d0000000-0000-4000-8000-000000000001";
  client.put(url("west"), body_of(token({{"providerSubscriptionId", home}})));
  const auto told = [&] {
    return client.desk().registry().value()->stack(StackId(cloud))->provider_subscription.text();
  };
  EXPECT_EQ(told(), home);
  const std::string other = "d0000000-0000-4000-8000-000000000002";
  EXPECT_EQ(client.put(url("west"), body_of(token({{"providerSubscriptionId", other}}))).verdict(),
            "200");
  EXPECT_EQ(told(), home);
}

TEST(Registrations, a_bridge_key_is_a_public_key_or_the_token_is_refused) {
  Client client;
  const json key{{"kty", "EC"}, {"crv", "P-256"},
                 {"x", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"},
                 {"y", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}};
  json secret = key;
  secret["d"] = "AA";
  EXPECT_EQ(client.put(url("west"), body_of(token({{"bridgeKey", secret}}))).verdict(),
            "400 InvalidRegistrationToken");
  EXPECT_EQ(client.put(url("west"), body_of(token({{"bridgeKey", "a key"}}))).verdict(),
            "400 InvalidRegistrationToken");
  EXPECT_EQ(client.put(url("west"), body_of(token({{"bridgeKey", key}}))).verdict(), "201");
}

TEST(ActivationKey, without_a_signer_none_is_given) {
  Client client;
  client.put(url("west"), body_of(token()));
  const auto west = path_of(world::contoso_apss, "west");
  EXPECT_EQ(client.post(west + "/getactivationkey" + version).verdict(), "500 SigningUnavailable");
  EXPECT_EQ(client.post(west + "/enableRemoteManagement" + version).verdict(), "200");
  EXPECT_EQ(client.post(west + "/enableRemoteManagement").verdict(), "200");
  EXPECT_EQ(client.post(url("none") .insert(url("none").find('?'), "/getactivationkey")).verdict(),
            "404 RegistrationNotFound");
}

TEST(Providers, what_tooling_prepares_is_there_already) {
  Client client;
  const std::string home = "/subscriptions/" + world::contoso_apss.text();
  EXPECT_EQ(client.get("/providers/Microsoft.AzureStack/operations?api-version=2017-06-01")
                .body["value"][0]["display"]["provider"],
            "Microsoft Azure Stack");
  EXPECT_EQ(client.post(home + "/providers/Microsoft.AzureStack/register?api-version=2021-04-01")
                .body["registrationState"],
            "Registered");
  const auto group = group_of(world::contoso_apss, "any") + "?api-version=2021-04-01";
  EXPECT_EQ(client.put(group, {{"location", "westcentralus"}}).body["location"], "westcentralus");
  EXPECT_EQ(client.get(group).body["name"], "any");
  EXPECT_EQ(client.get(home + "/resourcegroups?api-version=2021-04-01").body["value"].size(), 1U);
  client.who = fabrikam();
  EXPECT_EQ(client.get(group).verdict(), "404 SubscriptionNotFound");
}

TEST(Subscriptions, each_caller_is_shown_its_own) {
  Client client({registry::LocalSubscription{world::north, LocalSubscriptionId("local-1"),
                                             world::adatum_tenant}});
  const auto seen = [&] {
    return client.get("/subscriptions?api-version=2022-06-01").body["value"].size();
  };
  EXPECT_EQ(seen(), 5U);
  client.who = litware();
  EXPECT_EQ(seen(), 2U);
  client.who = as(Role::tenant, "", "user");
  EXPECT_EQ(seen(), 0U);
  client.who.tenant = world::adatum_tenant;
  EXPECT_EQ(seen(), 1U);
  EXPECT_EQ(client.get("/subscriptions/local-1?api-version=2015-11-01").body["tenantId"],
            world::adatum_tenant.text());
  const auto csp = "/subscriptions/" + world::adatum_csp.text() + "?api-version=2022-06-01";
  EXPECT_EQ(client.get(csp).verdict(), "404 SubscriptionNotFound");  // R41
  client.who = contoso();
  EXPECT_EQ(client.get(csp).body["subscriptionPolicies"]["quotaId"], "CSP_2015-05-01");
}

TEST(Products, there_are_none) {
  Client client;
  client.put(url("west"), body_of(token()));
  const auto west = path_of(world::contoso_apss, "west");
  EXPECT_EQ(client.get(west + "/products" + version).text, "{\"value\":[]}");
  EXPECT_EQ(client.post(west + "/products/_all/GetProducts" + version).text, "{\"value\":[]}");
  EXPECT_EQ(client.get(west + "/products/p" + version).verdict(), "404 ResourceNotFound");
  EXPECT_EQ(client.post(west + "/products/p/listDetails" + version).verdict(),
            "404 ResourceNotFound");
}

}  // namespace
}  // namespace tollbridge::api::arm
