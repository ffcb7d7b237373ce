// SPDX-License-Identifier: Apache-2.0
#include "api/http/connection.h"

#include <algorithm>
#include <array>
#include <exception>
#include <limits>
#include <utility>

#include "api/error_answer.h"
#include "api/http/body_queue.h"
#include "api/http/box.h"
#include "api/http/pace.h"
#include "api/text.h"

namespace tollbridge::api::http {
namespace {

constexpr std::size_t small_read = std::size_t{4} * 1024;
constexpr std::size_t large_read = std::size_t{64} * 1024;
constexpr std::size_t linger_bytes_max = std::size_t{256} * 1024;
constexpr std::chrono::seconds linger_span{1};

std::string new_guid(Random& random) {
  static constexpr std::string_view hex = "0123456789abcdef";
  const std::array<std::uint64_t, 2> bits{random.u64(), random.u64()};
  std::string text;
  text.reserve(36);
  for (unsigned i = 0; i < 32; ++i) {
    auto digit = static_cast<unsigned>((bits.at(i / 16) >> (4 * (i % 16))) & 15U);
    if (i == 12) digit = 4;                    // version: random
    if (i == 16) digit = 8U | (digit & 3U);  // variant
    if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
    text += hex[digit];
  }
  return text;
}

Error internal_error(const char* what) {
  return {ErrorKind::damaged, "InternalError",
          std::string("The server failed at this request: ") + what + ".", {}, {}, 0, {}};
}

Error busy_error() {
  return {ErrorKind::busy, "ServerBusy",
          "The server has more requests than it can take; try again shortly.", {}, {}, 0, {}};
}

Error too_slow() {
  return {ErrorKind::invalid, "ClientTooSlow", "The body came too slowly.", {}, {}, 0, {}};
}

Error gone() {
  return {ErrorKind::io, "ClientGone", "The client closed the connection.", {}, {}, 0, {}};
}

// What a handler throws is our own fault: it is answered, and the server goes on.
template <class Work>
Response guarded(Face face, const Request& request, const Work& work) {
  try {
    return work();
  } catch (const std::exception& thrown) {
    return Service::refuse(face, request, internal_error(thrown.what()));
  }
}

}  // namespace

// One request. Engine and workers see it while the connection waits for them.
struct Connection::Turn {
  Turn(std::size_t header_bytes_max, const Patience& patience)
      : parser(header_bytes_max), reading(patience), writing(patience) {}

  RequestParser parser;
  Request request;
  Route route;
  Face face = Face::plain;
  Principal principal;
  Pace reading;
  Pace writing;
  std::int64_t began = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::optional<Remaining> remaining;
  std::uint64_t retry_after = 0;
  bool keep_alive = true;
  bool continue_wanted = false;
  BodyQueue* queue = nullptr;

