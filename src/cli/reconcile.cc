// SPDX-License-Identifier: Apache-2.0
#include "engine/reconcile.h"

#include "cli/commands.h"
#include "cli/stores.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

// One row per hop and seller: how many meters went through it, and how many differ.
struct HopSummary {
  std::string from;
  std::string to;
  std::string seller;
  std::size_t meters = 0;
  std::size_t different = 0;
};

void print_hops(const billing::Reconciliation& result, Output& out) {
  std::vector<HopSummary> summaries;
  for (const billing::Hop& hop : result.hops) {
    if (summaries.empty() || summaries.back().from != hop.from || summaries.back().to != hop.to ||
        summaries.back().seller != hop.seller.text()) {
      summaries.push_back({hop.from, hop.to, hop.seller.text()});
    }
    ++summaries.back().meters;
    summaries.back().different += hop.difference.is_zero() ? 0U : 1U;
  }
  Table table({{"from", Cell::text}, {"to", Cell::text}, {"seller", Cell::shrinking},
               {"stack meters", Cell::number}, {"that differ", Cell::number}});
  for (const HopSummary& hop : summaries) {
    table.row({hop.from, hop.to, hop.seller, std::to_string(hop.meters),
               std::to_string(hop.different)});
  }
  out.print(table);
}

void print_amounts(const billing::Reconciliation& result, Output& out) {
  if (result.amounts.empty()) return;
  Table table({{"seller", Cell::shrinking}, {"buyer", Cell::shrinking}, {"lines", Cell::number},
               {"sum", Cell::number}, {"", Cell::text}, {"billed", Cell::number},
               {"to adjust", Cell::number}});
  for (const billing::AmountHop& hop : result.amounts) {
    table.row({hop.seller.text(), hop.buyer.text(), std::to_string(hop.line_count),
               hop.lines.to_string(), std::string(hop.currency.code()),
               hop.billed ? hop.billed->to_string() : std::string(),
               hop.pending ? hop.pending->to_string() : std::string()});
  }
  out.line();
  out.print(table);
}

Result<Exit> run_reconcile(const Arguments& arguments, Context& context) {
  auto period = arguments.period("PERIOD");
  if (!period) return pass(period);
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto result = engine::reconcile(stores->books, stores->journal, *period);
  if (!result) return pass(result);
  if (context.out.json()) {
    context.out.print(views::reconciliation_json(*result));
    return result->ok ? Exit::done : Exit::failed;
  }
  print_hops(*result, context.out);
  print_amounts(*result, context.out);
  context.out.line();
  for (const std::string& difference : result->differences) context.out.paragraph(difference);
  context.out.line(result->ok ? "Reconciled: at every hop, quantity in = quantity out."
                              : "NOT reconciled; nothing can be closed until this is resolved.");
  return result->ok ? Exit::done : Exit::failed;
}

}  // namespace

Command reconcile_command() {
  return {"reconcile",
          "prove that nothing was lost on the way to the bill",
          "Follows every stack and meter hop by hop: counted on arrival, stored, added up, "
          "attributed, charged or set aside by name; then amounts to lines, and lines to issued "
          "documents. Exit code 1 if anything differs. --json lists every hop.\n"
          "Next: close PERIOD.",
          {"tollbridge reconcile 2026-10"},
          {word("PERIOD", "the month, like 2026-10")},
          run_reconcile,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
