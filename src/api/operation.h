// SPDX-License-Identifier: Apache-2.0
// An operation of the API is a row of data: method and path, what it takes and answers, who may
// call it, and what it runs. Router, checks, authorization, /openapi.json, /docs and the tests of
// every route and role are made from these rows; there is no other list.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "api/message.h"
#include "api/policy.h"
#include "core/result.h"
#include "core/time.h"

namespace tollbridge::api {

class Desk;
class Engine;

// Decides the form of errors and of the checks before the handler.
enum class Face : std::uint8_t {
  native,  // /v1: problem+json (RFC 9457)
  arm,     // Azure Resource Manager: {"error":{…}}, api-version, names without case
  usage,   // Microsoft.Commerce: api-version with its own codes (spec/azure-stack.md 4.2)
  plain,   // health, metrics, documents about the service
};

enum class ParameterType : std::uint8_t {
  text, guid, integer, flag, instant, period, day_or_instant, decimal
};

struct QueryParameter {
  std::string name;
  ParameterType type = ParameterType::text;
  bool required = false;
  std::string help;
  std::vector<std::string> choices;  // if only these are allowed
  bool repeated = false;
};

struct Answer {
  int status = 200;
  std::string schema;  // a name of data/schemas.json, or empty: no body
  std::string help;
  std::string content_type = "application/json";
};

enum class Takes : std::uint8_t {
  nothing,
  json,    // a JSON text of `schema`
  text,    // a document of another kind, whole: YAML, CSV
  stream,  // read piece by piece by run_stream
};

struct Body {
  Takes takes = Takes::nothing;
  std::string schema;  // of JSON
  std::vector<std::string> content_types;
  std::size_t bytes_max = 1024 * 1024;  // of a stream, 0: as many as come
  bool required = true;
};

// One call, checked: parameters are there and well-formed, the caller may.
struct Call {
  const Request& request;
  const Principal& principal;
  Relation relation = Relation::none;  // to the operation's object; `any` for Object::service
  std::vector<std::pair<std::string, std::string>> path;  // parameters of the path
  Instant now{};

  [[nodiscard]] const std::string& at(std::string_view name) const;  // a path parameter
};

// An Error becomes an answer of the operation's face, with the status of error_answer.h. What a
// handler needs besides the desk (configuration, a signer) is captured where its row is made.
using Handler = std::function<Result<Response>(const Call& call, Desk& desk)>;
// Runs on a worker; what needs books or journal goes to the engine in pieces. Called by several
// workers at once. For operations that the role alone decides (Object::service).
using StreamHandler =
    std::function<Result<Response>(const Call& call, BodyStream& body, Engine& engine)>;
// Needs neither books nor journal: health, metrics, documents about the service. Runs on a thread
// that serves sockets, on several at once, so it must be quick. For operations open to everybody.
using AsideHandler = std::function<Response(const Request& request)>;

struct Operation {
  std::string id;  // "mapping_put"; unique, stable
  Method method = Method::get;
  std::string path;  // "/v1/partners/{partner}"
  Face face = Face::native;
  std::string tag;      // a heading in the documentation
  std::string summary;  // one line
  std::string text;     // what it does, its rules; may be empty
  std::vector<QueryParameter> query;
  Body body;
  std::vector<Answer> answers;  // of success; errors are the face's
  Access access;
  Handler run;
  StreamHandler run_stream;  // instead of run, with Takes::stream
  AsideHandler run_aside;    // instead of run
};

}  // namespace tollbridge::api
