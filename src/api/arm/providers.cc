// SPDX-License-Identifier: Apache-2.0
// What tooling asks of Azure around a registration: operations of the providers (A13, U6), the
// registration of the provider in a subscription, resource groups. Nothing of it is kept: the
// provider is registered everywhere, and every resource group exists.
#include <array>
#include <set>
#include <utility>

#include "api/arm/json_body.h"
#include "api/arm/page.h"
#include "api/arm/resource.h"
#include "api/arm/rows.h"
#include "api/text.h"
#include "core/json.h"

namespace tollbridge::api::arm {
namespace {

struct Described {
  const char* name;
  const char* resource;
  const char* operation;
};

constexpr std::array described{
    Described{"Microsoft.AzureStack/register/action", "Subscription", "Register the provider"},
    Described{"Microsoft.AzureStack/registrations/read", "Registrations", "Read a registration"},
    Described{"Microsoft.AzureStack/registrations/write", "Registrations",
              "Create or update a registration"},
    Described{"Microsoft.AzureStack/registrations/delete", "Registrations",
              "Delete a registration"},
    Described{"Microsoft.AzureStack/registrations/getActivationKey/action", "Registrations",
              "Get the activation key"},
    Described{"Microsoft.AzureStack/registrations/customerSubscriptions/read",
              "Customer subscriptions", "Read a customer subscription"},
    Described{"Microsoft.AzureStack/registrations/customerSubscriptions/write",
              "Customer subscriptions", "Create or update a customer subscription"},
    Described{"Microsoft.AzureStack/registrations/customerSubscriptions/delete",
              "Customer subscriptions", "Delete a customer subscription"}};

Result<Response> list_operations(const Call& /*call*/, Desk& /*desk*/) {
  Json json;
  json.object().array("value");
  for (const Described& each : described) {
    json.object().field("name", each.name).object("display");
    json.field("provider", "Microsoft Azure Stack").field("resource", each.resource);
    json.field("operation", each.operation).field("description", each.operation).end().end();
  }
  json.end().end();
  return json_response(200, json.text());
}

Result<Response> no_operations(const Call& /*call*/, Desk& /*desk*/) {
  return json_response(200, "{\"value\":[]}");
}

Result<Response> provider(const Call& call, Desk& /*desk*/) {
  Json json;
  json.object().field("id", "/subscriptions/" +
                                SubscriptionId(call.at("subscriptionId")).text() +
                                "/providers/Microsoft.AzureStack");
  json.field("namespace", "Microsoft.AzureStack").field("registrationState", "Registered");
  json.field("registrationPolicy", "RegistrationRequired").array("resourceTypes");
  for (const char* type : {"registrations", "registrations/customerSubscriptions"}) {
    json.object().field("resourceType", type).array("locations").value("global").end();
    json.array("apiVersions").value("2022-06-01").value("2020-06-01-preview").value("2017-06-01");
    json.end().end();
  }
  json.end().end();
  return json_response(200, json.text());
}

std::string group_json(const SubscriptionId& subscription, const std::string& name,
                       const std::string& location) {
  Json json;
  json.object().field("id", group_id(subscription, name)).field("name", name);
  json.field("type", "Microsoft.Resources/resourceGroups").field("location", location);
  json.object("properties").field("provisioningState", "Succeeded").end().end();
  return json.text();
}

Result<Response> group(const Call& call, Desk& /*desk*/) {
  const std::string& name = call.at("resourceGroupName");
  if (auto named = check_resource_name("resource group", name); !named) return pass(named);
  auto body = read_body(call.request);
  if (!body) return pass(body);
  const auto location = text_member(*body, "location");
  if (!location) {
    return fail(ErrorKind::invalid, "InvalidRequestContent", "location must be a text.");
  }
  return json_response(200, group_json(SubscriptionId(call.at("subscriptionId")), name,
                                       location->empty() ? "global" : *location));
}

Result<Response> list_groups(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const SubscriptionId subscription(call.at("subscriptionId"));
  std::set<std::string> seen;
  std::vector<ListItem> items;
  for (const auto* registration :
       registrations_in(**registry, subscription, {}, Hour::containing(call.now))) {
    const std::string name = group_of(*registration);
    if (!seen.insert(lower_case(name)).second) continue;
    items.push_back({lower_case(name), group_json(subscription, name, "global")});
  }
  return list_response(call.request, std::move(items));
}

}  // namespace

std::vector<Operation> provider_rows() {
  const std::string provider_path =
      "/subscriptions/{subscriptionId}/providers/Microsoft.AzureStack";
  std::vector<Operation> rows{
      row("operations", Method::get, "/providers/Microsoft.AzureStack/operations",
          "Operations of Microsoft.AzureStack", list_operations),
      row("commerce_admin_operations", Method::get,
          "/providers/Microsoft.Commerce.Admin/operations",
          "Operations of Microsoft.Commerce.Admin: none", no_operations),
      row("provider_register", Method::post, provider_path + "/register",
          "Registers the provider in a subscription; it is registered everywhere", provider),
      row("provider_get", Method::get, provider_path, "The provider in a subscription", provider),
      row("resource_groups_list", Method::get, "/subscriptions/{subscriptionId}/resourceGroups",
          "Resource groups that hold a registration", list_groups),
      row("resource_group_get", Method::get, group_path, "A resource group; every one exists",
          group),
      row("resource_group_put", Method::put, group_path, "A resource group; every one exists",
          group)};
  const std::array schemas{"ArmOperationList", "ArmEmptyList",         "ArmProvider",
                           "ArmProvider",      "ArmResourceGroupList", "ArmResourceGroup",
                           "ArmResourceGroup"};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].answers = {{200, schemas[i], "", "application/json"}};
    if (i >= 2) rows[i].access = of_subscription();
    if (i >= 4) rows[i].tag = "Microsoft.Resources";
  }
  rows[4].query.push_back(skip_token());
  rows[6].body = json_body("ArmResourceGroupParameter", false);
  return rows;
}

}  // namespace tollbridge::api::arm
