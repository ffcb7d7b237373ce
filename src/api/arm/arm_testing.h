// SPDX-License-Identifier: Apache-2.0
// For tests of this face: a client over a desk in memory. Only tests include it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/arm/operations.h"
#include "api/desk_testing.h"
#include "api/service.h"
#include "registry/rules_world.h"

namespace tollbridge::api::arm::testing {

namespace world = registry::world;
using nlohmann::json;

inline Principal as(Role role, const std::string& partner = {},
                    const std::string& subject = "anna") {
  Principal made;
  made.role = role;
  made.partner = PartyId(partner);
  made.subject = subject;
  return made;
}

inline Principal contoso() { return as(Role::partner, "contoso"); }
inline Principal fabrikam() { return as(Role::partner, "fabrikam", "fred"); }
inline Principal litware() { return as(Role::reseller, "litware", "lisa"); }
inline Principal provider() { return as(Role::provider, "", "root"); }

inline std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// "GET /a/b?c=d", as a transport would hand it on.
inline Request request_of(Method method, const std::string& target, std::string body = {}) {
  Request made;
  made.method = method;
  made.target = target;
  made.base_url = "https://127.0.0.1:8443";
  made.request_id = "00000000-0000-4000-8000-000000000001";
  made.body = std::move(body);
  made.headers = {{"content-type", "application/json; charset=utf-8"}};
  std::string_view path = target;
  std::string_view query;
  if (const auto question = path.find('?'); question != std::string_view::npos) {
    query = path.substr(question + 1);
    path = path.substr(0, question);
  }
  while (!path.empty()) {
    const auto end = std::min(path.find('/', 1), path.size());
    made.path.push_back(unescaped(path.substr(1, end - 1)));
    path.remove_prefix(end);
  }
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    const auto equals = std::min(pair.find('='), pair.size());
    made.query.emplace_back(unescaped(pair.substr(0, equals)),
                            unescaped(pair.substr(std::min(equals + 1, pair.size()))));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return made;
}

// What was answered, and how tests say it.
struct Told {
  int status = 0;
  json body;
  std::string text;
  Headers headers;

  [[nodiscard]] std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (key == name) return value;
    }
    return {};
  }
  // "404 RegistrationNotFound", or "200".
  [[nodiscard]] std::string verdict() const {
    const bool failed = body.is_object() && body.contains("error");
    return std::to_string(status) +
           (failed ? " " + body["error"]["code"].get<std::string>() : std::string());
  }
};

class Client {
 public:
  explicit Client(std::vector<registry::Fact> on_top = {}, Settings settings = {})
      : desk_(desk_with(world::facts())), service_(operations(settings)) {
    if (!on_top.empty()) record(std::move(on_top));
  }

  void record(std::vector<registry::Fact> facts) {
    auto done = desk_->books().record({.facts = std::move(facts), .prices = {}}, desk_->now(),
                                      "test", "set up");
    if (!done) throw std::runtime_error(done.error().message);
  }

  Told send(const Request& request) {
    const auto route = service_.route(request);
    const auto answer =
        route ? service_.perform(*route, request, who, *desk_)
              : Service::refuse(Service::face_of(request), request, route.error());
    Told told{answer.status, {}, answer.body, answer.headers};
    if (!answer.body.empty()) told.body = json::parse(answer.body);
    return told;
  }
  Told get(const std::string& target) { return send(request_of(Method::get, target)); }
  Told put(const std::string& target, const json& body) {
    return send(request_of(Method::put, target, body.dump()));
  }
  Told patch(const std::string& target, const json& body) {
    return send(request_of(Method::patch, target, body.dump()));
  }
  Told post(const std::string& target, const std::string& body = {}) {
    return send(request_of(Method::post, target, body));
  }
  Told erase(const std::string& target) { return send(request_of(Method::erase, target)); }

  MemoryDesk& desk() { return *desk_; }
  const Service& service() const { return service_; }

  Principal who = contoso();

 private:
  std::unique_ptr<MemoryDesk> desk_;
  Service service_;
};

}  // namespace tollbridge::api::arm::testing
