// SPDX-License-Identifier: Apache-2.0
#include "server/plain_operations.h"

#include <utility>

#include "api/error_answer.h"

namespace tollbridge::server {
namespace {

api::Operation row(std::string id, std::string path, std::string summary, api::AsideHandler run) {
  api::Operation made;
  made.id = std::move(id);
  made.method = api::Method::get;
  made.path = std::move(path);
  made.face = api::Face::plain;
  made.tag = "Service";
  made.summary = std::move(summary);
  made.access = {api::Object::service, "", {{api::Role::anonymous, {api::Relation::any}}}};
  made.run_aside = std::move(run);
  return made;
}

api::Response readiness(const api::Request& request, bool ready) {
  if (ready) return api::json_response(200, R"({"status":"ready"})");
  return api::error_answer(api::Face::plain,
                           {ErrorKind::busy, "ServiceUnavailable",
                            "The server is stopping or has more requests than it can take.", {}, {},
                            0, {}},
                           request.request_id);
}

// Numbers about everybody's use are nobody's business on the network.
api::Response metrics(const api::Request& request, const Vitals& vitals) {
  if (!request.loopback) {
    return api::error_answer(
        api::Face::plain,
        {ErrorKind::not_found, "NotFound", "This server has no such path.", {}, {}, 0, {}},
        request.request_id);
  }
  api::Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = vitals.metrics();
  return response;
}

}  // namespace

std::vector<api::Operation> plain_operations(const Vitals& vitals) {
  auto health = row("health", "/healthz", "Whether the server is alive.",
                    [](const api::Request& /*request*/) {
                      return api::json_response(200, R"({"status":"ok"})");
                    });
  health.answers = {{200, "", "it is", "application/json"}};
  auto ready = row("ready", "/readyz", "Whether the server takes requests.",
                   [vitals](const api::Request& request) {
                     return readiness(request, vitals.ready());
                   });
  ready.answers = {{200, "", "it does", "application/json"}};
  auto numbers = row("metrics", "/metrics", "Metrics for Prometheus; from this machine only.",
                     [vitals](const api::Request& request) { return metrics(request, vitals); });
  numbers.answers = {{200, "", "in Prometheus' text format", "text/plain"}};
  return {health, ready, numbers};
}

}  // namespace tollbridge::server
