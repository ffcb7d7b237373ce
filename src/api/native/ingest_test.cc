// SPDX-License-Identifier: Apache-2.0
// Goal: usage sent over /v1/usage, in every form, is counted once, and bad records cost nothing but
// themselves. Method: bodies given in small pieces to the operation over memory books.
#include "api/native/face_testing.h"

namespace tollbridge::api::native {
namespace {

// A body that comes in pieces, and may break off.
class Pieces final : public BodyStream {
 public:
  Pieces(std::string text, std::size_t size, std::size_t breaks_at = std::string::npos)
      : text_(std::move(text)), size_(size), breaks_at_(breaks_at) {}
  Result<std::string_view> next() override {
    if (at_ >= breaks_at_) return fail(ErrorKind::io, "ClientGone", "The client went away.");
    const auto piece = std::string_view(text_).substr(at_, size_);
    at_ += piece.size();
    return piece;
  }

 private:
  std::string text_;
  std::size_t size_;
  std::size_t breaks_at_;
  std::size_t at_ = 0;
};

class SameThread final : public Engine {
 public:
  explicit SameThread(Desk& desk) : desk_(desk) {}
  Status run(const std::function<Status(Desk&)>& work) override {
    ++runs;
    return work(desk_);
  }
  Instant now() override { return desk_.now(); }
  int runs = 0;

 private:
  Desk& desk_;
};

Response ingest(Trade& trade, const Principal& who, const std::string& body, Headers headers,
                const std::string& query = {}, std::size_t breaks_at = std::string::npos) {
  SameThread engine(*trade.desk);
  Pieces pieces(body, 7, breaks_at);
  const auto asked = request_for(Method::post, "/v1/usage" + query, {}, std::move(headers));
  return trade.service.perform_stream(trade.service.route(asked).value(), asked, who, pieces,
                                      engine);
}

const Headers csv{{"content-type", "text/csv"}};
const std::string header = "stack,subscription,tenant,meter,resource,start,quantity\n";

std::string line_of(const std::string& stack, const std::string& start,
                    const std::string& quantity = "1") {
  return stack + ",l1," + adatum_tenant + ",vcpu,vm9," + start + "," + quantity + "\n";
}

TEST(Ingest, what_is_sent_twice_counts_once) {
  Trade trade;
  const std::string body = header + line_of(north, "2026-10-07T00:00:00Z");
  const auto first = ingest(trade, provider(), body, csv);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(read_json(first).at("accepted"), 1);
  const auto second = read_json(ingest(trade, provider(), body, csv));
  EXPECT_EQ(second.at("accepted"), 0);
  EXPECT_EQ(second.at("duplicate"), 1);
}

TEST(Ingest, a_bad_record_is_told_with_its_line_and_costs_nothing_else) {
  Trade trade;
  const auto answer = read_json(ingest(trade, provider(),
                                       header + line_of(north, "2026-10-07T00:00:00Z") +
                                           line_of(north, "yesterday") +
                                           line_of(north, "2026-10-07T01:00:00Z"),
                                       csv));
  EXPECT_EQ(answer.at("accepted"), 2);
  EXPECT_EQ(answer.at("rejected"), 1);
  EXPECT_EQ(answer.at("errors").at(0).at("line"), 3);
}

TEST(Ingest, an_operator_sends_the_usage_of_its_own_stack_only) {
  Trade trade;
  const auto answer = read_json(ingest(trade, northern_operator(),
                                       header + line_of(south, "2026-10-07T00:00:00Z") +
                                           line_of(north, "2026-10-07T00:00:00Z"),
                                       csv));
  EXPECT_EQ(answer.at("accepted"), 1);
  EXPECT_EQ(answer.at("errors").at(0).at("code"), "ForeignStack");
  EXPECT_EQ(ingest(trade, northern_operator(), header, csv, "?stack=" + south).status, 403);
  EXPECT_EQ(ingest(trade, contoso(), header, csv).status, 403);
  EXPECT_EQ(ingest(trade, user_of(adatum_tenant), header, csv).status, 403);
}

std::string data_of(const std::string& start) {
  return R"({"stack":")" + north + R"(","subscription":"l1","meter":"vcpu","resource":"vm8",
    "start":")" + start + R"(","quantity":"2"})";
}

