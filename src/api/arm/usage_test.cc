// SPDX-License-Identifier: Apache-2.0
// Goal: both usage APIs answer as real stacks do (spec/azure-stack.md 3.4, 4.2), each caller only
// with what is its own, every page once. Method: requests over memory books and a memory journal.
#include <gtest/gtest.h>

#include "api/arm/arm_testing.h"
#include "api/arm/usage_query.h"

namespace tollbridge::api::arm {
namespace {

using namespace testing;

constexpr const char* vm_meter = "9cd92d4c-bafd-4492-b278-bedc2de8232a";
constexpr const char* local = "1d6c4363-3a9b-4cb6-8e6c-fc2e9ec74ca4";
constexpr const char* provider_home = "39c82aed-b2b7-4a66-abdb-611de00bf11e";

struct Said {
  std::string start = "2026-10-10T18:00:00Z";
  std::string reported = "2026-10-10T19:00:00Z";
  std::string quantity = "2";
  std::string resource = "/subscriptions/x/virtualmachines/vm1";
  std::string subscription = local;
  TenantId tenant = world::adatum_tenant;
  StackId stack = world::north;
};

void use(Client& client, const std::vector<Said>& all) {
  journal::UsageBatch batch;
  const auto text = [&](const std::string& said) { return batch.strings.intern(said); };
  for (const Said& said : all) {
    journal::UsageRow row;
    row.stack = text(said.stack.text());
    row.subscription = text(said.subscription);
    row.tenant = text(said.tenant.text());
    row.meter = text(vm_meter);
    row.resource = text(said.resource);
    row.tags = text(R"({"RG":"rg"})");
    row.start = parse_instant(said.start).value();
    row.quantity = Quantity::parse(said.quantity).value();
    row.reported_at = parse_instant(said.reported).value();
    batch.rows.push_back(row);
  }
  ASSERT_TRUE(client.desk().journal().append(batch, {}).has_value());
}

// The stack of north has its operator's subscription and one local subscription of adatum.
std::vector<registry::Fact> declared() {
  return {registry::Stack{world::north, "northwest", LocalSubscriptionId(provider_home), {}, {}},
          registry::LocalSubscription{world::north, LocalSubscriptionId(local),
                                      world::adatum_tenant}};
}

Principal user() {
  Principal made = as(Role::tenant, "", "user");
  made.tenant = world::adatum_tenant;
  return made;
}
Principal stack_operator() {
  Principal made = as(Role::stack_operator, "", "operator");
  made.stack = world::north;
  return made;
}

const std::string october =
    "&reportedStartTime=2026-10-01T00:00:00Z&reportedEndTime=2026-11-01T00:00:00Z";
constexpr const char* usage_version = "?api-version=2015-06-01-preview";

std::string u1(const std::string& id, const std::string& rest = october) {
  return "/subscriptions/" + id + "/providers/Microsoft.Commerce/UsageAggregates" + usage_version +
         rest;
}
std::string u2(const std::string& rest = october, const std::string& id = provider_home) {
  return "/subscriptions/" + id + "/providers/Microsoft.Commerce.Admin/subscriberUsageAggregates" +
         usage_version + rest;
}

TEST(UsageAggregates, a_record_has_the_shape_of_the_wire) {
  Client client(declared());
  use(client, {{.quantity = "0.000006364658474922"}});
  client.who = user();
  const auto told = client.get(u1(local, october + "&aggregationGranularity=Hourly"));
  const std::string name = std::string(local) + "-" + vm_meter;
  EXPECT_EQ(told.text,
            R"({"value":[{"id":"/subscriptions/)" + std::string(local) +
                R"(/providers/Microsoft.Commerce/UsageAggregate/)" + name + R"(","name":")" + name +
                R"(","type":"Microsoft.Commerce/UsageAggregate","properties":{"subscriptionId":")" +
                local + R"(","usageStartTime":"2026-10-10T18:00:00+00:00",)" +
                R"("usageEndTime":"2026-10-10T19:00:00+00:00",)" +
                R"("instanceData":"{\"Microsoft.Resources\":{\"resourceUri\":)" +
                R"(\"/subscriptions/x/virtualmachines/vm1\",\"location\":\"northwest\",)" +
                R"(\"tags\":\"{\\\"RG\\\":\\\"rg\\\"}\",\"additionalInfo\":\"\"}}",)" +
                R"("quantity":0.000006364658474922,"unit":"vCPU hours",)" +
                R"("meterName":"Windows VM Size Hours","meterId":")" + vm_meter + R"(","name":")" +
                name + R"("}}]})");
}

