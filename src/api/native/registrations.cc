// SPDX-License-Identifier: Apache-2.0
// Registrations: a stack and the subscription that pays for tenants without a mapping.
#include "api/error_answer.h"
#include "api/native/answers.h"
#include "api/native/body.h"
#include "api/native/change_preview.h"
#include "api/native/groups.h"
#include "api/native/portal_rows.h"
#include "registry/rules.h"
#include "views/registry_view.h"

namespace tollbridge::api::native {
namespace {

using registry::Registration;
using registry::Registry;

Json view_of(const Registry& registry, const Registration& registration, Hour now) {
  Json json;
  views::append_registration(json, registry, registration, now);
  return json;
}

Hour hour_of(const Call& call) { return Hour::containing(call.now); }

std::unexpected<Error> no_such(const Call& call) {
  return std::unexpected<Error>(
      not_found_error(Object::registration, call.at("registration")));
}

// The tag of what is there now, checked against what the caller read.
Status check_unchanged(const Call& call, const Registry& registry, const Registration* existing) {
  std::optional<std::string> tag;
  if (existing != nullptr) tag = tag_of(view_of(registry, *existing, hour_of(call)).text());
  return check_preconditions(call, tag);
}

// Records the change and answers with the tag of the registration `name` as it is then.
Result<Response> record_registration(const Call& call, Desk& desk,
                                     const registry::ProposedChange& change,
                                     const std::string& action, const RegistrationName& name) {
  auto response = record_change(call, desk, change, action);
  if (!response) return response;
  auto after = desk.registry();
  if (!after) return pass(after);
  if (const auto* there = (*after)->registration(name)) {
    response->header("ETag", tag_of(view_of(**after, *there, hour_of(call)).text()));
  }
  return response;
}

Result<Response> list_registrations(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto list = ListAnswer::begin(call, "registrations");
  if (!list) return pass(list);
  for (const Registration* one : (*registry)->registrations()) {
    const std::string& name = one->name.text();
    if (relation_to(**registry, call.principal, Object::registration, name) == Relation::none) {
      continue;
    }
    if (list->take(name)) views::append_registration(list->json(), **registry, *one, hour_of(call));
    if (list->full()) break;
  }
  return list->end();
}

Result<Response> get_registration(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const auto* found = (*registry)->registration(RegistrationName(call.at("registration")));
  if (found == nullptr) return no_such(call);
  return document(call, view_of(**registry, *found, hour_of(call)));
}

void read_registration(BodyReader& body, Registration& wanted, bool provider) {
  body.same("name", wanted.name.text());
  body.text("resource_group", wanted.resource_group);
  body.id("subscription", wanted.subscription);
  body.require("subscription", !wanted.subscription.empty());
  body.id("cloud_id", wanted.cloud_id);
  body.require("cloud_id", !wanted.cloud_id.empty());
  body.parsed("billing_model", wanted.billing_model, registry::parse_billing_model);
  body.hour("from", wanted.from);
  body.text("agreement_number", wanted.agreement_number);
  if (provider) body.flag("approved", wanted.multi_tenancy_approved);
}

Result<Response> put_registration(const Call& call, Desk& desk, bool approve) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const RegistrationName name(call.at("registration"));
  const Registration* existing = (*registry)->registration(name);
  if (auto same = check_unchanged(call, **registry, existing); !same) return pass(same);
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  Registration wanted;
  if (existing != nullptr) {
    wanted = *existing;  // what a registration is bound to is not cleared by leaving it out
  } else {
    wanted.name = name;
    wanted.resource_group = "azurestack";
    wanted.from = hour_of(call);
    wanted.multi_tenancy_approved = approve;
    if (!is_provider(call)) wanted.registered_by = call.principal.subject;
  }
  read_registration(*body, wanted, is_provider(call));
  if (auto read = body->finish(); !read) return pass(read);
  auto change = registry::add_registration(**registry, wanted, call.principal.caller());
  if (!change) return pass(change);
  return record_registration(call, desk, *change, "registration put " + name.text(), name);
}

Result<Response> approve_registration(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const RegistrationName name(call.at("registration"));
  const Registration* existing = (*registry)->registration(name);
  if (existing == nullptr) return no_such(call);
  Registration approved = *existing;
  approved.multi_tenancy_approved = true;
  auto change = registry::add_registration(**registry, approved, call.principal.caller());
  if (!change) return pass(change);
  return record_registration(call, desk, *change, "registration approve " + name.text(), name);
}

// What the body says of a move, over a move now.
Status read_move(BodyReader& body, registry::Move& move) {
  body.id("new_name", move.new_name);
  body.require("new_name", !move.new_name.empty());
  body.id("subscription", move.subscription);
  body.require("subscription", !move.subscription.empty());
  body.hour("at", move.close_at);
  body.hour("open_at", move.open_at);
  body.flag("copy_mappings", move.copy_mappings);
  return body.finish();
}

Result<Response> move_registration(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  registry::Move move;
  move.registration = RegistrationName(call.at("registration"));
  move.close_at = hour_of(call);
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  if (auto read = read_move(*body, move); !read) return pass(read);
  auto plan = registry::move_stack(**registry, move, call.principal.caller());
  if (!plan) return pass(plan);
  return record_registration(call, desk, plan->change,
                             "registration move " + move.registration.text() + " " +
                                 move.new_name.text(),
                             move.new_name);
}

// The move the body asks for; without a subscription, the end of the registration at `at`.
Result<PreviewedChange> proposed(const Call& call, const Registry& registry) {
  registry::Move move;
  move.registration = RegistrationName(call.at("registration"));
  move.close_at = hour_of(call);
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  if (body->has("subscription") || body->has("new_name")) {
    if (auto read = read_move(*body, move); !read) return pass(read);
    auto plan = registry::move_stack(registry, move, call.principal.caller());
    if (!plan) return pass(plan);
    return PreviewedChange{std::move(plan->change), move.close_at};
  }
  body->hour("at", move.close_at);
  if (auto read = body->finish(); !read) return pass(read);
  const Registration* existing = registry.registration(move.registration);
  const bool locked = existing != nullptr && existing->details.locked;
  auto change = registry::close_registration(registry, {move.registration, {}, locked},
                                             move.close_at, call.principal.caller());
  if (!change) return pass(change);
  return PreviewedChange{std::move(*change), move.close_at};
}

Result<Response> close_registration(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const RegistrationName name(call.at("registration"));
  const Registration* existing = (*registry)->registration(name);
  if (auto same = check_unchanged(call, **registry, existing); !same) return pass(same);
  const Hour at = registry::effective_hour(instant_of(call, "at"), call.now);
  const bool locked = existing != nullptr && existing->details.locked;
  auto change = registry::close_registration(**registry, {name, {}, locked}, at,
                                             call.principal.caller());
  if (!change) return pass(change);
  return record_change(call, desk, *change, "registration remove " + name.text());
}

Access access_to_change() {
  return {Object::registration, "registration",
          {{Role::provider, {Relation::any}},
           {Role::partner, {Relation::own, Relation::child}},
           {Role::reseller, {Relation::own}}}};
}

std::vector<Operation> read_rows() {
  auto all = row("registration_list", Method::get, "/v1/registrations",
                 "Registrations you may see");
  all.query = list_parameters();
  all.answers = {{200, "RegistrationList", "registrations by name", "application/json"}};
  all.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                      {Role::partner, {Relation::any}},
                                      {Role::reseller, {Relation::any}},
                                      {Role::stack_operator, {Relation::any}}}};
  all.run = list_registrations;
  auto one = row("registration_get", Method::get, "/v1/registrations/{registration}",
                 "One registration");
  one.answers = {{200, "Registration", "the registration", "application/json"}};
  one.access = access_to_change();
  one.access.allow.push_back({Role::stack_operator, {Relation::operated, Relation::own}});
  one.run = get_registration;
  return {all, one};
}

