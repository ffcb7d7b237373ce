// SPDX-License-Identifier: Apache-2.0
#include "api/error_answer.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/json.h"

namespace tollbridge::api {
namespace {

struct CodeStatus {
  std::string_view code;
  int status;
};

constexpr std::array by_code{
    CodeStatus{"InvalidAuthenticationToken", 401},
    CodeStatus{"ClientGone", 400},
    CodeStatus{"AuthorizationFailed", 403},
    CodeStatus{"UnauthorizedCspRegistration", 403},
    CodeStatus{"InvalidCustomerSubscriptionId", 400},
    CodeStatus{"InvalidCSPSubscription", 400},
    CodeStatus{"BadCustomerSubscriptionId", 400},
    CodeStatus{"InvalidRegistrationToken", 400},
    CodeStatus{"MissingAgreementNumber", 400},
    CodeStatus{"MissingMsAssetTag", 400},
    CodeStatus{"UsageReportingRequired", 400},
    CodeStatus{"InvalidDefaultSubscription", 400},
    CodeStatus{"MethodNotAllowed", 405},
    CodeStatus{"ClientTooSlow", 408},
    CodeStatus{"PreconditionFailed", 412},
    CodeStatus{"BodyTooLarge", 413},
    CodeStatus{"UriTooLong", 414},
    CodeStatus{"UnsupportedMediaType", 415},
    CodeStatus{"ExpectationFailed", 417},
    CodeStatus{"IdempotencyKeyReused", 422},
    CodeStatus{"PreconditionRequired", 428},
    CodeStatus{"TooManyRequests", 429},
    CodeStatus{"TooManyOperations", 429},
    CodeStatus{"HeadersTooLarge", 431},
    CodeStatus{"NotImplemented", 501},
    CodeStatus{"MetadataResolverBadGatewayError", 502},
    CodeStatus{"ServiceUnavailable", 503},
    // The server's clock is behind what it wrote: its trouble, not the caller's, and it passes.
    CodeStatus{"NowBeforeBooks", 503},
    CodeStatus{"HttpVersionNotSupported", 505},
    CodeStatus{"DiskFull", 507},
};

int status_of_kind(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::not_found: return 404;
    case ErrorKind::refused:
    case ErrorKind::conflict: return 409;
    case ErrorKind::denied: return 403;
    case ErrorKind::damaged:
    case ErrorKind::io: return 500;
    case ErrorKind::busy: return 503;
  }
  return 500;
}

void write_detail(Json& json, const Error& detail, bool native) {
  json.object();
  if (!detail.path.empty()) json.field(native ? "pointer" : "target", detail.path);
  if (detail.line > 0 && native) json.field("line", detail.line);
  json.field("code", detail.code);
  json.field(native ? "detail" : "message", detail.message);
  if (!detail.rule.empty() && native) json.field("rule", detail.rule);
  json.end();
}

std::string arm_body(const Error& error) {
  Json json;
  json.object().object("error").field("code", error.code).field("message", error.message);
  if (!error.path.empty()) json.field("target", error.path);
  if (!error.details.empty()) {
    json.array("details");
    for (const Error& detail : error.details) write_detail(json, detail, false);
    json.end();
  }
  json.end().end();
  return json.text();
}

std::string problem_body(const Error& error, int status, const std::string& request_id) {
  Json json;
  json.object().field("type", "about:blank").field("title", error.code).field("status", status);
  json.field("detail", error.message).field("code", error.code);
  if (!error.rule.empty()) json.field("rule", error.rule);
  json.array("errors");
  if (error.details.empty() && !error.path.empty()) write_detail(json, error, true);
  for (const Error& detail : error.details) write_detail(json, detail, true);
  json.end().field("requestId", request_id).end();
  return json.text();
}

}  // namespace

int status_of(const Error& error) {
  const auto* found = std::ranges::find(by_code, error.code, &CodeStatus::code);
  return found != by_code.end() ? found->status : status_of_kind(error.kind);
}

Response error_answer(Face face, const Error& error, const std::string& request_id) {
  const int status = status_of(error);
  const bool azure = face == Face::arm || face == Face::usage;
  Response response =
      json_response(status, azure ? arm_body(error) : problem_body(error, status, request_id));
  if (azure) {
    response.header("x-ms-error-code", error.code);
  } else {
    response.content_type = "application/problem+json";
  }
  if (status == 401) response.header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  if (status == 429 || status == 503) response.header("Retry-After", "1");
  return response;
}

Error not_found_error(Object object, const std::string& id) {
  const auto code = [&]() -> std::string {
    switch (object) {
      case Object::subscription:
      case Object::local_subscription: return "SubscriptionNotFound";
      case Object::registration: return "RegistrationNotFound";
      case Object::invoice: return "UnknownInvoice";
      default: return "NotFound";
    }
  }();
  return {ErrorKind::not_found, code,
          "There is no " + std::string(to_string(object)) + " '" + id + "' that you may see.",
          {}, {}, 0, {}};
}

}  // namespace tollbridge::api
