// SPDX-License-Identifier: Apache-2.0
// Goal: partners, customers, subscriptions, stacks, registrations and mappings over /v1, each role
// with what is its own. Method: a small trade in memory, asked through the service.
#include "api/native/face_testing.h"
#include "engine/close_period.h"

namespace tollbridge::api::native {
namespace {

TEST(RegistryRows, everybody_lists_what_is_its_own_and_nothing_else) {
  Trade trade;
  const auto ids = [&](const Principal& who, const std::string& target, const std::string& list,
                       const std::string& member = "id") {
    return each(trade.get(who, target), list, member);
  };
  EXPECT_EQ(ids(provider(), "/v1/partners", "partners"),
            (Texts{"contoso", "fabrikam", "litware", "tailspin"}));
  EXPECT_EQ(ids(contoso(), "/v1/partners", "partners"), (Texts{"contoso"}));
  EXPECT_EQ(ids(fabrikam(), "/v1/partners", "partners"),
            (Texts{"fabrikam", "litware", "tailspin"}));
  EXPECT_EQ(ids(litware(), "/v1/partners", "partners"), (Texts{"litware"}));
  EXPECT_EQ(ids(fabrikam(), "/v1/customers", "customers"), (Texts{"lamna", "relecloud"}));
  EXPECT_EQ(ids(tailspin(), "/v1/customers", "customers"), (Texts{"lamna"}));
  EXPECT_EQ(ids(litware(), "/v1/subscriptions", "subscriptions"), (Texts{relecloud_subscription}));
  EXPECT_EQ(ids(contoso(), "/v1/stacks", "stacks", "cloud_id"), (Texts{north}));
  EXPECT_EQ(ids(northern_operator(), "/v1/stacks", "stacks", "cloud_id"), (Texts{north}));
  EXPECT_EQ(ids(fabrikam(), "/v1/registrations", "registrations", "name"),
            (Texts{"azurestack-south"}));
  EXPECT_EQ(ids(litware(), "/v1/registrations", "registrations", "name"), Texts{});
  EXPECT_EQ(ids(fabrikam(), "/v1/mappings", "mappings", "tenant"), (Texts{relecloud_tenant}));
  EXPECT_EQ(trade.get(user_of(adatum_tenant), "/v1/customers").status, 403);
  EXPECT_EQ(trade.get(northern_operator(), "/v1/mappings").status, 403);
}

TEST(RegistryRows, customers_nothing_was_used_by_are_listed_when_asked_for) {
  Trade trade;
  EXPECT_EQ(each(trade.get(provider(), "/v1/customers?without_usage=2026-10"), "customers", "id"),
            Texts{});
  EXPECT_EQ(each(trade.get(contoso(), "/v1/customers?without_usage=2026-09"), "customers", "id"),
            (Texts{"adatum"}));
}

TEST(RegistryRows, a_foreign_object_is_answered_as_a_missing_one) {
  Trade trade;
  for (const std::string path : {"/v1/customers/relecloud", "/v1/partners/fabrikam",
                                 "/v1/registrations/azurestack-south"}) {
    EXPECT_EQ(trade.get(contoso(), path).status, 404) << path;
    EXPECT_EQ(trade.get(provider(), path).status, 200) << path;
  }
  EXPECT_EQ(trade.get(litware(), "/v1/subscriptions/" + adatum_subscription).status, 404);
  EXPECT_EQ(trade.get(fabrikam(), "/v1/stacks/" + north).status, 404);
  EXPECT_EQ(trade.send(Method::put, contoso(), "/v1/customers/relecloud",
                       R"({"partner":"contoso","name":"Mine","country":"SE"})").status, 404);
}

TEST(RegistryRows, pages_follow_each_other_without_gap_or_repetition) {
  Trade trade;
  std::string target = "/v1/partners?limit=2";
  Texts seen;
  std::size_t pages = 0;
  while (true) {
    const auto page = trade.get(provider(), target);
    ASSERT_EQ(page.status, 200) << page.body;
    ++pages;
    for (const std::string& id : each(page, "partners", "id")) seen.push_back(id);
    const auto json = read_json(page);
    if (!json.contains("next")) break;
    const std::string cursor = json.at("next").get<std::string>();
    EXPECT_EQ(header_of(page, "Link"), "<https://127.0.0.1:8443/v1/partners?limit=2&cursor=" +
                                           cursor + ">; rel=\"next\"");
    target = "/v1/partners?limit=2&cursor=" + cursor;
  }
  EXPECT_EQ(pages, 2U);
  EXPECT_EQ(seen, (Texts{"contoso", "fabrikam", "litware", "tailspin"}));
  EXPECT_EQ(trade.get(provider(), "/v1/partners?cursor=x").status, 400);
  EXPECT_EQ(trade.get(provider(), "/v1/partners?limit=0").status, 400);
}

TEST(RegistryRows, a_cursor_of_a_foreign_list_shows_nothing_foreign) {
  Trade trade;
  const auto cursor =
      read_json(trade.get(provider(), "/v1/partners?limit=1")).at("next").get<std::string>();
  EXPECT_EQ(each(trade.get(litware(), "/v1/partners?cursor=" + cursor), "partners", "id"),
            (Texts{"litware"}));
}

TEST(RegistryRows, a_partner_makes_and_changes_customers_of_its_own) {
  Trade trade;
  const auto made = trade.send(Method::put, contoso(), "/v1/customers/fourth-coffee",
                               R"({"name":"Fourth Coffee","country":"SE"})");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_TRUE(read_json(made).at("changed").get<bool>());
  EXPECT_TRUE(read_json(made).at("commit").is_null()) << "counts changes of others too";
  const auto read = trade.get(contoso(), "/v1/customers/fourth-coffee");
  EXPECT_EQ(read_json(read).at("partner"), "contoso");
  EXPECT_EQ(header_of(read, "ETag"), header_of(made, "ETag"));

  const auto patched = trade.send(Method::patch, contoso(), "/v1/customers/fourth-coffee",
                                  R"({"vat_id":"SE556000000202"})");
  ASSERT_EQ(patched.status, 200) << patched.body;
  const auto again = read_json(trade.get(contoso(), "/v1/customers/fourth-coffee"));
  EXPECT_EQ(again.at("name"), "Fourth Coffee");
  EXPECT_EQ(again.at("vat_id"), "SE556000000202");

  EXPECT_EQ(trade.send(Method::put, contoso(), "/v1/customers/other",
                       R"({"partner":"fabrikam","name":"Other","country":"SE"})").status, 403);
  const auto entries = trade.desk->books().audit().value();
  EXPECT_EQ(entries.back().actor, "anna");
  EXPECT_EQ(entries.back().action, "customer patch fourth-coffee");
}

TEST(RegistryRows, AZ_R5_an_owner_may_register_with_a_subscription_but_not_take_it_over) {
  Trade trade;
  const std::string path = "/v1/subscriptions/2f3e0000-0000-4000-8000-00000000000b";
  ASSERT_EQ(trade.send(Method::patch, contoso(), path, R"({"owners":["anna"]})").status, 200);
  ASSERT_EQ(trade.get(fabrikam(), path).status, 200) << "anna of fabrikam owns it now";
  const auto taken = trade.send(Method::patch, fabrikam(), path,
                                R"({"partner":"fabrikam","customer":null})");
  EXPECT_EQ(taken.status, 403) << taken.body;
  EXPECT_EQ(read_json(trade.get(contoso(), path)).at("partner"), "contoso");
}

TEST(RegistryRows, a_tenant_of_a_foreign_customer_is_refused_without_naming_that_customer) {
  Trade trade;
  const auto refused =
      trade.send(Method::put, contoso(), "/v1/customers/copy",
                 R"({"name":"Copy","country":"SE","tenants":[")" + relecloud_tenant + "\"]}");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.body.find("relecloud"), std::string::npos) << refused.body;
}

