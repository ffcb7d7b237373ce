// SPDX-License-Identifier: Apache-2.0
// Goal: what is asked is asked of who was meant, encrypted unless it stays on this machine. Method:
// addresses that answer nothing, and a server on loopback that answers with given bytes.
#include "web/exchange.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "core/check.h"

namespace tollbridge::web {
namespace {

using std::chrono::seconds;

// Takes one connection, reads until `asked` ends with what it waits for, answers, and closes.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer, std::string until = "\r\n\r\n")
      : answer_(std::move(answer)), until_(std::move(until)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    CHECK(::bind(socket_, any, size) == 0 && ::listen(socket_, 1) == 0);
    CHECK(::getsockname(socket_, any, &size) == 0);
    url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~OneAnswer() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  OneAnswer(const OneAnswer&) = delete;
  OneAnswer& operator=(const OneAnswer&) = delete;

  std::string url;
  std::string asked;  // read it when the answer is there

 private:
  void serve() {
    const int peer = ::accept(socket_, nullptr, nullptr);
    if (peer < 0) return;  // nobody came
    char buffer[4096];
    while (!asked.ends_with(until_)) {
      const auto got = ::read(peer, buffer, sizeof(buffer));
      if (got <= 0) break;
      asked.append(buffer, static_cast<std::size_t>(got));
    }
    // An empty answer: silence, until the caller has enough.
    if (answer_.empty()) CHECK(::read(peer, buffer, 1) >= 0);
    CHECK(::write(peer, answer_.data(), answer_.size()) >= 0);
    ::close(peer);
  }

  std::string answer_;
  std::string until_;
  int socket_ = -1;
  std::thread thread_;
};

std::string verdict(const std::string& url) {
  Ask ask;
  ask.url = url;
  ask.headers = {"Authorization: Bearer secret"};
  const auto answer = exchange(ask);
  return answer ? "" : answer.error().code;
}

TEST(Exchange, what_would_leave_the_machine_in_clear_is_not_sent) {
  EXPECT_EQ(verdict("http://commerce.example/"), "NotEncrypted");
  EXPECT_EQ(verdict("http://127.0.0.1.commerce.example/"), "NotEncrypted");
  EXPECT_EQ(verdict("http://127.0.0.1@commerce.example/"), "NotEncrypted");
}

TEST(Exchange, what_does_not_answer_is_an_error) {
  for (const char* url : {"http://127.0.0.1:1/", "https://localhost:1/", "file:///etc/passwd",
                          "gopher://127.0.0.1/", ""}) {
    EXPECT_EQ(verdict(url), "Unreachable") << url;
  }
}

TEST(Exchange, an_answer_has_a_status_a_body_and_says_when_to_come_again) {
  OneAnswer server("HTTP/1.1 429 Slow down\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\nok",
                   "\r\n\r\nhello");
  const auto answer = exchange({.method = "POST",
                                .url = server.url + "/v1/x?y",
                                .headers = {"Authorization: Bearer t"},
                                .body = "hello"});
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->retry_after, seconds(7));
  EXPECT_TRUE(server.asked.starts_with("POST /v1/x?y HTTP/1.1\r\n")) << server.asked;
  EXPECT_NE(server.asked.find("Authorization: Bearer t\r\n"), std::string::npos);
  EXPECT_EQ(server.asked.find("Expect"), std::string::npos);
}

TEST(Exchange, a_redirection_is_an_answer_and_a_date_no_number_of_seconds) {
  OneAnswer server("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                   "Retry-After: Fri, 31 Dec 1999 23:59:59 GMT\r\nContent-Length: 0\r\n\r\n");
  const auto answer = exchange({.url = server.url});
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->retry_after, std::nullopt);
}

TEST(Exchange, a_long_answer_is_cut_off_and_half_an_answer_is_none) {
  OneAnswer longer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789");
  EXPECT_EQ(exchange({.url = longer.url, .answer_bytes_max = 8}).error().code, "AnswerTooLong");
  OneAnswer half("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234");
  EXPECT_EQ(exchange({.url = half.url}).error().code, "Unreachable");
}

TEST(Exchange, silence_ends_in_time_or_when_asked) {
  {
    OneAnswer server("");
    EXPECT_EQ(exchange({.url = server.url, .time_max = seconds(1)}).error().code, "Unreachable");
  }
  OneAnswer server("");
  EXPECT_EQ(exchange({.url = server.url, .stop = [] { return true; }}).error().code, "Stopped");
}

TEST(Exchange, what_is_asked_for_is_not_told_with_the_error) {
  const auto answer = exchange({.url = "http://127.0.0.1:1/?secret"});
  EXPECT_EQ(answer.error().message.find("secret"), std::string::npos);
  EXPECT_EQ(exchange({.url = "ftp://127.0.0.1:1/", .clear_anywhere = true}).error().code,
            "Unreachable");
}

}  // namespace
}  // namespace tollbridge::web
