// SPDX-License-Identifier: Apache-2.0
#include "api/stack/administration.h"

#include <span>
#include <utility>

#include "api/arm/resource.h"
#include "api/stack/own_stack.h"
#include "core/json.h"

namespace tollbridge::api::stack_face {

using stack::LocalSubscription;

Operation admin_row(std::string id, Method method, const std::string& path, std::string summary,
                    Handler run) {
  Operation made = arm::row(std::move(id), method, path, std::move(summary), std::move(run));
  made.tag = "Microsoft.Subscriptions.Admin";
  made.access = operators_access();
  return made;
}

stack::Ground ground_of(const Call& call, stack::LocalStack& local) {
  return {local.half().directory(), local.profile(), call.now};
}

stack::DirectoryFact fact_of(const Call& call, stack::DirectoryEntry entry) {
  return {std::move(entry), call.now, call.now, arm::actor_of(call.principal)};
}

Status record(const Call& call, stack::LocalStack& local, stack::DirectoryEntry entry) {
  const stack::DirectoryFact fact = fact_of(call, std::move(entry));
  return local.half().record(std::span(&fact, 1), call.now);
}

Response kept_response(bool created, std::string body) {
  return json_response(created ? 201 : 200, std::move(body));
}

Response removed_response(bool removed) {
  Response answer;
  answer.status = removed ? 200 : 204;
  return answer;
}

std::unexpected<Error> resource_not_found(const std::string& what) {
  return fail(ErrorKind::not_found, "ResourceNotFound", "There is no " + what + ".");
}

std::optional<std::string> Members::text(std::string_view name) {
  if (arm::member(object_, name) == nullptr) return std::nullopt;
  auto text = arm::text_member(object_, name);
  if (!text && fault_.empty()) fault_ = std::string(name) + " must be a text.";
  return text;
}

std::vector<std::string> Members::texts(std::string_view name, std::string_view inner) {
  std::vector<std::string> found;
  const nlohmann::json* list = arm::member(object_, name);
  if (list == nullptr) return found;
  bool fine = list->is_array();
  for (const nlohmann::json& one : fine ? *list : nlohmann::json::array()) {
    const bool wrapped = one.is_object() && !inner.empty();
    const nlohmann::json* text = wrapped ? arm::member(one, inner) : &one;
    fine = fine && text != nullptr && text->is_string();
    if (fine) found.push_back(text->get<std::string>());
  }
  if (!fine && fault_.empty()) fault_ = std::string(name) + " must be a list of texts.";
  return found;
}

Status Members::fault() const {
  if (fault_.empty()) return {};
  return fail(ErrorKind::invalid, "InvalidRequestContent", fault_);
}

const nlohmann::json& properties_of(const nlohmann::json& body) {
  const nlohmann::json* properties = arm::member(body, "properties");
  return properties != nullptr && properties->is_object() ? *properties : body;
}

std::string last_part(const std::string& id) { return id.substr(id.rfind('/') + 1); }

std::string admin_id(const stack::Profile& profile, const std::string& group,
                     const std::string& type, const std::string& name) {
  return "/subscriptions/" + profile.provider_subscription.text() + "/resourceGroups/" + group +
         admin_provider + "/" + type + "/" + name;
}

std::string subscription_json(const stack::Profile& profile,
                              const LocalSubscription& subscription) {
  const std::string& id = subscription.id.text();
  const auto& provider = subscription.delegated_provider.empty()
                             ? profile.provider_subscription
                             : subscription.delegated_provider;
  const bool own = subscription.id == profile.provider_subscription;
  Json json;
  json.object().field("id", "/subscriptions/" + id).field("subscriptionId", id);
  json.field("delegatedProviderSubscriptionId", provider.text());
  json.field("displayName", subscription.display_name).field("owner", subscription.owner);
  json.field("tenantId", subscription.tenant.text());
  json.field("routingResourceManagerType", own ? "Admin" : "Default");
  json.field("offerId", stack::offer_path(subscription));
  json.field("externalReferenceId", subscription.external_reference);
  json.field("state", to_string(subscription.state)).end();
  return json.text();
}

}  // namespace tollbridge::api::stack_face
