// SPDX-License-Identifier: Apache-2.0
// Goal: what a portal shows of money and of rights is each caller's own. Method: the trade in
// memory, asked by everybody in it.
#include "api/native/portal_rows.h"

#include "api/native/face_testing.h"

namespace tollbridge::api::native {
namespace {

Response me_of(Trade& trade, const Principal& who) {
  std::vector<Operation> all = operations();
  all.push_back(me_operation(all));
  const Service service(std::move(all));
  const auto asked = request_for(Method::get, "/v1/me");
  return service.perform(service.route(asked).value(), asked, who, *trade.desk);
}

TEST(Me, a_caller_is_told_who_it_is_and_what_its_role_may_call) {
  Trade trade;
  const auto partner = read_json(me_of(trade, contoso()));
  EXPECT_EQ(partner.at("name"), "Contoso AB");
  EXPECT_EQ(partner.at("kind"), "direct");
  EXPECT_EQ(partner.at("now"), "2026-11-02T06:00:00Z");
  const auto may = [](const nlohmann::json& told, const std::string& id) {
    const auto ids = told.at("operations").get<Texts>();
    return std::ranges::find(ids, id) != ids.end();
  };
  EXPECT_TRUE(may(partner, "mapping_put"));
  EXPECT_FALSE(may(partner, "book_apply"));
  EXPECT_TRUE(may(read_json(me_of(trade, provider())), "book_apply"));
  const auto user = read_json(me_of(trade, user_of(adatum_tenant)));
  EXPECT_TRUE(user.at("name").is_null()) << "nothing of the commerce half";
  EXPECT_TRUE(may(user, "usage_show"));
  EXPECT_FALSE(may(user, "charge_sums"));
  EXPECT_EQ(read_json(me_of(trade, northern_operator())).at("name"), "north");
}

Texts sums(Trade& trade, const Principal& who, const std::string& query) {
  const auto answer = trade.get(who, "/v1/charges/sums?period=2026-10&" + query);
  if (answer.status != 200) return {std::to_string(answer.status)};
  Texts lines;
  const auto json = read_json(answer);
  for (const auto& row : json.at("rows")) {
    lines.push_back(row.value("buyer", "") + " " + row.at("amount").get<std::string>());
  }
  return lines;
}

TEST(ChargeSumsRow, everybody_adds_up_its_own_sales_and_what_it_buys) {
  Trade trade;
  EXPECT_EQ(sums(trade, provider(), "by=buyer"), (Texts{"contoso 5.00", "fabrikam 30.00"}));
  EXPECT_EQ(sums(trade, contoso(), "by=buyer"), (Texts{"adatum 5.75"}));
  EXPECT_EQ(sums(trade, contoso(), "by=buyer&seller=provider"), (Texts{"contoso 5.00"}));
  EXPECT_EQ(sums(trade, contoso(), "by=buyer&seller=provider&buyer=fabrikam"), (Texts{"403"}));
  EXPECT_EQ(sums(trade, contoso(), "by=buyer&seller=fabrikam"), Texts{});
  EXPECT_EQ(sums(trade, provider(), "by=buyer&seller=contoso"), Texts{});
  EXPECT_EQ(sums(trade, litware(), "by=buyer&seller=fabrikam"), (Texts{"litware 11.00"}));
  EXPECT_EQ(sums(trade, user_of(adatum_tenant), "by=buyer"), (Texts{"403"}));
  EXPECT_EQ(sums(trade, provider(), "by=colour"), (Texts{"400"}));
}

TEST(ChargeSumsRow, rows_come_in_pages) {
  Trade trade;
  const auto first =
      read_json(trade.get(provider(), "/v1/charges/sums?period=2026-10&by=tenant&limit=1"));
  ASSERT_EQ(first.at("rows").size(), 1U);
  const auto rest = read_json(trade.get(
      provider(), "/v1/charges/sums?period=2026-10&by=tenant&cursor=" +
                      first.at("next").get<std::string>()));
  EXPECT_EQ(rest.at("rows").size(), 2U);
}

const std::string lamna_path =
    "/v1/registrations/azurestack-south/mappings/" + lamna_tenant + "/preview";

Texts effects(Trade& trade, const Principal& who, const std::string& path,
              const std::string& body) {
  const auto answer = trade.send(Method::post, who, path, body);
  if (answer.status != 200) return {std::to_string(answer.status)};
  Texts lines;
  const auto json = read_json(answer);
  for (const auto& one : json.at("effects")) {
    lines.push_back(one.at("seller").get<std::string>() + " " +
                    one.at("buyer").get<std::string>() + " " +
                    one.at("state").get<std::string>() + " " +
                    one.at("difference").get<std::string>());
  }
  return lines;
}

TEST(MappingPreview, each_is_told_of_its_own_sales_and_nothing_is_written) {
  Trade trade;
  const auto before = trade.desk->books().commit().value();
  const std::string path =
      "/v1/registrations/azurestack-north/mappings/" + adatum_tenant + "/preview";
  const std::string removal = R"({"effective_from": "2026-10-01"})";
  const Texts provider_sees{"provider contoso open 5.00", "provider contoso open -5.00"};
  EXPECT_EQ(effects(trade, provider(), path, removal), provider_sees);
  EXPECT_EQ(effects(trade, contoso(), path, removal),
            (Texts{"contoso adatum open -5.75", "provider contoso open 5.00",
                   "provider contoso open -5.00"}));
  EXPECT_EQ(effects(trade, fabrikam(), path, removal), (Texts{"404"}));
  EXPECT_EQ(effects(trade, northern_operator(), path, removal), (Texts{"403"}));
  EXPECT_EQ(trade.desk->books().commit().value(), before);
}

TEST(MappingPreview, the_rules_of_the_change_hold) {
  Trade trade;
  const std::string foreign = R"({"subscription": ")" + adatum_subscription + R"("})";
  EXPECT_NE(trade.send(Method::post, provider(), lamna_path, foreign).status, 200);
  EXPECT_EQ(effects(trade, provider(), lamna_path, R"({"subscription": "none"})"),
            (Texts{"400"}));
  EXPECT_EQ(effects(trade, provider(), lamna_path, R"({"colour": 1})"), (Texts{"400"}));
}

Texts records(Trade& trade, const Principal& who, const std::string& query) {
  const auto answer = trade.get(who, "/v1/usage/records?period=2026-10" + query);
  if (answer.status != 200) return {std::to_string(answer.status)};
  Texts lines;
  const auto json = read_json(answer);
  for (const auto& row : json.at("rows")) {
    lines.push_back(row.at("resource").get<std::string>() + " " +
                    row.at("quantity").get<std::string>());
  }
  return lines;
}

TEST(UsageRecordsRow, everybody_sees_the_records_behind_its_own_sums) {
  Trade trade;
  EXPECT_EQ(records(trade, provider(), ""), (Texts{"vm1 10", "vm2 20", "vm3 40"}));
  EXPECT_EQ(records(trade, contoso(), ""), (Texts{"vm1 10"}));
  EXPECT_EQ(records(trade, fabrikam(), ""), (Texts{"vm2 20", "vm3 40"}));
  EXPECT_EQ(records(trade, litware(), ""), (Texts{"vm2 20"}));
  EXPECT_EQ(records(trade, tailspin(), ""), Texts{});
  EXPECT_EQ(records(trade, northern_operator(), ""), (Texts{"vm1 10"}));
  EXPECT_EQ(records(trade, user_of(lamna_tenant), ""), (Texts{"vm3 40"}));
  EXPECT_EQ(records(trade, contoso(), "&tenant=" + lamna_tenant), Texts{});
}

TEST(UsageRecordsRow, is_narrowed_to_one_sum_and_comes_in_pages) {
  Trade trade;
  EXPECT_EQ(records(trade, provider(), "&day=2026-10-06"), (Texts{"vm3 40"}));
  EXPECT_EQ(records(trade, provider(), "&day=2026-11-06"), (Texts{"400"}));
  EXPECT_EQ(records(trade, provider(), "&stack=" + north), (Texts{"vm1 10"}));
  EXPECT_EQ(records(trade, provider(), "&payer=" + fabrikam_default), (Texts{"vm3 40"}));
  EXPECT_EQ(records(trade, northern_operator(), "&payer=" + fabrikam_default), (Texts{"403"}));
  const auto first =
      read_json(trade.get(provider(), "/v1/usage/records?period=2026-10&limit=2"));
  ASSERT_EQ(first.at("rows").size(), 2U);
  EXPECT_EQ(records(trade, provider(), "&cursor=" + first.at("next").get<std::string>()),
            (Texts{"vm3 40"}));
}

TEST(RegistrationPreview, a_move_tells_each_of_its_own_sales_and_writes_nothing) {
  Trade trade;
  const auto before = trade.desk->books().commit().value();
  const std::string path = "/v1/registrations/azurestack-south/preview";
  const std::string ending = R"({"at": "2026-10-01"})";
  const Texts ended{"fabrikam litware open -11.00", "provider fabrikam open -20.00",
                    "provider fabrikam open -10.00"};
  EXPECT_EQ(effects(trade, fabrikam(), path, ending), ended);
  EXPECT_EQ(effects(trade, litware(), path, ending), (Texts{"404"}));
  EXPECT_EQ(effects(trade, contoso(), path, ending), (Texts{"404"}));
  EXPECT_EQ(effects(trade, fabrikam(), path, R"({"new_name": "azurestack-south"})"),
            (Texts{"400"}));
  EXPECT_EQ(trade.desk->books().commit().value(), before);
}

}  // namespace
}  // namespace tollbridge::api::native
