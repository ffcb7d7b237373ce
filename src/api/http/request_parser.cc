// SPDX-License-Identifier: Apache-2.0
#include "api/http/request_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <limits>
#include <utility>

#include "api/text.h"

namespace tollbridge::api::http {
namespace {

namespace beast = boost::beast;

std::unexpected<Error> bad(std::string message) {
  return fail(ErrorKind::invalid, "BadRequest", std::move(message));
}

std::unexpected<Error> of_beast(const beast::error_code& code) {
  using beast::http::error;
  if (code == error::bad_version) {
    return fail(ErrorKind::invalid, "HttpVersionNotSupported",
                "The request line does not end in HTTP/1.0 or HTTP/1.1.");
  }
  if (code == error::header_limit) {
    return fail(ErrorKind::invalid, "HeadersTooLarge", "Request line and headers are too long.");
  }
  return bad("The request is not well-formed HTTP: " + code.message() + ".");
}

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char one) { return one >= '0' && one <= '9'; });
}

}  // namespace

class RequestParser::Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(std::size_t header_bytes_max) {
    // Its own limits: the head comes whole, so Beast's can only be larger.
    header_limit(static_cast<std::uint32_t>(header_bytes_max));
    body_limit(boost::none);
  }

  // What Beast lets pass and we do not.
  Status check_framing() {
    std::size_t lengths = 0;
    std::size_t codings = 0;
    for (const auto& [name, value] : head.headers) {
      if (name == "content-length") {
        ++lengths;
        if (!is_number(value)) return bad("Content-Length is not one number.");
      } else if (name == "transfer-encoding") {
        ++codings;
        if (!same_without_case(value, "chunked")) {
          return fail(ErrorKind::invalid, "NotImplemented",
                      "The only transfer coding here is 'chunked'.");
        }
      }
    }
    if (lengths + codings > 1) return bad("The request states its length more than once.");
    if (codings > 0 && !head.version_1_1) return bad("HTTP/1.0 has no transfer codings.");
    return {};
  }

  Head head;
  std::string body;
  std::uint64_t body_bytes = 0;  // of all the body
  std::uint64_t body_bytes_max = std::numeric_limits<std::uint64_t>::max();
  bool too_large = false;
  bool in_head = true;

 private:
  using View = beast::string_view;
  using Code = beast::error_code;

  void on_request_impl(beast::http::verb /*verb*/, View method, View target, int version,
                       Code& /*code*/) override {
    head.method.assign(method.data(), method.size());
    head.target.assign(target.data(), target.size());
    head.version_1_1 = version == 11;
  }
  void on_response_impl(int /*status*/, View /*reason*/, int /*version*/,
                        Code& /*code*/) override {}
  // Fields behind the last chunk are dropped.
  void on_field_impl(beast::http::field /*known*/, View name, View value,
                     Code& /*code*/) override {
    if (!in_head) return;
    head.headers.emplace_back(lower_case({name.data(), name.size()}),
                              std::string(value.data(), value.size()));
  }
  void on_header_impl(Code& /*code*/) override {
    in_head = false;
    if (content_length()) head.content_length = *content_length();
    head.chunked = chunked();
    head.keep_alive = keep_alive();
  }
  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/,
                         Code& /*code*/) override {}
  std::size_t on_body_impl(View bytes, Code& code) override { return add(bytes, code); }
  void on_chunk_header_impl(std::uint64_t /*size*/, View /*extensions*/,
                            Code& /*code*/) override {}
  std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, View bytes, Code& code) override {
    return add(bytes, code);
  }
  void on_finish_impl(Code& /*code*/) override {}

  std::size_t add(View bytes, Code& code) {
    if (bytes.size() > body_bytes_max - std::min(body_bytes, body_bytes_max)) {
      too_large = true;
      code = beast::http::error::body_limit;
      return 0;
    }
    body.append(bytes.data(), bytes.size());
    body_bytes += bytes.size();
    return bytes.size();
  }
};

