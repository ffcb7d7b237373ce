// SPDX-License-Identifier: Apache-2.0
// A caller may have long work done elsewhere: it gets an address at once, and there in the end the
// bytes it would have waited for. Others do not see it, whoever began it may end it, and two that
// close one month at once are told the same. Method: the trade in memory, an engine that lets one
// thread in at a time, real threads for the work.
#include "api/native/long_operations.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "api/native/face_testing.h"
#include "api/work/work_threads.h"

namespace tollbridge::api::native {
namespace {

using namespace std::chrono_literals;

class OneAtATime final : public Engine {
 public:
  explicit OneAtATime(Desk& desk) : desk_(desk) {}

  Status run(const std::function<Status(Desk&)>& work) override {
    const std::lock_guard lock(mutex);
    return work(desk_);
  }
  Instant now() override { return desk_.now(); }

  std::mutex mutex;

 private:
  Desk& desk_;
};

class TestRandom final : public Random {
 public:
  std::uint64_t u64() override { return ++next_; }

 private:
  std::uint64_t next_ = 0;
};

class LongTrade {
 public:
  ~LongTrade() { open = true; }  // else a case that failed meanwhile would hang

  Response answer(Method method, const Principal& who, const std::string& target,
                  std::string body = {}, Headers headers = {}) {
    headers.emplace_back("content-type", "application/json");
    const Request asked = request_for(method, target, std::move(body), std::move(headers));
    const std::lock_guard lock(engine.mutex);
    auto route = service.route(asked);
    if (!route) return Service::refuse(Face::native, asked, route.error());
    return service.perform(*route, asked, who, *trade.desk);
  }
  // Begins it elsewhere; the address of the operation.
  std::string begin(Method method, const Principal& who, const std::string& target,
                    std::string body = {}, Headers headers = {}) {
    headers.emplace_back("prefer", "handling=strict, respond-async; wait=10");
    const Response begun = answer(method, who, target, std::move(body), std::move(headers));
    EXPECT_EQ(begun.status, 202) << begun.body;
    EXPECT_EQ(header_of(begun, "Preference-Applied"), "respond-async");
    EXPECT_EQ(header_of(begun, "Retry-After"), "10");
    const std::string location = header_of(begun, "Location");
    const std::string base = "https://127.0.0.1:8443";
    EXPECT_TRUE(location.starts_with(base + "/v1/operations/")) << location;
    return location.substr(base.size());
  }
  nlohmann::json ended(const Principal& who, const std::string& path) {
    while (true) {
      auto status = read_json(answer(Method::get, who, path));
      if (!status.at("ended_at").is_null()) return status;
      std::this_thread::sleep_for(1ms);
    }
  }
  // Holds back all work begun after it until `open` is set: its one thread waits there.
  void hold() {
    const auto gate = [this](engine::Progress&) -> Result<Response> {
      while (!open) std::this_thread::sleep_for(1ms);
      return Response{};
    };
    const auto refuse = [](const Error&) { return Response{}; };
    ASSERT_TRUE(work.begin({contoso(), "gate", "", ""}, {gate, refuse}));
  }
  std::string period_tag(const Principal& who) {
    return header_of(answer(Method::get, who, "/v1/periods/2026-10"), "ETag");
  }

