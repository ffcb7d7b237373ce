// SPDX-License-Identifier: Apache-2.0
// Goal: what a client sends over a connection reaches the right operation, and its answer comes
// back whole. Method: a real server on a free loopback port, raw sockets.
#include "api/http/server.h"

#include <gtest/gtest.h>

#include "api/http/serving_testing.h"

namespace tollbridge::api::http {
namespace {

using namespace std::chrono_literals;

Operation row(std::string id, Method method, std::string path, Handler run) {
  Operation made;
  made.id = std::move(id);
  made.method = method;
  made.path = std::move(path);
  made.access = {Object::service, "", {{Role::provider, {Relation::any}}}};
  made.run = std::move(run);
  return made;
}

Operation open_row(std::string id, std::string path, AsideHandler run) {
  Operation made = row(std::move(id), Method::get, std::move(path), nullptr);
  made.face = Face::plain;
  made.access = {Object::service, "", {{Role::anonymous, {Relation::any}}}};
  made.run_aside = std::move(run);
  return made;
}

// Answers with what it was sent.
Operation echo() {
  auto made = row("echo", Method::post, "/v1/echo", [](const Call& call, Desk& /*desk*/) {
    return Result<Response>(json_response(200, call.request.body));
  });
  made.body = {Takes::text, "", {"text/plain"}, 1000, false};
  return made;
}

Operation counter() {
  auto made = row("count", Method::post, "/v1/count", nullptr);
  made.body = {Takes::stream, "", {"text/plain"}, 64 * 1024 * 1024, false};
  made.run_stream = [](const Call& call, BodyStream& body, Engine& engine) -> Result<Response> {
    std::size_t bytes = 0;
    while (true) {
      auto piece = body.next();
      if (!piece) return pass(piece);
      if (piece->empty()) break;
      bytes += piece->size();
      if (call.request.header_count("x-stop") > 0 && bytes > 100'000) {
        return fail(ErrorKind::invalid, "Enough", "No more, please.");
      }
      if (call.request.header_count("x-slowly") > 0) std::this_thread::sleep_for(1ms);
      auto recorded = engine.run([](Desk& /*desk*/) -> Status { return {}; });
      if (!recorded) return pass(recorded);
    }
    return json_response(200, std::to_string(bytes));
  };
  return made;
}

Operation parts() {
  auto made = row("parts", Method::get, "/v1/parts", [](const Call& /*call*/, Desk& /*desk*/) {
    Response response = json_response(200, "0\n");
    response.parts = [n = std::make_shared<int>(0)]() -> std::optional<std::string> {
      if (*n == 1000) return {};
      return std::to_string(++*n) + "\n";
    };
    return Result<Response>(std::move(response));
  });
  return made;
}

std::vector<Operation> operations() {
  auto arm = row("things", Method::get, "/subscriptions/{subscription}/things",
                 [](const Call& call, Desk& /*desk*/) {
                   return Result<Response>(json_response(200, "\"" + call.at("subscription") +
                                                                  "\""));
                 });
  arm.face = Face::arm;
  auto thrower = row("throw", Method::get, "/v1/throw",
                     [](const Call& /*call*/, Desk& /*desk*/) -> Result<Response> {
                       throw std::runtime_error("out of paper");
                     });
  auto sleeper = row("sleep", Method::get, "/v1/sleep",
                     [](const Call& /*call*/, Desk& /*desk*/) -> Result<Response> {
                       std::this_thread::sleep_for(200ms);
                       return json_response(200, "\"slept\"");
                     });
  auto where = row("where", Method::get, "/v1/where", [](const Call& call, Desk& /*desk*/) {
    return Result<Response>(json_response(200, call.request.base_url));
  });
  return {open_row("health", "/healthz", [](const Request& /*asked*/) {
            return json_response(200, R"({"status":"ok"})");
          }),
          echo(), counter(), parts(), arm, thrower, sleeper, where};
}

std::string get(std::string_view path, std::string_view more = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost:1\r\n" + std::string(more) +
         "\r\n";
}
constexpr std::string_view provider = "Authorization: Bearer provider\r\n";
std::string post(std::string_view path, std::string_view body, std::string_view more = provider) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) +
         "Content-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

bool has(std::string_view answer, std::string_view text) {
  return answer.find(text) != std::string_view::npos;
}

TEST(Server, an_answer_has_the_headers_every_answer_has) {
  Serving serving(operations());
  RawClient client(serving.port());
  const std::string answer = client.ask(get("/healthz"));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  for (const char* header :
       {"Date: Mon, 23 Nov 2026 07:05:26 GMT\r\n", "Cache-Control: no-cache\r\n",
        "Pragma: no-cache\r\n", "Expires: -1\r\n", "X-Content-Type-Options: nosniff\r\n",
        "x-ms-request-id: ", "Content-Type: application/json; charset=utf-8\r\n",
        "Content-Length: 15\r\n", "Connection: keep-alive\r\n"}) {
    EXPECT_TRUE(has(answer, header)) << header << answer;
  }
  EXPECT_FALSE(has(answer, "Strict-Transport-Security"));
  EXPECT_FALSE(has(answer, "x-ms-correlation-request-id"));
  EXPECT_EQ(body_of(answer), R"({"status":"ok"})");
}

TEST(Server, an_azure_face_answers_with_its_ids) {
  Serving serving(operations());
  RawClient client(serving.port());
  const std::string id = "0f8fad5b-d9cb-469f-a165-70867728950e";
  const std::string answer = client.ask(
      get("/subscriptions/s1/things?api-version=2020-06-01-preview",
          std::string(provider) + "x-ms-correlation-request-id: " + id +
              "\r\nx-ms-client-request-id: mine\r\nx-ms-return-client-request-id: true\r\n"));
  EXPECT_EQ(status_of_answer(answer), 200) << answer;
  EXPECT_TRUE(has(answer, "x-ms-correlation-request-id: " + id)) << answer;
  EXPECT_TRUE(has(answer, "x-ms-routing-request-id: LOCAL:20261123T070526Z:" + id)) << answer;
  EXPECT_TRUE(has(answer, "x-ms-client-request-id: mine\r\n")) << answer;
  const std::string quiet = client.ask(
      get("/subscriptions/s1/things?api-version=2020-06-01-preview",
          std::string(provider) + "x-ms-client-request-id: mine\r\n"));
  EXPECT_FALSE(has(quiet, "mine")) << quiet;
}

TEST(Server, requests_sent_ahead_are_answered_in_their_order) {
  Serving serving(operations());
  RawClient client(serving.port());
  std::string requests;
  for (int i = 0; i < 200; ++i) requests += post("/v1/echo", "\"" + std::to_string(i) + "\"");
  client.send(requests);
  for (int i = 0; i < 200; ++i) {
    EXPECT_EQ(body_of(client.answer()), "\"" + std::to_string(i) + "\"");
  }
}

TEST(Server, a_caller_without_a_token_or_with_a_bad_one_is_turned_away) {
  Serving serving(operations());
  RawClient client(serving.port());
  for (const char* token : {"", "Authorization: Bearer bad\r\n"}) {
    const std::string answer = client.ask(post("/v1/echo", "x", token));
    EXPECT_EQ(status_of_answer(answer), 401) << answer;
    EXPECT_TRUE(has(answer, "WWW-Authenticate: Bearer")) << answer;
    EXPECT_TRUE(has(answer, "application/problem+json")) << answer;
  }
  const std::string azure =
      client.ask(get("/subscriptions/s1/things?api-version=2020-06-01-preview"));
  EXPECT_EQ(status_of_answer(azure), 401);
  EXPECT_TRUE(body_of(azure).starts_with(R"({"error":{"code":"InvalidAuthenticationToken")"))
      << azure;
  EXPECT_EQ(body_of(client.ask(post("/v1/echo", "still here"))), "still here");
}

TEST(Server, head_says_the_length_and_sends_no_body) {
  Serving serving(operations());
  RawClient client(serving.port());
  client.send("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + get("/healthz"));
  const std::string head = client.answer(true);
  EXPECT_TRUE(has(head, "Content-Length: 15\r\n"));
  EXPECT_EQ(body_of(client.answer()), R"({"status":"ok"})");
}

TEST(Server, a_client_that_waits_for_a_go_ahead_gets_it) {
  Serving serving(operations());
  RawClient client(serving.port());
  const std::string head = "POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                           "Content-Length: 5\r\nExpect: 100-continue\r\n";
  client.send(head + std::string(provider) + "\r\n");
  EXPECT_EQ(client.answer(true), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(body_of(client.ask("hello")), "hello");
  // Whoever may not send it is told so instead.
  EXPECT_EQ(status_of_answer(client.ask(head + "\r\n")), 401);
  EXPECT_TRUE(client.closed());
}

TEST(Server, a_body_in_chunks_arrives_whole) {
  Serving serving(operations());
  RawClient client(serving.port());
  const std::string request =
      "POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n" + std::string(provider) +
      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n";
  EXPECT_EQ(body_of(client.ask(request)), "abcde");
  for (const char byte : request) client.send({&byte, 1});
  EXPECT_EQ(body_of(client.answer()), "abcde");
}

TEST(Server, a_body_that_is_too_large_is_refused_announced_or_not) {
  Serving serving(operations());
  RawClient announced(serving.port());
  const std::string large(1001, 'x');
  EXPECT_EQ(status_of_answer(announced.ask(post("/v1/echo", large))), 413);
  EXPECT_EQ(body_of(announced.ask(post("/v1/echo", "next"))), "next");
  RawClient chunked(serving.port());
  chunked.send("POST /v1/echo HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n" +
               std::string(provider) + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + large);
  EXPECT_EQ(status_of_answer(chunked.answer()), 413);
  EXPECT_TRUE(chunked.closed());
}

TEST(Server, a_long_upload_is_read_piece_by_piece) {
  Serving serving(operations());
  RawClient client(serving.port());
  const std::string body(8 * 1024 * 1024, 'x');
  EXPECT_EQ(body_of(client.ask(post("/v1/count", body))), std::to_string(body.size()));
  const std::string slowly = std::string(provider) + "X-Slowly: 1\r\n";
  EXPECT_EQ(body_of(client.ask(post("/v1/count", body, slowly))), std::to_string(body.size()));
}

TEST(Server, an_upload_may_be_refused_half_way) {
  Serving serving(operations());
  RawClient client(serving.port());
  client.send(post("/v1/count", std::string(4 * 1024 * 1024, 'x'),
                   std::string(provider) + "X-Stop: 1\r\n"));
  const std::string answer = client.answer();
  EXPECT_EQ(status_of_answer(answer), 400) << answer;
  EXPECT_TRUE(has(answer, "Connection: close"));
}

TEST(Server, a_long_answer_comes_in_chunks) {
  Serving serving(operations());
  RawClient client(serving.port());
  client.send(get("/v1/parts", std::string(provider) + "Connection: close\r\n"));
  const std::string answer = client.rest();
  EXPECT_TRUE(has(answer, "Transfer-Encoding: chunked\r\n"));
  EXPECT_FALSE(has(answer, "Content-Length"));
  EXPECT_TRUE(has(answer, "\r\n\r\n2\r\n0\n\r\n2\r\n1\n\r\n"));
  EXPECT_TRUE(answer.ends_with("5\r\n1000\n\r\n0\r\n\r\n"));
  RawClient old(serving.port());
  old.send("GET /v1/parts HTTP/1.0\r\n" + std::string(provider) + "\r\n");
  EXPECT_TRUE(body_of(old.rest()).starts_with("0\n1\n2\n"));
}

TEST(Server, a_handler_that_fails_harms_nobody_else) {
  Serving serving(operations());
  RawClient client(serving.port());
  const std::string answer = client.ask(get("/v1/throw", provider));
  EXPECT_EQ(status_of_answer(answer), 500) << answer;
  EXPECT_EQ(body_of(client.ask(post("/v1/echo", "on"))), "on");
}

TEST(Server, a_client_that_stops_sending_still_gets_its_answer) {
  Serving serving(operations());
  RawClient client(serving.port());
  client.send(get("/v1/sleep", provider));
  client.end();
  EXPECT_EQ(body_of(client.answer()), "\"slept\"");
  EXPECT_TRUE(client.closed());
}

TEST(Server, more_requests_than_may_wait_are_told_to_come_again) {
  Serving serving(operations(), {}, 1);
  std::vector<RawClient> clients;
  for (int i = 0; i < 6; ++i) clients.emplace_back(serving.port());
  for (auto& client : clients) client.send(get("/v1/sleep", provider));
  int done = 0;
  int busy = 0;
  for (auto& client : clients) {
    const std::string answer = client.answer();
    done += status_of_answer(answer) == 200 ? 1 : 0;
    busy += status_of_answer(answer) == 503 && has(answer, "Retry-After: ") ? 1 : 0;
  }
  EXPECT_GE(done, 1);
  EXPECT_GE(busy, 1);
  EXPECT_EQ(done + busy, 6);
}

TEST(Server, links_are_made_from_the_host_the_client_named) {
  Serving serving(operations());
  RawClient client(serving.port());
  EXPECT_EQ(body_of(client.ask(get("/v1/where", provider))), "http://localhost:1");
  EXPECT_EQ(body_of(client.ask("GET http://Example.com:80/v1/where HTTP/1.1\r\nHost: other\r\n" +
                               std::string(provider) + "\r\n")),
            "http://example.com:80");
  RawClient old(serving.port());
  old.send("GET /v1/where HTTP/1.0\r\n" + std::string(provider) + "\r\n");
  EXPECT_EQ(body_of(old.rest()), "http://127.0.0.1:" + std::to_string(serving.port()));
}

TEST(Server, a_caller_may_make_so_many_calls_an_hour) {
  Options options;
  options.limits.calls_per_hour = 2;
  Serving serving(operations(), options);
  RawClient client(serving.port());
  const std::string things = "/subscriptions/s1/things?api-version=2020-06-01-preview";
  for (const char* left : {"1", "0"}) {
    const std::string answer = client.ask(get(things, provider));
    EXPECT_EQ(status_of_answer(answer), 200);
    EXPECT_TRUE(has(answer, std::string("x-ms-ratelimit-remaining-subscription-reads: ") + left +
                                "\r\n")) << answer;
  }
  const std::string over = client.ask(get(things, provider));
  EXPECT_EQ(status_of_answer(over), 429) << over;
  EXPECT_TRUE(has(over, "\r\nRetry-After: 3274\r\n")) << over;  // from 07:05:26 to 08:00
  EXPECT_EQ(over.find("Retry-After"), over.rfind("Retry-After"));
  // Writes are counted apart, and so is everybody else.
  EXPECT_EQ(status_of_answer(client.ask(post("/v1/echo", "x"))), 200);
  EXPECT_EQ(status_of_answer(client.ask(get(things, "Authorization: Bearer slow\r\n"))), 429);
  EXPECT_EQ(status_of_answer(client.ask(get(things, "Authorization: Bearer partner\r\n"))), 403);
}

// As when serving ends early: what the engine does for a connection touches the server, so the
// engine must have ended before it.
TEST(Server, destroyed_with_a_request_under_way_it_ends_the_engine_too) {
  Serving serving(operations());
  RawClient client(serving.port());
  client.send(get("/v1/sleep", provider));
  std::this_thread::sleep_for(50ms);  // it takes 200 ms
  serving.destroy_server();
  EXPECT_FALSE(serving.engine().post([](Desk&) {}));
  EXPECT_EQ(body_of(client.answer()), "\"slept\"");
}

TEST(Server, plain_http_is_for_this_machine_only) {
  Options options;
  options.listen = {{false, "0.0.0.0", 0}};
  EXPECT_THROW(Serving(operations(), options), std::runtime_error);
}

}  // namespace
}  // namespace tollbridge::api::http
