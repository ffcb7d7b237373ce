// SPDX-License-Identifier: Apache-2.0
#include "api/http/wire.h"

#include <openssl/ssl.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <utility>

namespace tollbridge::api::http {
namespace {

namespace beast = boost::beast;

template <class Stream>
class StreamWire : public Wire {
 public:
  template <class... Arguments>
  explicit StreamWire(Arguments&&... arguments) : stream_(std::forward<Arguments>(arguments)...) {
    Code ignored;
    tcp().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  }

  void allow(std::chrono::nanoseconds span) override { tcp().expires_after(span); }
  asio::awaitable<std::size_t> read_some(asio::mutable_buffer buffer, Code& code) override {
    return stream_.async_read_some(buffer, asio::redirect_error(asio::use_awaitable, code));
  }
  asio::awaitable<std::size_t> write_some(asio::const_buffer buffer, Code& code) override {
    return stream_.async_write_some(buffer, asio::redirect_error(asio::use_awaitable, code));
  }
  void interrupt() override { tcp().cancel(); }
  void close() override { tcp().close(); }

 protected:
  beast::tcp_stream& tcp() { return beast::get_lowest_layer(stream_); }
  Stream stream_;
};

class PlainWire final : public StreamWire<beast::tcp_stream> {
 public:
  using StreamWire::StreamWire;
  asio::awaitable<Code> open() override { co_return Code(); }
  asio::awaitable<void> end() override {
    Code ignored;
    tcp().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    co_return;
  }
};

class TlsWire final : public StreamWire<asio::ssl::stream<beast::tcp_stream>> {
 public:
  using StreamWire::StreamWire;
  asio::awaitable<Code> open() override {
    Code code;
    co_await stream_.async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(asio::use_awaitable, code));
    co_return code;
  }
  asio::awaitable<void> end() override {
    Code ignored;
    co_await stream_.async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
  }
};

// The one protocol there is; a client that names only others goes on without ALPN.
int choose_protocol(SSL* /*connection*/, const unsigned char** chosen, unsigned char* length,
                    const unsigned char* offered, unsigned int offered_length, void* /*data*/) {
  static constexpr unsigned char ours[] = "\x08http/1.1";
  unsigned char* found = nullptr;
  if (SSL_select_next_proto(&found, length, ours, sizeof(ours) - 1, offered, offered_length) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

bool timed_out(const Code& code) { return code == beast::error::timeout; }

std::unique_ptr<Wire> plain_wire(asio::ip::tcp::socket socket) {
  return std::make_unique<PlainWire>(std::move(socket));
}

std::unique_ptr<Wire> tls_wire(asio::ip::tcp::socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsWire>(std::move(socket), context);
}

Result<std::shared_ptr<asio::ssl::context>> make_tls_context(const Identity& identity) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                  SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  Code code;
  context->use_certificate_chain(asio::buffer(identity.certificates), code);
  if (!code) {
    context->use_private_key(asio::buffer(identity.key), asio::ssl::context::pem, code);
  }
  if (code || SSL_CTX_check_private_key(native) != 1) {
    return fail(ErrorKind::invalid, "BadCertificate",
                "The certificate and key for TLS are not PEM, or do not belong together" +
                    (code ? ": " + code.message() + "." : std::string(".")));
  }
  return context;
}

}  // namespace tollbridge::api::http
