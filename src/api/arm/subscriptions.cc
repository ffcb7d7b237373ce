// SPDX-License-Identifier: Apache-2.0
// Subscriptions as the caller may see them: those of the commerce side to who sells or owns them,
// local ones to their tenant and their stack's operator. One row serves both halves: a stack that
// this process runs tells of its own subscriptions (azure-stack.md 3.7), the registry of the rest.
#include <algorithm>
#include <utility>

#include "api/arm/page.h"
#include "api/arm/rows.h"
#include "api/policy.h"
#include "api/relation_here.h"
#include "core/json.h"
#include "stack/administration.h"

namespace tollbridge::api::arm {
namespace {

using registry::LocalSubscription;
using registry::Offer;
using registry::Registry;
using registry::Subscription;

// spec/azure-stack.md 1.4; that of APSS is not published.
std::string_view quota_of(Offer offer) {
  switch (offer) {
    case Offer::csp: return "CSP_2015-05-01";
    case Offer::apss: return "CSP_MG_2017-12-01";
    case Offer::ea: return "EnterpriseAgreement_2014-09-01";
    case Offer::payg: return "PayAsYouGo_2014-09-01";
    case Offer::msdn: return "MSDN_2014-09-01";
  }
  return "";
}

std::string commerce_json(const Registry& registry, const Subscription& subscription, Hour now) {
  const std::string& id = subscription.id.text();
  const auto* customer = registry.customer(subscription.customer);
  const std::string name = customer == nullptr ? subscription.partner.text()
                                               : customer->details.name;
  Json json;
  json.object().field("id", "/subscriptions/" + id).field("subscriptionId", id);
  json.field("tenantId", subscription.directory);
  json.field("displayName", name + " (" + std::string(to_string(subscription.offer)) + ")");
  json.field("state", registry.active(subscription.id, now) ? "Enabled" : "Disabled");
  json.object("subscriptionPolicies").field("locationPlacementId", "Public_2014-09-01");
  json.field("quotaId", quota_of(subscription.offer)).field("spendingLimit", "Off").end();
  json.field("authorizationSource", "RoleBased").end();
  return json.text();
}

std::string local_json(const LocalSubscription& local) {
  const std::string& id = local.id.text();
  Json json;
  json.object().field("id", "/subscriptions/" + id).field("subscriptionId", id);
  json.field("tenantId", local.tenant.text()).field("displayName", id);
  json.field("state", "Enabled").object("subscriptionPolicies");
  json.field("locationPlacementId", "AzureStack").end().end();
  return json.text();
}

// As the directory of a stack that runs here knows it.
std::string stack_json(const stack::LocalSubscription& local) {
  const std::string& id = local.id.text();
  Json json;
  json.object();
  if (!local.offer.empty()) json.field("offerId", stack::offer_path(local));
  json.field("id", "/subscriptions/" + id).field("subscriptionId", id);
  json.field("tenantId", local.tenant.text()).field("displayName", local.display_name);
  json.field("state", to_string(local.state)).object("subscriptionPolicies");
  json.field("locationPlacementId", "AzureStack").end().end();
  return json.text();
}

// Local ids may repeat on other stacks; this one is the caller's.
bool is_own(const Principal& caller, const LocalSubscription& local) {
  switch (caller.role) {
    case Role::provider: return true;
    case Role::stack_operator: return local.stack == caller.stack;
    case Role::tenant: return local.tenant == caller.tenant;
    default: return false;
  }
}

bool may_see(const Registry& registry, const Principal& caller, Object object,
             const std::string& id) {
  return relation_to(registry, caller, object, id) != Relation::none;
}

// Those of the caller on stacks that run here.
void append_here(const Call& call, Desk& desk, std::vector<ListItem>& items) {
  if (call.principal.role == Role::provider) return;
  for (stack::LocalStack* one : desk.stacks().all()) {
    const std::string& stack = one->profile().cloud_id.text();
    for (const auto* local : one->half().directory().subscriptions(call.now)) {
      const Here here = relation_here(desk.stacks(), call.principal, local->id, call.now);
      if (here.stack == one) items.push_back({local->id.text() + " " + stack, stack_json(*local)});
    }
  }
}

Result<Response> list(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Hour now = Hour::containing(call.now);
  std::vector<ListItem> items;
  for (const Subscription* subscription : (*registry)->subscriptions()) {
    const std::string& id = subscription->id.text();
    if (!may_see(**registry, call.principal, Object::subscription, id)) continue;
    items.push_back({id, commerce_json(**registry, *subscription, now)});
  }
  append_here(call, desk, items);
  for (const LocalSubscription* local : (*registry)->local_subscriptions()) {
    if (call.principal.role == Role::provider || !is_own(call.principal, *local)) continue;
    const Here here = relation_here(desk.stacks(), call.principal, local->id, call.now);
    if (here.stack != nullptr) continue;  // told above
    items.push_back({local->id.text() + " " + local->stack.text(), local_json(*local)});
  }
  return list_response(call.request, std::move(items));
}

Result<Response> get(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const std::string& id = call.at("subscriptionId");
  const LocalSubscriptionId as_local(id);
  const Here here = relation_here(desk.stacks(), call.principal, as_local, call.now);
  if (here.stack != nullptr) {
    const auto& directory = here.stack->half().directory();
    return json_response(200, stack_json(*directory.subscription(as_local, call.now)));
  }
  for (const LocalSubscription* local : (*registry)->local_subscriptions()) {
    if (local->id != as_local || !is_own(call.principal, *local)) continue;
    return json_response(200, local_json(*local));
  }
  const Subscription* found = (*registry)->subscription(SubscriptionId(id));
  if (found == nullptr) return json_response(404, "");  // authorized, so there is one
  return json_response(200, commerce_json(**registry, *found, Hour::containing(call.now)));
}

}  // namespace

std::vector<Operation> subscription_rows() {
  auto all = row("subscriptions_list", Method::get, "/subscriptions",
                 "Subscriptions the caller may see", list);
  all.query.push_back(skip_token());
  all.answers = {{200, "ArmSubscriptionList", "a page", "application/json"}};
  auto one = row("subscription_get", Method::get, "/subscriptions/{subscriptionId}",
                 "One subscription", get);
  one.answers = {{200, "ArmSubscription", "the subscription", "application/json"}};
  one.access = of_subscription();
  one.access.object = Object::local_subscription;
  for (Grant& grant : one.access.allow) {
    if (grant.role == Role::tenant) grant.relations.push_back(Relation::self);
  }
  for (Operation* operation : {&all, &one}) operation->tag = "Microsoft.Resources";
  return {std::move(all), std::move(one)};
}

}  // namespace tollbridge::api::arm
