// SPDX-License-Identifier: Apache-2.0
// One client's connection, from handshake to close: reads a request, has it answered, writes the
// answer, and so on. Of this folder only. One thread, that of its io_context; work for the engine
// and the workers is handed over and its result comes back to this thread.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/decode.h"
#include "api/http/encode.h"
#include "api/http/quota.h"
#include "api/http/request_parser.h"
#include "api/http/server.h"
#include "api/http/wire.h"
#include "api/http/worker_pool.h"
#include "core/result.h"

namespace tollbridge::api::http {

// What all connections share. Outlives them.
struct Shared {
  const Options& options;
  Server::Parts parts;
  WorkerPool& authenticators;
  WorkerPool& streams;
  WorkerPool& long_answers;
  Quota& quota;
  std::atomic<bool> stopping = false;
  std::atomic<bool> streams_end = false;  // uploads get no more time
};

class Connection {
 public:
  struct Origin {
    bool tls = false;
    bool loopback = false;
    std::string peer;
    std::string local;  // "127.0.0.1:8080"
  };

  Connection(Shared& shared, asio::any_io_executor executor, std::unique_ptr<Wire> wire,
             Origin origin);
  ~Connection();

  // Returns when the connection is closed.
  asio::awaitable<void> run();
  // The server is stopping: closes the connection if no request is under way.
  void stop_if_idle();
  // Uploads under way end with ServerStopping.
  void stop_stream();
  void close();

 private:
  struct Turn;  // one request
  enum class Next : std::uint8_t { keep, end, drop };

  asio::awaitable<bool> read_more(std::size_t bytes, Code& code);
  asio::awaitable<Result<bool>> read_head(RequestParser& parser);
  asio::awaitable<Status> read_some_body(Turn& turn);
  asio::awaitable<Status> read_body(Turn& turn);
  asio::awaitable<void> skip_small_body(Turn& turn);

  asio::awaitable<Next> serve_one();
  asio::awaitable<Response> respond(Turn& turn);
  asio::awaitable<Result<Principal>> authenticate(Turn& turn);
  Status take_quota(Turn& turn);
  asio::awaitable<Response> perform(Turn& turn);
  asio::awaitable<Response> perform_stream(Turn& turn);
  asio::awaitable<void> feed(Turn& turn);
  asio::awaitable<Next> answer(Turn& turn, Response response);
  asio::awaitable<bool> write_parts(Turn& turn, const Response& response);
  asio::awaitable<bool> write(Turn& turn, std::string_view bytes);
  asio::awaitable<void> linger();
  void report(const Turn& turn, int status);
  [[nodiscard]] std::int64_t mono() const { return shared_.parts.clock.mono_nanoseconds(); }

  Shared& shared_;
  asio::any_io_executor executor_;
  std::unique_ptr<Wire> wire_;
  const Origin origin_;
  std::string buffer_;  // read and not yet used
  bool idle_ = true;
  Turn* streaming_ = nullptr;
};

}  // namespace tollbridge::api::http
