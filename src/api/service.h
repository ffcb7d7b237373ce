// SPDX-License-Identifier: Apache-2.0
// From a request to its answer: finds the operation, checks the call, asks the policy, runs the
// handler, turns errors into the form of the face. Pure: the transport brings requests and
// principals, the server brings the desk. Immutable after construction, safe on any thread; what
// runs a handler runs it on the caller's thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/desk.h"
#include "api/message.h"
#include "api/operation.h"
#include "api/principal.h"
#include "api/route_index.h"

namespace tollbridge::api {

// The operation a request asks for, and the parameters of its path.
struct Route {
  const Operation* operation = nullptr;
  std::vector<std::pair<std::string, std::string>> path;
};

class Service {
 public:
  // Ends the process if two operations have one id, or one method and path, or name a scope that
  // is no parameter of their path: those are mistakes of ours.
  explicit Service(std::vector<Operation> operations);

  [[nodiscard]] const std::vector<Operation>& operations() const { return operations_; }

  // Errors: NotFound; MethodNotAllowed (details: the methods allowed, as codes).
  [[nodiscard]] Result<Route> route(const Request& request) const;
  // The face an unknown path belongs to.
  [[nodiscard]] static Face face_of(const Request& request);

  // Checks and runs an operation that takes its body whole. On the engine's thread.
  [[nodiscard]] Response perform(const Route& route, const Request& request,
                                 const Principal& principal, Desk& desk) const;
  // The same for one that takes a stream. On a worker's thread.
  [[nodiscard]] Response perform_stream(const Route& route, const Request& request,
                                        const Principal& principal, BodyStream& body,
                                        Engine& engine) const;
  // The same for one that runs aside. On any thread.
  [[nodiscard]] Response perform_aside(const Route& route, const Request& request) const;
  // The answer when something went wrong before an operation could run.
  [[nodiscard]] static Response refuse(Face face, const Request& request, const Error& error);

 private:
  std::vector<Operation> operations_;
  RouteIndex index_;  // of operations_
};

}  // namespace tollbridge::api
