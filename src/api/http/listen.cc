// SPDX-License-Identifier: Apache-2.0
#include "api/http/listen.h"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace tollbridge::api::http {
namespace {

std::unexpected<Error> invalid(std::string_view url) {
  return fail(ErrorKind::invalid, "InvalidListen",
              "'" + std::string(url) + "' is no address to listen on; write "
              "http://127.0.0.1:8080 or https://[::1]:8443, with an IP address and a port.");
}

}  // namespace

bool Listen::loopback() const {
  boost::system::error_code code;
  const auto parsed = boost::asio::ip::make_address(address, code);
  return !code && parsed.is_loopback();
}

std::string Listen::url() const {
  const bool v6 = address.find(':') != std::string::npos;
  return (tls ? "https://" : "http://") + (v6 ? "[" + address + "]" : address) + ":" +
         std::to_string(port);
}

Result<Listen> parse_listen(std::string_view url) {
  const auto parsed = boost::urls::parse_uri(boost::urls::string_view(url.data(), url.size()));
  if (!parsed || !parsed->has_authority() || parsed->has_userinfo() || parsed->has_query() ||
      parsed->has_fragment() || !parsed->has_port() || parsed->port().empty()) {
    return invalid(url);
  }
  const std::string path(parsed->encoded_path().data(), parsed->encoded_path().size());
  const std::string port(parsed->port().data(), parsed->port().size());
  if ((!path.empty() && path != "/") || port.size() > 5 || std::stoul(port) > 65535) {
    return invalid(url);
  }
  Listen listen;
  if (parsed->scheme_id() == boost::urls::scheme::https) {
    listen.tls = true;
  } else if (parsed->scheme_id() != boost::urls::scheme::http) {
    return invalid(url);
  }
  listen.port = parsed->port_number();
  listen.address = parsed->host_address();
  if (listen.address == "localhost") listen.address = "127.0.0.1";
  boost::system::error_code code;
  const auto address = boost::asio::ip::make_address(listen.address, code);
  if (code) return invalid(url);
  listen.address = address.to_string();
  return listen;
}

}  // namespace tollbridge::api::http