TEST(RegistryRows, all_faults_of_a_body_are_told_at_once_with_their_places) {
  Trade trade;
  const auto refused = trade.send(
      Method::put, provider(), "/v1/subscriptions/" + adatum_subscription,
      R"({"offer":"FREE","partner":7,"colour":"red","inactive":[{"to":"never"}]})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(each(refused, "errors", "pointer"),
            (Texts{"/offer", "/partner", "/inactive/0/from", "/inactive/0/to", "/colour"}));
  for (const std::string body : {"[]", "{", R"({"name":"a","name":"b"})"}) {
    EXPECT_EQ(read_json(trade.send(Method::put, provider(), "/v1/partners/x", body)).at("code"),
              "InvalidRequestContent") << body;
  }
}

TEST(RegistryRows, a_change_against_an_old_version_is_refused) {
  Trade trade;
  const std::string path = "/v1/customers/adatum";
  const std::string tag = header_of(trade.get(contoso(), path), "ETag");
  const auto put = [&](const std::string& header, const std::string& value) {
    return trade.send(Method::patch, contoso(), path, R"({"name":"Adatum"})",
                      {{"content-type", "application/json"}, {header, value}}).status;
  };
  EXPECT_EQ(put("if-match", "\"older\""), 412);
  EXPECT_EQ(put("if-none-match", "*"), 412);
  EXPECT_EQ(put("if-match", "\"older\", " + tag), 200);
  EXPECT_EQ(put("if-match", tag), 412) << "it has changed";
  EXPECT_EQ(trade.get(contoso(), path, {{"if-none-match", tag}}).status, 200);
  const std::string newest = header_of(trade.get(contoso(), path), "ETag");
  const auto same = trade.get(contoso(), path, {{"if-none-match", newest}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
}

TEST(RegistryRows, a_mapping_is_previewed_then_given_then_taken_away) {
  Trade trade;
  const std::string path = "/v1/registrations/azurestack-north/mappings/" + adatum_tenant;
  const std::string second = "2f3e0000-0000-4000-8000-00000000000f";
  ASSERT_EQ(trade.send(Method::put, contoso(), "/v1/subscriptions/" + second,
                       R"({"offer":"CSP","customer":"adatum"})").status, 200);
  const std::string body =
      R"({"subscription":")" + second + R"(","effective_from":"2026-10-20T10:40:00Z"})";
  const auto preview = trade.send(Method::put, contoso(), path + "?dry_run=true", body);
  ASSERT_EQ(preview.status, 200) << preview.body;
  EXPECT_TRUE(read_json(preview).at("dry_run").get<bool>());
  EXPECT_EQ(read_json(trade.get(contoso(), path)).at("subscription"), adatum_subscription);

  ASSERT_EQ(trade.send(Method::put, contoso(), path, body).status, 200);
  EXPECT_EQ(read_json(trade.get(contoso(), path)).at("subscription"), second);
  EXPECT_EQ(read_json(trade.get(contoso(), path)).at("since"), "2026-10-20T10:00:00Z");
  EXPECT_EQ(read_json(trade.get(contoso(), path + "?at=2026-10-19")).at("subscription"),
            adatum_subscription);

  const auto removed = trade.send(Method::erase, contoso(), path, "");
  ASSERT_EQ(removed.status, 200) << removed.body;
  EXPECT_EQ(read_json(trade.get(contoso(), path)).at("state"), "mapping-removed");
  const auto history =
      read_json(trade.get(contoso(), "/v1/mapping-history?tenant=" + adatum_tenant));
  EXPECT_EQ(history.at("versions").size(), 3U);
  EXPECT_EQ(history.at("versions").back().at("by"), "anna");
  EXPECT_EQ(trade.send(Method::put, fabrikam(), path, body).status, 404);
}

TEST(RegistryRows, AZ_R24_a_foreign_subscription_and_an_unknown_one_are_refused_alike) {
  Trade trade;
  const std::string path = "/v1/registrations/azurestack-north/mappings/" + lamna_tenant;
  const auto refusal = [&](const std::string& subscription) {
    auto refused = trade.send(Method::put, contoso(), path,
                              R"({"subscription":")" + subscription + "\"}");
    EXPECT_EQ(refused.status, 400);
    const auto at = refused.body.find(subscription);
    if (at != std::string::npos) refused.body.replace(at, subscription.size(), "…");
    return refused.body;
  };
  EXPECT_EQ(refusal(relecloud_subscription), refusal("2f3e0000-0000-4000-8000-0000000000ff"));
}

TEST(RegistryRows, a_mapping_of_a_foreign_customers_tenant_does_not_name_that_customer) {
  Trade trade;
  const auto given = trade.send(
      Method::put, contoso(), "/v1/registrations/azurestack-north/mappings/" + lamna_tenant,
      R"({"subscription":")" + adatum_subscription + "\"}");
  ASSERT_EQ(given.status, 200) << given.body;
  EXPECT_EQ(given.body.find("lamna"), std::string::npos) << given.body;
}

