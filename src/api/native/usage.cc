// SPDX-License-Identifier: Apache-2.0
// What usage adds up to, what falls to a default, and what it would cost.
#include "engine/usage_show.h"

#include <algorithm>
#include <set>

#include "api/native/answers.h"
#include "api/native/cost_visibility.h"
#include "api/native/groups.h"
#include "api/native/long_handler.h"
#include "api/native/scopes.h"
#include "engine/rate_period.h"
#include "engine/unregistered.h"
#include "views/price_view.h"
#include "views/usage_view.h"

namespace tollbridge::api::native {
namespace {

using registry::Registry;

Period period_of(const Call& call) {
  return Period::parse(call.request.parameter("period").value_or("")).value();
}

// The groupings asked for, in one parameter or several. Who pays is the commerce half's, so those
// of a stack cannot ask for it.
Result<std::set<engine::UsageKey>> keys_of(const Call& call) {
  std::set<engine::UsageKey> keys;
  for (const auto& [name, value] : call.request.query) {
    if (name != "by") continue;
    for (std::size_t at = 0; at <= value.size();) {
      const auto comma = std::min(value.find(',', at), value.size());
      auto key = engine::parse_usage_key(value.substr(at, comma - at));
      if (!key) {
        key.error().path = "by";
        return pass(key);
      }
      keys.insert(*key);
      at = comma + 1;
    }
  }
  const bool commerce = call.principal.role != Role::stack_operator &&
                        call.principal.role != Role::tenant;
  if (keys.contains(engine::UsageKey::payer) && !commerce) {
    return fail(ErrorKind::denied, "AuthorizationFailed",
                "Who pays is not known on the stack; group by something else.");
  }
  return keys;
}

Result<Response> show_usage(const Call& call, Desk& desk) {
  auto by = keys_of(call);
  if (!by) return pass(by);
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto list = ListAnswer::begin(call, "rows");
  if (!list) return pass(list);
  auto sums = engine::usage_show(desk.journal(), **registry, period_of(call), *by,
                                 usage_scope(call, **registry));
  if (!sums) return pass(sums);
  for (const engine::UsageSum& sum : *sums) {
    std::string key;
    for (const std::string& part : sum.keys) key += part + "\n";
    if (list->take(key)) views::append_usage_sum(list->json(), sum, *by);
  }
  return list->end();
}

// The amount is at the provider's prices: known to it and to who buys from it.
views::Amounts amounts_of(const Call& call, const Registry& registry,
                          const engine::UnregisteredRow& row) {
  const bool buys = call.principal.role == Role::partner &&
                    registry.top_partner(row.subscription) == call.principal.partner;
  return is_provider(call) || buys ? views::Amounts::shown : views::Amounts::hidden;
}

Result<Response> list_unregistered(const Call& call, Desk& desk) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  auto list = ListAnswer::begin(call, "rows");
  if (!list) return pass(list);
  std::optional<Period> period;
  if (call.request.parameter("period")) period = period_of(call);
  auto result = engine::unregistered(desk.books(), desk.journal(), period);
  if (!result) return pass(result);
  for (const engine::UnregisteredRow& row : result->rows) {
    if (!may_see_unregistered(call, **registry, row)) continue;
    if (!list->take(row.stack.text() + "\n" + row.tenant.text())) continue;
    views::append_unregistered(list->json(), row, amounts_of(call, **registry, row));
  }
  return list->end();
}

Result<Response> preview_charges(const Call& call, const engine::RatePeriodRequest& request,
                                 const CostView& view, Evaluation& evaluation) {
  auto rated = engine::rate_period(evaluation.books, evaluation.usage, request,
                                   evaluation.progress);
  if (!rated) return pass(rated);
  const auto buyer = call.request.parameter("buyer");
  const auto hidden = [&](const PartyId& seller, const PartyId& of_buyer) {
    if (!view.shows(request.period)) return true;
    if (buyer && of_buyer.text() != *buyer) return true;
    return relation_to_trade(evaluation.registry, call.principal, {seller, of_buyer}) ==
           Relation::none;
  };
  std::erase_if(rated->buyers, [&](const billing::BuyerLines& lines) {
    return hidden(lines.seller, lines.buyer);
  });
  // What a seller has no price for is its own business.
  std::erase_if(rated->unrated, [&](const rating::Unrated& one) {
    const bool own = is_provider(call) || one.seller == call.principal.partner;
    return !own || hidden(one.seller, one.buyer);
  });
  return document(call, views::rated_json(*rated, request.period));
}

Result<LongJob> prepare_charges(const Call& asked, Desk& desk) {
  engine::RatePeriodRequest request{period_of(asked)};
  if (const auto level = asked.request.parameter("level")) {
    auto parsed = engine::parse_level(*level);
    if (!parsed) return pass(parsed);
    request.level = *parsed;
  }
  auto view = cost_view(asked, desk);
  if (!view) return pass(view);
  return [request, view = std::move(*view)](const Call& call, Evaluation& evaluation) {
    return preview_charges(call, request, view, evaluation);
  };
}

std::vector<Grant> sellers() {
  return {{Role::provider, {Relation::any}},
          {Role::partner, {Relation::any}},
          {Role::reseller, {Relation::any}}};
}

}  // namespace

