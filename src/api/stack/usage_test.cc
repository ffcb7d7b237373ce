// SPDX-License-Identifier: Apache-2.0
// Goal: a process of the stack half alone answers both usage APIs and the native sums from its
// stacks, to each caller what is its own. Method: readings settled in memory, asked by the rows.
#include "api/arm/operations.h"
#include "api/native/operations.h"
#include "api/stack/face_testing.h"
#include "api/stack/stack_desk.h"

namespace tollbridge::api::stack_face {
namespace {

const std::string day = "&reportedStartTime=2026-11-02T00:00:00Z"
                        "&reportedEndTime=2026-11-03T00:00:00Z&aggregationGranularity=Hourly";
const std::string vm_meter = "fab6eb84-500b-4a09-a8ca-7358f8bbaea5";
const std::string reseller_tenant = "7b6d3d3a-0000-4000-8000-000000000007";

Principal user_of(const std::string& tenant) {
  Principal made = caller_of(Role::tenant);
  made.tenant = TenantId(tenant);
  return made;
}

class UsageOfStacks : public testing::Test {
 protected:
  UsageOfStacks() {
    clouds_.know(*clouds_.northern, "reseller", reseller_tenant);
    clouds_.know(*clouds_.northern, "resold", adatum_tenant, "reseller");
    for (const char* subscription : {"shop", "reseller", "resold"}) use(subscription);
    EXPECT_EQ(clouds_.northern->half().settle(clouds_.desk.now()).value().rows, 3U);
    clouds_.desk.clock.time = parse_instant("2026-11-03T08:00:00Z").value();
  }

  void use(const std::string& subscription) {
    stack::Posted one;
    one.track.series = {LocalSubscriptionId(subscription), MeterId(vm_meter), ResourceId("/vm/1")};
    one.reading.at = parse_instant("2026-11-02T04:00:00Z").value();
    one.reading.value = Quantity::from_whole(2);
    ASSERT_TRUE(clouds_.northern->half().take(std::span(&one, 1), clouds_.desk.now()));
  }

  Response get(const Principal& who, const std::string& target) {
    const auto asked = request_for(Method::get, target);
    auto route = service_.route(asked);
    if (!route) return Service::refuse(Service::face_of(asked), asked, route.error());
    return service_.perform(*route, asked, who, desk_);
  }

  // "shop 2": the subscriptions told of with their quantities, or the code of the refusal.
  static std::string told(const Response& answer) {
    const auto json = read_json(answer);
    if (answer.status != 200) {
      return std::to_string(answer.status) + " " + json["error"]["code"].get<std::string>();
    }
    std::string text;
    for (const auto& row : json["value"]) {
      text += (text.empty() ? "" : ", ") + row["properties"]["subscriptionId"].get<std::string>() +
              " " + row["properties"]["quantity"].dump();
    }
    return text;
  }
  std::string tenants_usage(const Principal& who, const std::string& subscription) {
    return told(get(who, "/subscriptions/" + subscription +
                             "/providers/Microsoft.Commerce/UsageAggregates"
                             "?api-version=2015-06-01-preview" + day));
  }
  std::string providers_usage(const Principal& who, const std::string& subscription,
                              const std::string& rest = {}) {
    return told(get(who, "/subscriptions/" + subscription +
                             "/providers/Microsoft.Commerce.Admin/subscriberUsageAggregates"
                             "?api-version=2015-06-01-preview" + day + rest));
  }

