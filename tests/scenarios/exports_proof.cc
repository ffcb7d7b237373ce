// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/exports_proof.h"

#include <optional>

#include "exports/focus/focus.h"
#include "exports/issued.h"
#include "exports/lines/lines.h"

namespace tollbridge::scenarios {
namespace {

Status shares_sum(const billing::Document& document) {
  std::optional<Money> sum = Money::zero(document.currency);
  for (const Money& share : exports::lines::tax_shares(document)) {
    if (sum) sum = sum->plus(share);
  }
  if (sum == document.tax.amount) return {};
  return fail(ErrorKind::damaged, "ExportDiffers", document.id + ": shares of tax lose a cent");
}

Status month_holds(engine::Evaluator& evaluator, const exports::Issued& issued) {
  using namespace exports::focus;
  const exports::TextSink nowhere = [](std::string_view) { return Status(); };
  for (const auto data_set :
       {DataSet::cost_and_usage, DataSet::invoice_detail, DataSet::billing_period}) {
    auto written = write(evaluator, issued, data_set, Version::v1_4, nowhere);
    if (!written) return written;
  }
  for (const billing::Document& document : issued.documents) {
    if (auto sums = shares_sum(document); !sums) return sums;
  }
  return exports::lines::write_reconciliation(issued, nowhere);
}

}  // namespace

Status exports_hold(engine::Books& books, journal::UsageReader& journal) {
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  engine::Evaluator evaluator(books, journal);
  for (const billing::Closing& closing : *closings) {
    if (closing.state != billing::PeriodState::closed) continue;
    auto issued = exports::issued(books, evaluator, closing.seller, closing.period);
    if (!issued) return pass(issued);
    if (auto holds = month_holds(evaluator, *issued); !holds) return holds;
  }
  return {};
}

}  // namespace tollbridge::scenarios
