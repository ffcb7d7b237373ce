// SPDX-License-Identifier: Apache-2.0
// What a user of a stack may subscribe to: the open offers of the stacks its directory uses
// (azure-stack.md 3.7). The user's subscriptions are those of api/arm.
#include <utility>

#include "api/arm/page.h"
#include "api/stack/administration.h"
#include "api/stack/groups.h"
#include "api/stack/own_stack.h"
#include "core/json.h"

namespace tollbridge::api::stack_face {
namespace {

using stack::Offer;

bool may_use(const Call& call, stack::LocalStack& local) {
  const stack::Profile& profile = local.profile();
  if (works_on(call.principal, profile.cloud_id)) return true;
  if (call.principal.role != Role::tenant) return false;
  if (call.principal.tenant == profile.home) return true;
  return std::ranges::any_of(local.half().directory().guests(call.now), [&](const auto* guest) {
    return guest->tenant == call.principal.tenant;
  });
}

std::string offer_json(const Offer& offer) {
  Json json;
  json.object().field("id", "/delegatedProviders/default/offers/" + offer.name);
  json.field("name", offer.name).field("displayName", offer.display_name);
  json.field("description", offer.description).end();
  return json.text();
}

std::vector<arm::ListItem> open_offers(const Call& call, Desk& desk) {
  std::vector<arm::ListItem> items;
  for (stack::LocalStack* local : desk.stacks().all()) {
    if (!may_use(call, *local)) continue;
    for (const Offer* offer : local->half().directory().offers(call.now)) {
      if (offer->state != stack::OfferState::open) continue;
      items.push_back({offer->name + " " + local->profile().cloud_id.text(), offer_json(*offer)});
    }
  }
  return items;
}

Result<Response> list(const Call& call, Desk& desk) {
  return arm::list_response(call.request, open_offers(call, desk));
}

Result<Response> get(const Call& call, Desk& desk) {
  const std::string& name = call.at("offerName");
  for (const arm::ListItem& item : open_offers(call, desk)) {
    if (same_without_case(item.key.substr(0, item.key.rfind(' ')), name)) {
      return json_response(200, item.json);
    }
  }
  return resource_not_found("offer '" + name + "' that you may see");
}

}  // namespace

std::vector<Operation> user_offer_operations() {
  std::vector<Operation> rows{
      arm::row("offers_list", Method::get, "/offers", "What may be subscribed to", list),
      arm::row("default_offers_list", Method::get, "/delegatedProviders/default/offers",
               "The same, of the stack's operator", list),
      arm::row("default_offer_get", Method::get, "/delegatedProviders/default/offers/{offerName}",
               "One offer", get)};
  for (Operation& each : rows) {
    each.tag = "Microsoft.Subscriptions";
    each.answers = {{200, "ArmList", "a page", "application/json"}};
    each.query.push_back(arm::skip_token());
  }
  rows[2].query.pop_back();
  rows[2].answers = {{200, "ArmObject", "the offer", "application/json"}};
  return rows;
}

}  // namespace tollbridge::api::stack_face
