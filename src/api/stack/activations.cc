// SPDX-License-Identifier: Apache-2.0
// Microsoft.AzureBridge.Admin/activations (azure-stack.md 3.6): the stack's side of its
// registration. There is one, named default, in the group azurestack-activation.
#include <optional>
#include <utility>

#include "api/arm/etag.h"
#include "api/arm/page.h"
#include "api/error_answer.h"
#include "api/stack/administration.h"
#include "api/stack/groups.h"
#include "api/stack/own_stack.h"
#include "bridge/status/state_at_rest.h"
#include "core/json.h"
#include "stack/json/activate.h"

namespace tollbridge::api::stack_face {
namespace {

using stack::Activation;

constexpr const char* activation_group = "azurestack-activation";
constexpr const char* activation_name = "default";

std::string activation_json(const stack::Profile& profile, const Activation& activation,
                            const std::string& key) {
  Json json;
  json.object().field("id", "/subscriptions/" + profile.provider_subscription.text() +
                                "/resourceGroups/" + activation_group +
                                "/providers/Microsoft.AzureBridge.Admin/activations/" +
                                activation_name);
  json.field("name", activation_name).field("type", "Microsoft.AzureBridge.Admin/activations");
  json.field("etag", arm::etag_of(key)).field("location", profile.region);
  json.object("properties").field("displayName", "Azure Stack Activation");
  json.field("azureRegistrationResourceIdentifier",
             "/subscriptions/" + activation.subscription.text() + "/resourceGroups/" +
                 activation.resource_group + "/providers/Microsoft.AzureStack/registrations/" +
                 activation.registration);
  json.field("azureEnvironmentName", "AzureCloud");
  const auto& expires = activation.expires;
  json.field("expiration", expires ? tollbridge::to_string(*expires) : "9999-12-30T23:59:59Z");
  json.field("marketplaceSyndicationEnabled", activation.marketplace_syndication);
  json.field("usageReportingEnabled", activation.usage_reporting);
  json.field("provisioningState", "Succeeded").end().end();
  return json.text();
}

// The resource, if the stack is activated.
Result<std::optional<std::string>> resource_of(stack::LocalStack& local) {
  auto activation = bridge::activation_of(local);
  if (!activation) return pass(activation);
  if (!*activation) return std::optional<std::string>();
  return std::optional(activation_json(local.profile(), **activation,
                                       local.books().note(stack::activation_note)));
}

bool is_group(const Call& call) {
  return same_without_case(call.at("resourceGroupName"), activation_group);
}
bool is_default(const Call& call) {
  return is_group(call) && same_without_case(call.at("activationName"), activation_name);
}

// As a stack answers: tooling reads this header.
Response not_activated(const Call& call) {
  const Error error{ErrorKind::not_found, "ResourceNotFound",
                    "The Resource 'Microsoft.AzureBridge.Admin/activations/" +
                        call.at("activationName") + "' under resource group '" +
                        call.at("resourceGroupName") + "' was not found.",
                    {}, {}, 0, {}};
  Response answer = error_answer(Face::arm, error, call.request.request_id);
  answer.header("x-ms-failure-cause", "gateway");
  return answer;
}

Result<Response> list(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto resource = resource_of(**local);
  if (!resource) return pass(resource);
  std::vector<arm::ListItem> items;
  if (*resource && is_group(call)) items.push_back({activation_name, **resource});
  return arm::list_response(call.request, std::move(items));
}

Result<Response> get(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto resource = resource_of(**local);
  if (!resource) return pass(resource);
  if (!*resource || !is_default(call)) return not_activated(call);
  return json_response(200, **resource);
}

Result<Response> put(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  auto body = arm::read_body(call.request);
  if (!body) return pass(body);
  Members members(properties_of(*body));
  const std::string key = members.text("activationKey").value_or("");
  if (auto fine = members.fault(); !fine) return pass(fine);
  if (key.empty() || !is_default(call)) {
    return fail(ErrorKind::invalid, "InvalidRequestContent",
                "The one activation is 'default' in the group 'azurestack-activation', and its "
                "body has properties.activationKey, the key of the registration.");
  }
  const bool created = (*local)->books().note(stack::activation_note).empty();
  auto activation = stack::json::activate(**local, key, call.now);
  if (!activation) return pass(activation);
  return kept_response(created, activation_json((*local)->profile(), *activation, key));
}

Result<Response> remove(const Call& call, Desk& desk) {
  auto local = administered(call, desk);
  if (!local) return pass(local);
  const bool there = !(*local)->books().note(stack::activation_note).empty();
  if (!there || !is_default(call)) return removed_response(false);
  auto kept = (*local)->books().keep_note(stack::activation_note, "", call.now);
  if (!kept) return pass(kept);
  return removed_response(true);
}

}  // namespace

std::vector<Operation> activation_operations() {
  const std::string all =
      std::string(arm::group_path) + "/providers/Microsoft.AzureBridge.Admin/activations";
  const std::string one = all + "/{activationName}";
  std::vector<Operation> rows{
      admin_row("stack_activations_list", Method::get, all, "A stack's activation", list),
      admin_row("stack_activation_get", Method::get, one, "A stack's activation", get),
      admin_row("stack_activation_put", Method::put, one,
                "Activates a stack with the key of its registration", put),
      admin_row("stack_activation_delete", Method::erase, one,
                "Ends a stack's activation; the registration stays", remove)};
  for (Operation& each : rows) each.tag = "Microsoft.AzureBridge.Admin";
  rows[0].answers = {{200, "ArmList", "at most one", "application/json"}};
  rows[0].query.push_back(arm::skip_token());
  rows[1].answers = {{200, "ArmObject", "the activation", "application/json"}};
  rows[2].body = arm::json_body("ArmObject");
  rows[2].text = "A key of another stack is refused (R9), and one that has expired (R17).";
  rows[2].answers = {{201, "ArmObject", "activated", "application/json"},
                     {200, "ArmObject", "activated again", "application/json"}};
  rows[3].answers = {{200, "", "removed", ""}, {204, "", "there was none", ""}};
  return rows;
}

}  // namespace tollbridge::api::stack_face
