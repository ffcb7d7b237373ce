// SPDX-License-Identifier: Apache-2.0
#include "api/arm/etag.h"

#include <utility>

#include "core/sha256.h"

namespace tollbridge::api::arm {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Does a header of tags name the current one? `weak`: W/"x" counts as "x".
bool names(const Request& request, std::string_view header, const std::string& current,
           bool weak) {
  for (const auto& [name, value] : request.headers) {
    if (name != header) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(','), rest.size());
      std::string_view tag = trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (tag == "*") {
        if (!current.empty()) return true;
        continue;
      }
      if (weak && tag.starts_with("W/")) tag.remove_prefix(2);
      if (!current.empty() && tag == current) return true;
    }
  }
  return false;
}

std::unexpected<Error> failed(const std::string& what) {
  return fail(ErrorKind::conflict, "PreconditionFailed",
              "The condition in " + what +
                  " does not hold: the resource is not what the request expects. Read it again.");
}

}  // namespace

std::string etag_of(std::string_view content) {
  return "\"" + hex(sha256(content)).substr(0, 32) + "\"";
}

Status check_preconditions(const Request& request, const std::string& current) {
  if (request.header_count("if-match") > 0 && !names(request, "if-match", current, false)) {
    return failed("If-Match");
  }
  if (names(request, "if-none-match", current, true)) return failed("If-None-Match");
  return {};
}

Response tagged_response(const Request& request, int status, std::string body,
                         const std::string& etag) {
  const bool read = request.method == Method::get || request.method == Method::head;
  Response response;
  if (read && names(request, "if-none-match", etag, true)) {
    response.status = 304;
  } else {
    response = json_response(status, std::move(body));
  }
  response.header("ETag", etag);
  return response;
}

}  // namespace tollbridge::api::arm
