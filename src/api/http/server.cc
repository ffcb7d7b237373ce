// SPDX-License-Identifier: Apache-2.0
#include "api/http/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "api/http/connection.h"
#include "api/http/wire.h"
#include "api/http/worker_pool.h"

namespace tollbridge::api::http {
namespace {

using tcp = asio::ip::tcp;

constexpr std::chrono::milliseconds accept_pause{100};

// One thread and the connections that live on it.
struct Home {
  asio::io_context context{1};
  std::set<Connection*> connections;  // its thread only
  std::thread thread;
};

struct Listener {
  Listen listen;
  tcp::acceptor acceptor;  // the first home's thread only, once it serves
};

// How many connections there are, and of whom. Any thread.
class Census {
 public:
  explicit Census(const Limits& limits) : limits_(limits) {}

  bool admit(const std::string& peer, bool loopback) {
    const std::lock_guard lock(mutex_);
    if (total_ >= limits_.connections) return false;
    if (!loopback) {
      std::size_t& count = of_client_[peer];
      if (count >= limits_.connections_per_client) return false;
      ++count;
    }
    ++total_;
    return true;
  }
  void leave(const std::string& peer, bool loopback) {
    const std::lock_guard lock(mutex_);
    --total_;
    if (!loopback) {
      const auto found = of_client_.find(peer);
      if (--found->second == 0) of_client_.erase(found);
    }
    if (total_ == 0) empty_.notify_all();
  }
  // Whether the last connection ended within that time.
  bool wait_empty(std::chrono::milliseconds span) {
    std::unique_lock lock(mutex_);
    return empty_.wait_for(lock, span, [this] { return total_ == 0; });
  }

 private:
  const Limits& limits_;
  std::mutex mutex_;  // guards all below
  std::condition_variable empty_;
  std::size_t total_ = 0;
  std::map<std::string, std::size_t> of_client_;
};

std::string host_and_port(const tcp::endpoint& endpoint) {
  const Listen there{false, endpoint.address().to_string(), endpoint.port()};
  return there.url().substr(std::string_view("http://").size());
}

// Room in a fresh socket's buffer is certain, so this never waits.
void refuse_plainly(tcp::socket& socket) {
  static constexpr std::string_view answer =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
      "Connection: close\r\n\r\n";
  Code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(answer), ignored);
}

}  // namespace

class Server::State {
 public:
  State(const Options& options, const Parts& parts)
      : options_(options),
        authenticators_(options_.authenticator_threads, options_.limits.waiting),
        streams_(options_.stream_threads, options_.limits.connections),
        long_answers_(options_.part_threads, options_.limits.connections),
        quota_(options_.limits.calls_per_hour),
        shared_{options_, parts, authenticators_, streams_, long_answers_, quota_},
        census_(options_.limits) {
    for (unsigned i = 0; i < std::max(1U, options_.io_threads); ++i) {
      homes_.push_back(std::make_unique<Home>());
    }
  }
  ~State() {
    stop();
    shared_.parts.engine.stop();
  }

  Status listen_all() {
    for (const Listen& listen : options_.listen) {
      if (!listen.tls && !listen.loopback() && !options_.plain_anywhere) {
        return fail(ErrorKind::invalid, "PlainHttpNotAllowed",
                    "'" + listen.url() + "' would show tokens to the network; use https, or a "
                    "loopback address.");
      }
      if (listen.tls && !tls_.load()) {
        if (auto shown = show(options_.identity); !shown) return shown;
      }
      if (auto listening = listen_at(listen); !listening) return listening;
    }
    return {};
  }

  Status show(const Identity& identity) {
    auto context = make_tls_context(identity);
    if (!context) return pass(context);
    tls_ = std::move(*context);
    return {};
  }

  void serve() {
    for (const auto& listener : listeners_) {
      asio::co_spawn(homes_.front()->context, accept_from(*listener), asio::detached);
    }
    for (const auto& home : homes_) {
      home->thread = std::thread([&context = home->context] {
        const auto guard = asio::make_work_guard(context);
        context.run();
      });
    }
  }

  const std::vector<Listen>& bound() const { return bound_; }

  void stop() {
    if (stopped_) return;
    stopped_ = true;
    shared_.stopping = true;
    asio::post(homes_.front()->context, [this] {
      for (const auto& listener : listeners_) {
        Code ignored;
        listener->acceptor.close(ignored);
      }
    });
    const bool serving = homes_.front()->thread.joinable();
    if (serving) drain();
    for (const auto& home : homes_) {
      home->context.stop();
      if (home->thread.joinable()) home->thread.join();
    }
    authenticators_.stop();
    streams_.stop();
    long_answers_.stop();
  }

