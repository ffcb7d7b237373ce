// SPDX-License-Identifier: Apache-2.0
// Stacks and their local subscriptions.
#include "api/native/groups.h"
#include "api/native/write_object.h"
#include "views/registry_view.h"

namespace tollbridge::api::native {
namespace {

using registry::LocalSubscription;
using registry::Registry;
using registry::Stack;

// Partners declare stacks that they or their customers operate.
Status stack_allowed(const Registry& registry, const Call& call, const Stack& wanted) {
  if (is_provider(call)) return {};
  const std::string& who = wanted.operated_by.text();
  const bool own =
      relation_to(registry, call.principal, Object::partner, who) != Relation::none ||
      relation_to(registry, call.principal, Object::customer, who) != Relation::none;
  if (own && !who.empty()) return {};
  return std::unexpected<Error>(Error{
      ErrorKind::denied, "AuthorizationFailed",
      "A stack you declare is operated by you, a reseller or a customer of yours.", {},
      "/operator", 0, {}});
}

Json stack_json(const Registry& registry, const Stack& stack, Hour now) {
  Json json;
  views::append_stack(json, registry, stack, now);
  return json;
}

ObjectKind<Stack> stack_kind() {
  ObjectKind<Stack> kind{"stack", Object::stack, "stack"};
  kind.find = [](const Registry& registry, const Call& call) {
    return registry.stack(StackId(call.at("stack")));
  };
  kind.fresh = [](const Call& call) {
    Stack fresh;
    fresh.cloud_id = StackId(call.at("stack"));
    fresh.operated_by = call.principal.partner;
    return fresh;
  };
  kind.read = [](BodyReader& body, Stack& stack) {
    body.same("cloud_id", stack.cloud_id.text());
    body.text("region", stack.region);
    body.id("operator", stack.operated_by);
    body.id("provider_subscription", stack.provider_subscription);
    body.text("directory", stack.directory);
    stack.directory = guid_or_text(stack.directory);
    body.text("bridge_key", stack.bridge_key);
  };
  kind.allowed = stack_allowed;
  kind.view = stack_json;
  return kind;
}

ObjectKind<LocalSubscription> local_kind() {
  ObjectKind<LocalSubscription> kind{"local subscription", Object::local_subscription, "local"};
  kind.find = [](const Registry& registry, const Call& call) {
    return registry.local_subscription(StackId(call.at("stack")),
                                       LocalSubscriptionId(call.at("local")));
  };
  kind.fresh = [](const Call& call) {
    return LocalSubscription{StackId(call.at("stack")), LocalSubscriptionId(call.at("local")), {}};
  };
  kind.read = [](BodyReader& body, LocalSubscription& local) {
    body.same("id", local.id.text());
    body.id("tenant", local.tenant);
    body.require("tenant", !local.tenant.empty());
  };
  kind.view = [](const Registry& /*registry*/, const LocalSubscription& local, Hour /*now*/) {
    Json json;
    views::append_local_subscription(json, local);
    return json;
  };
  return kind;
}

Result<Response> list_stacks(const Call& call, Desk& desk) {
  const Hour now = Hour::containing(call.now);
  return list_objects<Stack>(
      call, desk, "stacks", Object::stack, &Registry::stacks,
      [](const Stack& stack) { return stack.cloud_id.text(); },
      [now](Json& json, const Registry& registry, const Stack& stack) {
        views::append_stack(json, registry, stack, now);
      });
}

Access access_to_stacks() {
  return {Object::stack, "stack",
          {{Role::provider, {Relation::any}},
           {Role::partner, {Relation::own, Relation::child}},
           {Role::reseller, {Relation::own}},
           {Role::stack_operator, {Relation::self}}}};
}

std::vector<Operation> local_rows() {
  auto one = row("local_subscription_get", Method::get,
                 "/v1/stacks/{stack}/local-subscriptions/{local}", "One local subscription");
  one.answers = {{200, "LocalSubscription", "the local subscription", "application/json"}};
  one.access = access_to_stacks();
  one.run = [](const Call& call, Desk& desk) { return read_object(call, desk, local_kind()); };
  auto put = row("local_subscription_put", Method::put,
                 "/v1/stacks/{stack}/local-subscriptions/{local}",
                 "Say which tenant a local subscription belongs to");
  put.text = "Usage of the local subscription is the tenant's; records that name another tenant "
             "are rejected (TenantMismatch). Another tenant has it from a month on (`from`); "
             "records keep the tenant they came with.";
  put.query = {dry_run_parameter(), correct_closed_parameter()};
  put.body = {Takes::json, "LocalSubscriptionInput", {"application/json"}};
  put.answers = {change_answer()};
  put.access = {Object::stack, "stack",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::own}},
                 {Role::reseller, {Relation::own}},
                 {Role::stack_operator, {Relation::self}}}};
  put.run = [](const Call& call, Desk& desk) { return write_object(call, desk, local_kind()); };
  return {one, put};
}

}  // namespace

std::vector<Operation> stack_operations() {
  auto all = row("stack_list", Method::get, "/v1/stacks", "Stacks you may see");
  all.text = "A partner's: those registered with its subscriptions, and those it operates. An "
             "operator's: its own.";
  all.query = list_parameters();
  all.answers = {{200, "StackList", "stacks by cloud id", "application/json"}};
  all.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                      {Role::partner, {Relation::any}},
                                      {Role::reseller, {Relation::any}},
                                      {Role::stack_operator, {Relation::any}}}};
  all.run = list_stacks;
  auto one = row("stack_get", Method::get, "/v1/stacks/{stack}", "One stack");
  one.answers = {{200, "Stack", "the stack", "application/json"}};
  one.access = access_to_stacks();
  one.run = [](const Call& call, Desk& desk) { return read_object(call, desk, stack_kind()); };
  auto put = row("stack_put", Method::put, "/v1/stacks/{stack}", "Create a stack, or replace one");
  put.query = {dry_run_parameter(), correct_closed_parameter()};
  put.body = {Takes::json, "StackInput", {"application/json"}};
  put.answers = {change_answer()};
  put.access = {Object::stack, "stack",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::own}},
                 {Role::reseller, {Relation::own}}}};
  put.access.create = {Role::provider, Role::partner, Role::reseller};
  put.run = [](const Call& call, Desk& desk) { return write_object(call, desk, stack_kind()); };
  auto patch = put;
  patch.id = "stack_patch";
  patch.method = Method::patch;
  patch.summary = "Change what is given of a stack";
  patch.body.content_types = {"application/json", "application/merge-patch+json"};
  patch.access.create.clear();
  std::vector<Operation> rows{all, one, put, patch};
  for (Operation& local : local_rows()) rows.push_back(std::move(local));
  for (Operation& each : rows) each.tag = "Stacks";
  return rows;
}

}  // namespace tollbridge::api::native
