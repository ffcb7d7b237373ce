// SPDX-License-Identifier: Apache-2.0
// Data sets of what was invoiced: for their seller, and of its own invoices for their buyer. Sums
// over sales further down do not exist here: a data set is of one seller.
#include "api/native/export_rows.h"

#include <algorithm>

#include "api/native/answers.h"
#include "api/native/trade_asked.h"
#include "exports/focus/focus.h"
#include "exports/issued.h"
#include "exports/lines/lines.h"

namespace tollbridge::api::native {
namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024 * 1024;

// Whose books, for whom.
struct Asked {
  PartyId seller;
  exports::IssuedFilter filter;
  Period period;
};

// Errors: those of trade_asked.
Result<Asked> asked_of(const Call& call) {
  auto trade = trade_asked(call);
  if (!trade) return pass(trade);
  return Asked{trade->seller, {trade->buyer},
               Period::parse(*call.request.parameter("period")).value()};
}

Result<exports::Issued> issued_of(const Asked& asked, engine::Books& books,
                                  engine::Evaluator& evaluator) {
  auto sellers = exports::sellers_of(books, asked.period, asked.filter);
  if (!sellers) return pass(sellers);
  if (std::ranges::find(*sellers, asked.seller) == sellers->end()) {
    return fail(ErrorKind::refused, "PeriodNotClosed",
                "Nothing of " + asked.period.to_string() + " was invoiced by " +
                    asked.seller.text() + " to whom you ask for.");
  }
  return exports::issued(books, evaluator, asked.seller, asked.period, asked.filter);
}

using WriteSet = std::function<Status(engine::Evaluator&, const exports::Issued&,
                                      const exports::TextSink&)>;

Result<Response> csv_answer(const Call& call, Desk& desk, const WriteSet& write) {
  auto asked = asked_of(call);
  if (!asked) return pass(asked);
  engine::Evaluator evaluator(desk.books(), desk.journal());
  auto issued = issued_of(*asked, desk.books(), evaluator);
  if (!issued) return pass(issued);
  Response response;
  response.content_type = "text/csv; charset=utf-8; header=present";
  auto written = write(evaluator, *issued, [&](std::string_view bytes) -> Status {
    if (response.body.size() + bytes.size() > answer_bytes_max) {
      return fail(ErrorKind::invalid, "AnswerTooLarge",
                  "This data set is larger than an answer may be; ask for one buyer, or export it "
                  "by command line on the server's machine.");
    }
    response.body += bytes;
    return {};
  });
  if (!written) return pass(written);
  return response;
}

Result<Response> get_focus(const Call& call, Desk& desk) {
  using namespace exports::focus;
  auto version = parse_version(call.request.parameter("version").value_or("1.4"));
  if (!version) return pass(version);
  auto data_set = parse_data_set(call.request.parameter("dataset").value_or("cost-and-usage"));
  if (!data_set) return pass(data_set);
  return csv_answer(call, desk, [&](engine::Evaluator& evaluator, const exports::Issued& issued,
                                    const exports::TextSink& sink) {
    return write(evaluator, issued, *data_set, *version, sink);
  });
}

Result<Response> get_lines(const Call& call, Desk& desk) {
  const bool daily = call.request.parameter("file").value_or("daily-usage") == "daily-usage";
  return csv_answer(call, desk, [&](engine::Evaluator& evaluator, const exports::Issued& issued,
                                    const exports::TextSink& sink) {
    return daily ? exports::lines::write_daily(evaluator, issued, sink)
                 : exports::lines::write_reconciliation(issued, sink);
  });
}

std::vector<QueryParameter> parameters(std::vector<QueryParameter> others) {
  std::vector<QueryParameter> all{
      {"period", ParameterType::period, true, "the month, closed", {}, false},
      {"seller", ParameterType::text, false, "whose invoices; yours if it is left out", {}, false},
      {"buyer", ParameterType::text, false, "only those to this party", {}, false}};
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

Access signed_in() {
  return {Object::service, "", {{Role::provider, {Relation::any}},
                                {Role::partner, {Relation::any}},
                                {Role::reseller, {Relation::any}}}};
}

Operation export_row(const std::string& id, const std::string& path, const std::string& summary,
                     std::vector<QueryParameter> query) {
  auto one = row(id, Method::get, path, summary);
  one.tag = "Exports";
  one.query = parameters(std::move(query));
  one.answers = {{200, "", "the file", "text/csv"}};
  one.access = signed_in();
  return one;
}

}  // namespace

std::vector<Operation> export_operations() {
  auto focus = export_row(
      "export_focus", "/v1/exports/focus", "What was invoiced, as a FOCUS data set",
      {{"version", ParameterType::text, false, "of FOCUS; 1.4 if it is left out", {"1.4", "1.2"},
        false},
       {"dataset", ParameterType::text, false, "cost-and-usage if it is left out; 1.2 has no other",
        {"cost-and-usage", "invoice-detail", "billing-period"}, false}});
  focus.text = "One seller's invoices of one month. Of others' invoices one gets those to oneself.";
  focus.run = get_focus;
  auto lines = export_row(
      "export_lines", "/v1/exports/lines", "What was invoiced, in the shape of Partner Center",
      {{"file", ParameterType::text, false, "daily-usage if it is left out",
        {"daily-usage", "invoice-reconciliation"}, false}});
  lines.text = focus.text;
  lines.run = get_lines;
  return {focus, lines};
}

}  // namespace tollbridge::api::native