TEST(RegistryRows, a_stack_is_declared_registered_moved_and_its_registration_ended) {
  Trade trade;
  const std::string west = "9c1e0000-0000-4000-8000-000000000003";
  ASSERT_EQ(trade.send(Method::put, contoso(), "/v1/stacks/" + west, R"({"region":"west"})").status,
            200);
  const auto local = trade.send(Method::put, contoso(),
                                "/v1/stacks/" + west + "/local-subscriptions/l9",
                                R"({"tenant":")" + adatum_tenant + "\"}");
  ASSERT_EQ(local.status, 200) << local.body;
  const auto registered = trade.send(
      Method::put, contoso(), "/v1/registrations/azurestack-west",
      R"({"cloud_id":")" + west + R"(","subscription":")" + contoso_default +
          R"(","from":"2026-11-01"})");
  ASSERT_EQ(registered.status, 200) << registered.body;
  const auto read = read_json(trade.get(contoso(), "/v1/registrations/azurestack-west"));
  EXPECT_EQ(read.at("stack_state"), "Registered");
  EXPECT_TRUE(read.at("approved").get<bool>());
  const auto moved = trade.send(Method::post, contoso(), "/v1/registrations/azurestack-west/move",
                                R"({"new_name":"azurestack-west-2","subscription":")" +
                                    contoso_default + R"(","at":"2026-11-02T00:00:00Z"})");
  ASSERT_EQ(moved.status, 200) << moved.body;
  const auto ended =
      trade.send(Method::erase, contoso(), "/v1/registrations/azurestack-west-2", "");
  ASSERT_EQ(ended.status, 200) << ended.body;
  EXPECT_EQ(trade.send(Method::post, contoso(), "/v1/registrations/azurestack-west/approve", "")
                .status, 403);
}

