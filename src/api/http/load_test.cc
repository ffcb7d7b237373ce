// SPDX-License-Identifier: Apache-2.0
// Goal: many clients at once are served, limits hold, and a stop breaks nothing off. Method: a real
// server, raw sockets by the hundred, stops while requests, uploads and long answers are under way.
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <vector>

#include "api/http/serving_testing.h"

namespace tollbridge::api::http {
namespace {

using namespace std::chrono_literals;

Operation row(std::string id, Method method, std::string path) {
  Operation made;
  made.id = std::move(id);
  made.method = method;
  made.path = std::move(path);
  made.access = {Object::service, "", {{Role::anonymous, {Relation::any}}}};
  return made;
}

std::vector<Operation> operations() {
  auto quick = row("quick", Method::get, "/v1/quick");
  quick.run = [](const Call& /*call*/, Desk& /*desk*/) {
    return Result<Response>(json_response(200, "\"quick\""));
  };
  auto slow = row("slow", Method::get, "/v1/slow");
  slow.run = [](const Call& /*call*/, Desk& /*desk*/) {
    std::this_thread::sleep_for(300ms);
    return Result<Response>(json_response(200, "\"slow\""));
  };
  auto upload = row("upload", Method::post, "/v1/upload");
  upload.body = {Takes::stream, "", {"text/plain"}, 0, false};
  upload.run_stream = [](const Call& /*call*/, BodyStream& body,
                         Engine& /*engine*/) -> Result<Response> {
    std::size_t bytes = 0;
    while (true) {
      auto piece = body.next();
      if (!piece) return pass(piece);
      if (piece->empty()) return json_response(200, std::to_string(bytes));
      bytes += piece->size();
    }
  };
  auto events = row("events", Method::get, "/v1/events");
  events.run = [](const Call& /*call*/, Desk& /*desk*/) {
    Response response;
    response.content_type = "text/event-stream";
    response.parts = []() -> std::optional<std::string> {
      std::this_thread::sleep_for(20ms);
      return ": still here\n\n";
    };
    return Result<Response>(std::move(response));
  };
  return {quick, slow, upload, events};
}

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

TEST(Load, a_thousand_connections_are_kept_and_served_in_turns) {
  Serving serving(operations());
  std::vector<RawClient> clients;
  for (int i = 0; i < 1000; ++i) clients.emplace_back(serving.port());
  for (int round = 0; round < 3; ++round) {
    for (RawClient& client : clients) ASSERT_TRUE(client.send(get("/v1/quick")));
    for (RawClient& client : clients) ASSERT_EQ(body_of(client.answer()), "\"quick\"");
  }
  clients.clear();
  serving.stop();  // an answer is counted after it was sent
  EXPECT_EQ(serving.observer.count(200), 3000);
  EXPECT_EQ(serving.observer.count(ConnectionEvent::refused), 0);
}

TEST(Load, more_connections_than_allowed_are_refused) {
  Options options;
  options.limits.connections = 10;
  Serving serving(operations(), options);
  std::vector<RawClient> clients;
  for (int i = 0; i < 10; ++i) {
    clients.emplace_back(serving.port());
    ASSERT_EQ(status_of_answer(clients.back().ask(get("/v1/quick"))), 200);
  }
  RawClient late(serving.port());
  EXPECT_EQ(status_of_answer(late.ask(get("/v1/quick"))), 503);
  EXPECT_EQ(serving.observer.count(ConnectionEvent::refused), 1);
  clients.clear();
  for (int i = 0; i < 100; ++i) {
    RawClient again(serving.port());
    if (status_of_answer(again.ask(get("/v1/quick"))) == 200) return;
    std::this_thread::sleep_for(20ms);
  }
  FAIL() << "the server forgot that connections ended";
}

TEST(Stopping, requests_under_way_are_answered_and_idle_connections_closed) {
  Serving serving(operations());
  RawClient idle(serving.port());
  ASSERT_EQ(status_of_answer(idle.ask(get("/v1/quick"))), 200);
  std::vector<RawClient> busy;
  for (int i = 0; i < 3; ++i) {
    busy.emplace_back(serving.port());
    busy.back().send(get("/v1/slow"));
  }
  std::this_thread::sleep_for(100ms);
  auto stopped = std::async(std::launch::async, [&] { serving.stop(); });
  EXPECT_TRUE(idle.closed());
  for (RawClient& client : busy) {
    const std::string answer = client.answer();
    EXPECT_EQ(body_of(answer), "\"slow\"");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  }
  busy.clear();
  stopped.get();
  EXPECT_THROW(RawClient(serving.port()), std::runtime_error);
}

TEST(Stopping, an_upload_is_given_a_moment_and_then_told) {
  Options options;
  options.patience.stream_drain = 200ms;
  Serving serving(operations(), options);
  const std::string head =
      "POST /v1/upload HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: ";
  RawClient quick(serving.port());
  quick.send(head + "10\r\n\r\n12345");
  RawClient endless(serving.port());
  endless.send(head + "1000000000\r\n\r\n12345");
  std::this_thread::sleep_for(100ms);
  auto stopped = std::async(std::launch::async, [&] { serving.stop(); });
  EXPECT_EQ(body_of(quick.ask("67890")), "10");
  const std::string answer = endless.answer();
  EXPECT_EQ(status_of_answer(answer), 503) << answer;
  EXPECT_NE(answer.find("ServerStopping"), std::string::npos) << answer;
  quick.close();
  endless.close();
  stopped.get();
}

TEST(Stopping, a_stream_of_events_ends) {
  Serving serving(operations());
  RawClient client(serving.port());
  client.send(get("/v1/events"));
  std::this_thread::sleep_for(100ms);
  auto stopped = std::async(std::launch::async, [&] { serving.stop(); });
  EXPECT_TRUE(client.rest().ends_with("\r\n0\r\n\r\n"));
  client.close();
  EXPECT_EQ(stopped.wait_for(10s), std::future_status::ready);
}

TEST(Stopping, clients_that_never_end_do_not_hold_it_up) {
  Options options;
  options.patience.stream_drain = 100ms;
  options.patience.drain = 300ms;
  Serving serving(operations(), options);
  RawClient half(serving.port());
  half.send("GET /v1/quick HTTP/1.1\r\nHo");
  RawClient unread(serving.port());
  unread.send("POST /v1/upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n");
  std::this_thread::sleep_for(50ms);
  auto stopped = std::async(std::launch::async, [&] { serving.stop(); });
  EXPECT_EQ(stopped.wait_for(5s), std::future_status::ready);
}

TEST(Stopping, under_load_every_answer_that_began_is_whole) {
  Serving serving(operations());
  std::vector<std::future<int>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::async(std::launch::async, [&serving] {
      RawClient client(serving.port());
      int answers = 0;
      while (client.send(get("/v1/quick"))) {
        const std::string answer = client.answer();
        if (answer.empty()) break;  // closed while idle: nothing of an answer came
        if (body_of(answer) != "\"quick\"") return -1;
        ++answers;
        if (answer.find("Connection: close") != std::string::npos) break;
      }
      return client.closed() ? answers : -2;
    }));
  }
  std::this_thread::sleep_for(300ms);
  serving.stop();
  for (auto& client : clients) EXPECT_GT(client.get(), 0);
}

}  // namespace
}  // namespace tollbridge::api::http
