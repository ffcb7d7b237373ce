// SPDX-License-Identifier: Apache-2.0
// Goal: readings posted for a stack are taken once, bad ones cost nothing but themselves, and who
// may not post learns nothing. Method: bodies in small pieces, to the operation over memory.
#include <atomic>
#include <mutex>
#include <thread>

#include "api/stack/face_testing.h"

namespace tollbridge::api::stack_face {
namespace {

// Any thread may ask; one at a time is served.
class OneAtATime final : public Engine {
 public:
  explicit OneAtATime(Desk& desk) : desk_(desk) {}
  Status run(const std::function<Status(Desk&)>& work) override {
    const std::lock_guard lock(mutex_);
    ++runs;
    return work(desk_);
  }
  Instant now() override { return desk_.now(); }
  int runs = 0;

 private:
  std::mutex mutex_;
  Desk& desk_;
};

const Headers ndjson{{"content-type", "application/x-ndjson"}};

Response post(Clouds& clouds, const Principal& who, const std::string& body,
              Headers headers = ndjson, const std::string& stack = north,
              std::size_t breaks_at = std::string::npos) {
  OneAtATime engine(clouds.desk);
  Pieces pieces(body, 11, breaks_at);
  const auto asked = request_for(Method::post, "/v1/stacks/" + stack + "/readings",
                                 std::move(headers));
  return clouds.service.perform_stream(clouds.service.route(asked).value(), asked, who, pieces,
                                       engine);
}

std::string reading(const std::string& at, const std::string& value = "1",
                    const std::string& subscription = "shop") {
  return R"({"subscription":")" + subscription + R"(","meter":"vcpu","resource":"/vm/1","at":")" +
         at + R"(","value":)" + value + "}\n";
}

std::string counts(const Response& answer) {
  const auto json = read_json(answer);
  if (answer.status != 200) return std::to_string(answer.status) + " " + answer.body;
  return json.at("accepted").dump() + " new, " + json.at("duplicate").dump() + " again, " +
         json.at("rejected").dump() + " rejected";
}

TEST(Readings, what_is_posted_twice_is_taken_once) {
  Clouds clouds;
  const std::string body = reading("2026-11-02T05:00:00Z") + reading("2026-11-02T05:10:00Z");
  EXPECT_EQ(counts(post(clouds, operator_of(north), body)), "2 new, 0 again, 0 rejected");
  EXPECT_EQ(counts(post(clouds, provider(), body)), "0 new, 2 again, 0 rejected");
  EXPECT_EQ(clouds.northern->books().tracks().size(), 1U);
}

TEST(Readings, a_bad_one_is_told_with_its_line_and_costs_nothing_else) {
  Clouds clouds;
  const std::string body = reading("2026-11-02T05:00:00Z") + "not json\n" +
                           reading("2026-11-09T05:00:00Z") + reading("2026-11-02T05:00:00Z", "2") +
                           reading("2026-11-02T05:01:00Z", "0.1234567890123456789");
  const auto answer = post(clouds, operator_of(north), body);
  EXPECT_EQ(counts(answer), "2 new, 0 again, 3 rejected");
  const auto json = read_json(answer);
  EXPECT_EQ(json.at("rounded"), 1);
  std::string told;
  for (const auto& one : json.at("errors")) {
    told += one.at("line").dump() + " " + one.at("code").get<std::string>() + ";";
  }
  EXPECT_EQ(told, "2 InvalidJson;3 TooFarAhead;4 ReadingConflict;");
}

TEST(Readings, another_operators_stack_is_answered_as_one_that_does_not_exist) {
  Clouds clouds;
  const std::string body = reading("2026-11-02T05:00:00Z");
  const std::string nowhere = "9c1e0000-0000-4000-8000-00000000ffff";
  const auto foreign = post(clouds, operator_of(north), body, ndjson, south);
  auto missing = post(clouds, operator_of(north), body, ndjson, nowhere);
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(missing.status, 404);
  auto text = missing.body;
  for (auto at = text.find(nowhere); at != std::string::npos; at = text.find(nowhere)) {
    text.replace(at, nowhere.size(), south);
  }
  EXPECT_EQ(foreign.body, text);
  EXPECT_EQ(post(clouds, provider(), body, ndjson, nowhere).status, 404);
  EXPECT_EQ(post(clouds, provider(), "", ndjson, nowhere).status, 404) << "nothing to take";
  EXPECT_EQ(post(clouds, caller_of(Role::tenant), body).status, 403);
  EXPECT_EQ(post(clouds, caller_of(Role::partner), body).status, 403);
}

