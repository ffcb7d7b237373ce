// SPDX-License-Identifier: Apache-2.0
// A connection's bytes, plain or through TLS. Of this folder only: it brings Asio along. One
// thread: that of the connection's io_context.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "api/http/server.h"
#include "core/result.h"

// A coroutine's frame is freed as it was allocated; GCC sees only one of the two (its bug 109224).
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace boost::asio::ssl {
class context;
}

namespace tollbridge::api::http {

namespace asio = boost::asio;
using Code = boost::system::error_code;

class Wire {
 public:
  virtual ~Wire() = default;

  // The time the calls that follow may take; afterwards the connection is closed.
  virtual void allow(std::chrono::nanoseconds span) = 0;
  // TLS handshake; nothing on a plain connection.
  virtual asio::awaitable<Code> open() = 0;
  virtual asio::awaitable<std::size_t> read_some(asio::mutable_buffer buffer, Code& code) = 0;
  virtual asio::awaitable<std::size_t> write_some(asio::const_buffer buffer, Code& code) = 0;
  // Says that nothing more is sent.
  virtual asio::awaitable<void> end() = 0;
  // What is waited for ends with an error; the connection can still be written to.
  virtual void interrupt() = 0;
  virtual void close() = 0;
};

bool timed_out(const Code& code);

std::unique_ptr<Wire> plain_wire(asio::ip::tcp::socket socket);
std::unique_ptr<Wire> tls_wire(asio::ip::tcp::socket socket, asio::ssl::context& context);

// TLS 1.2 or later, no renegotiation, HTTP/1.1 by ALPN. Errors: BadCertificate.
Result<std::shared_ptr<asio::ssl::context>> make_tls_context(const Identity& identity);

}  // namespace tollbridge::api::http