  Clouds clouds_;
  StackDesk desk_{clouds_.desk.books(), clouds_.desk.records(), clouds_.desk.clock, clouds_.stacks};
  Service service_{[] {
    auto rows = arm::usage_operations();
    for (auto& row : native::operations_beside_stacks({})) {
      if (row.id == "usage_show") rows.push_back(row);
    }
    return rows;
  }()};
};

TEST_F(UsageOfStacks, r61_a_tenant_reads_its_own_subscription) {
  EXPECT_EQ(tenants_usage(user_of(adatum_tenant), "shop"), "shop 2");
  EXPECT_EQ(tenants_usage(user_of(reseller_tenant), "shop"), "404 SubscriptionNotFound");
  EXPECT_EQ(tenants_usage(operator_of(south), "shop"), "404 SubscriptionNotFound");
  EXPECT_EQ(tenants_usage(operator_of(north), "shop"), "shop 2");
}

TEST_F(UsageOfStacks, r61_an_operator_reads_its_direct_tenants) {
  EXPECT_EQ(providers_usage(operator_of(north), north_provider), "reseller 2, shop 2");
  EXPECT_EQ(providers_usage(provider(), north_provider), "reseller 2, shop 2");
  EXPECT_EQ(providers_usage(operator_of(south), south_provider), "");
  EXPECT_EQ(providers_usage(operator_of(south), north_provider), "404 SubscriptionNotFound");
  EXPECT_EQ(providers_usage(operator_of(north), north_provider, "&subscriberId=shop"), "shop 2");
  EXPECT_EQ(providers_usage(operator_of(north), north_provider, "&subscriberId=resold"),
            "400 SubscriberIdIsNotDirectTenant");
  EXPECT_EQ(providers_usage(operator_of(north), north_provider, "&subscriberId=nobody"),
            "400 SubscriberIdIsNotDirectTenant");
}

TEST_F(UsageOfStacks, by_time_of_use_everybody_sees_what_is_theirs_all_the_same) {
  const std::string home = "/subscriptions/" + north_provider +
                           "/providers/Microsoft.Commerce.Admin/subscriberUsageAggregates"
                           "?api-version=2015-06-01-preview&aggregationGranularity=Hourly";
  const std::string used = "&usageStartTime=2026-11-02T04:00:00Z&usageEndTime=2026-11-02T05:00:00Z";
  const std::string later =
      "&usageStartTime=2026-11-02T05:00:00Z&usageEndTime=2027-01-01T00:00:00Z";
  EXPECT_EQ(told(get(operator_of(north), home + used)), "reseller 2, shop 2");
  EXPECT_EQ(told(get(operator_of(north), home + later)), "");
  EXPECT_EQ(told(get(operator_of(south), home + used)), "404 SubscriptionNotFound");
  EXPECT_EQ(told(get(operator_of(north), home + used + "&subscriberId=resold")),
            "400 SubscriberIdIsNotDirectTenant");
}

TEST_F(UsageOfStacks, r61_a_delegated_provider_reads_its_own_direct_tenants_only) {
  EXPECT_EQ(providers_usage(user_of(reseller_tenant), "reseller"), "resold 2");
  EXPECT_EQ(providers_usage(user_of(reseller_tenant), "reseller", "&subscriberId=shop"),
            "400 SubscriberIdIsNotDirectTenant");
  EXPECT_EQ(providers_usage(user_of(adatum_tenant), "reseller"), "404 SubscriptionNotFound");
  EXPECT_EQ(providers_usage(user_of(adatum_tenant), "shop"), "404 SubscriptionNotFound")
      << "it resells none";
  EXPECT_EQ(providers_usage(operator_of(north), "reseller"), "resold 2");
}

TEST_F(UsageOfStacks, r60_a_deleted_subscription_is_told_of) {
  stack::LocalSubscription gone;
  gone.id = LocalSubscriptionId("shop");
  gone.tenant = TenantId(adatum_tenant);
  gone.state = stack::SubscriptionState::deleted;
  const stack::DirectoryFact fact{gone, desk_.now(), desk_.now(), "operator"};
  ASSERT_TRUE(clouds_.northern->half().record(std::span(&fact, 1), desk_.now()));
  EXPECT_EQ(tenants_usage(user_of(adatum_tenant), "shop"), "shop 2");
  EXPECT_EQ(providers_usage(operator_of(north), north_provider), "reseller 2, shop 2");
}

TEST_F(UsageOfStacks, a_subscription_that_is_new_in_the_directory_is_known_at_once) {
  EXPECT_EQ(tenants_usage(user_of(adatum_tenant), "later"), "404 SubscriptionNotFound");
  clouds_.know(*clouds_.northern, "later", adatum_tenant);
  EXPECT_EQ(tenants_usage(user_of(adatum_tenant), "later"), "");
}

TEST_F(UsageOfStacks, rows_name_the_meter_and_its_unit) {
  const auto answer = get(provider(), "/subscriptions/shop/providers/Microsoft.Commerce/"
                                      "UsageAggregates?api-version=2015-06-01-preview" + day);
  const auto row = read_json(answer)["value"][0]["properties"];
  EXPECT_FALSE(row.value("meterName", "").empty()) << answer.body;
  EXPECT_FALSE(row.value("unit", "").empty());
  EXPECT_NE(row["instanceData"].get<std::string>().find("north"), std::string::npos);
}

TEST_F(UsageOfStacks, the_native_sums_are_of_the_stacks) {
  const auto sums = [&](const Principal& who) {
    return read_json(get(who, "/v1/usage?period=2026-11&by=subscription"))["rows"].size();
  };
  EXPECT_EQ(sums(provider()), 3U);
  EXPECT_EQ(sums(operator_of(north)), 3U);
  EXPECT_EQ(sums(operator_of(south)), 0U);
  EXPECT_EQ(sums(user_of(reseller_tenant)), 1U);
}

TEST_F(UsageOfStacks, nothing_is_imported_or_copied) {
  EXPECT_EQ(desk_.journal().append({}, {}).error().code, "StackHalfOnly");
  EXPECT_EQ(desk_.journal().copy_to("/x").error().code, "StackHalfOnly");
  EXPECT_TRUE(desk_.journal().verify());
  const auto reader = desk_.journal().reader();
  EXPECT_EQ(reader->heads().value(), desk_.journal().heads().value());
}

TEST(Metering, tells_what_waits_and_how_the_stack_is_registered) {
  Clouds clouds({{}, [](const StackId&) -> std::optional<Settled> {
                   return Settled{parse_instant("2026-11-02T05:00:00Z").value(), 7, 1, 0, 0, "x"};
                 }});
  stack::Posted one;
  one.track.series = {LocalSubscriptionId("unknown"), MeterId("m"), ResourceId("/r")};
  one.reading.at = parse_instant("2026-11-02T03:00:00Z").value();
  ASSERT_TRUE(clouds.northern->half().take(std::span(&one, 1), clouds.desk.now()));
  const std::string path = "/v1/stacks/" + north + "/metering";
  const auto json = read_json(clouds.get(operator_of(north), path));
  EXPECT_EQ(json["region"], "north");
  EXPECT_EQ(json["tracks"], 1);
  EXPECT_EQ(json["due"]["hours"], 1);
  EXPECT_EQ(json["due"]["oldest"], "2026-11-02T03:00:00Z");
  EXPECT_EQ(json["waiting"]["subscriptions"], nlohmann::json({"unknown"}));
  EXPECT_EQ(json["settled"]["rows"], 7);
  EXPECT_EQ(json["registration"]["state"], "Not registered");
  EXPECT_EQ(json["alerts"][0]["name"], "Activation Required");
  EXPECT_EQ(clouds.get(operator_of(south), path).status, 404);
  EXPECT_EQ(clouds.get(caller_of(Role::tenant), path).status, 403);
}

TEST(Metering, names_gauges_that_are_silent_if_it_is_asked) {
  Clouds clouds;
  const auto sample = [&](const char* resource, const char* at, std::chrono::minutes gap) {
    stack::Posted one;
    one.track.series = {LocalSubscriptionId("shop"), MeterId("m"), ResourceId(resource)};
    one.meaning.kind = stack::Kind::gauge;
    one.reading.at = parse_instant(at).value();
    one.reading.gap = gap;
    ASSERT_TRUE(clouds.northern->half().take(std::span(&one, 1), clouds.desk.now()));
  };
  sample("/long", "2026-11-02T01:00:00Z", std::chrono::minutes(60));
  sample("/short", "2026-11-02T04:00:00Z", std::chrono::minutes(60));
  sample("/short", "2026-11-02T05:00:00Z", std::chrono::minutes(30));
  sample("/lives", "2026-11-02T05:30:00Z", std::chrono::minutes(60));
  const std::string path = "/v1/stacks/" + north + "/metering";
  EXPECT_FALSE(read_json(clouds.get(provider(), path)).contains("silent"));
  const auto silent = read_json(clouds.get(provider(), path + "?silent=true"))["silent"];
  EXPECT_EQ(silent["count"], 2);
  ASSERT_EQ(silent["gauges"].size(), 2U);
  EXPECT_EQ(silent["gauges"][0]["resource"], "/short");
  EXPECT_EQ(silent["gauges"][0]["since"], "2026-11-02T05:30:00Z");
  EXPECT_EQ(silent["gauges"][1]["resource"], "/long");
}

}  // namespace
}  // namespace tollbridge::api::stack_face
