// SPDX-License-Identifier: Apache-2.0
// Goal: what is no sound request is refused, what follows it is never taken for one, and nobody
// else notices. Method: each kind of damage over a raw socket, whole and byte by byte, to a real
// server, beside a good client that must be served all the while.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "api/http/serving_testing.h"

namespace tollbridge::api::http {
namespace {

using namespace std::chrono_literals;

std::vector<Operation> operations() {
  Operation echo;
  echo.id = "echo";
  echo.method = Method::post;
  echo.path = "/v1/echo/{name}";
  echo.access = {Object::service, "", {{Role::anonymous, {Relation::any}}}};
  echo.body = {Takes::text, "", {"text/plain"}, 64 * 1024, false};
  echo.run = [](const Call& call, Desk& /*desk*/) {
    return Result<Response>(json_response(200, call.at("name") + "|" + call.request.body));
  };
  Operation health;
  health.id = "health";
  health.method = Method::get;
  health.path = "/healthz";
  health.face = Face::plain;
  health.access = echo.access;
  health.run_aside = [](const Request& /*request*/) { return json_response(200, "fine"); };
  return {echo, health};
}

struct Damage {
  const char* name;
  int status;
  std::string request;
};

const std::string tail = "\r\n\r\n";
// What a smuggler hides behind a request whose length is read in two ways.
const std::string hidden = "GET /healthz HTTP/1.1\r\nHost: hidden\r\n\r\n";
const std::string post = "POST /v1/echo/a HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n";
const std::string get = "GET /healthz HTTP/1.1\r\nHost: a\r\n";

std::string target(const std::string& text) {
  return "GET " + text + " HTTP/1.1\r\nHost: a\r\n\r\n";
}
std::string host(const std::string& text) {
  return "GET /healthz HTTP/1.1\r\nHost: " + text + tail;
}
std::string chunked(const std::string& body) {
  return post + "Transfer-Encoding: chunked\r\n\r\n" + body;
}

const std::string nul(1, '\0');

// All that a proxy in front could read differently.
std::vector<Damage> damaged_lengths() {
  return {
      {"length and chunks", 400, post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                     "0\r\n\r\n" + hidden},
      {"chunks and length", 400, post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" +
                                     "0\r\n\r\n" + hidden},
      {"two lengths", 400, post + "Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcd" + hidden},
      {"one length twice", 400, post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"},
      {"a list of lengths", 400, post + "Content-Length: 4, 4\r\n\r\nabcd"},
      {"a signed length", 400, post + "Content-Length: +4\r\n\r\nabcd"},
      {"a negative length", 400, post + "Content-Length: -4\r\n\r\nabcd"},
      {"a length in hexadecimal", 400, post + "Content-Length: 0x4\r\n\r\nabcd"},
      {"an empty length", 400, post + "Content-Length: \r\n\r\nabcd"},
      {"a length beyond numbers", 400, post + "Content-Length: 99999999999999999999999\r\n\r\n"},
      {"two codings", 501, post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + hidden},
      {"chunked twice", 400,
       post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
      {"chunked before another", 501, post + "Transfer-Encoding: chunked, gzip\r\n\r\n" + hidden},
      {"another coding", 501, post + "Transfer-Encoding: identity\r\n\r\n" + hidden},
      {"a coding that looks like chunked", 400,
       post + "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n" + hidden},
      {"quoted chunked", 501, post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n" + hidden},
      {"chunks in HTTP/1.0", 400,
       "POST /v1/echo/a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden},
  };
}

std::vector<Damage> damaged_lines() {
  return {
      {"a bare line feed", 400, "GET /healthz HTTP/1.1\nHost: a\n\n"},
      {"a bare line feed in the head", 400, get + "A: b\nC: d" + tail},
      {"a bare carriage return", 400, get + "A: b\rC: d" + tail},
      {"a folded line", 400, get + "A: b\r\n c" + tail},
      {"a folded length", 400, post + "Content-Length:\r\n 4\r\n\r\nabcd"},
      {"a header before its name", 400, "GET /healthz HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"a blank before the colon", 400, post + "Content-Length : 4\r\n\r\nabcd"},
      {"a header without a colon", 400, get + "nothing" + tail},
      {"a header without a name", 400, get + ": b" + tail},
      {"a zero byte in a header", 400, get + "A: b" + nul + "c" + tail},
      {"a bell in a header", 400, get + "A: \a" + tail},
      {"a delete character in a header", 400, get + "A: b\x7f" + tail},
      {"a zero byte in the target", 400, target("/health" + nul + "z")},
      {"two empty lines first", 400, "\r\n\r\n" + get + "\r\n"},
      {"a TLS greeting on a plain port", 400, "\x16\x03\x01\x02\x05\x01\x03\x03"},
      {"another protocol", 400, "SSH-2.0-OpenSSH_9.2\r\n\r\n"},
      {"HTTP/2 without asking", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"HTTP/0.9", 400, "GET /healthz\r\n\r\n"},
      {"HTTP/1.2", 505, "GET /healthz HTTP/1.2\r\nHost: a\r\n\r\n"},
      {"two blanks in the request line", 400, "GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"something behind the version", 505, "GET /healthz HTTP/1.1 x\r\nHost: a\r\n\r\n"},
      {"an unknown method", 501, "BREW /healthz HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a method in lower case", 501, "get /healthz HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"an echo", 405, "TRACE /healthz HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"asking for options", 405, "OPTIONS /healthz HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a tunnel", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"},
  };
}

std::vector<Damage> damaged_hosts() {
  return {
      {"no host", 400, "GET /healthz HTTP/1.1\r\n\r\n"},
      {"an empty host", 400, host("")},
      {"two hosts", 400, get + "Host: b" + tail},
      {"a host with a path", 400, host("a/b")},
      {"a host with a user", 400, host("user@a")},
      {"a host with a comma", 400, host("a, b")},
      {"a host with an escape", 400, host("a%2eb")},
      {"a host with a large port", 400, host("a:99999")},
      {"a host with a long port", 400, host("a:000000000000080")},
      {"a host with port 0", 400, host("a:0")},
      {"a host that breaks a link", 400, host("a\"><x")},
  };
}

std::vector<Damage> damaged_targets() {
  return {
      {"a target without a slash", 400, target("healthz")},
      {"a target of a file", 400, target("file:///etc/passwd")},
      {"a target with a fragment", 400, target("/healthz#x")},
      {"a target with a broken escape", 400, target("/health%2")},
      {"a target with a false escape", 400, target("/health%zz")},
      {"an escaped zero byte", 400, target("/health%00z")},
      {"an escaped line feed", 400, target("/health%0d%0az")},
      {"a target that is no UTF-8", 400, target("/v1/%ff%fe")},
      {"overlong UTF-8", 400, target("/v1/%c0%ae%c0%ae/x")},
      {"half a surrogate", 400, target("/v1/%ed%a0%80")},
      {"raw bytes above 127", 400, target("/v1/\xc3\xa4")},
      {"a way up", 400, target("/v1/../healthz")},
      {"an escaped way up", 400, target("/v1/%2e%2e/healthz")},
      {"a dot", 400, target("/./healthz")},
      {"a zero byte in the query", 400, target("/healthz?a=%00")},
      {"a query that is no UTF-8", 400, target("/healthz?a=%ff")},
      {"a long target", 414, target("/" + std::string(9000, 'a'))},
      {"a very long target", 431, target("/" + std::string(20000, 'a'))},
      {"a long header", 431, get + "A: " + std::string(20000, 'b') + tail},
      {"many headers", 431, [] {
         std::string text = get;
         for (int i = 0; i < 2000; ++i) text += "H" + std::to_string(i) + ": v\r\n";
         return text + "\r\n";
       }()},
      {"two authorizations", 400,
       get + "Authorization: Bearer a\r\nAuthorization: Bearer b" + tail},
      {"another expectation", 417, post + "Expect: a-miracle\r\nContent-Length: 1\r\n\r\n"},
  };
}

std::vector<Damage> damaged_chunks() {
  return {
      {"a chunk without a size", 400, chunked("\r\nabc\r\n0\r\n\r\n")},
      {"a chunk with a false size", 400, chunked("zz\r\nabc\r\n0\r\n\r\n")},
      {"a chunk with a negative size", 400, chunked("-1\r\nabc\r\n0\r\n\r\n")},
      {"a chunk beyond numbers", 400, chunked("fffffffffffffffff\r\nabc\r\n0\r\n\r\n")},
      {"a chunk longer than its size", 400, chunked("2\r\nabc\r\n0\r\n\r\n")},
      {"a chunk line that ends in LF", 400, chunked("3\nabc\r\n0\r\n\r\n")},
      {"a chunk beyond the limit", 413, chunked("fffffff\r\n" + std::string(70000, 'a'))},
      {"an endless chunk line", 400, chunked("1;" + std::string(40000, 'x'))},
      {"endless fields at the end", 400, chunked("0\r\nA: " + std::string(40000, 'x'))},
      {"a length at the end", 400, chunked("0\r\nContent-Length: 5\r\n\r\n" + hidden)},
  };
}

std::vector<Damage> damages() {
  std::vector<Damage> all;
  for (const auto& some : {damaged_lengths(), damaged_lines(), damaged_hosts(),
                           damaged_targets(), damaged_chunks()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// The status of the one answer; -1 if what was hidden behind the request was answered as well.
int refused(Serving& serving, const std::string& request, bool by_bytes) {
  RawClient client(serving.port());
  if (by_bytes) {
    for (const char& byte : request) {
      if (!client.send({&byte, 1})) break;
    }
  } else {
    client.send(request);
  }
  client.end();
  const std::string answers = client.rest();
  const std::size_t second = answers.find("HTTP/1.1 ", 1);
  return second != std::string::npos ? -1 : status_of_answer(answers);
}

TEST(MalformedRequests, each_kind_is_refused_and_ends_the_connection) {
  Serving serving(operations());
  RawClient good(serving.port());
  ASSERT_GE(damages().size(), 25U);
  for (const Damage& damage : damages()) {
    EXPECT_EQ(refused(serving, damage.request, false), damage.status) << damage.name;
    EXPECT_EQ(status_of_answer(good.ask(get + "\r\n")), 200) << damage.name;
  }
}

TEST(MalformedRequests, a_byte_at_a_time_they_are_refused_as_well) {
  Serving serving(operations());
  for (const Damage& damage : damages()) {
    if (damage.request.size() > 1000) continue;
    EXPECT_EQ(refused(serving, damage.request, true), damage.status) << damage.name;
  }
}

TEST(MalformedRequests, unusual_and_sound_requests_are_served) {
  Serving serving(operations());
  for (const std::string& request : std::vector<std::string>{
           "\r\n" + get + "\r\n",
           get + "A:\tb \r\n\r\n",
           get + "A:\r\n\r\n",
           get + "Content-Length: 3\r\n\r\nabc",
           "GET /healthz?? HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /healthz/ HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /%68ealthz HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /healthz HTTP/1.1\r\nhOsT: [::1]:8080\r\n\r\n",
           "GET http://a/healthz HTTP/1.1\r\nHost: a\r\n\r\n",
           "GET /healthz HTTP/1.0\r\n\r\n",
           post + "Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\n003\r\nabc\r\n0;a=\"b\"\r\nX: y\r\n\r\n",
           post + "Content-Length: 0\r\n\r\n",
           post + "Content-Length: 0003\r\n\r\nabc"}) {
    const int status = refused(serving, request, false);
    EXPECT_EQ(refused(serving, request, true), status) << request;
    EXPECT_EQ(status, 200) << request;
  }
}

TEST(MalformedRequests, names_in_a_path_arrive_as_they_were_meant) {
  Serving serving(operations());
  RawClient client(serving.port());
  for (const auto& [sent, meant] : std::vector<std::pair<std::string, std::string>>{
           {"a%20b", "a b"}, {"a+b", "a+b"}, {"%C3%A4", "\xc3\xa4"}, {"a%2Fb", "a/b"},
           {"a%252e", "a%2e"}, {"..%2f", "../"}, {"(a)'$b'", "(a)'$b'"}}) {
    EXPECT_EQ(body_of(client.ask("POST /v1/echo/" + sent +
                                 " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")),
              meant + "|");
  }
}

Options hasty() {
  Options options;
  options.patience.header = 200ms;
  options.patience.idle = 300ms;
  options.patience.pace_grace = 300ms;
  options.patience.pace_bytes = 1024 * 1024;
  return options;
}

TEST(SlowClients, a_head_that_drips_in_is_not_waited_for) {
  Serving serving(operations(), hasty());
  RawClient client(serving.port());
  client.send("GET /healthz HTTP/1.1\r\n");
  for (int i = 0; i < 20 && client.send("A: b\r\n"); ++i) std::this_thread::sleep_for(50ms);
  EXPECT_TRUE(client.closed());
  serving.stop();
  EXPECT_GE(serving.observer.count(ConnectionEvent::timed_out), 1);
}

TEST(SlowClients, a_body_that_drips_in_is_not_waited_for) {
  Serving serving(operations(), hasty());
  RawClient client(serving.port());
  client.send(post + "Content-Length: 1000\r\n\r\n");
  for (int i = 0; i < 20 && client.send("x"); ++i) std::this_thread::sleep_for(50ms);
  EXPECT_EQ(client.answer().find("HTTP/1.1 200"), std::string::npos);
  EXPECT_TRUE(client.closed());
}

TEST(SlowClients, an_idle_connection_is_closed) {
  Serving serving(operations(), hasty());
  RawClient fresh(serving.port());
  RawClient used(serving.port());
  EXPECT_EQ(status_of_answer(used.ask(get + "\r\n")), 200);
  EXPECT_TRUE(fresh.closed());
  EXPECT_TRUE(used.closed());
}

TEST(SlowClients, who_does_not_read_its_answers_is_not_waited_for) {
  Serving serving(operations(), hasty());
  RawClient client(serving.port());
  const int small = 4096;
  ::setsockopt(client.descriptor(), SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
  const std::string request =
      post + "Content-Length: 60000\r\n\r\n" + std::string(60000, 'x');
  // Ends when the server has given up, at the latest when 64 MB were taken without an answer read.
  int sent = 0;
  while (sent < 1000 && client.send(request)) ++sent;
  EXPECT_LT(sent, 1000);
}

TEST(SlowClients, while_hundreds_are_slow_others_are_served) {
  Serving serving(operations());
  std::vector<RawClient> slow;
  for (int i = 0; i < 300; ++i) {
    slow.emplace_back(serving.port());
    slow.back().send("GET /healthz HTTP/1.1\r\nHo");
  }
  RawClient good(serving.port());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(status_of_answer(good.ask(get + "\r\n")), 200);
}

}  // namespace
}  // namespace tollbridge::api::http