std::vector<Operation> write_rows(bool approve) {
  auto put = row("registration_put", Method::put, "/v1/registrations/{registration}",
                 "Register a stack, or change its registration");
  put.text = "Another default subscription needs a move (R11). Rules R1 to R20 hold.";
  put.query = {dry_run_parameter()};
  put.body = {Takes::json, "RegistrationInput", {"application/json"}};
  put.answers = {change_answer()};
  put.access = access_to_change();
  put.access.create = {Role::provider, Role::partner, Role::reseller};
  put.run = [approve](const Call& call, Desk& desk) {
    return put_registration(call, desk, approve);
  };
  auto ended = row("registration_delete", Method::erase, "/v1/registrations/{registration}",
                   "End a registration");
  ended.text = "From then on usage of the stack is held in quarantine until it is registered anew.";
  ended.query = {{"at", ParameterType::day_or_instant, false,
                  "when it ends; truncated to the hour; now if it is left out", {}, false},
                 dry_run_parameter()};
  ended.answers = {change_answer()};
  ended.access = access_to_change();
  ended.run = close_registration;
  auto approved = row("registration_approve", Method::post,
                      "/v1/registrations/{registration}/approve",
                      "Let tenants be mapped on a registration");
  approved.query = {dry_run_parameter()};
  approved.answers = {change_answer()};
  approved.access = {Object::registration, "registration", {{Role::provider, {Relation::any}}}};
  approved.run = approve_registration;
  auto moved = row("registration_move", Method::post, "/v1/registrations/{registration}/move",
                   "Move a stack to another default subscription");
  moved.text = "The old registration is closed and a new one opened under another name (R11); "
               "mappings are copied only if asked for (R32).";
  moved.query = {dry_run_parameter()};
  moved.body = {Takes::json, "RegistrationMove", {"application/json"}};
  moved.answers = {change_answer()};
  moved.access = access_to_change();
  moved.run = move_registration;
  return {put, ended, approved, moved};
}

}  // namespace

Operation registration_preview_operation(const Options& options) {
  auto made = preview_row("registration_preview", "/v1/registrations/{registration}/preview",
                          "What moving or ending a registration does to open and closed months",
                          proposed, options);
  made.text += " The body is that of the move; without a subscription: of ending it at `at`.";
  made.body = {Takes::json, "RegistrationPreviewInput", {"application/json"}};
  made.tag = "Registrations";
  made.access = access_to_change();
  return made;
}

std::vector<Operation> registration_operations(const Options& options) {
  std::vector<Operation> rows = read_rows();
  for (Operation& write : write_rows(options.approve_registrations)) {
    rows.push_back(std::move(write));
  }
  for (Operation& each : rows) each.tag = "Registrations";
  return rows;
}

}  // namespace tollbridge::api::native