Operation usage_sums_operation() {
  auto sums = row("usage_show", Method::get, "/v1/usage", "Sums of a month's usage");
  sums.text = "By any of stack, tenant, subscription (the local one), payer, meter, day, hour. An "
              "operator sees its stack, a tenant's user its own usage, sellers what is charged to "
              "what they or their resellers sell.";
  sums.query = list_parameters(
      {{"period", ParameterType::period, true, "the month", {}, false},
       {"by", ParameterType::text, false,
        "groupings, separated by commas or in several parameters", {}, true}});
  sums.answers = {{200, "UsageSums", "sums by their keys", "application/json"}};
  sums.access = {Object::service, "", sellers()};
  sums.access.allow.push_back({Role::stack_operator, {Relation::any}});
  sums.access.allow.push_back({Role::tenant, {Relation::any}});
  sums.run = show_usage;
  sums.tag = "Usage";
  return sums;
}

std::vector<Operation> usage_operations(const Options& options) {
  auto falling = row("unregistered_list", Method::get, "/v1/unregistered",
                     "Tenants whose usage falls to a default subscription");
  falling.text = "Since when, how much, and at the provider's prices how much money: that only "
                 "for the provider and who buys from it.";
  falling.query = list_parameters(
      {{"period", ParameterType::period, false, "only usage of this month", {}, false}});
  falling.answers = {{200, "UnregisteredList", "by stack and tenant", "application/json"}};
  falling.access = {Object::service, "", sellers()};
  falling.access.allow.push_back({Role::stack_operator, {Relation::any}});
  falling.run = list_unregistered;
  auto charges = row("charge_preview", Method::get, "/v1/charges",
                     "Charges of a month, without billing them");
  charges.query = {{"period", ParameterType::period, true, "the month", {}, false},
                   {"level", ParameterType::text, false, "only sales of this level",
                    {"provider", "partner", "reseller"}, false},
                   {"buyer", ParameterType::text, false, "only this buyer's", {}, false}};
  charges.answers = {{200, "Charges", "charges, and what has no price", "application/json"},
                     accepted_answer()};
  charges.text = "Of what you sell and buy; a tenant's user sees its customer's while the seller "
                 "lets it (cost visibility).";
  charges.access = {Object::service, "", sellers()};
  charges.access.allow.push_back({Role::tenant, {Relation::any}});
  charges.run = long_handler({charges.id, prepare_charges, ""}, options.long_work);
  std::vector<Operation> rows{usage_sums_operation(), falling, charges};
  for (Operation& each : rows) each.tag = "Usage";
  return rows;
}

}  // namespace tollbridge::api::native
