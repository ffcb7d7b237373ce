// SPDX-License-Identifier: Apache-2.0
// Local subscriptions as the stack's operator administers them: list, get, PUT, DELETE, moves
// between delegated providers, the plans they have, names that are free (azure-stack.md 3.7).
#include <utility>

#include "api/arm/page.h"
#include "api/stack/administration.h"
#include "api/stack/groups.h"
#include "api/stack/own_stack.h"
#include "core/json.h"

namespace tollbridge::api::stack_face {
namespace {

using stack::LocalSubscription;
using stack::SubscriptionWish;

std::unexpected<Error> subscription_not_found(const std::string& id) {
  return fail(ErrorKind::not_found, "SubscriptionNotFound", "There is no subscription '" + id +
                                                                "' on the stack.");
}

Result<Response> list_of(const Call& call, const stack::Profile& profile,
                         const std::vector<const LocalSubscription*>& subscriptions) {
  std::vector<arm::ListItem> items;
  for (const LocalSubscription* one : subscriptions) {
    items.push_back({one->id.text(), subscription_json(profile, *one)});
  }
  return arm::list_response(call.request, std::move(items));
}

Result<Response> list(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  return list_of(call, (*local)->profile(), (*local)->half().directory().subscriptions(call.now));
}

Result<Response> list_delegated_providers(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  return list_of(call, (*local)->profile(), stack::delegated_providers(ground_of(call, **local)));
}

Result<Response> get(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const std::string& id = call.at("id");
  const auto* found =
      (*local)->half().directory().subscription(LocalSubscriptionId(id), call.now);
  if (found == nullptr) return subscription_not_found(id);
  return json_response(200, subscription_json((*local)->profile(), *found));
}

Result<SubscriptionWish> read_wish(const Call& call) {
  auto body = arm::read_body(call.request);
  if (!body) return pass(body);
  Members members(*body);
  SubscriptionWish wish{LocalSubscriptionId(call.at("id"))};
  wish.display_name = members.text("displayName");
  wish.owner = members.text("owner");
  wish.external_reference = members.text("externalReferenceId");
  const auto named = members.text("subscriptionId");
  const auto tenant = members.text("tenantId");
  const auto offer = members.text("offerId");
  const auto provider = members.text("delegatedProviderSubscriptionId");
  const auto state = members.text("state");
  if (auto fine = members.fault(); !fine) return pass(fine);
  if (named && LocalSubscriptionId(*named) != wish.id) {
    return fail(ErrorKind::invalid, "InvalidRequestContent",
                "subscriptionId must be the one in the path.");
  }
  if (tenant) wish.tenant = TenantId(*tenant);
  if (offer) wish.offer = last_part(*offer);
  if (provider) wish.delegated_provider = LocalSubscriptionId(*provider);
  if (state) {
    auto parsed = stack::parse_subscription_state(*state);
    if (!parsed) return pass(parsed);
    wish.state = *parsed;
  }
  return wish;
}

Result<Response> put(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto wish = read_wish(call);
  if (!wish) return pass(wish);
  const stack::Ground ground = ground_of(call, **local);
  const auto* before = ground.directory.subscription(wish->id, call.now);
  const bool created = before == nullptr;
  auto wanted = stack::wanted_subscription(ground, *wish);
  if (!wanted) return pass(wanted);
  if (created || *before != *wanted) {
    if (auto kept = record(call, **local, *wanted); !kept) return pass(kept);
  }
  return kept_response(created, subscription_json((*local)->profile(), *wanted));
}

Result<Response> remove(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const stack::Ground ground = ground_of(call, **local);
  const LocalSubscriptionId id(call.at("id"));
  const auto* before = ground.directory.subscription(id, call.now);
  if (before == nullptr || before->state == stack::SubscriptionState::deleted) {
    return removed_response(false);
  }
  auto deleted = stack::deleted_subscription(ground, id);
  if (!deleted) return pass(deleted);
  if (auto kept = record(call, **local, *deleted); !kept) return pass(kept);
  return removed_response(true);
}

// The subscriptions of a move as they will be: all of them, or an error.
Result<std::vector<LocalSubscription>> moved(const Call& call, stack::LocalStack& local) {
  auto body = arm::read_body(call.request);
  if (!body) return pass(body);
  Members members(*body);
  const std::string target = members.text("targetDelegatedProviderOffer").value_or("");
  const auto resources = members.texts("resources");
  if (auto fine = members.fault(); !fine) return pass(fine);
  // …/delegatedProviders/<subscription>/offers/<name>
  const std::string offers = target.substr(0, target.rfind('/'));
  const std::string provider = last_part(offers.substr(0, offers.rfind('/')));
  if (resources.empty() || !same_without_case(last_part(offers), "offers")) {
    return fail(ErrorKind::invalid, "InvalidRequestContent",
                "The body needs resources, a list of subscription ids, and "
                "targetDelegatedProviderOffer, …/delegatedProviders/<id>/offers/<name>.");
  }
  const bool to_operator = same_without_case(provider, "default");
  std::vector<LocalSubscription> all;
  for (const std::string& id : resources) {
    auto one = stack::moved_subscription(
        ground_of(call, local), LocalSubscriptionId(last_part(id)),
        to_operator ? LocalSubscriptionId() : LocalSubscriptionId(provider), last_part(target));
    if (!one) return pass(one);
    all.push_back(*std::move(one));
  }
  return all;
}

Result<Response> validate_move(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto all = moved(call, **local);
  if (!all) return pass(all);
  return Response{};
}

Result<Response> move(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto all = moved(call, **local);
  if (!all) return pass(all);
  std::vector<stack::DirectoryFact> facts;
  for (LocalSubscription& one : *all) facts.push_back(fact_of(call, std::move(one)));
  if (auto kept = (*local)->half().record(facts, call.now); !kept) return pass(kept);
  return Response{};
}

std::string acquired_json(const stack::Ground& ground, const stack::AcquiredPlan& one) {
  const stack::Plan* plan = ground.directory.plan(one.plan, ground.when);
  const std::string group = plan == nullptr ? "" : plan->resource_group;
  Json json;
  json.object().field("acquisitionId", one.id);
  json.field("id", "/subscriptions/" + one.subscription.text() + "/acquiredPlans/" + one.id);
  json.field("planId", admin_id(ground.profile, group, "plans", one.plan));
  json.field("externalReferenceId", one.external_reference);
  json.field("provisioningState", "Succeeded").end();
  return json.text();
}

Result<std::vector<arm::ListItem>> acquired_plans(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const stack::Ground ground = ground_of(call, **local);
  const std::string& id = call.at("id");
  const auto* subscription = ground.directory.subscription(LocalSubscriptionId(id), call.now);
  if (subscription == nullptr) return subscription_not_found(id);
  std::vector<arm::ListItem> items;
  for (const stack::AcquiredPlan& one : stack::plans_of(ground, *subscription)) {
    items.push_back({one.id, acquired_json(ground, one)});
  }
  return items;
}

Result<Response> list_acquired(const Call& call, Desk& desk) {
  auto items = acquired_plans(call, desk);
  if (!items) return pass(items);
  return arm::list_response(call.request, *std::move(items));
}

Result<Response> get_acquired(const Call& call, Desk& desk) {
  auto items = acquired_plans(call, desk);
  if (!items) return pass(items);
  for (const arm::ListItem& item : *items) {
    if (same_without_case(item.key, call.at("acquisitionId"))) return json_response(200, item.json);
  }
  return fail(ErrorKind::not_found, "PlanAcquisitionNotFound",
              "The subscription has no plan acquired as '" + call.at("acquisitionId") + "'.");
}

Result<stack::AcquiredPlan> read_acquired(const Call& call, const stack::Ground& ground) {
  auto body = arm::read_body(call.request);
  if (!body) return pass(body);
  Members members(*body);
  const auto named = members.text("acquisitionId");
  const std::string plan = last_part(members.text("planId").value_or(""));
  const std::string reference = members.text("externalReferenceId").value_or("");
  if (auto fine = members.fault(); !fine) return pass(fine);
  if (plan.empty() || (named && !same_without_case(*named, call.at("acquisitionId")))) {
    return fail(ErrorKind::invalid, "InvalidRequestContent",
                "The body needs planId, and acquisitionId must be the one in the path.");
  }
  const stack::Plan* found = find_named(ground.directory.plans(ground.when), plan);
  return stack::AcquiredPlan{LocalSubscriptionId(call.at("id")), call.at("acquisitionId"),
                             found == nullptr ? plan : found->name, reference, false};
}

Result<Response> put_acquired(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const stack::Ground ground = ground_of(call, **local);
  auto read = read_acquired(call, ground);
  if (!read) return pass(read);
  auto wanted = stack::wanted_acquisition(ground, *read);
  if (!wanted) return pass(wanted);
  bool created = true;
  bool changed = true;
  for (const auto* one : ground.directory.acquired(wanted->subscription, ground.when)) {
    if (one->id != wanted->id) continue;
    created = false;
    changed = *one != *wanted;
  }
  if (changed) {
    if (auto kept = record(call, **local, *wanted); !kept) return pass(kept);
  }
  return kept_response(created, acquired_json(ground, *wanted));
}

Result<Response> remove_acquired(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto removed = stack::removed_acquisition(
      ground_of(call, **local), LocalSubscriptionId(call.at("id")), call.at("acquisitionId"));
  if (!removed && removed.error().kind == ErrorKind::not_found) return removed_response(false);
  if (!removed) return pass(removed);
  if (auto kept = record(call, **local, *removed); !kept) return pass(kept);
  return removed_response(true);
}

Result<Response> check_name(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto body = arm::read_body(call.request);
  if (!body) return pass(body);
  Members members(*body);
  const std::string name = members.text("name").value_or("");
  const std::string type = last_part(members.text("resourceType").value_or(""));
  if (auto fine = members.fault(); !fine) return pass(fine);
  if (name.empty() || type.empty()) {
    return fail(ErrorKind::invalid, "InvalidRequestContent",
                "The body needs name and resourceType.");
  }
  const stack::Directory& directory = (*local)->half().directory();
  bool free = true;
  if (same_without_case(type, "offers")) {
    free = find_named(directory.offers(call.now), name) == nullptr;
  } else if (same_without_case(type, "plans")) {
    free = find_named(directory.plans(call.now), name) == nullptr;
  } else if (same_without_case(type, "directoryTenants")) {
    free = find_named(directory.guests(call.now), name) == nullptr;
  } else if (same_without_case(type, "subscriptions")) {
    free = directory.subscription(LocalSubscriptionId(name), call.now) == nullptr;
  }
  Json answer;
  answer.object().field("nameAvailable", free).end();
  return json_response(200, answer.text());
}

}  // namespace

std::vector<Operation> subscription_admin_operations() {
  const std::string base(admin_path);
  const std::string all = base + "/subscriptions";
  const std::string one = all + "/{id}";
  std::vector<Operation> rows{
      admin_row("stack_subscriptions_list", Method::get, all, "Subscriptions on a stack", list),
      admin_row("stack_subscription_get", Method::get, one, "One subscription on a stack", get),
      admin_row("stack_subscription_put", Method::put, one, "Makes or changes a subscription", put),
      admin_row("stack_subscription_delete", Method::erase, one, "Deletes a subscription", remove),
      admin_row("stack_subscriptions_move", Method::post, base + "/moveSubscriptions",
                "Moves subscriptions to another delegated provider", move),
      admin_row("stack_subscriptions_validate_move", Method::post,
                base + "/validateMoveSubscriptions", "Whether such a move would be done",
                validate_move),
      admin_row("stack_delegated_providers_list", Method::get, base + "/delegatedProviders",
                "Subscriptions that offer to others", list_delegated_providers),
      admin_row("stack_acquired_plans_list", Method::get, one + "/acquiredPlans",
                "The plans of a subscription", list_acquired),
      admin_row("stack_acquired_plan_get", Method::get, one + "/acquiredPlans/{acquisitionId}",
                "One plan of a subscription", get_acquired),
      admin_row("stack_acquired_plan_put", Method::put, one + "/acquiredPlans/{acquisitionId}",
                "Gives a subscription an add-on plan", put_acquired),
      admin_row("stack_acquired_plan_delete", Method::erase,
                one + "/acquiredPlans/{acquisitionId}", "Takes an add-on plan away",
                remove_acquired),
      admin_row("stack_check_name", Method::post, base + "/checkNameAvailability",
                "Whether a name is free", check_name)};
  for (const std::size_t lists : {0U, 6U, 7U}) rows[lists].query.push_back(arm::skip_token());
  for (const std::size_t bodies : {2U, 4U, 5U, 9U, 11U}) {
    rows[bodies].body = arm::json_body("ArmObject");
  }
  rows[0].answers = {{200, "ArmList", "a page", "application/json"}};
  rows[1].answers = {{200, "ArmStackSubscription", "the subscription", "application/json"}};
  rows[2].body = arm::json_body("ArmStackSubscription");
  rows[2].answers = {{201, "ArmStackSubscription", "made", "application/json"},
                     {200, "ArmStackSubscription", "changed", "application/json"}};
  rows[2].text = "The tenant is derived from the owner: the guest directory named like the domain "
                 "of its name, else tenantId, else the stack's home directory. What is not given "
                 "stays.";
  rows[3].answers = {{200, "", "deleted", ""}, {204, "", "there was none", ""}};
  rows[3].text = "It stays in the directory with the state Deleted, and its usage with it (R60).";
  rows[4].answers = {{200, "", "moved", ""}};
  rows[4].text = "Done at once: there is nothing to poll. All of them, or none.";
  rows[5].answers = {{200, "", "it would be done", ""}};
  rows[6].answers = rows[0].answers;
  rows[7].answers = rows[0].answers;
  rows[8].answers = {{200, "ArmObject", "the plan", "application/json"}};
  rows[9].answers = {{201, "ArmObject", "given", "application/json"},
                     {200, "ArmObject", "it had it", "application/json"}};
  rows[10].answers = {{200, "", "taken away", ""}, {204, "", "there was none", ""}};
  rows[10].text = "Dated like all of the directory. A base plan of its offer goes with the offer "
                  "only (PlanOfOffer).";
  rows[11].answers = {{200, "ArmObject", "nameAvailable", "application/json"}};
  return rows;
}

}  // namespace tollbridge::api::stack_face
