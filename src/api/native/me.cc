// SPDX-License-Identifier: Apache-2.0
// Who calls, and what somebody of that role may call at all: what a client shows or leaves out.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <vector>

#include "api/native/answers.h"
#include "api/native/portal_rows.h"

namespace tollbridge::api::native {
namespace {

using ByRole = std::map<Role, std::vector<std::string>>;

constexpr std::array roles{Role::provider, Role::partner, Role::reseller, Role::stack_operator,
                           Role::tenant};

// As others know the caller; of a tenant's user nothing, it is no party here.
struct Named {
  std::string name;
  std::string kind;
  std::string currency;
};

Named named(const registry::Registry& registry, const Principal& who) {
  if (who.role == Role::provider && registry.provider() != nullptr) {
    const auto& details = registry.provider()->details;
    return {details.name, {}, details.currency};
  }
  if (const auto* partner = registry.partner(who.partner); partner != nullptr) {
    return {partner->details.name, std::string(to_string(partner->kind)),
            partner->details.currency};
  }
  if (const auto* stack = registry.stack(who.stack); stack != nullptr) {
    return {stack->region, {}, {}};
  }
  return {};
}

Result<Response> me(const Call& call, Desk& desk, const ByRole& operations) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  const Principal& who = call.principal;
  const Named known = named(**registry, who);
  Json json;
  json.object().field("role", to_string(who.role));
  json.text_or_null("partner", who.partner.text()).text_or_null("stack", who.stack.text());
  json.text_or_null("tenant", who.tenant.text()).field("subject", who.subject);
  json.field("issuer", who.issuer).text_or_null("name", known.name);
  json.text_or_null("kind", known.kind).text_or_null("currency", known.currency);
  const Instant now = std::chrono::floor<std::chrono::seconds>(call.now);
  json.field("now", tollbridge::to_string(now));
  json.array("operations");
  for (const std::string& id : operations.at(who.role)) json.value(id);
  return json_response(200, json.end().end().text());
}

}  // namespace

Operation me_operation(std::span<const Operation> others) {
  auto made = row("me", Method::get, "/v1/me", "Who you are, and what you may call");
  made.text = "`operations` are those your role may call at all; of which objects, each call "
              "decides.";
  made.tag = "About the service";
  made.answers = {{200, "Me", "the caller", "application/json"}};
  made.access = {Object::service, "", {}};
  auto operations = std::make_shared<ByRole>();
  for (const Role role : roles) {
    made.access.allow.push_back({role, {Relation::any}});
    auto& ids = (*operations)[role];
    for (const Operation& other : others) {
      if (other.access.allows_role(role)) ids.push_back(other.id);
    }
    std::ranges::sort(ids);
  }
  made.run = [operations](const Call& call, Desk& desk) { return me(call, desk, *operations); };
  return made;
}

}  // namespace tollbridge::api::native
