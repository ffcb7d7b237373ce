// SPDX-License-Identifier: Apache-2.0
// Goal: the link carries questions and answers unchanged, and whatever else comes back is an error
// that says what to look at. Method: a server of the test's own on loopback that answers rightly,
// wrongly, too much, too little and not at all.
#include "bridge/link/http_link.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>

#include "bridge/limits.h"
#include "bridge/link/answers.h"
#include "bridge/link/commerce_testing.h"

namespace tollbridge::bridge::link {
namespace {

const StackId stack("9c1e0000-0000-4000-8000-000000000001");
const std::string hash_text(64, 'a');

class HttpLinkTest : public ::testing::Test {
 protected:
  LinkOptions options() {
    LinkOptions made;
    made.endpoint = commerce.url() + "/";
    made.stack = stack;
    made.token = [this]() -> Result<std::string> { return "t" + std::to_string(++tokens); };
    return made;
  }
  // What comes of a receipt asked for, when commerce says this.
  Error sent(const Reply& said) {
    commerce.next(said);
    HttpLink link(options());
    const auto receipt = link.send("batch");
    return receipt ? Error{} : receipt.error();
  }
  static std::string first_line(const std::string& request) {
    return request.substr(0, request.find('\r'));
  }

  FakeCommerce commerce;
  int tokens = 0;
};

TEST_F(HttpLinkTest, the_three_questions_go_to_their_paths_over_one_connection) {
  commerce.next(reply(200, R"({"watermark":12,"known":[{"number":12,"hash":")" + hash_text +
                               R"("}],"last_contact":"2026-10-01T00:00:00Z"})"));
  commerce.next(reply(200, "a.receipt.text"));
  const std::string bytes("with a \0 inside", 15);
  commerce.next(reply(200, bytes));
  HttpLink link(options());

  const auto standing = link.standing(7);
  ASSERT_TRUE(standing) << standing.error().message;
  EXPECT_EQ(standing->watermark, 12U);
  ASSERT_EQ(standing->known.size(), 1U);
  EXPECT_EQ(standing->known[0].number, 12U);
  EXPECT_EQ(hex(standing->known[0].hash), hash_text);
  EXPECT_EQ(link.send(bytes).value(), "a.receipt.text");
  EXPECT_EQ(link.fetch(12).value(), bytes);

  const auto requests = commerce.requests();
  ASSERT_EQ(requests.size(), 3U);
  const std::string path = "/v1/stacks/" + stack.text() + "/batches";
  EXPECT_EQ(first_line(requests[0]), "GET " + path + "?from=7 HTTP/1.1");
  EXPECT_EQ(first_line(requests[1]), "POST " + path + " HTTP/1.1");
  EXPECT_EQ(first_line(requests[2]), "GET " + path + "/12 HTTP/1.1");
  EXPECT_TRUE(requests[1].ends_with("\r\n\r\n" + bytes));
  EXPECT_NE(requests[1].find("Content-Type: application/vnd.tollbridge.batch\r\n"),
            std::string::npos);
  EXPECT_NE(requests[0].find("Authorization: Bearer t1\r\n"), std::string::npos);
  EXPECT_NE(requests[2].find("Authorization: Bearer t3\r\n"), std::string::npos);
  EXPECT_EQ(commerce.connections(), 1);
}

TEST_F(HttpLinkTest, what_commerce_refuses_keeps_its_code_and_its_kind) {
  const auto problem = [](int status, const std::string& code) {
    return reply(status, R"({"type":"about:blank","status":1,"code":")" + code +
                             R"(","detail":"Because\u001b of it."})");
  };
  const std::vector<std::tuple<int, std::string, ErrorKind>> cases = {
      {409, "BatchGap", ErrorKind::conflict},
      {409, "BatchDiverged", ErrorKind::conflict},
      {403, "BatchOfAnotherStack", ErrorKind::denied},
      {401, "InvalidAuthenticationToken", ErrorKind::denied},
      {400, "BatchDamaged", ErrorKind::invalid},
      {404, "BatchNotKept", ErrorKind::not_found},
      {404, "NotFound", ErrorKind::denied},
      {429, "TooManyRequests", ErrorKind::busy},
      {503, "Busy", ErrorKind::busy},
      {507, "DiskFull", ErrorKind::io},
      {500, "DiskFailed", ErrorKind::io}};
  for (const auto& [status, code, kind] : cases) {
    const Error error = sent(problem(status, code));
    EXPECT_EQ(error.code, code);
    EXPECT_EQ(error.kind, kind) << code;
    EXPECT_EQ(error.message, "Commerce says: Because\\x1b of it.");
  }
}

