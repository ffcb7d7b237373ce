// SPDX-License-Identifier: Apache-2.0
// Periods: their state per seller, whether they reconcile, and closing them.
#include <algorithm>
#include <functional>
#include <set>

#include "api/native/answers.h"
#include "api/native/body.h"
#include "api/native/groups.h"
#include "api/native/long_handler.h"
#include "api/native/seconds.h"
#include "engine/close_period.h"
#include "engine/reconcile.h"
#include "views/document_view.h"

namespace tollbridge::api::native {
namespace {

using billing::Closing;
using billing::PeriodState;

PartyId self_of(const Call& call) {
  return is_provider(call) ? provider_party() : call.principal.partner;
}

// The provider sees how far every seller is; others only themselves.
bool may_see(const Call& call, const PartyId& seller) {
  return is_provider(call) || seller == call.principal.partner;
}

std::string_view state_name(PeriodState state) {
  switch (state) {
    case PeriodState::open: return "open";
    case PeriodState::closing: return "closing";
    case PeriodState::closed: return "closed";
  }
  return "";
}

void append_state(Json& json, const PartyId& seller, const Closing* closing) {
  json.object().field("seller", seller.text());
  json.field("state", state_name(closing == nullptr ? PeriodState::open : closing->state));
  json.text_or_null("issued_at",
                    closing == nullptr ? std::string() : tollbridge::to_string(closing->issued_at));
  json.array("waived");
  if (closing != nullptr) {
    for (const std::string& meter : closing->waived_meters) json.value(meter);
  }
  json.end().end();
}

Result<Response> list_periods(const Call& call, Desk& desk) {
  auto list = ListAnswer::begin(call, "periods");
  if (!list) return pass(list);
  auto closings = desk.books().invoices().closings();
  if (!closings) return pass(closings);
  std::erase_if(*closings, [&](const Closing& one) { return !may_see(call, one.seller); });
  std::ranges::sort(*closings, {}, [](const Closing& one) {
    return std::pair(one.period, one.seller);
  });
  for (const Closing& one : *closings) {
    if (!list->take(one.period.to_string() + "\n" + one.seller.text())) continue;
    list->json().object().field("period", one.period.to_string());
    list->json().field("seller", one.seller.text()).field("state", state_name(one.state));
    list->json().field("issued_at", tollbridge::to_string(one.issued_at)).end();
  }
  return list->end();
}

Period period_of(const Call& call) { return Period::parse(call.at("period")).value(); }

Status check_period(const Call& call) {
  if (auto parsed = Period::parse(call.at("period")); !parsed) return pass(parsed);
  return {};
}

// Those the caller may see.
Result<std::set<PartyId>> visible_sellers(const Call& call, Desk& desk) {
  auto prices = desk.prices();
  if (!prices) return pass(prices);
  std::set<PartyId> visible{self_of(call)};
  for (const PartyId& seller : (*prices)->sellers()) {
    if (may_see(call, seller)) visible.insert(seller);
  }
  return visible;
}

// The sellers with their states.
Result<Json> period_json(const Call& call, engine::Books& books,
                         const std::set<PartyId>& sellers) {
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  const Period period = period_of(call);
  Json json;
  json.object().field("period", period.to_string());
  json.field("ended", period.end().start() <= call.now).array("sellers");
  for (const PartyId& seller : sellers) {
    const auto found = std::ranges::find_if(*closings, [&](const Closing& one) {
      return one.seller == seller && one.period == period;
    });
    append_state(json, seller, found == closings->end() ? nullptr : &*found);
  }
  json.end().end();
  return json;
}

Result<Response> get_period(const Call& call, Desk& desk) {
  if (auto checked = check_period(call); !checked) return pass(checked);
  auto visible = visible_sellers(call, desk);
  if (!visible) return pass(visible);
  auto json = period_json(call, desk.books(), *visible);
  if (!json) return pass(json);
  return document(call, *json);
}

// A difference is told to the seller whose charges it is about; one between hops of quantities to
// the provider.
bool may_see_difference(const Call& call, const std::string& difference) {
  if (difference.starts_with(self_of(call).text() + " to ")) return true;
  return is_provider(call) && difference.starts_with("Stack ");
}

Result<Response> reconcile(const Call& call, Desk& desk) {
  if (auto checked = check_period(call); !checked) return pass(checked);
  auto result = engine::reconcile(desk.books(), desk.journal(), period_of(call));
  if (!result) return pass(result);
  // Of sales further down the provider sees that they reconcile, not their prices.
  std::erase_if(result->amounts, [](const billing::AmountHop& hop) {
    return hop.seller != provider_party();
  });
  std::erase_if(result->differences, [&](const std::string& difference) {
    return !may_see_difference(call, difference);
  });
  return document(call, views::reconciliation_json(*result));
}

struct CloseAsked {
  std::string seller;
  std::vector<std::string> waive;
};

Result<engine::CloseRequest> request_of(const Call& call) {
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  CloseAsked asked;
  if (!is_provider(call)) asked.seller = call.principal.partner.text();
  body->text("seller", asked.seller);
  body->texts("waive", asked.waive);
  if (!is_provider(call) && asked.seller != call.principal.partner.text()) {
    body->fault("seller", {ErrorKind::denied, "AuthorizationFailed",
                           "You close your own periods: 'seller' must be '" +
                               call.principal.partner.text() + "'.", {}, {}, 0, {}});
  }
  if (auto read = body->finish(); !read) return pass(read);
  engine::CloseRequest request{period_of(call), {}, {}, is_dry_run(call),
                               call.principal.subject};
  if (!asked.seller.empty()) request.seller = PartyId(asked.seller);
  for (const std::string& meter : asked.waive) request.waive.emplace_back(meter);
  return request;
}

// Takes out of a result and of a refusal what is about sales of others.
void keep_own(const Call& call, const registry::Registry& registry, engine::CloseResult& result) {
  std::erase_if(result.documents, [&](const billing::Document& one) {
    return relation_to_trade(registry, call.principal, {one.seller, one.buyer}) == Relation::none;
  });
  std::erase_if(result.notes, [&](const engine::CloseNote& note) {
    if (!note.seller.empty()) {
      return note.seller != (is_provider(call) ? provider_party() : call.principal.partner);
    }
    if (note.code != "LoweredAfterCredit") return !is_provider(call);  // it is about all usage
    return std::ranges::none_of(result.documents, [&](const billing::Document& one) {
      return note.message.starts_with("Line " + one.id + "-");
    });
  });
  result.adjustments = 0;
  for (const billing::Document& one : result.documents) {
    result.adjustments += static_cast<std::uint64_t>(
        std::ranges::count(one.lines, billing::LineKind::adjustment, &billing::Line::kind));
  }
}

Error told_to(const Call& call, Error refused) {
  if (refused.code != "NotReconciled") return refused;
  std::erase_if(refused.details, [&](const Error& detail) {
    return !may_see_difference(call, detail.message);
  });
  return refused;
}

Result<std::string> tag_now(const Call& call, engine::Books& books,
                            const std::set<PartyId>& sellers) {
  std::string tag;
  auto read = books.alone([&](engine::Books& now) -> Status {
    auto json = period_json(call, now, sellers);
    if (!json) return pass(json);
    tag = tag_of(json->text());
    return {};
  });
  if (!read) return pass(read);
  return tag;
}

using CloseTried = std::function<void(Period, std::string_view refused)>;

// Only what says something about the month: that it has not ended does not.
void tell_outcome(const Call& call, const engine::CloseRequest& request,
                  const Result<engine::CloseResult>& result, const CloseTried& tried) {
  if (!tried || !is_provider(call) || request.seller) return;
  if (result) return tried(request.period, {});
  const Error& error = result.error();
  if (error.kind == ErrorKind::refused && error.code != "PeriodNotEnded") {
    tried(request.period, error.code);
  }
}

Result<Response> close(const Call& call, const engine::CloseRequest& request,
                       const std::set<PartyId>& sellers, const CloseTried& tried,
                       Evaluation& evaluation) {
  auto result = engine::close_period(evaluation.books, evaluation.usage, request, call.now,
                                     evaluation.progress);
  tell_outcome(call, request, result, tried);
  if (!result) return std::unexpected<Error>(told_to(call, std::move(result.error())));
  keep_own(call, evaluation.registry, *result);
  auto tag = tag_now(call, evaluation.books, sellers);
  if (!tag) return pass(tag);
  auto response = json_response(
      200, views::close_json(*result, seconds_between(call.now, evaluation.now())).text());
  response.header("ETag", std::move(*tag));
  return response;
}

Result<LongJob> prepare_close(const Call& asked, Desk& desk, const CloseTried& tried) {
  if (auto checked = check_period(asked); !checked) return pass(checked);
  auto visible = visible_sellers(asked, desk);
  if (!visible) return pass(visible);
  auto tag = tag_now(asked, desk.books(), *visible);
  if (!tag) return pass(tag);
  auto held = check_preconditions(asked, *tag, !is_dry_run(asked));
  if (!held) return pass(held);
  auto request = request_of(asked);
  if (!request) return pass(request);
  return [request = std::move(*request), sellers = std::move(*visible), tried](
             const Call& call, Evaluation& evaluation) {
    return close(call, request, sellers, tried, evaluation);
  };
}

std::vector<Grant> sellers() {
  return {{Role::provider, {Relation::any}},
          {Role::partner, {Relation::any}},
          {Role::reseller, {Relation::any}}};
}

}  // namespace

std::vector<Operation> period_operations(const Options& options) {
  auto all = row("period_list", Method::get, "/v1/periods", "Periods that were closed");
  all.query = list_parameters();
  all.answers = {{200, "PeriodList", "by period and seller", "application/json"}};
  all.access = {Object::service, "", sellers()};
  all.run = list_periods;
  auto one = row("period_get", Method::get, "/v1/periods/{period}", "The state of a period");
  one.answers = {{200, "Period", "by seller", "application/json"}};
  one.access = {Object::service, "", sellers()};
  one.run = get_period;
  auto sound = row("period_reconcile", Method::get, "/v1/periods/{period}/reconciliation",
                   "Prove that nothing was lost on the way to the bill");
  sound.text = "Quantities hop by hop, and the provider's amounts; of sales further down only that "
               "they reconcile.";
  sound.answers = {{200, "Reconciliation", "hop by hop", "application/json"}};
  sound.access = {Object::service, "", {{Role::provider, {Relation::any}}}};
  sound.run = reconcile;
  auto closed = row("period_close", Method::post, "/v1/periods/{period}/close",
                    "Reconcile a month, close it, issue its documents");
  closed.text = "The provider closes for itself and every seller with a price sheet, or for the "
                "one it names; a seller for itself. Needs If-Match with the ETag of the period, "
                "unless it is a dry run. On a closed period it answers the same again.";
  closed.query = {dry_run_parameter()};
  closed.body = {Takes::json, "CloseInput", {"application/json"}, 1024 * 1024, false};
  closed.answers = {{200, "Closed", "the documents issued, or drafts", "application/json"},
                    accepted_answer()};
  closed.access = {Object::service, "", sellers()};
  const auto prepare = [tried = options.long_work.close_tried](const Call& call, Desk& desk) {
    return prepare_close(call, desk, tried);
  };
  closed.run = long_handler({closed.id, prepare, "close", period_of}, options.long_work);
  std::vector<Operation> rows{all, one, sound, closed};
  for (Operation& each : rows) each.tag = "Periods";
  return rows;
}

}  // namespace tollbridge::api::native