TEST(UsageAggregates, by_default_the_day_is_added_up) {
  Client client(declared());
  use(client, {{}, {.start = "2026-10-10T19:00:00Z", .quantity = "0.5"}});
  client.who = user();
  const auto rows = client.get(u1(local)).body["value"];
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["properties"]["usageStartTime"], "2026-10-10T00:00:00+00:00");
  EXPECT_EQ(rows[0]["properties"]["usageEndTime"], "2026-10-11T00:00:00+00:00");
  EXPECT_EQ(rows[0]["properties"]["quantity"], 2.5);
}

TEST(UsageAggregates, AZ_R58_a_query_is_by_reported_time) {
  Client client(declared());
  use(client, {{.reported = "2026-10-12T02:00:00Z"}});
  client.who = user();
  const auto rows_of = [&](const std::string& from, const std::string& to) {
    return client
        .get(u1(local, "&reportedstartTime=" + from + "&ReportedEndTime=" + to))
        .body["value"]
        .size();
  };
  EXPECT_EQ(rows_of("2026-10-10T00:00:00Z", "2026-10-12T00:00:00Z"), 0U);
  EXPECT_EQ(rows_of("2026-10-12T00:00:00Z", "2026-10-13T00:00:00Z"), 1U);
}

TEST(UsageAggregates, a_query_may_be_by_the_time_of_use) {
  Client client(declared());
  use(client, {{.reported = "2026-10-12T02:00:00Z"},
               {.start = "2026-10-11T18:00:00Z", .reported = "2026-10-12T03:00:00Z"},
               {.subscription = "other", .tenant = world::other_tenant}});
  client.who = user();
  const auto told = [&](const std::string& rest) {
    const auto answer = client.get(u1(local, rest));
    return answer.status == 200 ? std::to_string(answer.body["value"].size())
                                : answer.body["error"].dump();
  };
  const std::string tenth =
      "&usageStartTime=2026-10-10T00:00:00Z&usageEndTime=2026-10-11T00:00:00Z";
  EXPECT_EQ(told(tenth), "1");
  EXPECT_EQ(told("&usageStartTime=1900-01-01T00:00:00Z&usageEndTime=2200-01-01T00:00:00Z"), "2");
  const auto and_reported = [&](const std::string& from, const std::string& to) {
    return told(tenth + "&reportedStartTime=" + from + "&reportedEndTime=" + to);
  };
  EXPECT_EQ(and_reported("2026-10-12T00:00:00Z", "2026-10-13T00:00:00Z"), "1");
  EXPECT_EQ(and_reported("2026-10-10T00:00:00Z", "2026-10-12T00:00:00Z"), "0");
  for (const std::string wrong :
       {"", "&usageStartTime=2026-10-10T00:00:00Z", "&usageEndTime=2026-10-10T00:00:00Z",
        "&usageStartTime=2026-10-10T01:00:00Z&usageEndTime=2026-10-11T00:00:00Z",
        "&usageStartTime=2026-10-11T00:00:00Z&usageEndTime=2026-10-11T00:00:00Z",
        "&usageStartTime=2026-10-10T00:00:00Z&usageEndTime=2026-10-11T00:00:00Z"
        "&reportedStartTime=2026-10-11T00:00:00Z"}) {
    EXPECT_NE(told(wrong).find("InvalidProperty"), std::string::npos) << wrong;
  }
  client.who.tenant = world::other_tenant;
  EXPECT_EQ(client.get(u1(local, tenth)).verdict(), "404 SubscriptionNotFound");
}

