// SPDX-License-Identifier: Apache-2.0
// Partners and customers. What a customer may see of costs is in cost_visibility.cc.
#include <set>

#include "api/native/groups.h"
#include "api/native/write_object.h"
#include "engine/customers_without_usage.h"
#include "views/registry_view.h"

namespace tollbridge::api::native {
namespace {

using registry::Customer;
using registry::Partner;
using registry::Registry;

void read_details(BodyReader& body, registry::PartyDetails& details) {
  body.text("name", details.name);
  body.text("country", details.country);
  body.text("currency", details.currency);
  body.text("vat_id", details.vat_id);
  body.text("address", details.address);
  for (const registry::PaperField& field : registry::paper_fields()) {
    body.text(std::string(field.name), details.papers.*field.text);
  }
}

ObjectKind<Partner> partner_kind() {
  ObjectKind<Partner> kind{"partner", Object::partner, "partner"};
  kind.find = [](const Registry& registry, const Call& call) {
    return registry.partner(PartyId(call.at("partner")));
  };
  kind.fresh = [](const Call& call) {
    Partner fresh;
    fresh.id = PartyId(call.at("partner"));
    return fresh;
  };
  kind.read = [](BodyReader& body, Partner& partner) {
    body.same("id", partner.id.text());
    body.parsed("kind", partner.kind, registry::parse_partner_kind);
    body.id("of", partner.distributor);
    read_details(body, partner.details);
  };
  kind.view = [](const Registry& /*registry*/, const Partner& partner, Hour /*now*/) {
    Json json;
    views::append_partner(json, partner);
    return json;
  };
  return kind;
}

// Partners and resellers have customers of their own only, and write in months in which they are.
Status customer_allowed(const Registry& registry, const Call& call, const Customer& wanted) {
  const auto own = [&](const PartyId& partner) { return partner == call.principal.partner; };
  if (is_provider(call)) return {};
  if (own(wanted.partner) && sold_before(registry, wanted, own)) return {};
  return std::unexpected<Error>(
      Error{ErrorKind::denied, "AuthorizationFailed",
            "A customer of yours buys from you: 'partner' must be '" +
                call.principal.partner.text() + "'.",
            {}, "/partner", 0, {}});
}

ObjectKind<Customer> customer_kind() {
  ObjectKind<Customer> kind{"customer", Object::customer, "customer"};
  kind.find = [](const Registry& registry, const Call& call) {
    return registry.customer(PartyId(call.at("customer")));
  };
  kind.fresh = [](const Call& call) {
    Customer fresh;
    fresh.id = PartyId(call.at("customer"));
    fresh.partner = call.principal.partner;
    return fresh;
  };
  kind.read = [](BodyReader& body, Customer& customer) {
    body.same("id", customer.id.text());
    body.id("partner", customer.partner);
    read_details(body, customer.details);
    if (!body.has("tenants")) return;
    std::vector<std::string> tenants;
    body.texts("tenants", tenants);
    customer.tenants.clear();
    for (const std::string& tenant : tenants) customer.tenants.emplace_back(tenant);
  };
  kind.allowed = customer_allowed;
  kind.view = [](const Registry& /*registry*/, const Customer& customer, Hour /*now*/) {
    Json json;
    views::append_customer(json, customer);
    return json;
  };
  return kind;
}

Result<Response> list_partners(const Call& call, Desk& desk) {
  return list_objects<Partner>(
      call, desk, "partners", Object::partner, &Registry::partners,
      [](const Partner& partner) { return partner.id.text(); },
      [](Json& json, const Registry&, const Partner& partner) {
        views::append_partner(json, partner);
      });
}

// Those nothing was used by in the month asked for; nothing if none was.
Result<std::optional<std::set<PartyId>>> quiet_customers(const Call& call, Desk& desk) {
  const auto asked = call.request.parameter("without_usage");
  if (!asked) return std::nullopt;
  const Period period = Period::parse(*asked).value();
  auto quiet = engine::customers_without_usage(desk.books(), desk.journal(), period);
  if (!quiet) return pass(quiet);
  std::set<PartyId> ids;
  for (const engine::QuietCustomer& one : *quiet) ids.insert(one.customer);
  return ids;
}

Result<Response> list_customers(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto list = ListAnswer::begin(call, "customers");
  if (!list) return pass(list);
  auto quiet = quiet_customers(call, desk);
  if (!quiet) return pass(quiet);
  for (const Customer* one : (*registry)->customers()) {
    if (*quiet && !(*quiet)->contains(one->id)) continue;
    const Relation relation =
        relation_to(**registry, call.principal, Object::customer, one->id.text());
    if (relation == Relation::none) continue;
    if (list->take(one->id.text())) views::append_customer(list->json(), *one);
  }
  return list->end();
}

// Whoever else holds the tenant is not named to those who may not see it.
Result<Response> write_customer(const Call& call, Desk& desk) {
  auto response = write_object(call, desk, customer_kind());
  if (!response && response.error().code == "TenantOfAnotherCustomer" && !is_provider(call)) {
    response.error().message =
        "A tenant of the list belongs to another customer already; a tenant has one customer.";
  }
  if (!response && response.error().code == "IdTaken" && !is_provider(call)) {
    response.error().message = "This id is taken; choose another.";
  }
  return response;
}

std::vector<Operation> partner_rows() {
  const Access list{Object::service, "", {{Role::provider, {Relation::any}},
                                          {Role::partner, {Relation::any}},
                                          {Role::reseller, {Relation::any}}}};
  auto all = row("partner_list", Method::get, "/v1/partners", "Partners you may see");
  all.text = "Yourself and, for a distributor, its resellers; the provider sees all.";
  all.query = list_parameters();
  all.answers = {{200, "PartnerList", "partners by id", "application/json"}};
  all.access = list;
  all.run = list_partners;
  auto one = row("partner_get", Method::get, "/v1/partners/{partner}", "One partner");
  one.answers = {{200, "Partner", "the partner", "application/json"}};
  one.access = {Object::partner, "partner",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::self, Relation::child}},
                 {Role::reseller, {Relation::self}}}};
  one.run = [](const Call& call, Desk& desk) { return read_object(call, desk, partner_kind()); };
  auto put = row("partner_put", Method::put, "/v1/partners/{partner}",
                 "Create a partner, or replace one");
  put.query = {dry_run_parameter(), correct_closed_parameter()};
  put.body = {Takes::json, "PartnerInput", {"application/json"}};
  put.answers = {change_answer()};
  put.access = {Object::partner, "partner", {{Role::provider, {Relation::any}}}};
  put.access.create = {Role::provider};
  put.run = [](const Call& call, Desk& desk) { return write_object(call, desk, partner_kind()); };
  auto patch = put;
  patch.id = "partner_patch";
  patch.method = Method::patch;
  patch.summary = "Change what is given of a partner";
  patch.body.content_types = {"application/json", "application/merge-patch+json"};
  patch.access.create.clear();
  return {all, one, put, patch};
}

