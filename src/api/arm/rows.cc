// SPDX-License-Identifier: Apache-2.0
#include "api/arm/rows.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tollbridge::api::arm {
namespace {

std::vector<Grant> owners() {
  return {{Role::provider, {Relation::any}},
          {Role::partner, {Relation::own, Relation::child}},
          {Role::reseller, {Relation::own}},
          {Role::stack_operator, {Relation::own}},
          {Role::tenant, {Relation::own}}};
}

}  // namespace

Access of_subscription() { return {Object::subscription, "subscriptionId", owners()}; }

Access of_registration() {
  Access access = of_subscription();
  access.part = Object::registration;
  access.part_scope = "registrationName";
  return access;
}

Access of_anybody() {
  Access access;
  for (const Role role : {Role::provider, Role::partner, Role::reseller, Role::stack_operator,
                          Role::tenant}) {
    access.allow.push_back({role, {Relation::any}});
  }
  return access;
}

Body json_body(std::string schema, bool required) {
  Body body;
  body.takes = Takes::json;
  body.schema = std::move(schema);
  body.content_types = {"application/json"};
  body.required = required;
  return body;
}

QueryParameter api_version() {
  return {"api-version", ParameterType::text, true, "the version of the API, 2017-06-01", {},
          false};
}

QueryParameter skip_token() {
  return {"$skipToken", ParameterType::text, false, "from the nextLink of the page before", {},
          false};
}

Operation row(std::string id, Method method, std::string path, std::string summary, Handler run) {
  Operation made;
  made.id = "azure_" + std::move(id);
  made.method = method;
  made.path = std::move(path);
  made.face = Face::arm;
  made.tag = "Microsoft.AzureStack";
  made.summary = std::move(summary);
  made.query = {api_version()};
  made.answers = {{200, "", "", "application/json"}};
  made.access = of_anybody();
  made.run = std::move(run);
  return made;
}

std::vector<Operation> operations(const Settings& settings) {
  std::vector<Operation> all;
  for (auto rows : {registration_rows(settings), activation_rows(settings),
                    customer_subscription_rows(), lock_rows(), provider_rows(), product_rows(),
                    subscription_rows(), usage_rows(), rate_card_rows()}) {
    std::ranges::move(rows, std::back_inserter(all));
  }
  return all;
}

}  // namespace tollbridge::api::arm