TEST(UsageAggregates, a_token_serves_the_span_of_use_it_was_made_for) {
  Client client(declared());
  std::vector<Said> all;
  for (int n = 0; n < 1500; ++n) all.push_back({.resource = "vm" + std::to_string(n)});
  use(client, all);
  client.who = stack_operator();
  const std::string days = "&usageStartTime=2026-10-01T00:00:00Z&usageEndTime=2026-10-";
  const auto first = client.get(u2(days + "20T00:00:00Z")).body;
  ASSERT_TRUE(first.contains("nextLink"));
  const std::string link = first["nextLink"];
  const auto token = "&" + link.substr(link.find("continuationToken="));
  EXPECT_EQ(client.get(u2(days + "20T00:00:00Z" + token)).body["value"].size(), 500U);
  EXPECT_EQ(client.get(u2(days + "21T00:00:00Z" + token)).verdict(), "400 InvalidProperty");
  EXPECT_EQ(client.get(u2(october + token)).verdict(), "400 InvalidProperty");
}

TEST(UsageAggregates, AZ_R61_a_user_sees_only_its_own_subscription) {
  Client client(declared());
  use(client, {{}, {.subscription = "other", .tenant = world::other_tenant}});
  client.who = user();
  EXPECT_EQ(client.get(u1(local)).body["value"].size(), 1U);
  EXPECT_EQ(client.get(u1("other")).verdict(), "404 SubscriptionNotFound");
  client.who.tenant = world::other_tenant;
  EXPECT_EQ(client.get(u1(local)).verdict(), "404 SubscriptionNotFound");
}

TEST(UsageAggregates, AZ_R41_usage_of_a_commerce_subscription_is_for_its_partner) {
  auto facts = declared();
  facts.emplace_back(world::mapping(world::north_name, world::adatum_tenant, world::adatum_csp,
                                    Hour::containing(parse_instant("2026-10-10T19:00:00Z").value())
                                        .index()));
  Client client(facts);
  use(client, {{}, {.start = "2026-10-10T19:00:00Z", .quantity = "0.5"}});
  const auto charged = [&](const SubscriptionId& id) {
    return client.get(u1(id.text(), october + "&aggregationGranularity=Hourly")).body["value"];
  };
  ASSERT_EQ(charged(world::adatum_csp).size(), 1U);
  const auto row = charged(world::adatum_csp)[0]["properties"];
  EXPECT_EQ(row["subscriptionId"], world::adatum_csp.text());
  EXPECT_EQ(row["quantity"], 0.5);
  EXPECT_EQ(row["meterName"], "Windows VM Size Hours");
  EXPECT_EQ(charged(world::contoso_apss)[0]["properties"]["quantity"], 2.0);
  EXPECT_EQ(charged(world::adatum_second).size(), 0U);
  for (const Principal& other : {user(), stack_operator(), fabrikam(), litware()}) {
    client.who = other;
    EXPECT_EQ(client.get(u1(world::adatum_csp.text())).verdict(), "404 SubscriptionNotFound");
  }
}

TEST(UsageAggregates, AZ_R60_the_operator_sees_every_subscription_of_its_stack) {
  Client client(declared());
  use(client, {{}, {.subscription = "deleted", .tenant = world::other_tenant},
               {.subscription = "elsewhere", .stack = world::south}});
  client.who = stack_operator();
  const auto rows = client.get(u2()).body["value"];
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0]["id"], std::string("/subscriptions/") + provider_home +
                               "/providers/Microsoft.Commerce/UsageAggregate/" + local + "-" +
                               vm_meter);
  EXPECT_EQ(client.get(u2(october + "&subscriberId=deleted")).body["value"].size(), 1U);
  for (const char* path : {"Microsoft.Commerce/subscriberUsageAggregates",
                           "microsoft.commerce.admin/locations/subscriberusageaggregates"}) {
    EXPECT_EQ(client.get(std::string("/subscriptions/") + provider_home + "/providers/" + path +
                         usage_version + october).text,
              client.get(u2()).text);
  }
}

