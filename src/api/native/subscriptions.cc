// SPDX-License-Identifier: Apache-2.0
// Commerce subscriptions: what can be charged.
#include "api/native/groups.h"
#include "api/native/write_object.h"
#include "views/registry_view.h"

namespace tollbridge::api::native {
namespace {

using registry::Registry;
using registry::Subscription;

void read_inactive(BodyReader& body, Subscription& subscription) {
  if (!body.has("inactive")) return;
  subscription.inactive.clear();
  body.objects("inactive", [&](BodyReader& item) {
    registry::OpenSpan span;
    item.require("from", item.has("from"));
    item.hour("from", span.begin);
    item.hour("to", span.end);
    subscription.inactive.push_back(span);
  });
}

bool sells(const Registry& registry, const Call& call, const PartyId& partner) {
  const Relation seller = relation_to(registry, call.principal, Object::partner, partner.text());
  return seller == Relation::self || seller == Relation::child;
}

// Partners declare what they or their resellers sell, and sold before: an owner may register with
// a subscription (R5), not take it over.
Status subscription_allowed(const Registry& registry, const Call& call,
                            const Subscription& wanted) {
  if (is_provider(call)) return {};
  const auto own = [&](const PartyId& partner) { return sells(registry, call, partner); };
  if (own(wanted.partner) && sold_before(registry, wanted, own)) return {};
  return std::unexpected<Error>(
      Error{ErrorKind::denied, "AuthorizationFailed",
            "You declare what you or your resellers sell: 'partner' must be one of these.",
            {}, "/partner", 0, {}});
}

ObjectKind<Subscription> subscription_kind() {
  ObjectKind<Subscription> kind{"subscription", Object::subscription, "subscription"};
  kind.find = [](const Registry& registry, const Call& call) {
    return registry.subscription(SubscriptionId(call.at("subscription")));
  };
  kind.fresh = [](const Call& call) {
    Subscription fresh;
    fresh.id = SubscriptionId(call.at("subscription"));
    fresh.partner = call.principal.partner;
    return fresh;
  };
  kind.read = [](BodyReader& body, Subscription& subscription) {
    body.same("id", subscription.id.text());
    body.parsed("offer", subscription.offer, registry::parse_offer);
    body.id("partner", subscription.partner);
    body.id("customer", subscription.customer);
    body.text("directory", subscription.directory);
    subscription.directory = guid_or_text(subscription.directory);
    body.texts("owners", subscription.owners);
    read_inactive(body, subscription);
  };
  kind.allowed = subscription_allowed;
  kind.view = [](const Registry& /*registry*/, const Subscription& subscription, Hour /*now*/) {
    Json json;
    views::append_subscription(json, subscription);
    return json;
  };
  return kind;
}

// Whose customer it is instead is not told to those who may not see it.
Result<Response> write_subscription(const Call& call, Desk& desk) {
  auto response = write_object(call, desk, subscription_kind());
  if (!response && response.error().code == "CustomerOfAnotherPartner" && !is_provider(call)) {
    response.error().code = "UnknownCustomer";
    response.error().rule.clear();
    response.error().kind = ErrorKind::not_found;
    response.error().message = "There is no such customer of that partner.";
  } else if (!response && response.error().code == "UnknownCustomer" && !is_provider(call)) {
    response.error().message = "There is no such customer of that partner.";
  }
  return response;
}

Result<Response> list_subscriptions(const Call& call, Desk& desk) {
  return list_objects<Subscription>(
      call, desk, "subscriptions", Object::subscription, &Registry::subscriptions,
      [](const Subscription& subscription) { return subscription.id.text(); },
      [](Json& json, const Registry&, const Subscription& subscription) {
        views::append_subscription(json, subscription);
      });
}

}  // namespace

std::vector<Operation> subscription_operations() {
  auto all = row("subscription_list", Method::get, "/v1/subscriptions",
                 "Commerce subscriptions you may see");
  all.query = list_parameters();
  all.answers = {{200, "SubscriptionList", "subscriptions by id", "application/json"}};
  all.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                      {Role::partner, {Relation::any}},
                                      {Role::reseller, {Relation::any}}}};
  all.run = list_subscriptions;
  auto one = row("subscription_get", Method::get, "/v1/subscriptions/{subscription}",
                 "One subscription");
  one.answers = {{200, "Subscription", "the subscription", "application/json"}};
  one.access = {Object::subscription, "subscription",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::own, Relation::child}},
                 {Role::reseller, {Relation::own}}}};
  one.run = [](const Call& call, Desk& desk) {
    return read_object(call, desk, subscription_kind());
  };
  auto put = row("subscription_put", Method::put, "/v1/subscriptions/{subscription}",
                 "Create a subscription, or replace one");
  put.text = "A changed directory invalidates the registrations that stand on it (R16).";
  put.query = {dry_run_parameter(), correct_closed_parameter()};
  put.body = {Takes::json, "SubscriptionInput", {"application/json"}};
  put.answers = {change_answer()};
  put.access = one.access;
  put.access.create = {Role::provider, Role::partner, Role::reseller};
  put.run = write_subscription;
  auto patch = put;
  patch.id = "subscription_patch";
  patch.method = Method::patch;
  patch.summary = "Change what is given of a subscription";
  patch.body.content_types = {"application/json", "application/merge-patch+json"};
  patch.access.create.clear();
  std::vector<Operation> rows{all, one, put, patch};
  for (Operation& each : rows) each.tag = "Subscriptions";
  return rows;
}

}  // namespace tollbridge::api::native
