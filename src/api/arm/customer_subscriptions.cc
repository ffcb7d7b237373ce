// SPDX-License-Identifier: Apache-2.0
// customerSubscriptions: list, get, PUT, DELETE (A9 to A12; R23 to R35).
#include <utility>

#include "api/arm/etag.h"
#include "api/arm/json_body.h"
#include "api/arm/page.h"
#include "api/arm/resource.h"
#include "api/arm/rows.h"
#include "registry/changes.h"
#include "registry/rules.h"

namespace tollbridge::api::arm {
namespace {

using registry::Mapping;
using registry::MappingSpan;
using registry::Registration;
using registry::Registry;

// What an operation on customers stands on.
struct Scene {
  std::shared_ptr<const Registry> registry;
  const Registration* registration = nullptr;
  Hour now;  // of the change: this hour, or the registration's first if that is later
};

Result<Scene> scene_of(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Hour now = Hour::containing(call.now);
  const Registration* found = find(**registry, place_of(call), now);
  if (found == nullptr) return registration_not_found(place_of(call));
  return Scene{*registry, found, std::max(now, found->from)};
}

std::unexpected<Error> customer_not_found(const SubscriptionId& id) {
  return fail(ErrorKind::not_found, "CustomerSubscriptionNotFound",
              "The registration has no customer subscription '" + id.text() +
                  "'; add it with PUT, or check how it is written.");
}

Result<Response> list(const Call& call, Desk& desk) {
  const auto scene = scene_of(call, desk);
  if (!scene) return std::unexpected<Error>(scene.error());
  std::vector<ListItem> items;
  for (const MappingSpan& span :
       registry::mapping_spans(*scene->registry, scene->registration->name)) {
    if (span.begin > scene->now || (span.end && *span.end <= scene->now)) continue;
    items.push_back({span.subscription.text(),
                     customer_resource(*scene->registration, span).json});
  }
  return list_response(call.request, std::move(items));
}

Result<Response> get(const Call& call, Desk& desk) {
  const auto scene = scene_of(call, desk);
  if (!scene) return std::unexpected<Error>(scene.error());
  const SubscriptionId id(call.at("customerSubscriptionName"));
  const auto span = customer_at(*scene->registry, *scene->registration, id, scene->now);
  if (!span) return customer_not_found(id);
  const Resource resource = customer_resource(*scene->registration, *span);
  return tagged_response(call.request, 200, resource.json, resource.etag);
}

std::unexpected<Error> bad_tenant(const std::string& message) {
  auto error = fail(ErrorKind::invalid, "InvalidRequestContent", message);
  error.error().path = "properties.tenantId";
  return error;
}

// The tenant the body names; empty if it names none.
Result<std::string> tenant_of_body(const Request& request) {
  auto body = read_body(request);
  if (!body) return pass(body);
  const auto* properties = member(*body, "properties");
  if (properties == nullptr) return std::string();
  const auto tenant =
      properties->is_object() ? text_member(*properties, "tenantId") : std::nullopt;
  if (!tenant) return bad_tenant("properties.tenantId must be the GUID of a directory.");
  return *tenant;
}

// Explicit, else the directory of the subscription, else the customer's only one.
Result<TenantId> resolve_tenant(const Registry& registry, const SubscriptionId& subscription,
                                const std::string& given) {
  if (!given.empty()) {
    if (normal_guid(given) || registry.customer_of_tenant(TenantId(given)) != nullptr) {
      return TenantId(given);
    }
    return bad_tenant("'" + given + "' is not the GUID of a directory.");
  }
  const auto* found = registry.subscription(subscription);
  if (found != nullptr && !found->directory.empty()) return TenantId(found->directory);
  const auto* customer = found == nullptr ? nullptr : registry.customer(found->customer);
  if (customer != nullptr && customer->tenants.size() == 1) return customer->tenants.front();
  return bad_tenant("The directory of the subscription is not known; give properties.tenantId.");
}

std::string etag_at(const Scene& scene, const SubscriptionId& id) {
  const auto span = customer_at(*scene.registry, *scene.registration, id, scene.now);
  return span ? customer_resource(*scene.registration, *span).etag : "";
}

Status record(const Call& call, Desk& desk, const registry::ProposedChange& change,
              const std::string& action) {
  if (change.facts.empty()) return {};
  auto commit = desk.books().record({.facts = change.facts, .prices = {}}, call.now,
                                    actor_of(call.principal), action);
  if (!commit) return pass(commit);
  return {};
}

Result<Response> put(const Call& call, Desk& desk) {
  const auto scene = scene_of(call, desk);
  if (!scene) return std::unexpected<Error>(scene.error());
  const auto caller = call.principal.caller();
  Mapping wanted{scene->registration->name, {}, SubscriptionId(call.at("customerSubscriptionName")),
                 scene->now, {}};
  auto may = registry::check_mapping(*scene->registry, wanted, caller);
  if (!may) return pass(may);
  auto fine = check_preconditions(call.request, etag_at(*scene, wanted.subscription));
  if (!fine) return pass(fine);
  auto given = tenant_of_body(call.request);
  if (!given) return pass(given);
  auto tenant = resolve_tenant(*scene->registry, wanted.subscription, *given);
  if (!tenant) return pass(tenant);
  wanted.tenant = *tenant;
  auto change = registry::add_mapping(*scene->registry, wanted, caller);
  if (!change) return pass(change);
  if (auto kept = record(call, desk, *change, "mapping put"); !kept) return pass(kept);
  return get(call, desk);
}

Result<Response> remove(const Call& call, Desk& desk) {
  const auto scene = scene_of(call, desk);
  if (!scene) return std::unexpected<Error>(scene.error());
  const auto caller = call.principal.caller();
  auto may = registry::check_principal(*scene->registry, *scene->registration, caller);
  if (!may) return pass(may);
  const SubscriptionId id(call.at("customerSubscriptionName"));
  if (auto fine = check_preconditions(call.request, etag_at(*scene, id)); !fine) {
    return pass(fine);
  }
  Response answer;
  answer.status = 204;
  const auto span = customer_at(*scene->registry, *scene->registration, id, scene->now);
  if (!span) return answer;
  const registry::MappingRemoval removal{scene->registration->name, span->tenant, scene->now};
  auto change = registry::remove_mapping(*scene->registry, removal, caller);
  if (!change) return pass(change);
  if (auto kept = record(call, desk, *change, "mapping delete"); !kept) return pass(kept);
  return answer;
}

}  // namespace

std::vector<Operation> customer_subscription_rows() {
  const std::string all = std::string(registration_path) + "/customerSubscriptions";
  const std::string one = all + "/{customerSubscriptionName}";
  std::vector<Operation> rows{
      row("customer_subscriptions_list", Method::get, all,
          "Customer subscriptions of a registration", list),
      row("customer_subscription_get", Method::get, one, "One customer subscription", get),
      row("customer_subscription_put", Method::put, one,
          "Charges a tenant's usage to a customer subscription from this hour on", put),
      row("customer_subscription_delete", Method::erase, one,
          "Charges a tenant's usage to the default from this hour on", remove)};
  rows[0].query.push_back(skip_token());
  rows[0].answers = {{200, "ArmCustomerSubscriptionList", "a page", "application/json"}};
  rows[1].answers = {{200, "ArmCustomerSubscription", "the mapping", "application/json"}};
  rows[2].answers = rows[1].answers;
  rows[2].text =
      "A tenant has one subscription per registration, a subscription one tenant: a PUT overwrites "
      "and re-points (R27, R28, R29). Usage of earlier hours stays where it was, whenever it "
      "arrives (R51). Without tenantId the subscription's directory is taken.";
  rows[2].body = json_body("ArmCustomerSubscription", false);
  rows[3].answers = {{204, "", "removed, or there was none", ""}};
  for (Operation& operation : rows) operation.access = of_registration();
  return rows;
}

}  // namespace tollbridge::api::arm