TEST(UsageAggregates, nobody_else_is_the_operator_of_a_stack) {
  Client client(declared());
  use(client, {{}});
  client.who = stack_operator();
  client.who.stack = world::south;
  EXPECT_EQ(client.get(u2(october, "any")).body["value"].size(), 0U);  // its own, without usage
  client.who.stack = StackId("none");
  EXPECT_EQ(client.get(u2()).verdict(), "404 SubscriptionNotFound");
  client.who = stack_operator();
  EXPECT_EQ(client.get(u2(october, local)).verdict(), "404 SubscriptionNotFound");
  client.who = contoso();
  EXPECT_EQ(client.get(u2()).verdict(), "403 AuthorizationFailed");
  client.who = provider();
  EXPECT_EQ(client.get(u2()).body["value"].size(), 1U);
}

TEST(UpdateEncryption, an_operator_is_answered_and_nobody_else) {
  Client client(declared());
  const std::string path = std::string("/subscriptions/") + provider_home +
                           "/providers/Microsoft.Commerce.Admin/updateEncryption";
  const std::string version = "?api-version=2015-06-01-preview";
  client.who = stack_operator();
  EXPECT_EQ(client.post(path + version).verdict(), "200");
  EXPECT_EQ(client.post(path).verdict(), "400 NoApiVersion");
  EXPECT_EQ(client.post("/subscriptions/other/providers/Microsoft.Commerce.Admin/updateEncryption" +
                        version)
                .verdict(),
            "404 SubscriptionNotFound");
  client.who = as(Role::partner, "contoso");
  EXPECT_EQ(client.post(path + version).verdict(), "403 AuthorizationFailed");
}

TEST(UsageAggregates, each_wrong_query_has_its_code) {
  Client client(declared());
  client.who = stack_operator();
  const std::string path = std::string("/subscriptions/") + provider_home +
                           "/providers/Microsoft.Commerce.Admin/subscriberUsageAggregates";
  EXPECT_EQ(client.get(path).verdict(), "400 NoApiVersion");
  EXPECT_EQ(client.get(path + "?api-version=1.0").verdict(), "400 InvalidApiVersionParameter");
  const auto with = [&](const std::string& from, const std::string& to,
                        const std::string& rest = {}) {
    return client.get(u2("&reportedStartTime=" + from + "&reportedEndTime=" + to + rest)).verdict();
  };
  EXPECT_EQ(client.get(u2("&reportedStartTime=2026-10-01T00:00:00Z")).verdict(),
            "400 InvalidProperty");
  EXPECT_EQ(client.get(u2("&reportedEndTime=2026-10-01T00:00:00Z")).verdict(),
            "400 InvalidProperty");
  EXPECT_EQ(with("yesterday", "2026-10-02T00:00:00Z"), "400 InvalidProperty");
  EXPECT_EQ(with("2026-10-01T01:00:00Z", "2026-10-02T00:00:00Z"), "400 InvalidProperty");
  EXPECT_EQ(with("2026-10-01T01:00:00Z", "2026-10-02T00:00:00Z", "&aggregationGranularity=Hourly"),
            "200");
  EXPECT_EQ(with("2026-10-01T01:30:00Z", "2026-10-02T00:00:00Z", "&aggregationGranularity=Hourly"),
            "400 InvalidProperty");
  EXPECT_EQ(with("2026-10-02T00:00:00Z", "2026-10-02T00:00:00Z"), "400 InvalidProperty");
  EXPECT_EQ(with("2026-10-02T00:00:00Z", "2026-10-03T00:00:00Z", "&aggregationGranularity=Weekly"),
            "400 InvalidAggregationGranularity");
  EXPECT_EQ(with("2026-10-02T00:00:00Z", "2026-10-03T00:00:00Z", "&subscriberId=nobody"),
            "400 SubscriberIdIsNotDirectTenant");
  EXPECT_EQ(with("2026-10-02T00:00:00Z", "2026-10-03T00:00:00Z", "&continuationToken=abc"),
            "400 InvalidProperty");
  EXPECT_EQ(client.get("/subscriptions//providers/Microsoft.Commerce/UsageAggregates" +
                       std::string(usage_version) + october).verdict(),
            "400 SubscriptionIdMissingInRequest");
}