std::vector<Operation> customer_rows() {
  auto all = row("customer_list", Method::get, "/v1/customers", "Customers you may see");
  all.text = "A partner's own; a distributor's and those of its resellers.";
  all.query = list_parameters({{"without_usage", ParameterType::period, false,
                                "only those that used nothing in this month", {}, false}});
  all.answers = {{200, "CustomerList", "customers by id", "application/json"}};
  all.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                      {Role::partner, {Relation::any}},
                                      {Role::reseller, {Relation::any}}}};
  all.run = list_customers;
  auto one = row("customer_get", Method::get, "/v1/customers/{customer}", "One customer");
  one.answers = {{200, "Customer", "the customer", "application/json"}};
  one.access = {Object::customer, "customer",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::own, Relation::child}},
                 {Role::reseller, {Relation::own}}}};
  one.run = [](const Call& call, Desk& desk) { return read_object(call, desk, customer_kind()); };
  auto put = row("customer_put", Method::put, "/v1/customers/{customer}",
                 "Create a customer, or replace one");
  put.query = {dry_run_parameter(), correct_closed_parameter()};
  put.body = {Takes::json, "CustomerInput", {"application/json"}};
  put.answers = {change_answer()};
  put.access = {Object::customer, "customer",
                {{Role::provider, {Relation::any}},
                 {Role::partner, {Relation::own}},
                 {Role::reseller, {Relation::own}}}};
  put.access.create = {Role::provider, Role::partner, Role::reseller};
  put.run = write_customer;
  auto patch = put;
  patch.id = "customer_patch";
  patch.method = Method::patch;
  patch.summary = "Change what is given of a customer";
  patch.body.content_types = {"application/json", "application/merge-patch+json"};
  patch.access.create.clear();
  return {all, one, put, patch};
}

}  // namespace

std::vector<Operation> party_operations() {
  std::vector<Operation> rows = partner_rows();
  for (Operation& partner : rows) partner.tag = "Partners";
  for (Operation& customer : customer_rows()) {
    customer.tag = "Customers";
    rows.push_back(std::move(customer));
  }
  return rows;
}

}  // namespace tollbridge::api::native
