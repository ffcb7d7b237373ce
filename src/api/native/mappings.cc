// SPDX-License-Identifier: Apache-2.0
// Mappings: which tenant is charged to which subscription, from when on, and as known when.
#include "api/native/answers.h"
#include "api/native/body.h"
#include "api/native/change_preview.h"
#include "api/native/groups.h"
#include "api/native/portal_rows.h"
#include "engine/tenant_status.h"
#include "registry/history.h"
#include "views/registry_view.h"
#include "views/usage_view.h"

namespace tollbridge::api::native {
namespace {

using registry::HistoryQuery;
using registry::Registry;

// A date as `known` takes in its whole day.
HistoryQuery query_of(const Call& call) {
  HistoryQuery query;
  if (const auto name = call.request.parameter("registration")) {
    query.registration = RegistrationName(*name);
  }
  if (const auto tenant = call.request.parameter("tenant")) query.tenant = TenantId(*tenant);
  if (const auto at = instant_of(call, "at")) query.at = Hour::containing(*at);
  query.known.known_at = instant_of(call, "known");
  const auto known = call.request.parameter("known");
  if (query.known.known_at && known->size() == std::string_view("2026-10-01").size()) {
    *query.known.known_at += std::chrono::days(1) - std::chrono::nanoseconds(1);
  }
  return query;
}

// Registrations whose mappings the caller may see, by name.
std::vector<RegistrationName> visible_registrations(const Call& call, const Registry& registry) {
  std::vector<RegistrationName> names;
  const auto asked = call.request.parameter("registration");
  for (const auto* one : registry.registrations()) {
    if (asked && one->name.text() != *asked) continue;
    const Relation relation =
        relation_to(registry, call.principal, Object::registration, one->name.text());
    if (relation != Relation::none && relation != Relation::operated) names.push_back(one->name);
  }
  return names;
}

// Runs `use` on the history of each registration the caller may see.
template <class Use>
Status each_history(const Call& call, Desk& desk, const Use& use) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto facts = desk.books().facts();
  if (!facts) return pass(facts);
  HistoryQuery query = query_of(call);
  for (const RegistrationName& name : visible_registrations(call, **registry)) {
    query.registration = name;
    use(query, registry::mapping_history(*facts, query));
  }
  return {};
}

// Without `at` what is in force now or will be.
bool is_listed(const registry::PayerSpan& span, const HistoryQuery& query, Hour now) {
  const bool mapped = span.state == registry::PayerState::mapped ||
                      span.state == registry::PayerState::inactive;
  return mapped && (query.at || !span.end || *span.end > now);
}

Result<Response> list_mappings(const Call& call, Desk& desk) {
  auto list = ListAnswer::begin(call, "mappings");
  if (!list) return pass(list);
  const Hour now = Hour::containing(call.now);
  auto walked =
      each_history(call, desk, [&](const HistoryQuery& query, const auto& history) {
        for (const registry::PayerSpan& span : history.spans) {
          if (!is_listed(span, query, now)) continue;
          const std::string key = span.registration.text() + "\n" + span.tenant.text() + "\n" +
                                  span.begin.to_string();
          if (list->take(key)) views::append_mapping_span(list->json(), span);
        }
      });
  if (!walked) return pass(walked);
  return list->end();
}

Result<Response> mapping_history(const Call& call, Desk& desk) {
  registry::MappingHistory all;
  auto walked = each_history(call, desk, [&](const HistoryQuery&, const auto& history) {
    all.spans.insert(all.spans.end(), history.spans.begin(), history.spans.end());
    all.versions.insert(all.versions.end(), history.versions.begin(), history.versions.end());
  });
  if (!walked) return pass(walked);
  // The number of a commit counts everybody's changes.
  if (!is_provider(call)) {
    for (registry::MappingVersion& version : all.versions) version.commit = 0;
  }
  Json json;
  json.object();
  views::append_mapping_history(json, all);
  json.end();
  return document(call, json);
}

// The mapping in force at an hour, and the tag that a change of it is checked against.
Json mapping_json(const Registry& registry, const RegistrationName& registration,
                  const TenantId& tenant, Hour at) {
  const auto held = registry.mapping_at(registration, tenant, at);
  const bool mapped = held.state == registry::MappingState::mapped;
  Json json;
  json.object().field("registration", registration.text()).field("tenant", tenant.text());
  json.text_or_null("subscription", held.subscription.text());
  json.field("state", mapped ? "mapped"
                             : held.state == registry::MappingState::removed ? "mapping-removed"
                                                                             : "unregistered");
  json.text_or_null("since", held.state == registry::MappingState::never ? std::string()
                                                                         : held.since.to_string());
  json.end();
  return json;
}

struct Place {
  RegistrationName registration;
  TenantId tenant;
};
Place place_of(const Call& call) {
  return {RegistrationName(call.at("registration")), TenantId(call.at("tenant"))};
}

Result<Response> get_mapping(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const auto [registration, tenant] = place_of(call);
  const Hour at = registry::effective_hour(instant_of(call, "at"), call.now);
  return document(call, mapping_json(**registry, registration, tenant, at));
}

Status check_unchanged(const Call& call, const Registry& registry, Hour from) {
  const auto [registration, tenant] = place_of(call);
  const auto held = registry.mapping_at(registration, tenant, from);
  if (held.state == registry::MappingState::never) return check_preconditions(call, {});
  return check_preconditions(call,
                             tag_of(mapping_json(registry, registration, tenant, from).text()));
}

Result<Response> record_mapping(const Call& call, Desk& desk,
                                const registry::ProposedChange& change, const std::string& action,
                                Hour from) {
  auto response = record_change(call, desk, change, action);
  if (!response) return response;
  auto after = desk.registry();
  if (!after) return pass(after);
  const auto [registration, tenant] = place_of(call);
  response->header("ETag", tag_of(mapping_json(**after, registration, tenant, from).text()));
  return response;
}

// The warning of R25 names the customer a tenant belongs to.
void keep_foreign_customer_unnamed(const Call& call, const Registry& registry,
                                   const TenantId& tenant, registry::ProposedChange& change) {
  const auto* owner = registry.customer_of_tenant(tenant);
  if (owner == nullptr) return;
  if (relation_to(registry, call.principal, Object::customer, owner->id.text()) !=
      Relation::none) {
    return;
  }
  std::erase_if(change.notes, [](const std::string& note) {
    return note.find("TenantOfAnotherCustomer") != std::string::npos;
  });
}

Result<Response> put_mapping(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  const auto [registration, tenant] = place_of(call);
  registry::Mapping wanted{registration, tenant, {}, Hour::containing(call.now), {}};
  body->same("registration", registration.text());
  body->same("tenant", tenant.text());
  body->id("subscription", wanted.subscription);
  body->require("subscription", !wanted.subscription.empty());
  body->hour("effective_from", wanted.from);
  body->hour("effective_to", wanted.to);
  if (auto read = body->finish(); !read) return pass(read);
  if (auto same = check_unchanged(call, **registry, wanted.from); !same) return pass(same);
  auto change = registry::add_mapping(**registry, wanted, call.principal.caller());
  if (!change) return pass(change);
  keep_foreign_customer_unnamed(call, **registry, tenant, *change);
  return record_mapping(call, desk, *change,
                        "mapping add " + registration.text() + " " + tenant.text() + " " +
                            wanted.subscription.text(),
                        wanted.from);
}

Result<Response> delete_mapping(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const auto [registration, tenant] = place_of(call);
  const Hour from = registry::effective_hour(instant_of(call, "effective_from"), call.now);
  if (auto same = check_unchanged(call, **registry, from); !same) return pass(same);
  auto change =
      registry::remove_mapping(**registry, {registration, tenant, from}, call.principal.caller());
  if (!change) return pass(change);
  return record_mapping(call, desk, *change,
                        "mapping remove " + registration.text() + " " + tenant.text(), from);
}

// The change a mapping, or without a subscription its removal, would be.
Result<PreviewedChange> proposed(const Call& call, const Registry& registry) {
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  const auto [registration, tenant] = place_of(call);
  registry::Mapping wanted{registration, tenant, {}, Hour::containing(call.now), {}};
  body->id("subscription", wanted.subscription);
  body->hour("effective_from", wanted.from);
  body->hour("effective_to", wanted.to);
  if (auto read = body->finish(); !read) return pass(read);
  auto change = wanted.subscription.empty()
                    ? registry::remove_mapping(registry, {registration, tenant, wanted.from},
                                               call.principal.caller())
                    : registry::add_mapping(registry, wanted, call.principal.caller());
  if (!change) return pass(change);
  keep_foreign_customer_unnamed(call, registry, tenant, *change);
  return PreviewedChange{std::move(*change), wanted.from};
}

// Of the stacks a tenant uses: those the caller may see, or whose payer is its own.
bool shows(const Call& call, const Registry& registry, const engine::TenantOnStack& on) {
  return relation_to(registry, call.principal, Object::stack, on.stack.text()) != Relation::none ||
         relation_to(registry, call.principal, Object::subscription,
                     on.payer.subscription.text()) != Relation::none;
}

Result<Response> tenant_status(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto status = engine::tenant_status(desk.books(), desk.journal(), TenantId(call.at("tenant")),
                                      call.now);
  if (!status) return pass(status);
  std::erase_if(status->stacks, [&](const engine::TenantOnStack& on) {
    return !shows(call, **registry, on);
  });
  if (call.relation == Relation::operated) {  // on the caller's stack, of somebody else's customer
    status->customer = PartyId();
    for (engine::TenantOnStack& on : status->stacks) on.advice.clear();
  }
  return document(call, views::tenant_status_json(*status));
}

Access access_to_mappings() {
  return {Object::registration, "registration",
          {{Role::provider, {Relation::any}},
           {Role::partner, {Relation::own, Relation::child}},
           {Role::reseller, {Relation::own}}}};
}

std::vector<QueryParameter> history_parameters() {
  return {{"registration", ParameterType::text, false, "only this registration's", {}, false},
          {"tenant", ParameterType::guid, false, "only this tenant's", {}, false},
          {"at", ParameterType::day_or_instant, false, "only what is in force at this hour", {},
           false},
          {"known", ParameterType::day_or_instant, false,
           "as known at that time; a date takes in the whole day", {}, false}};
}

std::vector<Operation> read_rows() {
  const Access signed_in{Object::service, "", {{Role::provider, {Relation::any}},
                                               {Role::partner, {Relation::any}},
                                               {Role::reseller, {Relation::any}}}};
  auto all = row("mapping_list", Method::get, "/v1/mappings",
                 "Which tenants are charged to which subscriptions");
  all.text = "Of the registrations whose default subscription you or your resellers sell: what is "
             "in force now or will be; with `at` what is in force at that hour.";
  all.query = list_parameters(history_parameters());
  all.answers = {{200, "MappingList", "by registration, tenant, hour", "application/json"}};
  all.access = signed_in;
  all.run = list_mappings;
  auto history = row("mapping_history", Method::get, "/v1/mapping-history",
                     "Who pays for a tenant at an hour, as known on a day");
  history.text = "Nothing is ever overwritten: spans say who pays and why, versions what was "
                 "recorded when and by whom.";
  history.query = history_parameters();
  history.answers = {{200, "MappingHistory", "spans and versions", "application/json"}};
  history.access = signed_in;
  history.run = mapping_history;
  auto one = row("mapping_get", Method::get, "/v1/registrations/{registration}/mappings/{tenant}",
                 "The mapping of one tenant");
  one.query = {{"at", ParameterType::day_or_instant, false, "at this hour; now if left out", {},
                false}};
  one.answers = {{200, "TenantMapping", "the mapping in force", "application/json"}};
  one.access = access_to_mappings();
  one.run = get_mapping;
  auto status = row("tenant_status", Method::get, "/v1/tenants/{tenant}/status",
                    "Where a tenant's usage goes");
  status.answers = {{200, "TenantStatus", "by stack", "application/json"}};
  status.access = {Object::tenant, "tenant",
                   {{Role::provider, {Relation::any}},
                    {Role::partner, {Relation::own, Relation::child, Relation::operated}},
                    {Role::reseller, {Relation::own, Relation::operated}}}};
  status.run = tenant_status;
  return {all, history, one, status};
}

std::vector<Operation> write_rows() {
  auto put = row("mapping_put", Method::put, "/v1/registrations/{registration}/mappings/{tenant}",
                 "Charge a tenant's usage to a customer's subscription");
  put.text = "From the hour of `effective_from` on, now if it is left out. It may lie in the past: "
             "an open period is evaluated anew, a closed one becomes credit and debit on the next "
             "invoices. Rules R23 to R31 hold.";
  put.query = {dry_run_parameter()};
  put.body = {Takes::json, "MappingInput", {"application/json"}};
  put.answers = {change_answer()};
  put.access = access_to_mappings();
  put.run = put_mapping;
  auto removed = row("mapping_delete", Method::erase,
                     "/v1/registrations/{registration}/mappings/{tenant}",
                     "Let a tenant fall to the default subscription");
  removed.query = {{"effective_from", ParameterType::day_or_instant, false,
                    "since when; truncated to the hour; now if it is left out", {}, false},
                   dry_run_parameter()};
  removed.answers = {change_answer()};
  removed.access = access_to_mappings();
  removed.run = delete_mapping;
  return {put, removed};
}

}  // namespace

Operation mapping_preview_operation(const Options& options) {
  auto made = preview_row("mapping_preview",
                          "/v1/registrations/{registration}/mappings/{tenant}/preview",
                          "What a change of a mapping does to open and closed months", proposed,
                          options);
  made.text += " Without a subscription: of removing it.";
  made.body = {Takes::json, "MappingPreviewInput", {"application/json"}};
  made.tag = "Mappings";
  made.access = access_to_mappings();
  return made;
}

std::vector<Operation> mapping_operations() {
  std::vector<Operation> rows = read_rows();
  for (Operation& write : write_rows()) rows.push_back(std::move(write));
  for (Operation& each : rows) each.tag = "Mappings";
  return rows;
}

}  // namespace tollbridge::api::native