// It is 06:00 on 2 November.
TEST(UsageAggregates, the_end_is_not_in_the_future_and_a_day_must_be_over) {
  Client client(declared());
  client.who = stack_operator();
  const auto until = [&](const std::string& to, const std::string& granularity) {
    return client
        .get(u2("&reportedStartTime=2026-10-01T00:00:00Z&reportedEndTime=" + to +
                "&aggregationGranularity=" + granularity))
        .verdict();
  };
  EXPECT_EQ(until("2026-11-02T00:00:00Z", "Daily"), "200");
  EXPECT_EQ(until("2026-11-03T00:00:00Z", "Daily"), "400 RequestEndTimeIsInFuture");
  EXPECT_EQ(until("2026-11-02T06:00:00Z", "Hourly"), "200");
  EXPECT_EQ(until("2026-11-02T07:00:00Z", "Hourly"), "400 RequestEndTimeIsInFuture");
}

TEST(UsageAggregates, more_than_a_thousand_rows_come_in_pages_each_once) {
  Client client(declared());
  std::vector<Said> all;
  for (int n = 0; n < 2345; ++n) {
    all.push_back({.quantity = "1", .resource = "vm" + std::to_string(n)});
  }
  use(client, all);
  client.who = stack_operator();
  const std::string base = "https://127.0.0.1:8443";
  std::set<std::string> seen;
  std::string target = u2();
  int pages = 0;
  while (true) {
    const auto page = client.get(target).body;
    ++pages;
    for (const auto& row : page["value"]) {
      seen.insert(row["properties"]["instanceData"].get<std::string>());
    }
    if (pages == 1) {
      use(client, {{.resource = "vm0000 late"}, {.quantity = "9", .resource = "vm5"}});
    }
    if (!page.contains("nextLink")) break;
    const std::string link = page["nextLink"];
    ASSERT_EQ(link.substr(0, base.size()), base);
    target = link.substr(base.size());
    EXPECT_NE(target.find("reportedStartTime"), std::string::npos);
  }
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen.size(), 2345U);
  // The token alone, as a parameter, of the same query only.
  const auto token = target.substr(target.find("continuationToken="));
  EXPECT_EQ(client.get(u2(october + "&" + token)).body["value"].size(), 345U);
  EXPECT_EQ(client.get(u2(october + "&aggregationGranularity=Hourly&" + token)).verdict(),
            "400 InvalidProperty");
}

TEST(UsageTimes, what_clients_send_is_understood) {
  const auto expected = parse_instant("2026-10-10T19:00:00Z").value();
  for (const char* text :
       {"2026-10-10T19:00:00Z", "2026-10-10T19:00:00.000Z", "2026-10-10T19:00:00+00:00",
        "2026-10-10T19:00:00 00:00", "2026-10-10T19:00:00+00:00Z", "2026-10-10T19:00:00",
        "2026-10-10T11:00:00.0000000-08:00", "2026-10-10t19:00:00z"}) {
    const auto time = parse_azure_time(text);
    ASSERT_TRUE(time.has_value()) << text;
    EXPECT_EQ(*time, expected) << text;
  }
  for (const char* text : {"", "today", "2026-10-10", "2026-13-10T19:00:00Z", "1791745200"}) {
    EXPECT_FALSE(parse_azure_time(text).has_value()) << text;
  }
}