  [[nodiscard]] Response refuse(const Error& error) const {
    return Service::refuse(face, request, error);
  }
};

Connection::Connection(Shared& shared, asio::any_io_executor executor, std::unique_ptr<Wire> wire,
                       Origin origin)
    : shared_(shared),
      executor_(std::move(executor)),
      wire_(std::move(wire)),
      origin_(std::move(origin)) {}

Connection::~Connection() = default;

void Connection::stop_if_idle() {
  if (idle_) wire_->close();
}

void Connection::stop_stream() {
  if (streaming_ == nullptr) return;
  streaming_->queue->fail(
      {ErrorKind::busy, "ServerStopping", "The server is stopping.", {}, {}, 0, {}});
  wire_->interrupt();
}

void Connection::close() { wire_->close(); }

asio::awaitable<void> Connection::run() {
  wire_->allow(shared_.options.patience.handshake);
  const Code opened = co_await wire_->open();
  if (opened) {
    shared_.parts.observer.connection(ConnectionEvent::handshake_failed);
    wire_->close();
    co_return;
  }
  Next next = Next::keep;
  while (next == Next::keep) next = co_await serve_one();
  if (next == Next::end) co_await linger();
  wire_->close();
}

// Appends at most `bytes` to the buffer; false at the end of what the client sends.
asio::awaitable<bool> Connection::read_more(std::size_t bytes, Code& code) {
  const std::size_t held = buffer_.size();
  buffer_.resize(held + bytes);
  const std::size_t got =
      co_await wire_->read_some(asio::buffer(buffer_.data() + held, bytes), code);
  buffer_.resize(held + (code ? 0 : got));
  co_return !code;
}

// False if the connection ended, or idled too long, between two requests.
asio::awaitable<Result<bool>> Connection::read_head(RequestParser& parser) {
  const Patience& patience = shared_.options.patience;
  idle_ = buffer_.empty();
  if (idle_) buffer_.shrink_to_fit();
  std::int64_t begun = mono();
  while (true) {
    if (!buffer_.empty()) {
      const auto used = parser.put(buffer_);
      if (!used) co_return std::unexpected<Error>(used.error());
      buffer_.erase(0, *used);
      if (parser.head_done()) co_return true;
    }
    if (idle_ && shared_.stopping) co_return false;
    const std::chrono::nanoseconds spent(idle_ ? 0 : mono() - begun);
    const std::chrono::nanoseconds span = idle_ ? patience.idle : patience.header;
    wire_->allow(std::max(span - spent, std::chrono::nanoseconds(0)));
    Code code;
    const bool more = co_await read_more(small_read, code);
    if (!more) {
      if (timed_out(code)) shared_.parts.observer.connection(ConnectionEvent::timed_out);
      co_return false;
    }
    if (idle_) begun = mono();
    idle_ = false;
  }
}

asio::awaitable<Connection::Next> Connection::serve_one() {
  Turn turn(shared_.options.limits.header_bytes, shared_.options.patience);
  const auto ready = co_await read_head(turn.parser);
  if (ready && !*ready) co_return Next::drop;
  idle_ = false;
  turn.began = mono();
  const Arrival arrival{origin_.tls, origin_.peer, origin_.loopback, origin_.local,
                        new_guid(shared_.parts.random)};
  Status sound;
  if (!ready) {
    turn.request.request_id = arrival.request_id;
    turn.request.method = Method::get;
    turn.keep_alive = false;
    sound = std::unexpected<Error>(ready.error());
  } else {
    sound = decode(turn.parser.head(), arrival, turn.request);
    turn.keep_alive = turn.parser.head().keep_alive && sound.has_value();
    turn.face = Service::face_of(turn.request);
  }
  if (!sound) {
    Response refusal = turn.refuse(sound.error());
    co_return co_await answer(turn, std::move(refusal));
  }
  turn.continue_wanted = !turn.request.header("expect").empty() &&
                         turn.parser.head().version_1_1 && turn.parser.head().has_body();
  Response response = co_await respond(turn);
  co_await skip_small_body(turn);
  co_return co_await answer(turn, std::move(response));
}

asio::awaitable<Response> Connection::respond(Turn& turn) {
  auto route = shared_.parts.service.route(turn.request);
  if (!route) co_return turn.refuse(route.error());
  turn.route = std::move(*route);
  const Operation& operation = *turn.route.operation;
  turn.face = operation.face;
  if (operation.run_aside) {
    co_return guarded(turn.face, turn.request, [&] {
      return shared_.parts.service.perform_aside(turn.route, turn.request);
    });
  }
  if (!operation.access.open()) {
    auto principal = co_await authenticate(turn);
    if (!principal) co_return turn.refuse(principal.error());
    turn.principal = std::move(*principal);
    if (auto taken = take_quota(turn); !taken) {
      Response refusal = turn.refuse(taken.error());
      const auto default_wait = [](const auto& header) { return header.first == "Retry-After"; };
      std::erase_if(refusal.headers, default_wait);
      refusal.header("Retry-After", std::to_string(turn.retry_after));
      co_return refusal;
    }
  }
  const std::uint64_t length = turn.parser.head().content_length.value_or(0);
  const bool boundless = operation.body.takes == Takes::stream && operation.body.bytes_max == 0;
  if (!boundless && length > operation.body.bytes_max) {
    const Error error{ErrorKind::invalid, "BodyTooLarge",
                      "The body has " + std::to_string(length) + " bytes; this operation takes " +
                          std::to_string(operation.body.bytes_max) + ".", {}, {}, 0, {}};
    co_return turn.refuse(error);
  }
  if (!boundless) turn.parser.limit_body(operation.body.bytes_max);
  if (operation.body.takes == Takes::stream) co_return co_await perform_stream(turn);
  const Status read = co_await read_body(turn);
  if (!read) {
    turn.keep_alive = false;
    co_return turn.refuse(read.error());
  }
  co_return co_await perform(turn);
}

asio::awaitable<Result<Principal>> Connection::authenticate(Turn& turn) {
  if (turn.request.header_count("authorization") == 0) {
    co_return std::unexpected<Error>(not_authenticated());
  }
  auto box = std::make_shared<Box<Result<Principal>>>(executor_);
  const bool taken = shared_.authenticators.post([this, &turn, box] {
    try {
      box->deliver(shared_.parts.authenticator.authenticate(turn.request));
    } catch (const std::exception& thrown) {
      box->deliver(std::unexpected<Error>(internal_error(thrown.what())));
    }
  });
  if (!taken) co_return std::unexpected<Error>(busy_error());
  auto principal = co_await box->take();
  if (principal && principal->role == Role::anonymous) {
    co_return std::unexpected<Error>(not_authenticated());
  }
  co_return principal;
}

Status Connection::take_quota(Turn& turn) {
  const bool read =
      turn.request.method == Method::get || turn.request.method == Method::head;
  const auto taken =
      shared_.quota.take(turn.principal, read, shared_.parts.clock.now());
  turn.remaining = Remaining{read, taken.left};
  turn.retry_after = taken.seconds_left;
  if (taken.allowed) return {};
  return fail(ErrorKind::busy, "TooManyRequests",
              "The number of calls of this hour is used up; come back when it is over.");
}

asio::awaitable<Response> Connection::perform(Turn& turn) {
  auto box = std::make_shared<Box<Response>>(executor_);
  const bool taken = shared_.parts.engine.post([this, &turn, box](Desk& desk) {
    box->deliver(guarded(turn.face, turn.request, [&] {
      return shared_.parts.service.perform(turn.route, turn.request, turn.principal, desk);
    }));
  });
  if (!taken) co_return turn.refuse(busy_error());
  co_return co_await box->take();
}

// Some bytes of the body, if they are not here yet, put through the parser.
asio::awaitable<Status> Connection::read_some_body(Turn& turn) {
  if (turn.continue_wanted && buffer_.empty()) {
    const bool sent = co_await write(turn, "HTTP/1.1 100 Continue\r\n\r\n");
    if (!sent) co_return std::unexpected<Error>(gone());
  }
  turn.continue_wanted = false;
  const auto used = turn.parser.put(buffer_);
  if (!used) co_return std::unexpected<Error>(used.error());
  buffer_.erase(0, *used);
  if (*used > 0) co_return Status();
  wire_->allow(turn.reading.left());
  const std::int64_t before = mono();
  const std::size_t held = buffer_.size();
  Code code;
  const bool more = co_await read_more(large_read, code);
  if (!more) {
    if (timed_out(code)) {
      shared_.parts.observer.connection(ConnectionEvent::timed_out);
      co_return std::unexpected<Error>(too_slow());
    }
    co_return std::unexpected<Error>(gone());
  }
  turn.reading.waited(mono() - before, buffer_.size() - held);
  co_return Status();
}

asio::awaitable<Status> Connection::read_body(Turn& turn) {
  while (!turn.parser.done()) {
    Status read = co_await read_some_body(turn);
    if (!read) co_return read;
  }
  turn.request.body = turn.parser.take_body();
  turn.bytes_in = turn.request.body.size();
  co_return Status();
}

// A refused request leaves its body unread. A short one is read, to keep the connection; behind
// a long one the connection ends.
asio::awaitable<void> Connection::skip_small_body(Turn& turn) {
  if (turn.parser.done() || !turn.keep_alive) co_return;
  const Head& head = turn.parser.head();
  if (turn.continue_wanted || head.chunked ||
      head.content_length.value_or(0) > shared_.options.limits.early_body_bytes) {
    turn.keep_alive = false;
    co_return;
  }
  const Status read = co_await read_body(turn);
  if (!read) turn.keep_alive = false;
}

asio::awaitable<Response> Connection::perform_stream(Turn& turn) {
  auto bell = std::make_shared<Bell>(executor_);
  BodyQueue queue(shared_.options.limits.stream_buffer_bytes, [bell, executor = executor_] {
    asio::post(executor, [bell] { bell->ring(); });
  });
  auto box = std::make_shared<Box<Response>>(executor_);
  // An answer before the end of the body ends the reading.
  box->then = [this, &turn, bell] {
    if (turn.queue != nullptr) wire_->interrupt();
    bell->ring();
  };
  const bool taken = shared_.streams.post([this, &turn, &queue, box] {
    box->deliver(guarded(turn.face, turn.request, [&] {
      return shared_.parts.service.perform_stream(turn.route, turn.request, turn.principal, queue,
                                                  shared_.parts.engine);
    }));
  });
  if (!taken) co_return turn.refuse(busy_error());
  turn.queue = &queue;
  streaming_ = &turn;
  if (shared_.streams_end) stop_stream();
  bool fed = false;
  try {
    while (!turn.parser.done() && !box->full()) {
      if (queue.full()) {
        co_await bell->wait();
        continue;
      }
      const Status read = co_await read_some_body(turn);
      if (!read) {
        queue.fail(read.error());
        break;
      }
      turn.bytes_in += turn.parser.body_bytes();
      queue.push(turn.parser.take_body());
    }
    fed = turn.parser.done();
  } catch (const std::exception& thrown) {
    // Out of memory, say. The worker still reads the queue: it is told, and waited for.
    queue.fail(internal_error(thrown.what()));
  }
  streaming_ = nullptr;
  turn.queue = nullptr;
  if (fed) {
    queue.finish();
  } else {
    turn.keep_alive = false;
  }
  co_return co_await box->take();
}

asio::awaitable<bool> Connection::write(Turn& turn, std::string_view bytes) {
  while (!bytes.empty()) {
    wire_->allow(turn.writing.left());
    const std::int64_t before = mono();
    Code code;
    const std::size_t sent =
        co_await wire_->write_some(asio::buffer(bytes.data(), bytes.size()), code);
    turn.writing.waited(mono() - before, sent);
    turn.bytes_out += sent;
    if (code) {
      if (timed_out(code)) shared_.parts.observer.connection(ConnectionEvent::timed_out);
      co_return false;
    }
    bytes.remove_prefix(sent);
  }
  co_return true;
}

asio::awaitable<Connection::Next> Connection::answer(Turn& turn, Response response) {
  const bool version_1_1 = !turn.parser.head_done() || turn.parser.head().version_1_1;
  const bool parts = response.parts != nullptr;
  if (shared_.stopping || (parts && !version_1_1)) turn.keep_alive = false;
  if (turn.parser.head_done() && !turn.parser.done()) turn.keep_alive = false;
  Frame frame;
  frame.face = turn.face;
  frame.tls = origin_.tls;
  frame.head_only = turn.request.method == Method::head;
  frame.chunked = parts && version_1_1;
  frame.until_close = parts && !version_1_1;
  frame.keep_alive = turn.keep_alive;
  frame.now = shared_.parts.clock.now();
  frame.remaining = turn.remaining;
  const std::string head = encode(response, turn.request, frame);
  bool written = co_await write(turn, head);
  if (written && parts && !frame.head_only) written = co_await write_parts(turn, response);
  report(turn, response.status);
  if (!written) co_return Next::drop;
  co_return turn.keep_alive ? Next::keep : Next::end;
}

// False if the answer broke off: the client is gone, or a part failed.
asio::awaitable<bool> Connection::write_parts(Turn& turn, const Response& response) {
  const bool chunked = turn.parser.head().version_1_1;
  const bool events = response.content_type.starts_with("text/event-stream");
  std::optional<std::string> part = response.body;
  while (part) {
    if (!part->empty()) {
      if (chunked) part = encode_chunk(*part);
      const bool written = co_await write(turn, *part);
      if (!written) co_return false;
    }
    if (events && shared_.stopping) break;
    auto box = std::make_shared<Box<std::optional<std::optional<std::string>>>>(executor_);
    const bool taken = shared_.long_answers.post([&response, box] {
      try {
        box->deliver(response.parts());
      } catch (const std::exception&) {
        box->deliver(std::nullopt);
      }
    });
    if (!taken) co_return false;
    auto given = co_await box->take();
    if (!given) co_return false;
    part = std::move(*given);
  }
  if (!chunked) co_return true;
  co_return co_await write(turn, encode_chunk(""));
}

// Says good-bye and reads what is still coming, so that the client gets the answer and no reset.
asio::awaitable<void> Connection::linger() {
  wire_->allow(linger_span);
  co_await wire_->end();
  Code code;
  std::size_t bytes = 0;
  const std::int64_t begun = mono();
  while (!code && bytes < linger_bytes_max &&
         std::chrono::nanoseconds(mono() - begun) < linger_span) {
    buffer_.clear();
    co_await read_more(large_read, code);
    bytes += buffer_.size();
  }
}

void Connection::report(const Turn& turn, int status) {
  Exchange exchange;
  exchange.operation = turn.route.operation;
  exchange.method = to_string(turn.request.method);
  exchange.request_id = turn.request.request_id;
  exchange.correlation_id = turn.request.header("x-ms-correlation-request-id");
  exchange.peer = origin_.peer;
  exchange.role = to_string(turn.principal.role);
  exchange.subject = turn.principal.subject;
  exchange.tls = origin_.tls;
  exchange.status = status;
  exchange.nanoseconds = mono() - turn.began;
  exchange.bytes_in = turn.bytes_in;
  exchange.bytes_out = turn.bytes_out;
  shared_.parts.observer.answered(exchange);
}

}  // namespace tollbridge::api::http