TEST(RegistryRows, where_a_tenants_usage_goes_is_told_to_who_sells_to_it) {
  Trade trade;
  const std::string path = "/v1/tenants/" + relecloud_tenant + "/status";
  EXPECT_EQ(trade.get(contoso(), path).status, 404);
  const auto status = read_json(trade.get(fabrikam(), path));
  EXPECT_EQ(status.at("customer"), "relecloud");
  EXPECT_EQ(status.at("stacks").at(0).at("subscription"), relecloud_subscription);
  EXPECT_EQ(trade.get(user_of(relecloud_tenant), path).status, 403);
}

// Terms ---------------------------------------------------------------------------------------

// October is closed by everybody.
struct ClosedTrade : Trade {
  ClosedTrade() {
    desk->clock.time = parse_instant("2026-11-05T00:00:00Z").value();
    auto closed = engine::close_period(desk->books(), desk->journal(),
                                       {.period = Period::parse("2026-10").value(),
                                        .seller = {}, .waive = {}, .dry_run = false, .actor = {}},
                                       desk->now());
    if (!closed) throw std::runtime_error(closed.error().message);
  }
};

const std::string relecloud_moved =
    R"({"offer":"CSP","partner":"tailspin","customer":null)";

TEST(RegistryRows, a_change_on_which_a_closed_month_depends_needs_a_month_or_a_word) {
  ClosedTrade trade;
  const std::string path = "/v1/subscriptions/" + relecloud_subscription;
  const auto put = [&](const std::string& query, const std::string& rest) {
    return trade.send(Method::put, provider(), path + query, relecloud_moved + rest + "}");
  };
  const auto refused = put("", "");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(read_json(refused).at("code"), "ClosedPeriodDependsOnIt");
  EXPECT_EQ(put("", R"(,"from":"2026-10-01")").status, 409);
  EXPECT_EQ(put("", R"(,"from":"2026-11-02")").status, 400);
  EXPECT_EQ(put("", R"(,"from":"2026-12-01")").status, 200);
  EXPECT_EQ(read_json(trade.get(provider(), path)).at("partner"), "litware") << "not yet";
  trade.desk->clock.time = parse_instant("2026-12-01T00:00:00Z").value();
  const auto then = read_json(trade.get(provider(), path));
  EXPECT_EQ(then.at("partner"), "tailspin");
  EXPECT_EQ(then.at("from"), "2026-12-01T00:00:00Z");
  EXPECT_EQ(put("?correct_closed=true", "").status, 200);
}

TEST(RegistryRows, who_sells_now_sees_and_changes_its_own_months_only) {
  ClosedTrade trade;
  const std::string path = "/v1/subscriptions/" + relecloud_subscription;
  ASSERT_EQ(trade.send(Method::put, provider(), path,
                       relecloud_moved + R"(,"from":"2026-11-01"})").status,
            200);
  EXPECT_EQ(trade.get(litware(), path).status, 404);
  EXPECT_EQ(trade.get(tailspin(), path).status, 200);
  const auto written = [&](const std::string& rest) {
    return trade.send(Method::put, tailspin(), path, relecloud_moved + rest + "}").status;
  };
  EXPECT_EQ(written(R"(,"from":"2026-11-01","owners":["bo"])"), 200);
  EXPECT_EQ(written(""), 403) << "all months were another's before";
  EXPECT_EQ(trade.send(Method::put, tailspin(), path + "?correct_closed=true",
                       relecloud_moved + R"(,"from":"2026-11-01","owners":["cy"]})").status,
            403);
}

TEST(RegistryRows, an_id_of_a_party_fits_into_a_path) {
  Trade trade;
  const std::string body = R"({"kind":"direct","name":"A","country":"SE","currency":"EUR"})";
  EXPECT_EQ(trade.send(Method::put, provider(), "/v1/partners/it's", body).status, 400);
  EXPECT_EQ(trade.send(Method::put, provider(), "/v1/partners/" + std::string(101, 'x'), body)
                .status,
            400);
  EXPECT_EQ(trade.send(Method::put, provider(), "/v1/partners/" + std::string(100, 'x'), body)
                .status,
            200);
}

}  // namespace
}  // namespace tollbridge::api::native