TEST(Readings, lists_and_events_are_taken_too) {
  Clouds clouds;
  std::string list = "[\n" + reading("2026-11-02T05:00:00Z") + "," +
                     reading("2026-11-02T05:05:00Z") + "]";
  EXPECT_EQ(counts(post(clouds, provider(), list, {{"content-type", "application/json"}})),
            "2 new, 0 again, 0 rejected");
  const std::string data =
      R"({"subscription":"shop","meter":"vcpu","resource":"/vm/1","value":"3"})";
  const std::string event = R"({"specversion":"1.0","id":"1","source":"/s","type":"t",
    "time":"2026-11-02T04:00:00Z", "data":)" + data + "}";
  EXPECT_EQ(counts(post(clouds, provider(), event,
                        {{"content-type", "application/cloudevents+json"}})),
            "1 new, 0 again, 0 rejected");
  EXPECT_EQ(counts(post(clouds, provider(), data,
                        {{"content-type", "application/json"}, {"ce-specversion", "1.0"},
                         {"ce-id", "2"}, {"ce-source", "/s"}, {"ce-type", "t"},
                         {"ce-time", "2026-11-02T04:00:00Z"}})),
            "1 new, 0 again, 0 rejected");
}

TEST(Readings, a_post_of_any_length_is_taken_in_portions) {
  Clouds clouds;
  const auto begin = parse_instant("2026-11-01T00:00:00Z").value();
  std::string body;
  const std::size_t many = 20'005;
  for (std::size_t i = 0; i < many; ++i) {
    body += reading(tollbridge::to_string(begin + std::chrono::milliseconds(i)));
  }
  body += "not json\n";
  OneAtATime engine(clouds.desk);
  Pieces pieces(body, 65'536);
  const auto asked = request_for(Method::post, "/v1/stacks/" + north + "/readings", ndjson);
  const auto answer = clouds.service.perform_stream(clouds.service.route(asked).value(), asked,
                                                    provider(), pieces, engine);
  EXPECT_EQ(counts(answer), std::to_string(many) + " new, 0 again, 1 rejected");
  EXPECT_EQ(read_json(answer).at("errors").at(0).at("line"), many + 1);
  EXPECT_EQ(engine.runs, 3);
}

TEST(Readings, a_body_that_breaks_off_says_what_was_kept) {
  Clouds clouds;
  const std::string body = reading("2026-11-02T05:00:00Z");
  const auto broken = post(clouds, provider(), body + std::string(50, 'x'), ndjson, north,
                           body.size());
  EXPECT_EQ(broken.status, 400);
  EXPECT_EQ(read_json(broken).at("code"), "ClientGone");
  EXPECT_NE(broken.body.find("1 readings before it are kept"), std::string::npos) << broken.body;
}

TEST(Readings, other_types_and_packings_are_refused) {
  Clouds clouds;
  EXPECT_EQ(post(clouds, provider(), "x", {{"content-type", "text/csv"}}).status, 415);
  EXPECT_EQ(post(clouds, provider(), "x",
                 {{"content-type", "application/json"}, {"content-encoding", "br"}}).status, 415);
  EXPECT_EQ(read_json(post(clouds, provider(), "x",
                           {{"content-type", "application/json"}, {"content-encoding", "gzip"}}))
                .at("code"),
            "NotPacked");
}

TEST(Readings, many_posts_at_once_each_get_their_own_counts) {
  std::atomic<std::uint64_t> told = 0;
  Clouds clouds({[&told](const StackId&, const TakenCounts& taken) { told += taken.accepted; }});
  OneAtATime engine(clouds.desk);
  constexpr std::size_t posts = 8;
  std::vector<std::string> answers(posts);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < posts; ++i) {
    threads.emplace_back([&, i] {
      Pieces pieces(reading("2026-11-02T05:0" + std::to_string(i) + ":00Z") + "bad\n", 16);
      const std::string& stack = i % 2 == 0 ? north : south;
      const auto asked = request_for(Method::post, "/v1/stacks/" + stack + "/readings", ndjson);
      answers[i] = counts(clouds.service.perform_stream(clouds.service.route(asked).value(), asked,
                                                        provider(), pieces, engine));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(answers, std::vector<std::string>(posts, "1 new, 0 again, 1 rejected"));
  EXPECT_EQ(told, posts);
}

}  // namespace
}  // namespace tollbridge::api::stack_face