 private:
  void drain() {
    const Patience& patience = options_.patience;
    for_all([](Connection& connection) { connection.stop_if_idle(); });
    const auto streams = std::min(patience.stream_drain, patience.drain);
    if (census_.wait_empty(streams)) return;
    shared_.streams_end = true;
    for_all([](Connection& connection) { connection.stop_stream(); });
    if (census_.wait_empty(patience.drain - streams)) return;
    // What the engine still does for them ends first; their clients wait no longer.
    do {
      for_all([](Connection& connection) { connection.close(); });
    } while (!census_.wait_empty(accept_pause));
  }

  void for_all(const std::function<void(Connection&)>& visit) {
    for (const auto& home : homes_) {
      asio::post(home->context, [&connections = home->connections, visit] {
        for (Connection* connection : connections) visit(*connection);
      });
    }
  }

  Status listen_at(const Listen& listen) {
    Code code;
    const tcp::endpoint endpoint(asio::ip::make_address(listen.address, code), listen.port);
    tcp::acceptor acceptor(homes_.front()->context);
    if (!code) acceptor.open(endpoint.protocol(), code);
    if (!code) acceptor.set_option(asio::socket_base::reuse_address(true), code);
    if (!code && endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(true), code);
    if (!code) acceptor.bind(endpoint, code);
    if (!code) acceptor.listen(asio::socket_base::max_listen_connections, code);
    tcp::endpoint local;
    if (!code) local = acceptor.local_endpoint(code);
    if (code) {
      return fail(ErrorKind::io, "ListenFailed",
                  "Cannot listen on " + listen.url() + ": " + code.message() + ".");
    }
    bound_.push_back({listen.tls, listen.address, local.port()});
    listeners_.push_back(
        std::make_unique<Listener>(Listener{bound_.back(), std::move(acceptor)}));
    return {};
  }

  asio::awaitable<void> accept_from(Listener& listener) {
    asio::steady_timer pause(homes_.front()->context);
    while (!shared_.stopping) {
      Home& home = *homes_[next_home_++ % homes_.size()];
      tcp::socket socket(home.context);
      Code code;
      co_await listener.acceptor.async_accept(socket,
                                              asio::redirect_error(asio::use_awaitable, code));
      if (code == asio::error::operation_aborted || code == asio::error::bad_descriptor) co_return;
      if (code) {  // out of descriptors, most likely
        shared_.parts.observer.connection(ConnectionEvent::accept_failed);
        pause.expires_after(accept_pause);
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, code));
        continue;
      }
      admit(listener, home, std::move(socket));
    }
  }

  void admit(const Listener& listener, Home& home, tcp::socket socket) {
    Code code;
    const tcp::endpoint peer = socket.remote_endpoint(code);
    if (code) return;  // gone already
    const tcp::endpoint local = socket.local_endpoint(code);
    if (code) return;
    Connection::Origin origin{listener.listen.tls, peer.address().is_loopback(),
                              peer.address().to_string(), host_and_port(local)};
    if (!census_.admit(origin.peer, origin.loopback)) {
      shared_.parts.observer.connection(ConnectionEvent::refused);
      if (!origin.tls) refuse_plainly(socket);
      return;
    }
    asio::co_spawn(home.context, serve_connection(home, std::move(socket), std::move(origin)),
                   asio::detached);
  }

  asio::awaitable<void> serve_connection(Home& home, tcp::socket socket,
                                         Connection::Origin origin) {
    shared_.parts.observer.connection(ConnectionEvent::opened);
    const std::string peer = origin.peer;
    const bool loopback = origin.loopback;
    const auto tls = tls_.load();  // the connection keeps the one it began with
    auto wire = origin.tls ? tls_wire(std::move(socket), *tls) : plain_wire(std::move(socket));
    auto connection = std::make_unique<Connection>(shared_, home.context.get_executor(),
                                                   std::move(wire), std::move(origin));
    home.connections.insert(connection.get());
    try {
      co_await connection->run();
    } catch (const std::exception&) {
      connection->close();  // no memory for it: the other connections go on
    }
    home.connections.erase(connection.get());
    connection.reset();
    shared_.parts.observer.connection(ConnectionEvent::closed);
    census_.leave(peer, loopback);
  }

  const Options options_;
  WorkerPool authenticators_;
  WorkerPool streams_;
  WorkerPool long_answers_;
  Quota quota_;
  Shared shared_;
  Census census_;
  std::atomic<std::shared_ptr<asio::ssl::context>> tls_;  // changed by show() at any time
  std::vector<std::unique_ptr<Home>> homes_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::vector<Listen> bound_;
  std::size_t next_home_ = 0;  // the first home's thread only
  bool stopped_ = false;
};

Result<std::unique_ptr<Server>> Server::start(const Options& options, const Parts& parts) {
  auto state = std::make_unique<State>(options, parts);
  if (auto listening = state->listen_all(); !listening) return pass(listening);
  state->serve();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;
const std::vector<Listen>& Server::listening() const { return state_->bound(); }
Status Server::renew(const Identity& identity) { return state_->show(identity); }
void Server::stop() { state_->stop(); }

}  // namespace tollbridge::api::http
