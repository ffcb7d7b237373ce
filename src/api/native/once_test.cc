// SPDX-License-Identifier: Apache-2.0
// Goal: a POST with an Idempotency-Key is done once and answered alike, and costs are seen by a
// customer's users only while its seller lets them. Method: a small trade in memory, billed.
#include "api/native/once.h"

#include "api/native/face_testing.h"

namespace tollbridge::api::native {
namespace {

void close_october(Trade& trade) {
  const std::string tag = header_of(trade.get(provider(), "/v1/periods/2026-10"), "ETag");
  const auto closed = trade.send(Method::post, provider(), "/v1/periods/2026-10/close", "{}",
                                 {{"content-type", "application/json"}, {"if-match", tag}});
  ASSERT_EQ(closed.status, 200) << closed.body;
}

const std::string credit_path = "/v1/invoices/contoso-000001/credit";
const std::string one_euro = R"({"reason":"outage","lines":[{"line":"1","amount":"1.00"}]})";

Headers with_key(const std::string& key) {
  return {{"content-type", "application/json"}, {"idempotency-key", key}};
}

TEST(Once, a_repeated_request_is_answered_alike_and_done_once) {
  Trade trade;
  close_october(trade);
  const auto first = trade.send(Method::post, contoso(), credit_path, one_euro, with_key("\"k1\""));
  ASSERT_EQ(first.status, 201) << first.body;
  const auto again = trade.send(Method::post, contoso(), credit_path, one_euro, with_key("k1"));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header_of(again, "Location"), header_of(first, "Location"));
  EXPECT_EQ(header_of(again, "Idempotency-Replayed"), "true");
  EXPECT_EQ(each(trade.get(contoso(), "/v1/invoices?seller=contoso"), "invoices", "id").size(), 2U);
  const auto other = trade.send(Method::post, contoso(), credit_path, one_euro, with_key("k2"));
  EXPECT_NE(other.body, first.body);
}

TEST(Once, another_request_with_the_same_key_is_refused) {
  Trade trade;
  close_october(trade);
  trade.send(Method::post, contoso(), credit_path, one_euro, with_key("k"));
  const auto refused =
      trade.send(Method::post, contoso(), credit_path, R"({"reason":"more"})", with_key("k"));
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(trade.send(Method::post, contoso(), credit_path, one_euro, with_key("")).status, 400);
}

TEST(Once, a_key_is_its_callers_own_and_forgotten_after_a_day) {
  Trade trade;
  close_october(trade);
  trade.send(Method::post, contoso(), credit_path, one_euro, with_key("k"));
  const auto foreign = trade.send(Method::post, provider(), "/v1/verify", "", with_key("k"));
  EXPECT_EQ(foreign.status, 200);
  trade.desk->clock.time += std::chrono::hours(25);
  const auto later = trade.send(Method::post, contoso(), credit_path, one_euro, with_key("k"));
  EXPECT_EQ(header_of(later, "Idempotency-Replayed"), "");
}

TEST(Once, a_refused_request_leaves_its_key_free) {
  Trade trade;
  close_october(trade);
  EXPECT_EQ(trade.send(Method::post, contoso(), credit_path, "{}", with_key("k")).status, 400);
  EXPECT_EQ(trade.send(Method::post, contoso(), credit_path, one_euro, with_key("k")).status, 201);
}

TEST(Once, what_was_begun_and_never_ended_is_not_done_twice) {
  std::size_t failed = 0;
  for (std::uint64_t call = 1; call < 40; ++call) {
    Trade fresh;
    close_october(fresh);
    fresh.desk->memory_books().fail_call(call, true);
    const auto first =
        fresh.send(Method::post, contoso(), credit_path, one_euro, with_key("k"));
    failed += first.status == 500 ? 1U : 0U;
    fresh.send(Method::post, contoso(), credit_path, one_euro, with_key("k"));
    const auto issued = each(fresh.get(contoso(), "/v1/invoices?seller=contoso"), "invoices", "id");
    EXPECT_LE(issued.size(), 2U) << "call " << call;
  }
  EXPECT_GT(failed, 3U);
}

TEST(CostVisibility, a_customers_users_see_its_costs_only_while_its_seller_lets_them) {
  Trade trade;
  close_october(trade);
  const Principal user = user_of(adatum_tenant);
  const std::string path = "/v1/customers/adatum/cost-visibility";
  const auto ids = [&] { return each(trade.get(user, "/v1/invoices"), "invoices", "id"); };
  const auto set = [&](const std::string& body) {
    const auto answer = trade.send(Method::put, contoso(), path, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
  };
  EXPECT_EQ(ids(), Texts{});
  EXPECT_EQ(trade.get(user, "/v1/invoices/contoso-000001").status, 404);
  EXPECT_EQ(trade.send(Method::put, provider(), path, R"({"visible":true})").status, 403);
  EXPECT_EQ(trade.send(Method::put, fabrikam(), path, R"({"visible":true})").status, 404);

  set(R"({"visible":true})");
  EXPECT_EQ(ids(), Texts{}) << "October was before that";
  set(R"({"visible":true,"from":"2026-10-01"})");
  EXPECT_EQ(ids(), (Texts{"contoso-000001"}));
  EXPECT_EQ(trade.get(user, "/v1/invoices/contoso-000001").status, 200);
  EXPECT_EQ(trade.get(user, "/v1/invoices/provider-000001").status, 404);
  const auto charges = read_json(trade.get(user, "/v1/charges?period=2026-10")).at("charges");
  ASSERT_EQ(charges.size(), 1U);
  EXPECT_EQ(charges.at(0).at("seller"), "contoso");
  EXPECT_EQ(trade.get(user, "/v1/price-sheets").status, 403);

  set(R"({"visible":false})");
  EXPECT_EQ(ids(), Texts{});
  EXPECT_EQ(read_json(trade.get(contoso(), path)).at("changes").size(), 3U);
  EXPECT_EQ(trade.send(Method::put, contoso(), path, "{}").status, 400);
}

}  // namespace
}  // namespace tollbridge::api::native
