// SPDX-License-Identifier: Apache-2.0
// The HTTP server: listeners, connections, limits and time-outs between the world and a Service.
//
// Threads. `io_threads` threads serve sockets and never wait for anything else. The engine's
// thread (engine_thread.h) runs handlers, in the order the requests came. A few workers ask who is
// calling, run the handlers of streams, and fetch the parts of long answers. An operation's
// run_aside runs on a socket's thread, so it must not wait.
//
// A connection is served one request at a time; what a client sends ahead waits its turn.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/authenticator.h"
#include "api/http/engine_thread.h"
#include "api/http/listen.h"
#include "api/service.h"
#include "core/result.h"
#include "core/world.h"

namespace tollbridge::api::http {

struct Limits {
  std::size_t header_bytes = std::size_t{16} * 1024;
  std::size_t connections = 4096;
  std::size_t connections_per_client = 256;  // of one address that is not this machine's
  std::size_t waiting = 1024;                // requests for the engine
  std::uint64_t calls_per_hour = 1'000'000;  // reads, and as many writes, of one caller
  std::size_t stream_buffer_bytes = std::size_t{1024} * 1024;
  std::size_t early_body_bytes = std::size_t{64} * 1024;  // read to keep a refused connection
};

// How long a client may take. A body or an answer gets `pace_grace` and a second more for each
// `pace_bytes` that moved; only the time spent waiting for the client counts.
struct Patience {
  using Span = std::chrono::milliseconds;
  Span handshake{10'000};
  Span idle{60'000};    // between requests
  Span header{10'000};  // from a request's first byte to the end of its head
  Span pace_grace{20'000};
  std::uint64_t pace_bytes = 1024;
  Span drain{30'000};    // requests under way when the server is told to stop
  Span stream_drain{5'000};  // uploads under way then
};

struct Identity {  // PEM
  std::string certificates;  // the server's first, then those above it
  std::string key;
};

struct Options {
  std::vector<Listen> listen;
  bool plain_anywhere = false;  // http:// on addresses other machines reach
  Identity identity;            // for https://
  unsigned io_threads = 2;
  unsigned authenticator_threads = 2;
  unsigned stream_threads = 16;  // uploads read and parsed at once, and stored together
  unsigned part_threads = 8;
  Limits limits;
  Patience patience;
};

// One request and what became of it. The views live during the call only.
struct Exchange {
  const Operation* operation = nullptr;  // none: the path or the request was wrong
  std::string_view method;
  std::string_view request_id;
  std::string_view correlation_id;  // as the client sent it, or empty
  std::string_view peer;
  std::string_view role;
  std::string_view subject;
  bool tls = false;
  int status = 0;
  std::int64_t nanoseconds = 0;  // from the end of its head to the end of the answer
  std::uint64_t bytes_in = 0;    // of bodies
  std::uint64_t bytes_out = 0;   // with heads
};

enum class ConnectionEvent : std::uint8_t {
  opened, closed, refused, handshake_failed, timed_out, accept_failed
};

// Told what happens, on the sockets' threads, several at once: must be quick and never wait.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void answered(const Exchange& exchange) = 0;
  virtual void connection(ConnectionEvent event) = 0;
};

class Server {
 public:
  struct Parts {
    const Service& service;
    Authenticator& authenticator;
    EngineThread& engine;
    Observer& observer;
    Clock& clock;    // asked on any thread
    Random& random;  // asked on any thread
  };

  // Listens, and serves from then on. Errors: InvalidListen, PlainHttpNotAllowed, ListenFailed,
  // BadCertificate.
  static Result<std::unique_ptr<Server>> start(const Options& options, const Parts& parts);
  // Stops, then stops the engine: what that does for a connection ends in this object, so it must
  // not go on without it.
  ~Server();

  // As bound, in the order of the options.
  [[nodiscard]] const std::vector<Listen>& listening() const;
  // New connections of https:// are shown this certificate; those that are open go on. Any thread.
  // Errors: BadCertificate, and the old one stays.
  Status renew(const Identity& identity);
  // Stops accepting, closes idle connections, lets requests under way end (at most
  // Patience::drain), returns when the last connection is closed. The engine must still run. May
  // be called again.
  void stop();

 private:
  class State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tollbridge::api::http
