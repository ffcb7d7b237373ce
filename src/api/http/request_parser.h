// SPDX-License-Identifier: Apache-2.0
// The bytes of one HTTP/1.x request, as they arrive, taken apart by Boost.Beast's parser. What
// two parsers could read differently is refused before it is parsed: bare line feeds, folded
// lines, control characters, two lengths, a length beside chunks, any coding but chunked.
//
// A view that put() is given must begin with the bytes the last call did not take, followed by
// what came since. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/message.h"
#include "core/result.h"

namespace tollbridge::api::http {

struct Head {
  std::string method;  // as sent
  std::string target;  // as sent
  bool version_1_1 = true;
  Headers headers;  // names in lower case, in order
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;  // as version and Connection header ask for

  [[nodiscard]] bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

class RequestParser {
 public:
  // `header_bytes_max` limits request line and headers together, and each line between chunks.
  explicit RequestParser(std::size_t header_bytes_max);
  RequestParser(RequestParser&&) noexcept;
  ~RequestParser();

  // Takes bytes of the request and says how many; none of the next request. 0 means: not enough
  // yet. Stops behind the head once. Errors (the connection is then of no more use): BadRequest,
  // HeadersTooLarge, NotImplemented (a transfer coding), HttpVersionNotSupported, BodyTooLarge.
  Result<std::size_t> put(std::string_view bytes);

  [[nodiscard]] bool head_done() const;
  [[nodiscard]] const Head& head() const;  // once head_done()
  [[nodiscard]] bool done() const;

  // From now on a body of more bytes than that, all pieces together, is BodyTooLarge.
  void limit_body(std::uint64_t bytes_max);
  // The bytes of the body that came since the last call.
  std::string take_body();
  [[nodiscard]] std::size_t body_bytes() const;  // that take_body() would give

 private:
  class Parser;
  Status scan(std::string_view bytes);
  Result<std::size_t> put_head(std::string_view bytes);
  Result<std::size_t> put_body(std::string_view bytes);

  std::unique_ptr<Parser> parser_;
  std::size_t header_bytes_max_;
  std::size_t scanned_ = 0;      // bytes of the head looked at
  std::size_t head_bytes_ = 0;   // its length, once its end is seen
};

}  // namespace tollbridge::api::http
