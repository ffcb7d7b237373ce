// SPDX-License-Identifier: Apache-2.0
// Goal: commerce reads the token we make, and we read the key it makes. Method: the documented
// shapes; whether commerce's own reader takes the token is asked in tests/functional.
#include "stack/json/activation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/base64.h"

namespace tollbridge::stack::json {
namespace {

nlohmann::json claims() {
  return {{"subscriptionId", "2f3e0000-0000-4000-8000-00000000000a"},
          {"resourceGroupName", "azurestack"},
          {"registrationName", "west"},
          {"usageEndpoint", "https://commerce.example/"},
          {"usageResourceUri", "https://commerce.example"},
          {"expires", "9999-12-30T23:59:59.9999999Z"},
          {"cloudId", "9C1E0000-0000-4000-8000-000000000001"},
          {"objectId", ""},
          {"billingModel", "PayAsYouUse"},
          {"hardwareInfo", nlohmann::json::array()},
          {"regionNames", {"local"}},
          {"usageReportingEnabled", true},
          {"marketplaceSyndicationEnabled", false},
          {"version", "1.0"}};
}

std::string jwt(const nlohmann::json& body) {
  return base64url(R"({"alg":"RS256","kid":"1"})") + "." + base64url(body.dump()) + ".sig";
}

TEST(ActivationKey, its_claims_are_read) {
  const auto found = parse_activation_key(jwt(claims()));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->registration, "west");
  EXPECT_EQ(found->cloud_id.text(), "9c1e0000-0000-4000-8000-000000000001");
  EXPECT_EQ(found->expires, std::nullopt);
  EXPECT_EQ(found->billing_model, registry::BillingModel::pay_as_you_use);
  EXPECT_TRUE(found->usage_reporting);
  EXPECT_EQ(found->regions, std::vector<std::string>{"local"});
  EXPECT_EQ(parse_activation_key(claims().dump()).value(), *found);
}

TEST(ActivationKey, a_year_bought_ends) {
  auto body = claims();
  body["expires"] = "2027-10-01T00:00:00Z";
  EXPECT_EQ(tollbridge::to_string(*parse_activation_key(jwt(body)).value().expires),
            "2027-10-01T00:00:00Z");
}

TEST(ActivationKey, what_is_none_is_refused) {
  const auto without = [](const char* name) {
    auto body = claims();
    body.erase(name);
    return jwt(body);
  };
  const auto with = [](const char* name, const nlohmann::json& value) {
    auto body = claims();
    body[name] = value;
    return jwt(body);
  };
  for (const std::string& text :
       {std::string(), std::string("a.b"), std::string("a.!.c"), std::string("{"),
        std::string("a.Zm9v.c"), without("cloudId"), without("registrationName"),
        with("billingModel", "Gift"), with("usageReportingEnabled", "yes"), with("cloudId", 7),
        with("expires", "soon"), std::string(300'000, 'x')}) {
    const auto found = parse_activation_key(text);
    ASSERT_FALSE(found) << text.substr(0, 80);
    EXPECT_EQ(found.error().code, "InvalidActivationKey");
  }
}

TEST(RegistrationToken, says_what_was_asked_and_carries_the_bridges_key) {
  TokenRequest request;
  request.cloud_id = StackId("9c1e0000-0000-4000-8000-000000000001");
  request.billing_model = registry::BillingModel::custom;
  request.usage_reporting = false;
  request.asset_tag = "tag";
  request.regions = {"north"};
  request.provider_subscription = LocalSubscriptionId("5d20c2de-0000-4000-8000-000000000000");
  request.bridge_key = R"({"kty":"EC","crv":"P-256","x":"x","y":"y"})";
  const auto json = nlohmann::json::parse(from_base64(registration_token(request)).value());
  EXPECT_EQ(json["billingModel"], "Custom");
  EXPECT_EQ(json["cloudId"], request.cloud_id.text());
  EXPECT_EQ(json["usageReportingEnabled"], false);
  EXPECT_EQ(json["msAssetTag"], "tag");
  EXPECT_EQ(json["regionNames"][0], "north");
  EXPECT_EQ(json["providerSubscriptionId"], request.provider_subscription.text());
  EXPECT_EQ(json["bridgeKey"]["kty"], "EC");
}

}  // namespace
}  // namespace tollbridge::stack::json
