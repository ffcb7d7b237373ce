// SPDX-License-Identifier: Apache-2.0
#include "api/service.h"

#include <algorithm>
#include <optional>
#include <set>

#include "api/checks.h"
#include "api/error_answer.h"
#include "api/text.h"
#include "core/check.h"

namespace tollbridge::api {
namespace {

std::string_view parameter_name(std::string_view segment) {
  return segment.substr(1, segment.size() - 2);
}

using PathValues = std::vector<std::pair<std::string, std::string>>;

std::optional<PathValues> match(const Operation& operation, const std::vector<std::string>& path) {
  auto wanted = segments_of(operation.path);
  const bool open_ended = !wanted.empty() && is_rest(wanted.back());
  if (open_ended) wanted.pop_back();
  if (open_ended ? wanted.size() > path.size() : wanted.size() != path.size()) return {};
  const bool any_case = operation.face == Face::arm || operation.face == Face::usage;
  PathValues values;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (is_parameter(wanted[i])) {
      // The usage API has a code of its own for a missing subscription.
      if (path[i].empty() && operation.face != Face::usage) return {};
      values.emplace_back(parameter_name(wanted[i]), path[i]);
    } else if (any_case ? !same_without_case(wanted[i], path[i]) : wanted[i] != path[i]) {
      return {};
    }
  }
  return values;
}

bool has_parameter(const Operation& operation, std::string_view name) {
  return std::ranges::any_of(segments_of(operation.path), [&](std::string_view segment) {
    return is_parameter(segment) && parameter_name(segment) == name;
  });
}

// HEAD is answered wherever GET is; the transport leaves the body out.
bool answers(const Operation& operation, Method method) {
  return operation.method == method ||
         (method == Method::head && operation.method == Method::get);
}

Status check_call(const Operation& operation, Call& call, Result<Relation> relation) {
  if (!relation) return pass(relation);
  call.relation = *relation;
  if (auto checked = check_parameters(operation, call.request); !checked) return checked;
  return check_body(operation, call.request);
}

}  // namespace

const std::string& Call::at(std::string_view name) const {
  const auto found = std::ranges::find(path, name, [](const auto& pair) -> std::string_view {
    return pair.first;
  });
  CHECK(found != path.end());
  return found->second;
}

Service::Service(std::vector<Operation> operations)
    : operations_(std::move(operations)), index_(operations_) {
  std::set<std::string> ids;
  std::set<std::string> places;
  for (const Operation& operation : operations_) {
    CHECK(ids.insert(operation.id).second);
    CHECK(places.insert(std::string(to_string(operation.method)) + " " +
                        lower_case(operation.path)).second);
    CHECK(operation.access.scope.empty() || has_parameter(operation, operation.access.scope));
    CHECK(operation.access.part == Object::service ||
          has_parameter(operation, operation.access.part_scope));
    const int ways = (operation.run != nullptr ? 1 : 0) +
                     (operation.run_stream != nullptr ? 1 : 0) +
                     (operation.run_aside != nullptr ? 1 : 0);
    CHECK(ways == 1);
    CHECK(operation.run_aside == nullptr || operation.access.open());
    CHECK((operation.run_stream != nullptr) == (operation.body.takes == Takes::stream));
    CHECK(operation.run_stream == nullptr || operation.access.object == Object::service);
  }
}

Result<Route> Service::route(const Request& request) const {
  std::vector<Error> allowed;
  for (const std::size_t at : index_.candidates(request.path)) {
    const Operation& operation = operations_[at];
    auto values = match(operation, request.path);
    if (!values) continue;
    if (answers(operation, request.method)) return Route{&operation, std::move(*values)};
    Error method;
    method.code = to_string(operation.method);
    allowed.push_back(std::move(method));
  }
  if (allowed.empty()) {
    return fail(ErrorKind::not_found, "NotFound",
                "This server has no such path; /docs lists what it has.");
  }
  Error error{ErrorKind::invalid, "MethodNotAllowed",
              "The path does not answer " + std::string(to_string(request.method)) + ".", {}, {}, 0,
              std::move(allowed)};
  return std::unexpected<Error>(std::move(error));
}

Face Service::face_of(const Request& request) {
  if (request.path.empty()) return Face::plain;
  const std::string first = lower_case(request.path.front());
  return first == "subscriptions" || first == "providers" ? Face::arm : Face::native;
}

Response Service::perform(const Route& route, const Request& request, const Principal& principal,
                          Desk& desk) const {
  const Operation& operation = *route.operation;
  Call call{request, principal, Relation::none, route.path, desk.now()};
  if (auto checked = check_call(operation, call, authorize(operation, call, desk));
      !checked) {
    return refuse(operation.face, request, checked.error());
  }
  auto response = operation.run(call, desk);
  if (!response) return refuse(operation.face, request, response.error());
  return std::move(*response);
}

Response Service::perform_stream(const Route& route, const Request& request,
                                 const Principal& principal, BodyStream& body,
                                 Engine& engine) const {
  const Operation& operation = *route.operation;
  Call call{request, principal, Relation::none, route.path, engine.now()};
  // A stream does not wait for the engine before it needs it.
  auto checked = check_call(operation, call, authorize_by_role(operation, call));
  if (!checked) return refuse(operation.face, request, checked.error());
  auto response = operation.run_stream(call, body, engine);
  if (!response) return refuse(operation.face, request, response.error());
  return std::move(*response);
}

Response Service::perform_aside(const Route& route, const Request& request) const {
  const Operation& operation = *route.operation;
  if (auto checked = check_parameters(operation, request); !checked) {
    return refuse(operation.face, request, checked.error());
  }
  return operation.run_aside(request);
}

Response Service::refuse(Face face, const Request& request, const Error& error) {
  Error told = error;
  std::string methods;
  if (error.code == "MethodNotAllowed") {
    for (const Error& method : error.details) {
      methods += (methods.empty() ? "" : ", ") + method.code;
    }
    told.details.clear();
  }
  Response response = error_answer(face, told, request.request_id);
  if (!methods.empty()) response.header("Allow", methods);
  return response;
}

}  // namespace tollbridge::api
