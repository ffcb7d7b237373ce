// SPDX-License-Identifier: Apache-2.0
// The management lock of a registration, RegistrationResourceLock (R13). The stack's tooling sets
// it after registering; a locked registration is not deleted or moved.
#include <utility>

#include "api/arm/resource.h"
#include "api/arm/rows.h"
#include "api/text.h"
#include "core/json.h"
#include "registry/rules.h"

namespace tollbridge::api::arm {
namespace {

using registry::Registration;

constexpr std::string_view lock_name = "RegistrationResourceLock";

std::string lock_json(const Registration& registration) {
  Json json;
  json.object().field("id", registration_id(registration) +
                                "/providers/Microsoft.Authorization/locks/" +
                                std::string(lock_name));
  json.field("name", lock_name).field("type", "Microsoft.Authorization/locks");
  json.object("properties").field("level", "CanNotDelete");
  json.field("notes", "Registration of a stack; remove the lock before the registration.");
  json.end().end();
  return json.text();
}

Result<Registration> found(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Registration* registration = find(**registry, place_of(call), Hour::containing(call.now));
  if (registration == nullptr) return registration_not_found(place_of(call));
  return *registration;
}

std::unexpected<Error> lock_not_found(const std::string& name) {
  return fail(ErrorKind::not_found, "LockNotFound",
              "The registration has no lock '" + name + "'; it may have " +
                  std::string(lock_name) + ".");
}

Result<Response> list(const Call& call, Desk& desk) {
  const auto registration = found(call, desk);
  if (!registration) return std::unexpected<Error>(registration.error());
  const std::string value = registration->details.locked ? lock_json(*registration) : "";
  return json_response(200, "{\"value\":[" + value + "]}");
}

Result<Response> get(const Call& call, Desk& desk) {
  const auto registration = found(call, desk);
  if (!registration) return std::unexpected<Error>(registration.error());
  const bool there =
      registration->details.locked && same_without_case(call.at("lockName"), lock_name);
  if (!there) return lock_not_found(call.at("lockName"));
  return json_response(200, lock_json(*registration));
}

// Was it locked before?
Result<bool> set_lock(const Call& call, Desk& desk, bool locked) {
  auto registration = found(call, desk);
  if (!registration) return std::unexpected<Error>(registration.error());
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto may = registry::check_principal(**registry, *registration, call.principal.caller());
  if (!may) return pass(may);
  if (!same_without_case(call.at("lockName"), lock_name)) {
    return lock_not_found(call.at("lockName"));
  }
  const bool before = registration->details.locked;
  if (before == locked) return before;
  registration->details.locked = locked;
  auto commit = desk.books().record({.facts = {*registration}, .prices = {}}, call.now,
                                    actor_of(call.principal),
                                    locked ? "registration lock" : "registration unlock");
  if (!commit) return pass(commit);
  return before;
}

Result<Response> put(const Call& call, Desk& desk) {
  auto before = set_lock(call, desk, true);
  if (!before) return pass(before);
  auto answer = get(call, desk);
  if (answer) answer->status = *before ? 200 : 201;
  return answer;
}

Result<Response> remove(const Call& call, Desk& desk) {
  Response answer;
  if (!same_without_case(call.at("lockName"), lock_name)) {
    answer.status = 204;
    return answer;
  }
  auto before = set_lock(call, desk, false);
  if (!before) return pass(before);
  answer.status = *before ? 200 : 204;
  return answer;
}

}  // namespace

std::vector<Operation> lock_rows() {
  const std::string all =
      std::string(registration_path) + "/providers/Microsoft.Authorization/locks";
  const std::string one = all + "/{lockName}";
  std::vector<Operation> rows{
      row("locks_list", Method::get, all, "Locks of a registration", list),
      row("lock_get", Method::get, one, "One lock", get),
      row("lock_put", Method::put, one, "Protects a registration against DELETE and moves", put),
      row("lock_delete", Method::erase, one, "Takes the protection away", remove)};
  rows[0].answers = {{200, "ArmLockList", "at most one", "application/json"}};
  rows[1].answers = {{200, "ArmLock", "the lock", "application/json"}};
  rows[2].answers = {{201, "ArmLock", "locked", "application/json"},
                     {200, "ArmLock", "was locked", "application/json"}};
  rows[2].body = json_body("ArmLock", false);
  rows[3].answers = {{200, "", "unlocked", ""}, {204, "", "there was no such lock", ""}};
  for (Operation& operation : rows) {
    operation.tag = "Microsoft.Authorization";
    operation.access = of_registration();
  }
  return rows;
}

}  // namespace tollbridge::api::arm
