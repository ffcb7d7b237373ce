// SPDX-License-Identifier: Apache-2.0
// For tests of the link: something on a free loopback port that reads whole requests and answers
// with whatever bytes the test wants.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "core/check.h"

namespace tollbridge::bridge::link {

// Bytes for one request, and whether the connection ends with them.
struct Reply {
  std::string bytes;
  bool close = false;
  bool silent = false;  // nothing comes until the client has gone
};

inline Reply reply(int status, const std::string& body, const std::string& headers = "") {
  return {"HTTP/1.1 " + std::to_string(status) + " Word\r\n" + headers + "Content-Length: " +
          std::to_string(body.size()) + "\r\n\r\n" + body};
}

class FakeCommerce {
 public:
  // `answer` is asked, on a thread of its own, when no reply was put in line.
  explicit FakeCommerce(std::function<Reply(const std::string& request)> answer = {})
      : answer_(std::move(answer)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), length) == 0);
    CHECK(::listen(listener_, 16) == 0);
    CHECK(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~FakeCommerce() {
    ::shutdown(listener_, SHUT_RDWR);
    if (const int open = open_; open >= 0) ::shutdown(open, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  FakeCommerce(const FakeCommerce&) = delete;
  FakeCommerce& operator=(const FakeCommerce&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  void next(Reply one) {
    const std::lock_guard lock(mutex_);
    replies_.push_back(std::move(one));
  }
  // Whole requests, as they came.
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void serve() {
    for (int socket = 0; (socket = ::accept(listener_, nullptr, nullptr)) >= 0;) {
      ++connections_;
      open_ = socket;
      while (answer_one(socket)) {
      }
      open_ = -1;
      ::close(socket);
    }
  }

  bool answer_one(int socket) {
    std::string request;
    std::size_t whole = std::string::npos;
    char bytes[65536];
    while (request.size() < whole) {
      const ssize_t got = ::recv(socket, bytes, sizeof(bytes), 0);
      if (got <= 0) return false;
      request.append(bytes, static_cast<std::size_t>(got));
      const auto end = request.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      const auto length = request.find("Content-Length: ");
      whole = end + 4 + (length < end ? std::stoul(request.substr(length + 16)) : 0);
    }
    const Reply said = take(request);
    for (std::string_view left = said.bytes; !left.empty();) {
      const ssize_t sent = ::send(socket, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      left.remove_prefix(static_cast<std::size_t>(sent));
    }
    if (said.silent) ::recv(socket, bytes, sizeof(bytes), 0);
    return !said.close;
  }

  Reply take(const std::string& request) {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    if (replies_.empty()) return answer_ ? answer_(request) : reply(500, "nothing was said");
    Reply said = replies_.front();
    replies_.pop_front();
    return said;
  }

  std::function<Reply(const std::string& request)> answer_;
  int listener_;
  int port_ = 0;
  std::atomic<int> open_ = -1;
  std::atomic<int> connections_ = 0;
  mutable std::mutex mutex_;
  std::deque<Reply> replies_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace tollbridge::bridge::link