TEST_F(HttpLinkTest, an_answer_that_is_not_of_commerce_is_not_believed) {
  const std::vector<Reply> wrong = {
      reply(404, "<html>no such page</html>"), reply(409, "{}"), reply(401, "[]"),
      reply(302, "", "Location: http://127.0.0.1:1/\r\n"), reply(204, ""), reply(500, "oops"),
      reply(400, R"({"code":"no code\n"})"), reply(200, std::string(65 * 1024, 'x')),
      {"SSH-2.0-OpenSSH_9.2\r\n", true}};
  for (const Reply& said : wrong) {
    const Error error = sent(said);
    EXPECT_EQ(error.code, "AnswerWrong") << said.bytes.substr(0, 40);
    EXPECT_EQ(error.kind, ErrorKind::io);
    EXPECT_FALSE(error.message.empty());
  }
  EXPECT_EQ(sent(reply(502, "<html>")).code, "CommerceBusy");
}

TEST_F(HttpLinkTest, no_standing_is_made_up_from_nonsense) {
  const std::string digits(63, 'a');
  const std::string known = R"({"watermark":1,"known":[)";
  const std::vector<std::string> wrong = {
      "null", "{", R"({"watermark":-1,"known":[]})", R"({"watermark":"1","known":[]})",
      R"({"watermark":1})", R"({"watermark":1.5,"known":[]})", known + "1]}",
      known + R"({"number":0,"hash":")" + hash_text + "\"}]}",
      known + R"({"number":1,"hash":")" + digits + "\"}]}",
      known + R"({"number":1,"hash":")" + digits + "g\"}]}", std::string(500'000, '[')};
  for (const std::string& body : wrong) {
    const auto standing = read_standing(body);
    ASSERT_FALSE(standing.has_value()) << body.substr(0, 60);
    EXPECT_EQ(standing.error().code, "AnswerWrong");
  }
  std::string many = R"({"watermark":2000,"known":[)";
  for (std::size_t i = 0; i <= standing_known_max; ++i) {
    many += (i == 0 ? "" : ",") + (R"({"number":)" + std::to_string(i + 1) + R"(,"hash":")") +
            hash_text + "\"}";
  }
  EXPECT_FALSE(read_standing(many + "]}").has_value());
}

TEST_F(HttpLinkTest, an_answer_cut_short_and_one_without_an_end_are_errors) {
  Reply cut = reply(200, "a.receipt.text");
  cut.bytes.resize(cut.bytes.size() - 4);
  cut.close = true;
  EXPECT_EQ(sent(cut).code, "LinkBroken");
  EXPECT_EQ(sent({"", true}).code, "LinkBroken");
  commerce.next({"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" +
                     std::string(limits::batch_bytes_max + 1, 'x'),
                 true});
  HttpLink link(options());
  EXPECT_EQ(link.fetch(1).error().code, "AnswerWrong");
}

TEST_F(HttpLinkTest, how_long_to_wait_is_told_for_the_last_answer_only) {
  commerce.next(reply(429, R"({"code":"TooManyRequests","detail":"x"})", "Retry-After: 7\r\n"));
  commerce.next(reply(503, "later"));
  HttpLink link(options());
  EXPECT_FALSE(link.standing(1).has_value());
  EXPECT_EQ(link.retry_after(), std::chrono::seconds(7));
  EXPECT_FALSE(link.standing(1).has_value());
  EXPECT_EQ(link.retry_after(), std::nullopt);
}

TEST_F(HttpLinkTest, silence_ends_and_a_stopping_process_does_not_wait_for_it) {
  commerce.next({"", true, true});
  LinkOptions quick = options();
  quick.times.whole_seconds = 1;
  EXPECT_EQ(HttpLink(quick).standing(1).error().code, "LinkBroken");

  commerce.next({"", true, true});
  LinkOptions told = options();
  std::atomic<int> asked = 0;
  told.stopping = [&asked] { return ++asked > 3; };
  const auto before = std::chrono::steady_clock::now();
  const auto standing = HttpLink(told).standing(1);
  ASSERT_FALSE(standing.has_value());
  EXPECT_EQ(standing.error().code, "LinkStopped");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10));
}

TEST_F(HttpLinkTest, nothing_is_sent_where_it_should_not_go) {
  for (const std::string& endpoint :
       {std::string("http://127.0.0.1:1"), std::string("https://127.0.0.1:1"), std::string(),
        std::string("file:///etc/passwd"), std::string("https://no such host/"),
        "https" + commerce.url().substr(4)}) {
    LinkOptions made = options();
    made.endpoint = endpoint;
    made.plain_http_anywhere = true;
    made.times.connect_seconds = 1;
    const auto standing = HttpLink(made).standing(1);
    ASSERT_FALSE(standing.has_value()) << endpoint;
    EXPECT_EQ(standing.error().kind, ErrorKind::io) << endpoint;
  }
  LinkOptions clear = options();
  clear.endpoint = "http://192.0.2.1/";
  EXPECT_EQ(HttpLink(clear).standing(1).error().code, "LinkNotEncrypted");
  LinkOptions keyless = options();
  keyless.token = []() -> Result<std::string> {
    return fail(ErrorKind::damaged, "StackKeyDamaged", "No key.");
  };
  EXPECT_EQ(HttpLink(keyless).standing(1).error().code, "StackKeyDamaged");
  EXPECT_TRUE(commerce.requests().empty());
}

}  // namespace
}  // namespace tollbridge::bridge::link
