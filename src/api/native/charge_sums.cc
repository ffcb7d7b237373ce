// SPDX-License-Identifier: Apache-2.0
// What a month costs, added up by anything.
#include "exports/charge_sums.h"

#include "api/native/answers.h"
#include "api/native/long_handler.h"
#include "api/native/portal_rows.h"
#include "api/native/trade_asked.h"

namespace tollbridge::api::native {
namespace {

using exports::ChargeGroup;

// In one parameter or several.
Result<std::set<ChargeGroup>> groups_of(const Call& call) {
  std::set<ChargeGroup> groups;
  for (const auto& [name, value] : call.request.query) {
    if (name != "by") continue;
    for (std::size_t at = 0; at <= value.size();) {
      const auto comma = std::min(value.find(',', at), value.size());
      auto group = exports::parse_charge_group(value.substr(at, comma - at));
      if (!group) {
        group.error().path = "by";
        return pass(group);
      }
      groups.insert(*group);
      at = comma + 1;
    }
  }
  return groups;
}

void append_sum(Json& json, const exports::ChargeSum& sum, const std::set<ChargeGroup>& by) {
  json.object();
  std::size_t next = 0;
  for (const ChargeGroup group : by)
    json.text_or_null(exports::to_string(group), sum.keys.at(next++));
  if (sum.quantity) {
    json.field("name", sum.name).text_or_null("unit", sum.unit);
    json.field("quantity", sum.quantity->to_string());
  }
  json.field("amount", sum.amount.to_string()).field("currency", sum.amount.currency().code());
  json.end();
}

Result<Response> sums(const Call& call, const exports::ChargeSumsRequest& request,
                      Evaluation& evaluation) {
  auto list = ListAnswer::begin(call, "rows");
  if (!list) return pass(list);
  auto rows = exports::charge_sums(evaluation.books, evaluation.usage, request,
                                   evaluation.progress);
  if (!rows) return pass(rows);
  for (const exports::ChargeSum& sum : *rows) {
    std::string key;
    for (const std::string& part : sum.keys) key += part + "\n";
    key += sum.unit + "\n" + std::string(sum.amount.currency().code());
    if (list->take(key)) append_sum(list->json(), sum, request.by);
  }
  return list->end();
}

Result<LongJob> prepare(const Call& asked, Desk& /*desk*/) {
  auto trade = trade_asked(asked);
  if (!trade) return pass(trade);
  auto by = groups_of(asked);
  if (!by) return pass(by);
  exports::ChargeSumsRequest request{Period::parse(*asked.request.parameter("period")).value(),
                                     trade->seller, trade->buyer, std::move(*by)};
  return [request = std::move(request)](const Call& call, Evaluation& evaluation) {
    return sums(call, request, evaluation);
  };
}

}  // namespace

Operation charge_sums_operation(const Options& options) {
  auto made = row("charge_sums", Method::get, "/v1/charges/sums", "What a month costs, added up");
  made.text = "By any of buyer, customer, subscription, stack, tenant, meter, day, reason (why it "
              "is charged there: mapped, unregistered …), of one seller's sales; an open month so "
              "far. A row's amount is rounded once, so rows may differ from invoices by cents. "
              "With `meter` rows have a quantity.";
  made.tag = "Usage";
  made.query = list_parameters(
      {{"period", ParameterType::period, true, "the month", {}, false},
       {"by", ParameterType::text, false,
        "groupings, separated by commas or in several parameters", {}, true},
       {"seller", ParameterType::text, false,
        "whose sales; yours if it is left out, of another's those to you", {}, false},
       {"buyer", ParameterType::text, false, "only those to this party", {}, false}});
  made.answers = {{200, "ChargeSums", "sums by their keys", "application/json"},
                  accepted_answer()};
  made.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                       {Role::partner, {Relation::any}},
                                       {Role::reseller, {Relation::any}}}};
  made.run = long_handler({made.id, prepare, ""}, options.long_work);
  return made;
}

}  // namespace tollbridge::api::native
