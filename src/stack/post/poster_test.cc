// SPDX-License-Identifier: Apache-2.0
// Goal: readings reach the server whole, and whatever it answers is told as what it is. Method: an
// exchange that takes the place of the network and answers as the readings API does.
#include "stack/post/poster.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>

#include "stack/json/readings.h"

namespace tollbridge::stack::post {
namespace {

class Server {
 public:
  web::Answer answer(long status, const std::string& body) {
    web::Answer one;
    one.status = status;
    one.body = body;
    return one;
  }
  // Answers with these, then takes everything.
  std::deque<Result<web::Answer>> next;
  std::vector<web::Ask> asked;
  std::string token = "t";

  Poster poster() {
    PostSetting setting;
    setting.to = "http://127.0.0.1:8080/";
    setting.stack = StackId("9c1e0000-0000-4000-8000-000000000001");
    setting.token = [this]() -> Result<std::string> { return token; };
    return Poster(setting, [this](const web::Ask& ask) -> Result<web::Answer> {
      asked.push_back(ask);
      if (!next.empty()) {
        auto one = std::move(next.front());
        next.pop_front();
        return one;
      }
      const auto count = json::parse_readings(ask.body, 1'000'000).readings.size();
      return answer(200, R"({"accepted":)" + std::to_string(count) +
                             R"(,"duplicate":0,"rejected":0,"rounded":0,"errors":[]})");
    });
  }
};

std::vector<Posted> readings(std::size_t count) {
  std::vector<Posted> list(count);
  for (std::size_t i = 0; i < count; ++i) {
    list[i].track.series = {LocalSubscriptionId("shop"), MeterId("cpu"),
                            ResourceId("/vm/" + std::to_string(i))};
    list[i].reading.value = Quantity::from_whole(1);
    list[i].line = i + 100;
  }
  return list;
}

TEST(Poster, readings_are_posted_as_lines_with_the_token_of_that_moment) {
  Server server;
  Poster poster = server.poster();
  EXPECT_EQ(poster.take(readings(2)).value().accepted, 2U);
  server.token = "u";
  EXPECT_EQ(poster.take(readings(1)).value().accepted, 1U);
  ASSERT_EQ(server.asked.size(), 2U);
  EXPECT_EQ(server.asked[0].method, "POST");
  EXPECT_EQ(server.asked[0].url, "http://127.0.0.1:8080/v1/stacks/"
                                 "9c1e0000-0000-4000-8000-000000000001/readings");
  EXPECT_EQ(server.asked[0].headers[0], "Authorization: Bearer t");
  EXPECT_EQ(server.asked[0].headers[1], "Content-Type: application/x-ndjson");
  EXPECT_EQ(server.asked[1].headers[0], "Authorization: Bearer u");
  EXPECT_EQ(json::parse_readings(server.asked[0].body, 10).readings.size(), 2U);
}

TEST(Poster, many_go_in_portions_and_nothing_goes_as_nothing) {
  Server server;
  Poster poster = server.poster();
  EXPECT_EQ(poster.take({}).value().accepted, 0U);
  EXPECT_TRUE(server.asked.empty());
  EXPECT_EQ(poster.take(readings(portion_readings_max + 1)).value().accepted,
            portion_readings_max + 1);
  EXPECT_EQ(server.asked.size(), 2U);
}

TEST(Poster, a_portion_has_an_end_in_bytes_too) {
  Server server;
  Poster poster = server.poster();
  auto large = readings(20);
  for (Posted& one : large) one.reading.location = std::string(800 * 1024, 'x');
  EXPECT_EQ(poster.take(large).value().accepted, 20U);
  EXPECT_EQ(server.asked.size(), 2U);
}

TEST(Poster, a_rejection_names_the_reading_it_is_about) {
  Server server;
  server.next.push_back(server.answer(
      200, R"({"accepted":0,"duplicate":1,"rejected":2,"rounded":0,"errors":[)"
           R"({"line":2,"code":"TooLate","message":"too late"}]})"));
  const auto taken = server.poster().take(readings(3)).value();
  EXPECT_EQ(taken.duplicate, 1U);
  ASSERT_EQ(taken.rejected.size(), 2U);
  EXPECT_EQ(taken.rejected[0].line, 101U);
  EXPECT_EQ(taken.rejected[0].code, "TooLate");
  EXPECT_NE(taken.rejected[0].text.find("/vm/1"), std::string::npos) << taken.rejected[0].text;
  EXPECT_EQ(taken.rejected[1].code, "NotListed");
}

struct Refusal {
  long status;
  std::string body;
  std::string code;
  ErrorKind kind;
};

TEST(Poster, what_the_server_refuses_is_told_by_its_kind) {
  for (const Refusal& one : {
           Refusal{401, "", "TokenRefused", ErrorKind::busy},
           Refusal{403, R"({"detail":"not yours"})", "PostRefused", ErrorKind::denied},
           Refusal{404, "", "PostRefused", ErrorKind::not_found},
           Refusal{413, "", "PostRefused", ErrorKind::invalid},
           Refusal{429, "", "ServerBusy", ErrorKind::busy},
           Refusal{500, "", "ServerFailed", ErrorKind::io},
           Refusal{503, "", "ServerFailed", ErrorKind::io},
           Refusal{302, "", "ServerFailed", ErrorKind::io},
           Refusal{200, "<html>", "ServerFailed", ErrorKind::io},
           Refusal{200, R"({"accepted":7,"duplicate":0,"rejected":0,"errors":[]})", "ServerFailed",
                   ErrorKind::io},
           Refusal{200, R"({"accepted":1,"duplicate":0,"rejected":0})", "ServerFailed",
                   ErrorKind::io},
       }) {
    Server server;
    server.next.push_back(server.answer(one.status, one.body));
    const auto taken = server.poster().take(readings(1));
    ASSERT_FALSE(taken.has_value()) << one.status;
    EXPECT_EQ(taken.error().code, one.code) << one.status;
    EXPECT_EQ(taken.error().kind, one.kind) << one.status;
    if (!one.body.empty() && one.status == 403) {
      EXPECT_NE(taken.error().message.find("not yours"), std::string::npos);
    }
  }
}

TEST(Poster, when_to_come_again_is_kept_until_the_next_call) {
  Server server;
  auto busy = server.answer(503, "");
  busy.retry_after = std::chrono::seconds(9);
  server.next.push_back(busy);
  Poster poster = server.poster();
  EXPECT_FALSE(poster.take(readings(1)).has_value());
  EXPECT_EQ(poster.retry_after(), std::chrono::seconds(9));
  EXPECT_TRUE(poster.take(readings(1)).has_value());
  EXPECT_EQ(poster.retry_after(), std::nullopt);
}

TEST(Poster, a_network_that_is_down_is_passed_on) {
  Server server;
  server.next.push_back(fail(ErrorKind::io, "Unreachable", "down"));
  EXPECT_EQ(server.poster().take(readings(1)).error().code, "Unreachable");
}

TEST(TokenOfFile, a_new_token_is_seen_at_once) {
  const std::string path = ::testing::TempDir() + "token_" + std::to_string(::getpid());
  const auto token = token_of_file(path);
  EXPECT_EQ(token().error().code, "TokenUnreadable");
  std::ofstream(path) << " \n";
  EXPECT_EQ(token().error().code, "TokenUnreadable");
  std::ofstream(path) << "one\n";
  EXPECT_EQ(token().value(), "one");
  std::ofstream(path) << "two";
  EXPECT_EQ(token().value(), "two");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace tollbridge::stack::post