RequestParser::RequestParser(std::size_t header_bytes_max)
    : parser_(std::make_unique<Parser>(header_bytes_max)), header_bytes_max_(header_bytes_max) {}
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser::~RequestParser() = default;

bool RequestParser::head_done() const { return parser_->is_header_done(); }
const Head& RequestParser::head() const { return parser_->head; }
bool RequestParser::done() const { return parser_->is_done(); }
void RequestParser::limit_body(std::uint64_t bytes_max) { parser_->body_bytes_max = bytes_max; }
std::string RequestParser::take_body() { return std::exchange(parser_->body, {}); }
std::size_t RequestParser::body_bytes() const { return parser_->body.size(); }

Result<std::size_t> RequestParser::put(std::string_view bytes) {
  return head_done() ? put_body(bytes) : put_head(bytes);
}

// Looks at each byte of the head once, up to the empty line that ends it.
Status RequestParser::scan(std::string_view bytes) {
  const std::size_t end = std::min(bytes.size(), header_bytes_max_ + 1);
  for (; scanned_ < end && head_bytes_ == 0; ++scanned_) {
    const auto at = static_cast<unsigned char>(bytes[scanned_]);
    const char before = scanned_ == 0 ? '\n' : bytes[scanned_ - 1];
    if (before == '\r' && at != '\n') return bad("A carriage return stands alone.");
    if (before == '\n' && (at == ' ' || at == '\t')) return bad("A header line is folded.");
    if (at == '\n') {
      if (before != '\r') return bad("A line does not end in CR LF.");
      const bool empty_line = scanned_ >= 3 && bytes[scanned_ - 2] == '\n';
      if (empty_line || scanned_ == 1) head_bytes_ = scanned_ + 1;
    } else if ((at < ' ' && at != '\r' && at != '\t') || at == 0x7f) {
      return bad("The request has a control character.");
    }
  }
  return {};
}

Result<std::size_t> RequestParser::put_head(std::string_view bytes) {
  if (auto sound = scan(bytes); !sound) return pass(sound);
  if (std::max(head_bytes_, scanned_) > header_bytes_max_) {
    return fail(ErrorKind::invalid, "HeadersTooLarge",
                "Request line and headers are longer than " + std::to_string(header_bytes_max_) +
                    " bytes.");
  }
  if (head_bytes_ == 0) return 0U;
  // An empty line before the request line is skipped, once.
  const std::size_t skipped = bytes.starts_with("\r\n") ? 2 : 0;
  if (skipped == head_bytes_) {
    if (bytes.size() < 3) {
      head_bytes_ = 0;
      return 0U;
    }
    if (bytes[2] == '\r') return bad("The request begins with empty lines.");
    head_bytes_ = 0;
    return put_head(bytes);
  }
  beast::error_code code;
  const std::size_t used =
      parser_->put({bytes.data() + skipped, head_bytes_ - skipped}, code);
  if (code) return of_beast(code);
  if (!head_done() || used + skipped != head_bytes_) return bad("The request head is damaged.");
  if (auto sound = parser_->check_framing(); !sound) return pass(sound);
  return head_bytes_;
}

Result<std::size_t> RequestParser::put_body(std::string_view bytes) {
  // What is left of a chunked body has 5 bytes at least, "0 CR LF CR LF"; Beast relies on it.
  const std::size_t least = head().chunked ? 5 : 1;
  std::size_t taken = 0;
  while (!done() && bytes.size() - taken >= least) {
    // A line between chunks ends within the window, or is too long.
    const std::size_t window = std::min(bytes.size() - taken, header_bytes_max_);
    beast::error_code code;
    taken += parser_->put({bytes.data() + taken, window}, code);
    if (parser_->too_large) {
      return fail(ErrorKind::invalid, "BodyTooLarge",
                  "The body is longer than the " + std::to_string(parser_->body_bytes_max) +
                      " bytes this operation takes.");
    }
    if (code == beast::http::error::need_more) {
      if (window < header_bytes_max_) break;
      return bad("A line between chunks is too long.");
    }
    if (code) return of_beast(code);
  }
  return taken;
}

}  // namespace tollbridge::api::http