TEST(Ingest, events_come_structured_in_batches_and_in_binary) {
  Trade trade;
  const auto registry = trade.desk->books().record(
      {{registry::LocalSubscription{StackId(north), LocalSubscriptionId("l1"),
                                    TenantId(adatum_tenant)}}, {}},
      trade.desk->now(), "test", "declare");
  ASSERT_TRUE(registry);
  const std::string event = R"({"specversion":"1.0","id":"1","source":"/s","type":"t",
    "data":)" + data_of("2026-10-08T00:00:00Z") + "}";
  const auto accepted = [&](const std::string& body, Headers headers) {
    const auto answer = ingest(trade, provider(), body, std::move(headers));
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto json = read_json(answer);
    EXPECT_EQ(json.at("rejected"), 0) << answer.body;
    return json.at("accepted").get<int>();
  };
  EXPECT_EQ(accepted(event, {{"content-type", "application/cloudevents+json; charset=utf-8"}}), 1);
  std::string other = event;
  other.replace(other.find("\"id\":\"1\""), 8, "\"id\":\"2\"");
  EXPECT_EQ(accepted("[" + event + "," + other + "]",
                     {{"content-type", "application/cloudevents-batch+json"}}), 1)
      << "the first of them was sent before";
  EXPECT_EQ(accepted(data_of("2026-10-08T02:00:00Z"),
                     {{"content-type", "application/json"}, {"ce-specversion", "1.0"},
                      {"ce-id", "3"}, {"ce-source", "/s"}, {"ce-type", "t"},
                      {"ce-subject", "a%20b"}}), 1);
  EXPECT_EQ(accepted("[]", {{"content-type", "application/cloudevents-batch+json"}}), 0);
}

TEST(Ingest, another_quantity_is_a_conflict_unless_it_restates) {
  Trade trade;
  const std::string first = header + line_of(north, "2026-10-07T00:00:00Z", "1");
  const std::string second = header + line_of(north, "2026-10-07T00:00:00Z", "2");
  ingest(trade, provider(), first, csv);
  EXPECT_EQ(read_json(ingest(trade, provider(), second, csv)).at("errors").at(0).at("code"),
            "Conflict");
  EXPECT_EQ(read_json(ingest(trade, provider(), second, csv, "?restate=true")).at("restated"), 1);
}

TEST(Ingest, a_body_that_breaks_off_says_what_was_kept) {
  Trade trade;
  const std::string body = header + line_of(north, "2026-10-07T00:00:00Z");
  const auto broken = ingest(trade, provider(), body + std::string(50, 'x'), csv, {}, body.size());
  EXPECT_EQ(broken.status, 400);
  EXPECT_EQ(read_json(broken).at("code"), "ClientGone");
}

TEST(Ingest, other_types_and_packings_are_refused) {
  Trade trade;
  EXPECT_EQ(ingest(trade, provider(), "x", {{"content-type", "image/png"}}).status, 415);
  EXPECT_EQ(ingest(trade, provider(), "x",
                   {{"content-type", "text/csv"}, {"content-encoding", "br"}}).status, 415);
}

TEST(Ingest, a_body_that_is_not_packed_as_its_header_says_is_refused) {
  Trade trade;
  const std::string body = header + line_of(north, "2026-10-07T00:00:00Z");
  for (const char* packing : {"gzip", "zstd"}) {
    const auto refused = ingest(trade, provider(), body,
                                {{"content-type", "text/csv"}, {"content-encoding", packing}});
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(read_json(refused).at("code"), "NotPacked");
  }
}

}  // namespace
}  // namespace tollbridge::api::native