  Trade trade;
  OneAtATime engine{*trade.desk};
  StandingClock clock;
  TestRandom random;
  std::atomic<bool> open = false;
  work::WorkThreads work{clock, random, {.running = 1}};
  Service service{operations({true, {&work, &engine}})};
};

TEST(LongOperations, the_result_has_the_bytes_of_the_answer_that_is_waited_for) {
  LongTrade long_trade;
  long_trade.trade.desk->clock.time = parse_instant("2026-11-02T06:00:00Z").value();
  const std::string rows =
      R"({"rows":[{"meter":"vcpu","name":"vCPU","unit":"1 Hour","unit_price":"0.7"}]})";
  struct Asked {
    Method method;
    std::string target, body;
  };
  for (const Asked& asked : std::vector<Asked>{
           {Method::get, "/v1/charges?period=2026-10", ""},
           {Method::post, "/v1/what-if?period=2026-10", rows},
           {Method::post, "/v1/periods/2026-10/close?dry_run=true", ""},
           {Method::post, "/v1/verify", ""}}) {
    const Response waited = long_trade.answer(asked.method, provider(), asked.target, asked.body);
    ASSERT_EQ(waited.status, 200) << asked.target << waited.body;
    const std::string path =
        long_trade.begin(asked.method, provider(), asked.target, asked.body);
    const auto status = long_trade.ended(provider(), path);
    EXPECT_EQ(status.at("state"), "succeeded") << status.dump();
    EXPECT_EQ(status.at("status"), 200);
    EXPECT_EQ(status.at("target"), std::string(to_string(asked.method)) + " " + asked.target);
    const Response whole = long_trade.answer(Method::get, provider(), path);
    EXPECT_NE(whole.body.find("\"result\":" + waited.body), std::string::npos) << whole.body;
  }
}

TEST(LongOperations, what_is_wrong_with_the_call_is_refused_at_once) {
  LongTrade long_trade;
  const Headers prefer{{"prefer", "respond-async"}};
  EXPECT_EQ(long_trade.answer(Method::post, provider(), "/v1/periods/2026-10/close", "", prefer)
                .status, 428);
  EXPECT_EQ(long_trade.answer(Method::post, provider(), "/v1/what-if?period=2026-13", "", prefer)
                .status, 400);
  EXPECT_EQ(long_trade.answer(Method::post, user_of(adatum_tenant), "/v1/verify", "", prefer)
                .status, 403);
  EXPECT_EQ(read_json(long_trade.answer(Method::get, provider(), "/v1/operations"))
                .at("operations").size(), 0U);
}

TEST(LongOperations, what_is_refused_in_the_end_is_told_as_a_problem) {
  LongTrade long_trade;
  long_trade.trade.desk->clock.time = parse_instant("2026-10-20T00:00:00Z").value();
  const std::string path = long_trade.begin(Method::post, provider(), "/v1/periods/2026-10/close",
                                            "", {{"if-match", "*"}});
  const auto status = long_trade.ended(provider(), path);
  EXPECT_EQ(status.at("state"), "failed");
  EXPECT_EQ(status.at("status"), 409);
  EXPECT_EQ(status.at("problem").at("code"), "PeriodNotEnded");
  EXPECT_FALSE(status.contains("result"));
}

TEST(LongOperations, two_that_close_a_month_at_once_get_the_same_documents) {
  LongTrade long_trade;
  const Headers match{{"if-match", long_trade.period_tag(provider())}};
  long_trade.hold();
  const std::string first =
      long_trade.begin(Method::post, provider(), "/v1/periods/2026-10/close", "", match);
  const std::string second =
      long_trade.begin(Method::post, provider(), "/v1/periods/2026-10/close", "", match);
  long_trade.open = true;
  const auto one = long_trade.ended(provider(), first);
  const auto two = long_trade.ended(provider(), second);
  EXPECT_EQ(one.at("state"), "succeeded") << one.dump();
  EXPECT_EQ(two.at("state"), "succeeded") << two.dump();
  EXPECT_EQ(one.at("result").at("invoices"), two.at("result").at("invoices"));
  EXPECT_GT(one.at("result").at("invoices").size(), 0U);
  const auto checked = long_trade.ended(
      provider(), long_trade.begin(Method::post, provider(), "/v1/verify"));
  EXPECT_EQ(checked.at("result").at("ok"), true);
}

TEST(LongOperations, a_book_is_applied_and_a_second_time_changes_nothing) {
  LongTrade long_trade;
  const std::string book =
      "customers:\n  - {id: wingtip, partner: contoso, name: Wingtip, country: SE}\n";
  for (const char* changed : {"created", ""}) {
    const std::string path = long_trade.begin(Method::post, provider(), "/v1/books", book,
                                              {{"content-type", "application/yaml"}});
    const auto status = long_trade.ended(provider(), path);
    ASSERT_EQ(status.at("state"), "succeeded") << status.dump();
    EXPECT_EQ(status.at("result").dump().find("wingtip") != std::string::npos,
              std::string(changed) == "created") << status.dump();
  }
}

TEST(LongOperations, only_who_began_it_and_the_provider_see_it_and_only_the_first_its_result) {
  LongTrade long_trade;
  const std::string path = long_trade.begin(Method::get, contoso(), "/v1/charges?period=2026-10");
  EXPECT_TRUE(long_trade.ended(contoso(), path).contains("result"));
  const auto seen = long_trade.ended(provider(), path);
  EXPECT_EQ(seen.at("state"), "succeeded");
  EXPECT_FALSE(seen.contains("result"));
  Principal colleague = contoso();
  colleague.subject = "bert";
  Principal elsewhere = contoso();
  elsewhere.issuer = "https://other.example";
  for (const Principal& who : {fabrikam(), litware(), northern_operator(), colleague, elsewhere,
                               user_of(adatum_tenant)}) {
    for (const char* end : {"", "/events", "/cancel"}) {
      const Method method = std::string(end) == "/cancel" ? Method::post : Method::get;
      const Response foreign = long_trade.answer(method, who, path + end);
      const Response missing = long_trade.answer(method, who, "/v1/operations/none" +
                                                                  std::string(end));
      EXPECT_EQ(foreign.status, 404);
      EXPECT_EQ(foreign.body, missing.body);
    }
    EXPECT_EQ(read_json(long_trade.answer(Method::get, who, "/v1/operations"))
                  .at("operations").size(), 0U);
  }
  EXPECT_EQ(each(long_trade.answer(Method::get, contoso(), "/v1/operations"), "operations",
                 "operation"), Texts{"charge_preview"});
}

TEST(LongOperations, events_end_with_the_operation_and_are_not_told_twice) {
  LongTrade long_trade;
  const std::string path =
      long_trade.begin(Method::post, provider(), "/v1/periods/2026-10/close?dry_run=true");
  Response stream = long_trade.answer(Method::get, provider(), path + "/events");
  EXPECT_EQ(stream.content_type, "text/event-stream");
  ASSERT_TRUE(stream.parts);
  std::string last;
  while (auto part = stream.parts()) {
    if (!part->empty()) last = std::move(*part);
  }
  EXPECT_NE(last.find("\nevent: succeeded\ndata: {\"id\":"), std::string::npos) << last;
  ASSERT_TRUE(last.starts_with("id: ")) << last;
  const std::string id = last.substr(4, last.find('\n') - 4);
  const Response over = long_trade.answer(Method::get, provider(), path + "/events", "",
                                          {{"last-event-id", id}});
  EXPECT_EQ(over.status, 204);
  Response again = long_trade.answer(Method::get, provider(), path + "/events", "",
                                     {{"last-event-id", "0"}});
  EXPECT_NE(again.parts()->find("event: succeeded"), std::string::npos);
  EXPECT_FALSE(again.parts());
}

TEST(LongOperations, cancelled_while_it_waits_it_is_never_done) {
  LongTrade long_trade;
  long_trade.hold();
  const std::string path = long_trade.begin(Method::post, provider(), "/v1/periods/2026-10/close",
                                            "", {{"if-match", "*"}});
  EXPECT_EQ(read_json(long_trade.answer(Method::get, provider(), path)).at("state"), "waiting");
  const Response told = long_trade.answer(Method::post, provider(), path + "/cancel");
  EXPECT_EQ(told.status, 202);
  long_trade.open = true;
  const auto status = long_trade.ended(provider(), path);
  EXPECT_EQ(status.at("state"), "cancelled");
  EXPECT_EQ(status.at("problem").at("code"), "Cancelled");
  EXPECT_EQ(long_trade.answer(Method::post, provider(), path + "/cancel").status, 200);
  EXPECT_EQ(each(long_trade.answer(Method::get, provider(), "/v1/periods"), "periods", "state"),
            Texts{});
}

}  // namespace
}  // namespace tollbridge::api::native
