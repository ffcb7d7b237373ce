// SPDX-License-Identifier: Apache-2.0
// An HTTP request and its answer as values. The transport (api/http) has decoded them and kept
// its limits; nothing here knows a socket.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace tollbridge::api {

enum class Method : std::uint8_t { get, head, put, post, patch, erase };
std::string_view to_string(Method method);  // "GET", …, "DELETE"

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  Method method = Method::get;
  std::vector<std::string> path;  // segments, percent-decoded, without empty ones at the end
  std::vector<std::pair<std::string, std::string>> query;  // percent-decoded, in order
  std::string target;    // path and query as sent, for links
  std::string base_url;  // "https://127.0.0.1:8443": scheme of the listener, checked Host header
  Headers headers;       // names in lower case, in order
  std::string body;      // whole, unless the operation takes a stream
  std::string peer;      // the client's address, without port
  bool loopback = false;  // the client is on this machine
  std::string request_id;  // a GUID, ours

  // The first header of that lower-case name, or empty.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] std::size_t header_count(std::string_view name) const;
  // The first query parameter of that name; names compare without case (spec/azure-stack.md 3.0).
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;
};

// Gives a part of a long answer; nothing more after an empty optional. May block while it waits
// for something to tell (server-sent events); it is called on a worker, never on the engine.
using BodyParts = std::function<std::optional<std::string>()>;

struct Response {
  int status = 200;
  Headers headers;
  std::string content_type = "application/json; charset=utf-8";  // of a body that is not empty
  std::string body;
  BodyParts parts;  // if set, follows `body`, sent in chunks

  Response& header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

// An answer of JSON text.
Response json_response(int status, std::string body);

// A request body that is not kept in memory. Pulled by the operation on a worker thread.
class BodyStream {
 public:
  virtual ~BodyStream() = default;
  // Waits for the next bytes; an empty view at the end. The view lives until the next call.
  // Errors: BodyTooLarge, ClientTooSlow, ClientGone, ServerStopping.
  virtual Result<std::string_view> next() = 0;
  // The rest is not wanted: a next() that waits, and every later one, fails with BodyNotWanted; a
  // body that is here whole may still be given to its end. Any thread. Here: nothing, for streams
  // that never wait.
  virtual void stop() {}
};

}  // namespace tollbridge::api
