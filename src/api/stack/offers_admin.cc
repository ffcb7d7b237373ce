// SPDX-License-Identifier: Apache-2.0
// Offers, plans and the delegation of offers (azure-stack.md 3.7), as far as billing needs them:
// what a subscription was made of. A name is one offer of the stack, whatever its resource group.
#include <utility>

#include "api/arm/page.h"
#include "api/stack/administration.h"
#include "api/stack/groups.h"
#include "api/stack/own_stack.h"
#include "core/json.h"

namespace tollbridge::api::stack_face {
namespace {

using stack::Offer;
using stack::Plan;

// The members every resource begins with.
void begin_resource(Json& json, const stack::Profile& profile, const std::string& group,
                    const std::string& type, const std::string& name) {
  json.object().field("id", admin_id(profile, group, type, name)).field("name", name);
  json.field("type", "Microsoft.Subscriptions.Admin/" + type).field("location", profile.region);
}

std::string plan_id(const stack::Ground& ground, const std::string& name) {
  const Plan* plan = ground.directory.plan(name, ground.when);
  return admin_id(ground.profile, plan == nullptr ? "" : plan->resource_group, "plans", name);
}

std::string offer_json(const stack::Ground& ground, const Offer& offer) {
  Json json;
  begin_resource(json, ground.profile, offer.resource_group, "offers", offer.name);
  json.object("properties").field("name", offer.name).field("displayName", offer.display_name);
  json.field("description", offer.description);
  json.field("externalReferenceId", offer.external_reference);
  json.field("state", to_string(offer.state));
  json.field("subscriptionCount", stack::subscribers(ground, offer.name));
  json.field("maxSubscriptionsPerAccount", 0);
  json.array("basePlanIds");
  for (const std::string& plan : offer.base_plans) json.value(plan_id(ground, plan));
  json.end().array("addonPlans");
  for (const std::string& plan : offer.addon_plans) {
    json.object().field("planId", plan_id(ground, plan)).end();
  }
  json.end().end().end();
  return json.text();
}

std::string plan_json(const stack::Ground& ground, const Plan& plan) {
  std::size_t count = 0;
  for (const Offer* offer : ground.directory.offers(ground.when)) {
    if (contains(offer->base_plans, plan.name)) count += stack::subscribers(ground, offer->name);
  }
  Json json;
  begin_resource(json, ground.profile, plan.resource_group, "plans", plan.name);
  json.object("properties").field("name", plan.name).field("displayName", plan.display_name);
  json.field("description", plan.description);
  json.field("externalReferenceId", plan.external_reference);
  json.field("subscriptionCount", count).array("quotaIds");
  for (const std::string& quota : plan.quota_ids) json.value(quota);
  json.end().end().end();
  return json.text();
}

std::string entry_json(const stack::Ground& ground, const Offer& offer) {
  return offer_json(ground, offer);
}
std::string entry_json(const stack::Ground& ground, const Plan& plan) {
  return plan_json(ground, plan);
}

template <class Entry>
std::vector<const Entry*> all_of(const stack::Ground& ground) {
  if constexpr (std::is_same_v<Entry, Offer>) {
    return ground.directory.offers(ground.when);
  } else {
    return ground.directory.plans(ground.when);
  }
}

template <class Entry>
constexpr const char* type_of = std::is_same_v<Entry, Offer> ? "offer" : "plan";

// Of the group in the path, if there is one in it.
bool in_group(const Call& call, const std::string& group) {
  for (const auto& [name, value] : call.path) {
    if (name == "resourceGroupName") return same_without_case(value, group);
  }
  return true;
}

template <class Entry>
Result<Response> list(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const stack::Ground ground = ground_of(call, **local);
  std::vector<arm::ListItem> items;
  for (const Entry* one : all_of<Entry>(ground)) {
    if (in_group(call, one->resource_group)) items.push_back({one->name, entry_json(ground, *one)});
  }
  return arm::list_response(call.request, std::move(items));
}

// The entry the path names; null if there is none, or in another group.
template <class Entry>
const Entry* named(const Call& call, const stack::Ground& ground) {
  const Entry* found = find_named(all_of<Entry>(ground), call.at("name"));
  return found != nullptr && in_group(call, found->resource_group) ? found : nullptr;
}

template <class Entry>
Result<Response> get(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const stack::Ground ground = ground_of(call, **local);
  const Entry* found = named<Entry>(call, ground);
  if (found == nullptr) {
    return resource_not_found(std::string(type_of<Entry>) + " '" + call.at("name") + "'");
  }
  return json_response(200, entry_json(ground, *found));
}

std::vector<std::string> names_of(const std::vector<std::string>& ids) {
  std::vector<std::string> names;
  for (const std::string& id : ids) names.push_back(last_part(id));
  return names;
}

template <class Value>
void take(std::optional<Value> given, Value& into) {
  if (given) into = *std::move(given);
}

Status read_into(const nlohmann::json& properties, Offer& offer) {
  Members members(properties);
  take(members.text("displayName"), offer.display_name);
  take(members.text("description"), offer.description);
  take(members.text("externalReferenceId"), offer.external_reference);
  const auto state = members.text("state");
  if (arm::member(properties, "basePlanIds") != nullptr) {
    offer.base_plans = names_of(members.texts("basePlanIds"));
  }
  if (arm::member(properties, "addonPlans") != nullptr) {
    offer.addon_plans = names_of(members.texts("addonPlans", "planId"));
  }
  if (auto fine = members.fault(); !fine || !state) return fine;
  auto parsed = stack::parse_offer_state(*state);
  if (!parsed) return pass(parsed);
  offer.state = *parsed;
  return {};
}

Status read_into(const nlohmann::json& properties, Plan& plan) {
  Members members(properties);
  take(members.text("displayName"), plan.display_name);
  take(members.text("description"), plan.description);
  take(members.text("externalReferenceId"), plan.external_reference);
  if (arm::member(properties, "quotaIds") != nullptr) plan.quota_ids = members.texts("quotaIds");
  return members.fault();
}

Result<Offer> allowed(const stack::Ground& ground, const Offer& wanted) {
  return stack::wanted_offer(ground, wanted);
}
Result<Plan> allowed(const stack::Ground& /*ground*/, const Plan& wanted) { return wanted; }

template <class Entry>
Result<Response> put(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto body = arm::read_body(call.request);
  if (!body) return pass(body);
  const stack::Ground ground = ground_of(call, **local);
  const Entry* before = find_named(all_of<Entry>(ground), call.at("name"));
  if (before != nullptr && !in_group(call, before->resource_group)) {
    return fail(ErrorKind::conflict, "ResourceExists",
                "The stack has the " + std::string(type_of<Entry>) + " '" + before->name +
                    "' in the resource group '" + before->resource_group + "'.");
  }
  Entry wanted;
  if (before != nullptr) wanted = *before;
  if (before == nullptr) {
    wanted.name = call.at("name");
    wanted.resource_group = call.at("resourceGroupName");
  }
  if (auto read = read_into(properties_of(*body), wanted); !read) return pass(read);
  auto fine = allowed(ground, wanted);
  if (!fine) return pass(fine);
  const bool created = before == nullptr;
  if (created || *before != wanted) {
    if (auto kept = record(call, **local, wanted); !kept) return pass(kept);
  }
  return kept_response(created, entry_json(ground, wanted));
}

Result<Offer> without(const stack::Ground& ground, const Offer& offer) {
  return stack::removed_offer(ground, offer.name);
}
Result<Plan> without(const stack::Ground& ground, const Plan& plan) {
  return stack::removed_plan(ground, plan.name);
}

template <class Entry>
Result<Response> remove(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const stack::Ground ground = ground_of(call, **local);
  const Entry* found = named<Entry>(call, ground);
  if (found == nullptr) return removed_response(false);
  auto removed = without(ground, *found);
  if (!removed) return pass(removed);
  if (auto kept = record(call, **local, *removed); !kept) return pass(kept);
  return removed_response(true);
}

// A delegation has the name of the subscription it is for: an offer is delegated once to each.
std::string delegation_json(const stack::Ground& ground, const Offer& offer,
                            const LocalSubscriptionId& to) {
  Json json;
  begin_resource(json, ground.profile, offer.resource_group,
                 "offers/" + offer.name + "/offerDelegations", to.text());
  json.object("properties").field("subscriptionId", to.text()).end().end();
  return json.text();
}

// The offer of the path, with its delegations.
struct Delegating {
  stack::LocalStack* local = nullptr;
  Offer offer;
};
Result<Delegating> delegating(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const Offer* found = named<Offer>(call, ground_of(call, **local));
  if (found == nullptr) return resource_not_found("offer '" + call.at("name") + "'");
  return Delegating{*local, *found};
}

Result<Response> list_delegations(const Call& call, Desk& desk) {
  auto of = delegating(call, desk);
  if (!of) return pass(of);
  std::vector<arm::ListItem> items;
  for (const LocalSubscriptionId& to : of->offer.delegated_to) {
    items.push_back({to.text(), delegation_json(ground_of(call, *of->local), of->offer, to)});
  }
  return arm::list_response(call.request, std::move(items));
}

Result<Response> get_delegation(const Call& call, Desk& desk) {
  auto of = delegating(call, desk);
  if (!of) return pass(of);
  const LocalSubscriptionId to(call.at("delegation"));
  if (!contains(of->offer.delegated_to, to)) {
    return resource_not_found("delegation '" + to.text() + "' of the offer");
  }
  return json_response(200, delegation_json(ground_of(call, *of->local), of->offer, to));
}

Result<Response> put_delegation(const Call& call, Desk& desk) {
  auto of = delegating(call, desk);
  if (!of) return pass(of);
  auto body = arm::read_body(call.request);
  if (!body) return pass(body);
  Members members(properties_of(*body));
  const LocalSubscriptionId to(members.text("subscriptionId").value_or(""));
  if (auto fine = members.fault(); !fine) return pass(fine);
  if (to.empty() || to != LocalSubscriptionId(call.at("delegation"))) {
    return fail(ErrorKind::invalid, "InvalidRequestContent",
                "A delegation is named after the subscription it is for: "
                "properties.subscriptionId must be the name in the path.");
  }
  const stack::Ground ground = ground_of(call, *of->local);
  const bool created = !contains(of->offer.delegated_to, to);
  if (created) {
    of->offer.delegated_to.push_back(to);
    if (auto may = stack::wanted_offer(ground, of->offer); !may) return pass(may);
    if (auto kept = record(call, *of->local, of->offer); !kept) return pass(kept);
  }
  return kept_response(created, delegation_json(ground, of->offer, to));
}

Result<Response> remove_delegation(const Call& call, Desk& desk) {
  auto of = delegating(call, desk);
  if (!of) return pass(of);
  const LocalSubscriptionId to(call.at("delegation"));
  if (std::erase(of->offer.delegated_to, to) == 0) return removed_response(false);
  if (auto kept = record(call, *of->local, of->offer); !kept) return pass(kept);
  return removed_response(true);
}

// list, list in a group, get, PUT, DELETE of a type.
template <class Entry>
std::vector<Operation> rows_of(const std::string& type) {
  const std::string id = "stack_" + type;
  const std::string in_group = std::string(admin_group_path) + "/" + type + "s";
  std::vector<Operation> rows{
      admin_row(id + "s_list", Method::get, std::string(admin_path) + "/" + type + "s",
                "All " + type + "s of a stack", list<Entry>),
      admin_row(id + "s_list_in_group", Method::get, in_group,
                "The " + type + "s of a resource group", list<Entry>),
      admin_row(id + "_get", Method::get, in_group + "/{name}", "One " + type, get<Entry>),
      admin_row(id + "_put", Method::put, in_group + "/{name}", "Makes or changes one " + type,
                put<Entry>),
      admin_row(id + "_delete", Method::erase, in_group + "/{name}", "Removes one " + type,
                remove<Entry>)};
  return rows;
}

// What list, get, PUT and DELETE take and answer, told by their methods.
void describe(std::vector<Operation>& rows) {
  for (Operation& row : rows) {
    const bool one = row.path.ends_with('}');
    if (row.method == Method::get && !one) {
      row.query.push_back(arm::skip_token());
      row.answers = {{200, "ArmList", "a page", "application/json"}};
    } else if (row.method == Method::erase) {
      row.answers = {{200, "", "removed", ""}, {204, "", "there was none", ""}};
    } else if (row.method == Method::put) {
      row.body = arm::json_body("ArmObject");
      row.answers = {{201, "ArmObject", "made", "application/json"},
                     {200, "ArmObject", "changed", "application/json"}};
    } else {
      row.answers = {{200, "ArmObject", "the resource", "application/json"}};
    }
  }
}

}  // namespace

std::vector<Operation> offer_admin_operations() {
  std::vector<Operation> rows = rows_of<Offer>("offer");
  for (Operation& plan : rows_of<Plan>("plan")) rows.push_back(std::move(plan));
  const std::string all = std::string(admin_group_path) + "/offers/{name}/offerDelegations";
  const std::string one = all + "/{delegation}";
  rows.push_back(admin_row("stack_delegations_list", Method::get, all,
                           "Who else may offer it", list_delegations));
  rows.push_back(admin_row("stack_delegation_get", Method::get, one, "One delegation",
                           get_delegation));
  rows.push_back(admin_row("stack_delegation_put", Method::put, one,
                           "Lets a delegated provider offer it", put_delegation));
  rows.push_back(admin_row("stack_delegation_delete", Method::erase, one,
                           "Ends a delegation; who subscribed stays", remove_delegation));
  describe(rows);
  return rows;
}

}  // namespace tollbridge::api::stack_face
