// SPDX-License-Identifier: Apache-2.0
// A request as parsed becomes a request as the operations see it: target and Host checked and
// percent-decoded. Pure; safe on any thread.
#pragma once

#include <string>

#include "api/http/request_parser.h"
#include "api/message.h"
#include "core/result.h"

namespace tollbridge::api::http {

// What the connection knows about a request before it has read it.
struct Arrival {
  bool tls = false;
  std::string peer;        // the client's address, without port
  bool loopback = false;   // the client is on this machine
  std::string local;       // "127.0.0.1:8080": the base_url where HTTP/1.0 sends no Host
  std::string request_id;  // a GUID
};

// Fills everything but the body. `+` in a query is a blank, as every client library writes it.
// Whatever fails, `request` can be answered: request_id, and path as far as it could be read.
// Errors: BadRequest (Host missing, double or malformed; a target that is no path, has a dot
// segment, bad escapes, text that is no UTF-8 or has control characters; two Authorization
// headers), MethodNotAllowed (TRACE, OPTIONS, QUERY), NotImplemented (a method we do not know),
// UriTooLong, ExpectationFailed.
Status decode(const Head& head, const Arrival& arrival, Request& request);

inline constexpr std::size_t target_bytes_max = 8192;

}  // namespace tollbridge::api::http
