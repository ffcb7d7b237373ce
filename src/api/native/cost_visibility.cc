// SPDX-License-Identifier: Apache-2.0
#include "api/native/cost_visibility.h"

#include <utility>

#include "api/native/answers.h"
#include "api/native/body.h"
#include "api/native/groups.h"
#include "engine/service_records.h"

namespace tollbridge::api::native {
namespace {

using engine::CostSwitch;

Json switch_json(const std::vector<CostSwitch>& switches, const PartyId& customer, Hour now) {
  Json json;
  json.object().field("customer", customer.text());
  json.field("visible", engine::costs_visible(switches, customer, now)).array("changes");
  for (const CostSwitch& one : switches) {
    if (one.customer != customer) continue;
    json.object().field("from", one.from.to_string()).field("visible", one.visible);
    json.field("known_at", tollbridge::to_string(one.known_at)).field("by", one.actor).end();
  }
  json.end().end();
  return json;
}

Result<Json> current(const Call& call, Desk& desk) {
  auto switches = desk.records().cost_switches();
  if (!switches) return pass(switches);
  return switch_json(*switches, PartyId(call.at("customer")), Hour::containing(call.now));
}

Result<Response> get_visibility(const Call& call, Desk& desk) {
  auto json = current(call, desk);
  if (!json) return pass(json);
  return document(call, *json);
}

Result<Response> put_visibility(const Call& call, Desk& desk) {
  auto before = current(call, desk);
  if (!before) return pass(before);
  if (auto same = check_preconditions(call, tag_of(before->text())); !same) return pass(same);
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  CostSwitch wanted{PartyId(call.at("customer")), Hour::containing(call.now), false, call.now,
                    call.principal.subject};
  body->require("visible", body->has("visible"));
  body->flag("visible", wanted.visible);
  body->hour("from", wanted.from);
  if (auto read = body->finish(); !read) return pass(read);
  if (auto done = desk.records().record_cost_switch(wanted); !done) return pass(done);
  auto after = current(call, desk);
  if (!after) return pass(after);
  auto response = json_response(200, after->text());
  return response.header("ETag", tag_of(after->text()));
}

}  // namespace

Result<CostView> cost_view(const Call& call, Desk& desk) {
  CostView view;
  view.restricted = call.principal.role == Role::tenant;
  if (!view.restricted) return view;
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const auto* customer = (*registry)->customer_of_tenant(call.principal.tenant);
  if (customer == nullptr) return view;
  auto switches = desk.records().cost_switches();
  if (!switches) return pass(switches);
  view.customer = customer->id;
  view.on_now = engine::costs_visible(*switches, customer->id, Hour::containing(call.now));
  view.switches = *std::move(switches);
  return view;
}

bool CostView::shows(Period period) const {
  if (!restricted) return true;
  return on_now && engine::costs_visible(switches, customer, period.end().plus(-1));
}

std::vector<Operation> cost_visibility_operations() {
  auto get = row("cost_visibility_get", Method::get, "/v1/customers/{customer}/cost-visibility",
                 "Whether a customer sees its costs");
  get.answers = {{200, "CostVisibility", "now, and every change", "application/json"}};
  get.access = {Object::customer, "customer",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::own}},
                 {Role::reseller, {Relation::own}}}};
  get.run = get_visibility;
  auto put = get;
  put.id = "cost_visibility_put";
  put.method = Method::put;
  put.summary = "Let a customer see its costs, or not";
  put.text = "Users of the customer's tenants then see its own charges and documents of the months "
             "in whose last hour it was on, as long as it is on. It is off at first.";
  put.body = {Takes::json, "CostVisibilityInput", {"application/json"}};
  put.access = {Object::customer, "customer",
                {{Role::partner, {Relation::own}}, {Role::reseller, {Relation::own}}}};
  put.run = put_visibility;
  std::vector<Operation> rows{get, put};
  for (Operation& each : rows) each.tag = "Customers";
  return rows;
}

}  // namespace tollbridge::api::native
