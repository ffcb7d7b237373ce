// SPDX-License-Identifier: Apache-2.0
// Goal: customers are added, re-pointed and removed over the ARM face as R23 to R35 say, with the
// codes of spec/azure-stack.md 4.1 in the order of 3.3. Method: requests over memory books.
#include <gtest/gtest.h>

#include "api/arm/arm_testing.h"
#include "api/error_answer.h"

namespace tollbridge::api::arm {
namespace {

using namespace testing;

constexpr const char* version = "?api-version=2017-06-01";

std::string registration() {
  return "/subscriptions/" + world::contoso_apss.text() +
         "/resourceGroups/azurestack/providers/Microsoft.AzureStack/registrations/" +
         world::north_name.text();
}
std::string all() { return registration() + "/customerSubscriptions" + version; }
std::string url(const std::string& id) {
  return registration() + "/customerSubscriptions/" + id + version;
}
std::string url(const SubscriptionId& id) { return url(id.text()); }
json tenant(const TenantId& id) { return {{"properties", {{"tenantId", id.text()}}}}; }

TEST(CustomerSubscriptions, a_put_answers_200_with_the_mapping) {
  Client client;
  const auto told = client.put(url(world::adatum_csp), tenant(world::adatum_tenant));
  ASSERT_EQ(told.verdict(), "200");
  const std::string& id = world::adatum_csp.text();
  EXPECT_EQ(told.body["id"], registration() + "/customerSubscriptions/" + id);
  EXPECT_EQ(told.body["name"], world::north_name.text() + "/" + id);
  EXPECT_EQ(told.body["type"], "Microsoft.AzureStack/registrations/customerSubscriptions");
  EXPECT_EQ(told.body["properties"]["tenantId"], world::adatum_tenant.text());
  EXPECT_EQ(told.body["etag"], told.header("ETag"));
  EXPECT_EQ(client.get(url(world::adatum_csp)).text, told.text);
  EXPECT_EQ(client.get(all()).body["value"][0], told.body);
}

TEST(CustomerSubscriptions, without_customers_the_list_is_empty_and_a_get_finds_none) {
  Client client;
  EXPECT_EQ(client.get(all()).text, "{\"value\":[]}");
  EXPECT_EQ(client.get(url(world::adatum_csp)).verdict(), "404 CustomerSubscriptionNotFound");
  EXPECT_EQ(client.erase(url(world::adatum_csp)).verdict(), "204");
}

TEST(CustomerSubscriptions, AZ_R26_upper_case_ids_are_stored_in_lower_case) {
  Client client;
  std::string upper = world::adatum_csp.text();
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
  EXPECT_EQ(client.put(url(upper), tenant(world::adatum_tenant)).verdict(), "200");
  EXPECT_EQ(client.get(all()).body["value"][0]["name"],
            world::north_name.text() + "/" + world::adatum_csp.text());
}

TEST(CustomerSubscriptions, AZ_R28_a_put_for_a_mapped_tenant_overwrites_from_this_hour_on) {
  Client client;
  client.put(url(world::adatum_csp), tenant(world::adatum_tenant));
  const Hour before = Hour::containing(client.desk().clock.time);
  client.desk().clock.time += std::chrono::hours(2) + std::chrono::minutes(40);
  client.put(url(world::adatum_second), tenant(world::adatum_tenant));
  const auto list = client.get(all()).body["value"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["name"], world::north_name.text() + "/" + world::adatum_second.text());
  const auto registry = client.desk().registry().value();
  const auto payer = [&](int hours) {
    return registry->mapping_at(world::north_name, world::adatum_tenant, before.plus(hours))
        .subscription;
  };
  EXPECT_EQ(payer(1), world::adatum_csp);
  EXPECT_EQ(payer(2), world::adatum_second);
}

TEST(CustomerSubscriptions, AZ_R29_another_tenant_re_points_the_subscription) {
  Client client;
  client.put(url(world::adatum_csp), tenant(world::adatum_tenant));
  EXPECT_EQ(client.put(url(world::adatum_csp), tenant(world::other_tenant)).verdict(), "200");
  const auto list = client.get(all()).body["value"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["properties"]["tenantId"], world::other_tenant.text());
}

TEST(CustomerSubscriptions, AZ_R34_after_a_delete_the_default_pays) {
  Client client;
  client.put(url(world::adatum_csp), tenant(world::adatum_tenant));
  client.desk().clock.time += std::chrono::hours(1);
  EXPECT_EQ(client.erase(url(world::adatum_csp)).verdict(), "204");
  EXPECT_EQ(client.get(all()).text, "{\"value\":[]}");
  const auto now = Hour::containing(client.desk().clock.time);
  const auto at = client.desk().registry().value()->mapping_at(world::north_name,
                                                               world::adatum_tenant, now);
  EXPECT_EQ(at.state, registry::MappingState::removed);
}

TEST(CustomerSubscriptions, without_a_tenant_the_directory_of_the_subscription_is_taken) {
  registry::Subscription with_directory =
      world::subscription(world::adatum_second, registry::Offer::csp, "contoso", "adatum");
  with_directory.directory = world::other_tenant.text();
  Client client({with_directory});
  EXPECT_EQ(client.put(url(world::adatum_second), json::object()).body["properties"]["tenantId"],
            world::other_tenant.text());
  EXPECT_EQ(client.send(request_of(Method::put, url(world::adatum_csp)))
                .body["properties"]["tenantId"],
            world::adatum_tenant.text());  // the customer's only one
  EXPECT_EQ(client.put(url(world::contoso_csp), json::object()).verdict(),
            "400 InvalidRequestContent");
}

TEST(CustomerSubscriptions, a_tenant_must_be_a_directory) {
  Client client;
  const auto with = [&](const json& value) {
    return client.put(url(world::adatum_csp), {{"properties", {{"tenantId", value}}}}).verdict();
  };
  EXPECT_EQ(with("contoso.example"), "400 InvalidRequestContent");
  EXPECT_EQ(with(7), "400 InvalidRequestContent");
  EXPECT_EQ(client.put(url(world::adatum_csp), {{"properties", 1}}).verdict(),
            "400 InvalidRequestContent");
}

TEST(CustomerSubscriptions, AZ_R23_R24_the_codes_come_in_the_order_of_the_rules) {
  Client client;
  const auto put = [&](const std::string& id) {
    return client.put(url(id), tenant(world::adatum_tenant));
  };
  EXPECT_EQ(put("not-a-guid").verdict(), "400 InvalidCustomerSubscriptionId");
  EXPECT_EQ(put(world::contoso_ea.text()).verdict(), "400 InvalidCSPSubscription");
  const auto foreign = put(world::wingtip_csp.text());
  const auto unheard_of = put(world::unheard_of.text());
  EXPECT_EQ(foreign.verdict(), "400 BadCustomerSubscriptionId");
  EXPECT_EQ(unheard_of.verdict(), foreign.verdict());
  std::string same = unheard_of.text;
  const auto at = same.find(world::unheard_of.text());
  same.replace(at, world::unheard_of.text().size(), world::wingtip_csp.text());
  EXPECT_EQ(same, foreign.text);
  // Authorization comes first, then the registration, then everything else.
  client.who = fabrikam();
  EXPECT_EQ(put("not-a-guid").verdict(), "404 RegistrationNotFound");
}

TEST(CustomerSubscriptions, AZ_R30_capacity_takes_no_customers) {
  registry::Registration capacity =
      world::registration(world::north_name, world::north, world::contoso_apss);
  capacity.billing_model = registry::BillingModel::capacity;
  Client client({capacity});
  EXPECT_EQ(client.put(url("not-a-guid"), tenant(world::adatum_tenant)).verdict(),
            "409 CustomerSubscriptionsNotAllowed");
}

TEST(CustomerSubscriptions, AZ_R31_customers_wait_for_approval_where_that_is_asked) {
  registry::Registration waiting =
      world::registration(world::north_name, world::north, world::contoso_apss);
  waiting.multi_tenancy_approved = false;
  Client client({waiting});
  EXPECT_EQ(client.put(url("not-a-guid"), tenant(world::adatum_tenant)).verdict(),
            "403 UnauthorizedCspRegistration");
  waiting.multi_tenancy_approved = true;
  client.record({waiting});
  EXPECT_EQ(client.put(url(world::adatum_csp), tenant(world::adatum_tenant)).verdict(), "200");
}

TEST(CustomerSubscriptions, AZ_R7_others_of_the_partner_may_look_and_not_change) {
  registry::Registration hers =
      world::registration(world::north_name, world::north, world::contoso_apss);
  hers.registered_by = "anna";
  Client client({hers});
  client.put(url(world::adatum_csp), tenant(world::adatum_tenant));
  client.who = as(Role::partner, "contoso", "bo");
  EXPECT_EQ(client.get(url(world::adatum_csp)).verdict(), "200");
  EXPECT_EQ(client.put(url(world::adatum_second), tenant(world::adatum_tenant)).verdict(),
            "403 AuthorizationFailed");
  EXPECT_EQ(client.erase(url(world::adatum_csp)).verdict(), "403 AuthorizationFailed");
}

TEST(CustomerSubscriptions, AZ_R41_a_tenant_sees_no_registration) {
  Client client;
  client.who = as(Role::tenant, "", "user");
  client.who.tenant = world::adatum_tenant;
  EXPECT_EQ(client.get(all()).verdict(), "404 RegistrationNotFound");
}

TEST(CustomerSubscriptions, a_change_may_ask_that_nothing_else_was_changed) {
  Client client;
  const auto made = client.put(url(world::adatum_csp), tenant(world::adatum_tenant));
  auto change = request_of(Method::put, url(world::adatum_csp), tenant(world::other_tenant).dump());
  change.headers.emplace_back("if-match", "\"other\"");
  EXPECT_EQ(client.send(change).verdict(), "412 PreconditionFailed");
  change.headers.back().second = made.header("ETag");
  EXPECT_EQ(client.send(change).verdict(), "200");
  auto erase = request_of(Method::erase, url(world::adatum_csp));
  erase.headers.emplace_back("if-match", made.header("ETag"));
  EXPECT_EQ(client.send(erase).verdict(), "412 PreconditionFailed");
}

TEST(CustomerSubscriptions, long_lists_come_in_pages_that_stay_where_they_were) {
  std::vector<registry::Fact> facts;
  const auto guid = [](int n) {
    const std::string hex = std::to_string(100000000000 + n);
    return SubscriptionId("30000000-0000-4000-8000-" + hex);
  };
  for (int n = 0; n < 1500; ++n) {
    facts.emplace_back(world::subscription(guid(n), registry::Offer::csp, "contoso", "adatum"));
    facts.emplace_back(world::mapping(world::north_name, TenantId(guid(n).text()), guid(n), 200));
  }
  Client client(facts);
  const auto first = client.get(all()).body;
  ASSERT_EQ(first["value"].size(), 1000U);
  const std::string link = first["nextLink"];
  const std::string base = "https://127.0.0.1:8443";
  ASSERT_EQ(link.substr(0, base.size()), base);
  client.erase(url(guid(0)));  // of the first page
  const auto second = client.get(link.substr(base.size())).body;
  EXPECT_EQ(second["value"].size(), 500U);
  EXPECT_FALSE(second.contains("nextLink"));
  EXPECT_EQ(client.get(all() + "&$skipToken=!").verdict(), "400 InvalidParameter");
}

// Codes that have no way to arise here still have their status, for whoever brings them.
TEST(ErrorCodes, each_published_code_has_its_status) {
  const auto status = [](ErrorKind kind, const char* code) {
    return status_of(Error{kind, code, "", "", "", 0, {}});
  };
  EXPECT_EQ(status(ErrorKind::io, "MetadataResolverBadGatewayError"), 502);
  EXPECT_EQ(status(ErrorKind::refused, "MissingSubscriptionRegistration"), 409);
  EXPECT_EQ(status(ErrorKind::refused, "ScopeLocked"), 409);
  EXPECT_EQ(status(ErrorKind::busy, "ServiceUnavailable"), 503);
}

}  // namespace
}  // namespace tollbridge::api::arm
