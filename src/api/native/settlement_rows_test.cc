// SPDX-License-Identifier: Apache-2.0
// Goal: a seller records payments and answers disputes of its own documents, a buyer reads how they
// stand and questions lines, nobody else learns anything. Method: a small trade in memory, billed
// for October, asked through the service by each.
#include "api/native/face_testing.h"

namespace tollbridge::api::native {
namespace {

void close_october(Trade& trade) {
  const std::string tag = header_of(trade.get(provider(), "/v1/periods/2026-10"), "ETag");
  const auto closed =
      trade.send(Method::post, provider(), "/v1/periods/2026-10/close", "{}",
                 {{"content-type", "application/json"}, {"if-match", tag}});
  ASSERT_EQ(closed.status, 200) << closed.body;
}

std::string bought_by(Trade& trade, const Principal& who, const std::string& buyer) {
  return each(trade.get(who, "/v1/invoices?buyer=" + buyer), "invoices", "id").at(0);
}

TEST(SettlementRows, a_payment_is_the_sellers_to_record_and_lowers_what_the_buyer_sees_open) {
  Trade trade;
  close_october(trade);
  const std::string invoice = bought_by(trade, contoso(), "contoso");
  const std::string path = "/v1/invoices/" + invoice;
  const auto pay = [&](const Principal& who, const std::string& body) {
    return trade.send(Method::post, who, path + "/payments", body);
  };
  EXPECT_EQ(pay(contoso(), R"({"amount":"1.00"})").status, 403) << "its buyer";
  EXPECT_EQ(pay(fabrikam(), R"({"amount":"1.00"})").status, 404);
  EXPECT_EQ(pay(provider(), R"({"amount":1})").status, 400);
  EXPECT_EQ(pay(provider(), R"({"amount":"1.00","currency":"SEK"})").status, 409);
  const auto paid = pay(provider(), R"({"amount":"1.00","reference":"OCR 1"})");
  ASSERT_EQ(paid.status, 201) << paid.body;
  EXPECT_EQ(read_json(paid).at("state"), "part-paid");

  const auto seen = read_json(trade.get(contoso(), path));
  EXPECT_EQ(seen.at("paid"), "1.00");
  EXPECT_EQ(seen.at("state"), "part-paid");
  EXPECT_EQ(each(trade.get(contoso(), "/v1/invoices?state=part-paid"), "invoices", "id"),
            (Texts{invoice}));
  EXPECT_EQ(each(trade.get(provider(), "/v1/payments"), "payments", "id"),
            (Texts{invoice + "-p1"}));
  EXPECT_EQ(each(trade.get(contoso(), "/v1/payments"), "payments", "id"), Texts{});
  EXPECT_EQ(trade.get(user_of(adatum_tenant), "/v1/payments").status, 403);

  const auto undone = trade.send(Method::post, provider(), path + "/payments/1/reversal",
                                 R"({"reason":"typo"})");
  ASSERT_EQ(undone.status, 201) << undone.body;
  EXPECT_EQ(read_json(undone).at("open"), seen.at("payable"));
  EXPECT_EQ(each(trade.get(provider(), "/v1/payments?invoice=" + invoice), "payments", "id").size(),
            2U);
}

TEST(SettlementRows, reminders_are_the_sellers_own) {
  Trade trade;
  close_october(trade);
  EXPECT_TRUE(read_json(trade.get(provider(), "/v1/dunning")).at("rows").empty())
      << "without terms of payment nothing is overdue";
  EXPECT_EQ(trade.get(northern_operator(), "/v1/dunning").status, 403);
}

TEST(SettlementRows, a_credit_note_of_another_seller_is_like_a_missing_one) {
  Trade trade;
  close_october(trade);
  const std::string own = bought_by(trade, provider(), "contoso");
  const std::string foreign = bought_by(trade, contoso(), "adatum");
  const auto set_off = [&](const std::string& other) {
    auto answer = trade.send(Method::post, provider(), "/v1/invoices/" + own + "/payments",
                             R"({"set_off":")" + other + "\"}");
    const auto at = answer.body.find(other);
    EXPECT_NE(at, std::string::npos) << answer.body;
    return std::pair(answer.status, answer.body.replace(at, other.size(), "ID"));
  };
  EXPECT_EQ(set_off(foreign), set_off("contoso-000099"));
}

TEST(SettlementRows, a_buyer_questions_a_line_and_the_seller_credits_it) {
  Trade trade;
  close_october(trade);
  const std::string invoice = bought_by(trade, contoso(), "contoso");
  const std::string path = "/v1/invoices/" + invoice;
  const auto ask = [&](const Principal& who) {
    return trade.send(Method::post, who, path + "/lines/1/disputes", R"({"reason":"not ours"})");
  };
  EXPECT_EQ(ask(fabrikam()).status, 404);
  EXPECT_EQ(ask(user_of(adatum_tenant)).status, 404);
  const auto opened = ask(contoso());
  ASSERT_EQ(opened.status, 201) << opened.body;
  const std::string id = read_json(opened).at("id");
  EXPECT_EQ(ask(contoso()).status, 409);
  const std::string dispute = path + "/disputes/" + id;
  EXPECT_EQ(trade.send(Method::post, contoso(), dispute + "/acceptance", "{}").status, 403);
  EXPECT_EQ(read_json(trade.get(provider(), dispute)).at("evidence").at("line"), invoice + "-1");
  EXPECT_EQ(each(trade.get(fabrikam(), "/v1/disputes"), "disputes", "id"), Texts{});
  const auto ended = trade.send(Method::post, provider(), dispute + "/acceptance",
                                R"({"amount":"1.00","answer":"agreed"})");
  ASSERT_EQ(ended.status, 200) << ended.body;
  EXPECT_EQ(read_json(ended).at("state"), "accepted");
  const std::string credit = read_json(ended).at("credit");
  EXPECT_EQ(read_json(trade.get(contoso(), "/v1/invoices/" + credit)).at("state"), "set-off");
  EXPECT_EQ(read_json(trade.get(contoso(), path)).at("disputes").at(0).at("state"), "accepted");
  EXPECT_EQ(each(trade.get(contoso(), "/v1/disputes?state=accepted"), "disputes", "id"),
            (Texts{id}));
}

TEST(SettlementRows, a_rejected_line_keeps_its_charge_and_says_why) {
  Trade trade;
  close_october(trade);
  const std::string path = "/v1/invoices/" + bought_by(trade, contoso(), "contoso");
  const auto opened = trade.send(Method::post, contoso(), path + "/lines/1/disputes",
                                 R"({"reason":"not ours"})");
  const std::string dispute =
      path + "/disputes/" + read_json(opened).at("id").get<std::string>();
  EXPECT_EQ(trade.send(Method::post, provider(), dispute + "/rejection", "{}").status, 400);
  const auto rejected = trade.send(Method::post, provider(), dispute + "/rejection",
                                   R"({"answer":"it ran"})");
  EXPECT_EQ(read_json(rejected).at("answer"), "it ran");
  EXPECT_EQ(trade.send(Method::post, contoso(), dispute + "/withdrawal", "{}").status, 409);
}

TEST(SettlementRows, a_customers_user_sees_its_invoice_and_nothing_of_payments) {
  Trade trade;
  close_october(trade);
  trade.send(Method::put, contoso(), "/v1/customers/adatum/cost-visibility",
             R"({"visible":true,"from":"2026-10-01"})");
  const std::string invoice = bought_by(trade, contoso(), "adatum");
  const auto whole = read_json(trade.get(contoso(), "/v1/invoices/" + invoice)).at("open");
  trade.send(Method::post, contoso(), "/v1/invoices/" + invoice + "/payments",
             R"({"amount":")" + whole.get<std::string>() + "\"}");
  EXPECT_EQ(read_json(trade.get(contoso(), "/v1/invoices/" + invoice)).at("status"), "paid");
  const auto seen = read_json(trade.get(user_of(adatum_tenant), "/v1/invoices/" + invoice));
  ASSERT_TRUE(seen.contains("status")) << seen.dump();
  EXPECT_EQ(seen.at("status"), "issued");
  EXPECT_FALSE(seen.contains("state"));
  EXPECT_FALSE(seen.contains("disputes"));
}

}  // namespace
}  // namespace tollbridge::api::native
