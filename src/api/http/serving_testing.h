// SPDX-License-Identifier: Apache-2.0
// For tests of the transport: a server on a free loopback port over a few operations, and a client
// that writes and reads raw bytes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "api/desk_testing.h"
#include "api/http/server.h"
#include "api/service.h"
#include "ops/real_clock.h"

namespace tollbridge::api::http {

class TickingClock final : public Clock {
 public:
  Instant now() override { return parse_instant("2026-11-23T07:05:26Z").value(); }
  std::int64_t mono_nanoseconds() override { return real_.mono_nanoseconds(); }

 private:
  ops::RealClock real_;
};

class CountingRandom final : public Random {
 public:
  std::uint64_t u64() override { return (next_ += 0x9E3779B97F4A7C15U); }

 private:
  std::atomic<std::uint64_t> next_ = 1;
};

// "Bearer <role>" is that role; "Bearer bad" is refused; "Bearer slow" waits first.
class NamedAuthenticator final : public Authenticator {
 public:
  Result<Principal> authenticate(const Request& request) override {
    const std::string_view header = request.header("authorization");
    if (header.empty()) return Principal{};
    std::string name(header.substr(header.find(' ') + 1));
    if (name == "slow") {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      name = "provider";
    }
    auto role = parse_role(name);
    if (!role) return fail(ErrorKind::denied, "InvalidAuthenticationToken", "No such token.");
    Principal made;
    made.role = *role;
    made.subject = name;
    return made;
  }
};

class CountingObserver final : public Observer {
 public:
  void answered(const Exchange& exchange) override {
    const std::lock_guard lock(mutex_);
    ++statuses_[exchange.status];
  }
  void connection(ConnectionEvent event) override {
    const std::lock_guard lock(mutex_);
    ++events_[event];
  }
  int count(int status) const {
    const std::lock_guard lock(mutex_);
    const auto found = statuses_.find(status);
    return found == statuses_.end() ? 0 : found->second;
  }
  int count(ConnectionEvent event) const {
    const std::lock_guard lock(mutex_);
    const auto found = events_.find(event);
    return found == events_.end() ? 0 : found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::map<int, int> statuses_;
  std::map<ConnectionEvent, int> events_;
};

// A listening server and all it works on.
class Serving {
 public:
  explicit Serving(std::vector<Operation> operations, Options options = {},
                   std::size_t waiting_max = 1024)
      : service_(std::move(operations)), engine_(desk_, clock_, waiting_max) {
    if (options.listen.empty()) options.listen = {Listen{}};
    auto started = Server::start(
        options, {service_, authenticator_, engine_, observer, clock_, random_});
    if (!started) throw std::runtime_error(started.error().message);
    server_ = std::move(*started);
  }
  ~Serving() { stop(); }

  void stop() {
    if (server_) server_->stop();
    engine_.stop();
  }
  void destroy_server() { server_.reset(); }
  [[nodiscard]] std::uint16_t port(std::size_t listener = 0) const {
    return server_->listening().at(listener).port;
  }
  [[nodiscard]] Server& server() { return *server_; }
  [[nodiscard]] EngineThread& engine() { return engine_; }

  CountingObserver observer;

 private:
  MemoryDesk desk_;
  TickingClock clock_;
  CountingRandom random_;
  NamedAuthenticator authenticator_;
  Service service_;
  EngineThread engine_;
  std::unique_ptr<Server> server_;
};

// A plain socket to 127.0.0.1; reads give up after ten seconds.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), held_(std::move(other.held_)) {}
  RawClient& operator=(RawClient&&) = delete;
  ~RawClient() { close(); }

  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  // False if the server has closed.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end() { ::shutdown(socket_, SHUT_WR); }
  // Everything until the server closes.
  std::string rest() {
    while (more()) {
    }
    return std::exchange(held_, {});
  }
  // One answer with a Content-Length; empty if the connection ended before it was whole.
  std::string answer(bool head_only = false) {
    std::size_t end = 0;
    while ((end = held_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) return {};
    }
    std::size_t length = end + 4;
    const auto at = held_.find("Content-Length: ");
    if (!head_only && at < end) length += std::stoul(held_.substr(at + 16));
    while (held_.size() < length) {
      if (!more()) return {};
    }
    std::string whole = held_.substr(0, length);
    held_.erase(0, length);
    return whole;
  }
  std::string ask(std::string_view bytes) {
    send(bytes);
    return answer();
  }
  // Whether the server closes without another byte.
  bool closed() { return held_.empty() && !more(); }
  int descriptor() const { return socket_; }

 private:
  bool more() {
    char bytes[65536];
    const ssize_t got = ::recv(socket_, bytes, sizeof(bytes), 0);
    if (got <= 0) return false;
    held_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  int socket_;
  std::string held_;
};

inline int status_of_answer(std::string_view answer) {
  return answer.size() < 12 ? 0 : std::stoi(std::string(answer.substr(9, 3)));
}
inline std::string body_of(std::string_view answer) {
  const auto end = answer.find("\r\n\r\n");
  return end == std::string_view::npos ? "" : std::string(answer.substr(end + 4));
}

}  // namespace tollbridge::api::http
