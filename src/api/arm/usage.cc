// SPDX-License-Identifier: Apache-2.0
// UsageAggregates (U1) and subscriberUsageAggregates (U2 to U4) of Microsoft.Commerce.
#include <algorithm>
#include <iterator>
#include <utility>

#include "api/arm/direct_tenants.h"
#include "api/arm/page.h"
#include "api/arm/rows.h"
#include "api/arm/usage_query.h"
#include "api/error_answer.h"
#include "api/text.h"
#include "attribution/attribution.h"
#include "core/json.h"
#include "rating/catalogue.h"

namespace tollbridge::api::arm {
namespace {

using journal::Head;
using metering::Granularity;
using metering::ReportedQuery;
using metering::ReportedRow;
using metering::SeriesKey;
using registry::LocalSubscription;
using registry::Registry;
using registry::Stack;

// Whose usage is asked for, and how it is told.
struct Scope {
  std::string caller;  // the subscription in the path
  std::vector<StackId> stacks;
  std::optional<LocalSubscriptionId> subscription;
  std::function<bool(const SeriesKey&, Hour)> counts;
  std::string shown_as;
  bool commerce = false;  // told as Azure tells it: with the meter's category
};

std::string offset_text(Hour hour) {
  std::string text = hour.to_string();
  text.pop_back();  // the Z
  return text + "+00:00";
}

std::string instance_data(const ReportedRow& row, const std::string& region) {
  Json json;
  json.object().object("Microsoft.Resources").field("resourceUri", row.key.resource);
  json.field("location", row.location.empty() ? region : row.location);
  json.field("tags", row.tags).field("additionalInfo", "").end().end();
  return json.text();
}

// By hand: a quantity never goes through a double.
void write_row(Json& json, const ReportedRow& row, const Scope& scope, Granularity granularity,
               const std::string& region) {
  const std::string name = row.key.subscription + "-" + row.key.meter;
  const Hour end = row.key.start.plus(granularity == Granularity::daily ? 24 : 1);
  json.object().field("id", "/subscriptions/" + scope.caller +
                                "/providers/Microsoft.Commerce/UsageAggregate/" + name);
  json.field("name", name).field("type", "Microsoft.Commerce/UsageAggregate");
  json.object("properties").field("subscriptionId", row.key.subscription);
  json.field("usageStartTime", offset_text(row.key.start));
  json.field("usageEndTime", offset_text(end));
  json.field("instanceData", instance_data(row, region));
  json.raw_field("quantity", row.quantity.to_string());
  if (const auto* meter = rating::catalogue_meter(MeterId(row.key.meter))) {
    json.field("unit", meter->unit).field("meterName", meter->name);
    if (scope.commerce) json.field("meterCategory", meter->service);
  }
  json.field("meterId", row.key.meter).field("name", name).end().end();
}

// The heads to read: of the first page as they are, of later ones as the first saw them.
Result<metering::Heads> heads_of(const Scope& scope, const UsageQuery& query, Desk& desk) {
  auto all = desk.journal().heads();
  if (!all) return pass(all);
  metering::Heads heads;
  for (Head& head : *all) {
    if (!contains(scope.stacks, head.stack)) continue;
    if (query.cursor) {
      const auto seen = std::ranges::find(query.cursor->heads, head.stack, &Head::stack);
      if (seen == query.cursor->heads.end()) continue;
      head.sequence = std::min(head.sequence, seen->sequence);
    }
    heads.push_back(std::move(head));
  }
  return heads;
}

Result<Response> aggregates(const Call& call, Desk& desk, const Registry& registry,
                            const UsageQuery& query, Scope scope) {
  auto heads = heads_of(scope, query, desk);
  if (!heads) return pass(heads);
  ReportedQuery asked;
  asked.from = query.from;
  asked.to = query.to;
  asked.used = query.used;
  asked.granularity = query.granularity;
  asked.heads = *heads;
  asked.subscription = scope.subscription;
  asked.counts = std::move(scope.counts);
  asked.shown_as = scope.shown_as;
  if (query.cursor) asked.after = query.cursor->after;
  asked.rows_max = page_rows;
  auto page = metering::reported_usage(desk.journal(), asked);
  if (!page) return pass(page);
  Json json;
  json.object().array("value");
  for (const ReportedRow& row : page->rows) {
    const Stack* stack = registry.stack(StackId(row.key.stack));
    write_row(json, row, scope, query.granularity, stack == nullptr ? "" : stack->region);
  }
  json.end();
  if (page->more) {
    const std::string token =
        continuation_token(query, scope.caller, *heads, page->rows.back().key);
    json.field("nextLink", link_with(call.request, "continuationToken", token));
  }
  json.end();
  return json_response(200, json.text());
}

// A local subscription of the caller's stack or directory. No stacks: it is none.
Scope local_scope(const Registry& registry, const Principal& caller, const std::string& id) {
  Scope scope;
  scope.caller = LocalSubscriptionId(id).text();
  scope.subscription = LocalSubscriptionId(id);
  for (const LocalSubscription* local : registry.local_subscriptions()) {
    if (local->id != *scope.subscription) continue;
    const bool own = caller.role == Role::provider ||
                     (caller.role == Role::stack_operator && local->stack == caller.stack) ||
                     (caller.role == Role::tenant && local->tenant == caller.tenant);
    if (own) scope.stacks.push_back(local->stack);
  }
  if (caller.role == Role::tenant) {
    scope.counts = [tenant = caller.tenant](const SeriesKey& key, Hour /*hour*/) {
      return key.tenant == tenant;
    };
  }
  return scope;
}

// What is charged to a subscription of the commerce side, by whoever is in force at each hour. The
// registry must outlive it.
Scope commerce_scope(const Registry& registry, const SubscriptionId& id) {
  Scope scope;
  scope.caller = id.text();
  scope.shown_as = id.text();
  scope.commerce = true;
  scope.counts = [&registry, id](const SeriesKey& key, Hour hour) {
    return attribution::payer_at(registry, key, hour).subscription == id;
  };
  for (const auto* registration : registry.registrations()) {
    const auto mappings = registry.mappings(registration->name);
    const bool charged =
        registration->subscription == id ||
        std::ranges::any_of(mappings, [&](const auto* each) { return each->subscription == id; });
    const StackId& stack = registration->cloud_id;
    if (charged && !contains(scope.stacks, stack)) scope.stacks.push_back(stack);
  }
  return scope;
}

// R41: usage of a commerce subscription is its partner's to see, never the customer's.
Result<Response> usage_aggregates(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const std::string& id = call.at("subscriptionId");
  const Principal& caller = call.principal;
  Scope scope = local_scope(**registry, caller, id);
  if (scope.stacks.empty()) {
    const bool sells = caller.role == Role::provider || caller.role == Role::partner ||
                       caller.role == Role::reseller;
    if (!sells) return std::unexpected<Error>(not_found_error(Object::local_subscription, id));
    scope = commerce_scope(**registry, SubscriptionId(id));
  }
  auto query = read_usage_query(call.request, scope.caller, call.now);
  if (!query) return pass(query);
  return aggregates(call, desk, **registry, *query, std::move(scope));
}

// Declared on the stack, or with usage of its own: deleted ones are told of too (R60).
Result<bool> is_direct_tenant(Desk& desk, const Registry& registry, const DirectTenants& tenants,
                              const LocalSubscriptionId& subscriber) {
  if (tenants.known()) return tenants.has(subscriber);
  const StackId& stack = tenants.stack()->cloud_id;
  if (registry.local_subscription(stack, subscriber) != nullptr) return true;
  auto heads = desk.journal().heads();
  if (!heads) return pass(heads);
  bool found = false;
  for (const Head& head : *heads) {
    if (head.stack != stack) continue;
    const HourSpan all_time{Hour::containing(Instant::min()), Hour::containing(Instant::max())};
    auto scanned = desk.journal().scan(
        {stack, all_time, {}, journal::Show::counted, subscriber, false},
        [&](const journal::StringPool&, std::span<const journal::ScannedRow> rows) -> Status {
          found = found || !rows.empty();
          return {};
        });
    if (!scanned) return pass(scanned);
  }
  return found;
}

Result<Response> subscriber_usage(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const std::string& id = call.at("subscriptionId");
  const auto tenants =
      DirectTenants::of(desk, **registry, call.principal, LocalSubscriptionId(id));
  if (tenants.stack() == nullptr) {
    return std::unexpected<Error>(not_found_error(Object::local_subscription, id));
  }
  Scope scope;
  scope.caller = LocalSubscriptionId(id).text();
  scope.stacks = {tenants.stack()->cloud_id};
  if (tenants.known()) {
    scope.counts = [&tenants](const SeriesKey& key, Hour /*hour*/) {
      return tenants.has(key.subscription);
    };
  }
  auto query = read_usage_query(call.request, scope.caller, call.now);
  if (!query) return pass(query);
  if (!query->subscriber.empty()) {
    scope.subscription = LocalSubscriptionId(query->subscriber);
    auto direct = is_direct_tenant(desk, **registry, tenants, *scope.subscription);
    if (!direct) return pass(direct);
    if (!*direct) {
      auto error = fail(ErrorKind::invalid, "SubscriberIdIsNotDirectTenant",
                        "subscriberId is no direct tenant of this subscription; leave it out for "
                        "all.");
      error.error().path = "subscriberId";
      return error;
    }
  }
  return aggregates(call, desk, **registry, *query, std::move(scope));
}

// U5. Nothing here is encrypted by a key of the caller's, so there is nothing to renew.
Result<Response> update_encryption(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const std::string& id = call.at("subscriptionId");
  const auto tenants =
      DirectTenants::of(desk, **registry, call.principal, LocalSubscriptionId(id));
  if (tenants.stack() == nullptr) {
    return std::unexpected<Error>(not_found_error(Object::local_subscription, id));
  }
  return Response{};
}

QueryParameter parameter(std::string name, bool required, std::string help,
                         std::vector<std::string> choices = {}) {
  return {std::move(name), ParameterType::text, required, std::move(help), std::move(choices),
          false};
}

Operation usage_row(std::string id, std::string path, std::string summary, Handler run) {
  Operation made = row(std::move(id), Method::get, std::move(path), std::move(summary),
                       std::move(run));
  made.face = Face::usage;
  made.tag = "Microsoft.Commerce";
  made.query = {
      parameter("api-version", true, "2015-06-01-preview"),
      parameter("reportedStartTime", false,
                "when usage was reported, included; needed unless times of use are given"),
      parameter("reportedEndTime", false, "excluded; not in the future, for Daily not today"),
      parameter("usageStartTime", false,
                "our addition: the first hour or day of use, instead of reported time or besides"),
      parameter("usageEndTime", false, "our addition: of use, excluded"),
      parameter("aggregationGranularity", false, "by day or by hour of use; default Daily",
                {"Daily", "Hourly"}),
      parameter("showDetails", false, "accepted; every resource is always told (R63)"),
      parameter("continuationToken", false, "from the nextLink of the page before")};
  made.answers = {{200, "UsageAggregateList", "at most 1,000 rows", "application/json"}};
  return made;
}

}  // namespace

std::vector<Operation> usage_operations() {
  std::vector<Operation> rows = usage_rows();
  // Of a user whose subscription is a delegated provider's (R61).
  for (Operation& each : rows) {
    if (each.access.object == Object::service && each.method == Method::get) {
      each.access.allow.push_back({Role::tenant, {Relation::any}});
    }
  }
  std::ranges::move(subscription_rows(), std::back_inserter(rows));
  return rows;
}

std::vector<Operation> usage_rows() {
  const std::string home = "/subscriptions/{subscriptionId}/providers/";
  std::vector<Operation> rows{usage_row("usage_aggregates",
                                        home + "Microsoft.Commerce/UsageAggregates",
                                        "Usage of a subscription", usage_aggregates)};
  rows[0].text =
      "Of a local subscription for its tenant and its stack's operator, of a commerce subscription "
      "for the partner that sells it. By reported time: reported_at of a record, else its "
      "arrival; or by the time of use.";
  rows[0].access = {Object::local_subscription, "subscriptionId",
                    {{Role::provider, {Relation::any}},
                     {Role::partner, {Relation::own, Relation::child}},
                     {Role::reseller, {Relation::own}},
                     {Role::stack_operator, {Relation::own}},
                     {Role::tenant, {Relation::self}}}};
  for (const auto& [id, path] :
       {std::pair("subscriber_usage", "Microsoft.Commerce.Admin/subscriberUsageAggregates"),
        std::pair("subscriber_usage_legacy", "Microsoft.Commerce/subscriberUsageAggregates"),
        std::pair("subscriber_usage_locations",
                  "Microsoft.Commerce.Admin/locations/subscriberUsageAggregates")}) {
    rows.push_back(usage_row(id, home + path, "Usage of all subscriptions of a stack",
                             subscriber_usage));
    rows.back().query.push_back(parameter("subscriberId", false, "only this local subscription"));
    rows.back().access.allow = {{Role::provider, {Relation::any}},
                                {Role::stack_operator, {Relation::any}}};
  }
  Operation encryption =
      row("update_encryption", Method::post, home + "Microsoft.Commerce.Admin/updateEncryption",
          "Accepted; usage is not encrypted by a key of the caller's", update_encryption);
  encryption.face = Face::usage;
  encryption.tag = "Microsoft.Commerce";
  encryption.query = {parameter("api-version", true, "2015-06-01-preview")};
  encryption.access.allow = rows.back().access.allow;
  rows.push_back(std::move(encryption));
  return rows;
}

}  // namespace tollbridge::api::arm
