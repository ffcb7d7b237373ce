// SPDX-License-Identifier: Apache-2.0
// An answer as the bytes of HTTP/1.1, with the headers every answer has. Pure; safe on any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/message.h"
#include "api/operation.h"
#include "core/time.h"

namespace tollbridge::api::http {

// What is left to the caller of its hour, for the Azure faces.
struct Remaining {
  bool reads = true;  // or writes
  std::uint64_t calls = 0;
};

struct Frame {
  Face face = Face::plain;
  bool tls = false;
  bool head_only = false;   // HEAD: lengths as for GET, no body
  bool chunked = false;     // Response::parts follow, in chunks
  bool until_close = false;  // they follow as they are: HTTP/1.0
  bool keep_alive = true;
  Instant now{};
  std::optional<Remaining> remaining;
};

// Status line and headers, ending in the empty line; then the body, unless head_only or parts
// follow.
// A header the operation has set itself is not set again; one with control characters is dropped,
// so that no value can end a header.
std::string encode(const Response& response, const Request& request, const Frame& frame);

// One piece of a chunked answer; `encode_chunk("")` ends it.
std::string encode_chunk(std::string_view part);

// "Mon, 23 Nov 2026 07:05:26 GMT".
std::string http_date(Instant instant);

}  // namespace tollbridge::api::http
