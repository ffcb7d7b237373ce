// SPDX-License-Identifier: Apache-2.0
#include "cli/commerce_calls.h"

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "core/json.h"

namespace tollbridge::cli {
namespace {

using nlohmann::json;

constexpr int attempts_max = 3;
constexpr std::chrono::seconds between_attempts{10};
constexpr const char* lock_path =
    "/providers/Microsoft.Authorization/locks/RegistrationResourceLock";
constexpr const char* lock_version = "2016-09-01";

bool succeeded(long status) { return status >= 200 && status < 300; }

bool is_passing(long status) {
  return status == 429 || status == 502 || status == 503 || status == 504;
}

// What is at the end of a path of members; empty if it is not there or no text.
std::string text_at(const json& object, std::initializer_list<const char*> path) {
  const json* at = &object;
  for (const char* name : path) {
    const auto found = at->is_object() ? at->find(name) : at->end();
    if (found == at->end()) return {};
    at = &*found;
  }
  return at->is_string() ? at->get<std::string>() : std::string();
}

std::unexpected<Error> no_answer(long status) {
  return fail(ErrorKind::io, "CommerceAnswer",
              "What answers there (" + std::to_string(status) +
                  ") is not commerce: check the address of --commerce.");
}

ErrorKind kind_of(long status) {
  switch (status) {
    case 400:
    case 409: return ErrorKind::refused;
    case 401:
    case 403: return ErrorKind::denied;
    case 404: return ErrorKind::not_found;
    default: return is_passing(status) ? ErrorKind::busy : ErrorKind::io;
  }
}

// {"error":{"code","message"}}
std::unexpected<Error> refusal(const web::Answer& answer) {
  const json body = json::parse(answer.body, nullptr, false);
  const std::string code = text_at(body, {"error", "code"});
  if (code.empty()) return no_answer(answer.status);
  return fail(kind_of(answer.status), code,
              "Commerce says: " + text_at(body, {"error", "message"}));
}

Result<json> parsed(const std::string& body) {
  json found = json::parse(body, nullptr, false);
  if (!found.is_object()) return no_answer(200);
  return found;
}

}  // namespace

CommerceCalls::CommerceCalls(CommerceSetting setting, const RegistrationPlace& place)
    : setting_(std::move(setting)),
      registration_("/subscriptions/" + place.subscription + "/resourceGroups/" + place.group +
                    "/providers/Microsoft.AzureStack/registrations/" + place.name) {
  while (setting_.url.ends_with('/')) setting_.url.pop_back();
  if (!setting_.wait) {
    setting_.wait = [] { std::this_thread::sleep_for(between_attempts); };
  }
}

Result<web::Answer> CommerceCalls::ask(const Asked& asked) {
  web::Ask request;
  request.method = asked.method;
  request.url = setting_.url + registration_ + asked.path + "?api-version=" + asked.version;
  request.headers = {"Authorization: Bearer " + setting_.token, "Content-Type: application/json"};
  request.body = asked.body;
  request.ca_file = setting_.ca_file;
  for (int attempt = 1;; ++attempt) {
    auto answer = setting_.exchange(request);
    const bool passing = answer ? is_passing(answer->status)
                                : answer.error().kind == ErrorKind::io;
    if (!passing || attempt == attempts_max) return answer;
    setting_.wait();
  }
}

Result<std::string> CommerceCalls::answer_to(const Asked& asked) {
  auto answer = ask(asked);
  if (!answer) return pass(answer);
  if (!succeeded(answer->status)) return refusal(*answer);
  return std::move(answer->body);
}

Result<std::optional<std::string>> CommerceCalls::answer_if_there(const Asked& asked) {
  auto answer = ask(asked);
  if (!answer) return pass(answer);
  if (succeeded(answer->status)) return std::optional(std::move(answer->body));
  auto error = refusal(*answer);
  if (error.error().kind != ErrorKind::not_found) return error;
  return std::optional<std::string>();
}

Result<bool> CommerceCalls::put(const std::string& registration_token) {
  Json body;
  body.object().object("properties").field("registrationToken", registration_token).end();
  body.field("location", "global").end();
  auto answer = ask({"PUT", "", "2017-06-01", body.text()});
  if (!answer) return pass(answer);
  if (!succeeded(answer->status)) return refusal(*answer);
  return answer->status == 201;
}

Result<std::optional<StackId>> CommerceCalls::registered_stack() {
  auto answer = answer_if_there({"GET"});
  if (!answer) return pass(answer);
  if (!*answer) return std::optional<StackId>();
  auto body = parsed(**answer);
  if (!body) return pass(body);
  const std::string id = text_at(*body, {"properties", "cloudId"});
  if (id.empty()) return no_answer(200);
  return std::optional(StackId(id));
}

Status CommerceCalls::remove() {
  auto done = answer_if_there({"DELETE"});
  return done ? Status() : pass(done);
}

Status CommerceCalls::lock() {
  auto done = answer_to({"PUT", lock_path, lock_version,
                         R"({"properties":{"level":"CanNotDelete"}})"});
  return done ? Status() : pass(done);
}

Status CommerceCalls::unlock() {
  auto done = answer_if_there({"DELETE", lock_path, lock_version});
  return done ? Status() : pass(done);
}

Result<bool> CommerceCalls::is_locked() {
  auto found = answer_if_there({"GET", lock_path, lock_version});
  if (!found) return pass(found);
  return found->has_value();
}

Result<std::string> CommerceCalls::activation_key() {
  auto answer = answer_to({"POST", "/getactivationkey"});
  if (!answer) return pass(answer);
  auto body = parsed(*answer);
  if (!body) return pass(body);
  std::string key = text_at(*body, {"activationKey"});
  if (key.empty()) return no_answer(200);
  return key;
}

Result<std::vector<CommerceCalls::Customer>> CommerceCalls::customers() {
  auto answer = answer_to({"GET", "/customerSubscriptions"});
  if (!answer) return pass(answer);
  auto body = parsed(*answer);
  if (!body) return pass(body);
  std::vector<Customer> found;
  const auto value = body->find("value");
  if (value == body->end() || !value->is_array()) return no_answer(200);
  for (const json& one : *value) {
    const std::string name = text_at(one, {"name"});
    found.push_back({text_at(one, {"properties", "tenantId"}), name.substr(name.rfind('/') + 1)});
  }
  return found;
}

Status CommerceCalls::put_customer(const Customer& customer) {
  Json body;
  body.object().object("properties").field("tenantId", customer.tenant).end().end();
  auto done = answer_to({"PUT", "/customerSubscriptions/" + customer.subscription, "2017-06-01",
                         body.text()});
  return done ? Status() : pass(done);
}

Status CommerceCalls::remove_customer(const std::string& subscription) {
  auto done = answer_if_there({"DELETE", "/customerSubscriptions/" + subscription});
  return done ? Status() : pass(done);
}

}  // namespace tollbridge::cli
