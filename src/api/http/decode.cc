// SPDX-License-Identifier: Apache-2.0
#include "api/http/decode.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <cstdint>
#include <utility>

#include "api/text.h"

namespace tollbridge::api::http {
namespace {

namespace urls = boost::urls;

std::unexpected<Error> bad(std::string message) {
  return fail(ErrorKind::invalid, "BadRequest", std::move(message));
}

std::string_view view(urls::string_view text) { return {text.data(), text.size()}; }

// Escapes are well-formed: Boost.URL has seen to it.
Result<std::string> decoded(std::string_view escaped, bool plus_is_blank, const char* what) {
  urls::encoding_opts options;
  options.space_as_plus = plus_is_blank;
  const urls::pct_string_view source{urls::string_view(escaped.data(), escaped.size())};
  std::string text = source.decode(options);
  const bool controls = std::ranges::any_of(text, [](char one) {
    return static_cast<unsigned char>(one) < ' ' || one == 0x7f;
  });
  if (controls) return bad(std::string(what) + " has a control character.");
  if (!simdjson::validate_utf8(text)) return bad(std::string(what) + " is not UTF-8.");
  return text;
}

// TRACE, OPTIONS and QUERY are known methods that nothing here answers: 405 (RFC 9110, 15.5.6),
// told with the methods there are. Others are not known: 501.
Result<Method> method_of(std::string_view name) {
  constexpr std::array known{Method::get,  Method::head,  Method::put,
                             Method::post, Method::patch, Method::erase};
  for (const Method method : known) {
    if (name == to_string(method)) return method;
  }
  auto refusal = fail(ErrorKind::invalid, "NotImplemented",
                      "The methods here are GET, HEAD, PUT, POST, PATCH and DELETE.");
  if (name != "TRACE" && name != "OPTIONS" && name != "QUERY") return refusal;
  refusal.error().code = "MethodNotAllowed";
  for (const Method method : known) {
    Error allowed;
    allowed.code = to_string(method);
    refusal.error().details.push_back(std::move(allowed));
  }
  return refusal;
}

Status decode_path(const urls::url_view& url, Request& request) {
  // Not by its segments: a leading "/." is none of them to Boost.URL.
  std::string_view rest = view(url.encoded_path());
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the slash
    const std::size_t end = std::min(rest.find('/'), rest.size());
    auto text = decoded(rest.substr(0, end), false, "The path");
    if (!text) return pass(text);
    if (*text == "." || *text == "..") return bad("The path has a dot segment.");
    request.path.push_back(std::move(*text));
    rest.remove_prefix(end);
  }
  while (!request.path.empty() && request.path.back().empty()) request.path.pop_back();
  return {};
}

Status decode_query(const urls::url_view& url, Request& request) {
  if (!url.has_query() || url.encoded_query().empty()) return {};
  for (const auto& parameter : url.encoded_params()) {
    const std::string_view key{parameter.key.data(), parameter.key.size()};
    const std::string_view value{parameter.value.data(), parameter.value.size()};
    auto name = decoded(key, true, "The query");
    if (!name) return pass(name);
    auto text = decoded(value, true, "The query");
    if (!text) return pass(text);
    request.query.emplace_back(std::move(*name), std::move(*text));
  }
  return {};
}

// Boost.URL reads more digits than a port has.
bool is_port(std::string_view digits) {
  std::uint32_t port = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return read.ec == std::errc{} && digits.size() <= 5 && port > 0 && port <= 65535;
}

// "host", "host:port", "[::1]:port".
bool is_host(std::string_view text) {
  if (text.empty() || text.size() > 255 + 6) return false;
  const auto authority = urls::parse_authority(urls::string_view(text.data(), text.size()));
  if (!authority || authority->has_userinfo() || authority->encoded_host().empty()) return false;
  if (authority->has_port() && !is_port(view(authority->port()))) return false;
  // No escapes, no sub-delimiters: letters, digits, dots, hyphens; or an address in brackets.
  const std::string_view host{authority->encoded_host().data(),
                              authority->encoded_host().size()};
  if (host.front() == '[') return authority->host_type() == urls::host_type::ipv6;
  const auto plain = [](char one) {
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') ||
           (one >= '0' && one <= '9') || one == '.' || one == '-' || one == '_';
  };
  return std::ranges::all_of(host, plain);
}

Status check_singles(const Request& request) {
  for (const char* name : {"host", "authorization", "content-type", "content-encoding"}) {
    if (request.header_count(name) > 1) {
      return bad("The header " + std::string(name) + " is given more than once.");
    }
  }
  const std::string_view expect = request.header("expect");
  if (!expect.empty() && !same_without_case(expect, "100-continue")) {
    return fail(ErrorKind::invalid, "ExpectationFailed",
                "The only expectation met here is 100-continue.");
  }
  return {};
}

// A request line names a path, or, as for a proxy, scheme, host and path.
Result<urls::url_view> parse_target(const std::string& target) {
  const bool origin = target.starts_with('/');
  const auto parsed = origin ? urls::parse_origin_form(target) : urls::parse_absolute_uri(target);
  if (!parsed) return bad("The target of the request is not a well-formed path and query.");
  if (origin) return *parsed;
  if (!parsed->has_authority() || !view(parsed->encoded_path()).starts_with('/')) {
    return bad("The target of the request names no host and path.");
  }
  return *parsed;
}

Status decode_target(const Head& head, const Arrival& arrival, Request& request) {
  auto url = parse_target(head.target);
  if (!url) return pass(url);
  request.target = head.target;
  std::string host{request.header("host")};
  if (host.empty() && head.version_1_1) return bad("The header Host is missing.");
  if (!host.empty() && !is_host(host)) return bad("The header Host is not a host and port.");
  if (url->has_authority()) {  // stands above Host (RFC 9112 3.2.2)
    host = view(url->encoded_authority());
    if (!is_host(host)) return bad("The target names no well-formed host.");
    request.target = view(url->encoded_path());
    if (url->has_query()) request.target += "?" + std::string(view(url->encoded_query()));
  }
  if (host.empty()) host = arrival.local;
  request.base_url = (arrival.tls ? "https://" : "http://") + lower_case(host);
  if (auto path = decode_path(*url, request); !path) return path;
  return decode_query(*url, request);
}

}  // namespace

Status decode(const Head& head, const Arrival& arrival, Request& request) {
  request.request_id = arrival.request_id;
  request.peer = arrival.peer;
  request.loopback = arrival.loopback;
  request.headers = head.headers;
  auto method = method_of(head.method);
  if (!method) return pass(method);
  request.method = *method;
  if (head.target.size() > target_bytes_max) {
    return fail(ErrorKind::invalid, "UriTooLong",
                "The target of the request is longer than " + std::to_string(target_bytes_max) +
                    " bytes.");
  }
  if (auto sound = check_singles(request); !sound) return sound;
  return decode_target(head, arrival, request);
}

}  // namespace tollbridge::api::http