// The shop window ---------------------------------------------------------------------------------

rating::PriceSheet sheet(const char* id, const char* seller, const char* price) {
  rating::PriceSheet made{SheetId(id), PartyId(seller), {}, Currency::find("EUR").value(),
                          world::hour(0), {}, {}, {}, {}, {}};
  made.links = {{MeterId(vm_meter), MeterId("vm"), Factor::from_whole(1)}};
  rating::MeterPrice meter;
  meter.billing_meter = MeterId("vm");
  meter.name = "VM hours";
  meter.unit = "1 Hour";
  meter.model = rating::PriceModel::graduated;
  meter.tiers = {{Quantity(), UnitPrice::parse(price).value()},
                 {Quantity::from_whole(100), UnitPrice::parse("0.000000000000001").value()}};
  meter.included = Quantity::from_whole(5);
  made.prices = {meter};
  return made;
}

const std::string filter =
    "&$filter=OfferDurableId%20eq%20%27MS-AZR-0145P%27%20and%20Currency%20eq%20%27EUR%27%20and%20"
    "Locale%20eq%20%27en-US%27%20and%20RegionInfo%20eq%20%27SE%27";

std::string card(const SubscriptionId& id, const std::string& rest = filter) {
  return "/subscriptions/" + id.text() + "/providers/Microsoft.Commerce/RateCard" + usage_version +
         rest;
}

Client shop() {
  Client client;
  auto done = client.desk().books().record(
      {.facts = {},
       .prices = {sheet("list", "provider", "1.99"), sheet("dist", "fabrikam", "2.5")}},
      client.desk().now(), "test", "prices");
  if (!done) throw std::runtime_error(done.error().message);
  return client;
}

TEST(RateCard, it_tells_what_the_caller_pays_its_seller) {
  Client client = shop();
  const auto told = client.get(card(world::adatum_csp));
  ASSERT_EQ(told.verdict(), "200");
  EXPECT_NE(told.text.find(R"("MeterRates":{"0":1.99,"100":0.000000000000001})"),
            std::string::npos);
  EXPECT_EQ(told.body["Meters"][0]["MeterId"], "vm");
  EXPECT_EQ(told.body["Meters"][0]["IncludedQuantity"], 5);
  EXPECT_EQ(told.body["IsTaxIncluded"], false);
  EXPECT_EQ(told.body["Currency"], "EUR");
  client.who = litware();
  EXPECT_EQ(client.get(card(world::fourth_csp)).body["Meters"][0]["MeterRates"]["0"], 2.5);
  client.who = fabrikam();
  EXPECT_EQ(client.get(card(world::fourth_csp)).body["Meters"][0]["MeterRates"]["0"], 1.99);
  EXPECT_EQ(client.get(card(world::adatum_csp)).verdict(), "404 SubscriptionNotFound");
}

TEST(RateCard, a_wrong_filter_is_refused_flat) {
  Client client = shop();
  for (const std::string& rest :
       {std::string(), std::string("&$filter=Currency%20eq%20%27EUR%27"), filter + "%20and",
        filter + "%20or%20Locale%20eq%20%27x%27",
        std::string("&$filter=Currency%20ne%20%27EUR%27"),
        std::string("&$filter=Currency%20eq%20EUR"),
        std::string("&$filter=Currency%20eq%20%27EUR")}) {
    const auto told = client.get(card(world::adatum_csp, rest));
    EXPECT_EQ(told.status, 400) << rest;
    EXPECT_EQ(told.body["code"], "InvalidProperty") << rest;
  }
}

}  // namespace
}  // namespace tollbridge::api::arm
