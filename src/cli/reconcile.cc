// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "engine/reconcile.h"

#include "bridge/arrivals.h"
#include "cli/commands.h"
#include "cli/halves.h"
#include "cli/stores.h"
#include "views/reconciliation_view.h"

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

void print_stacks(const std::vector<bridge::StackArrivals>& stacks, Output& out) {
  if (stacks.empty()) return;
  Table table({{"from stack", Cell::shrinking}, {"batches", Cell::number}, {"rows", Cell::number},
               {"meters", Cell::number}, {"hours", Cell::number}, {"that differ", Cell::number},
               {"by other ways", Cell::number}});
  for (const bridge::StackArrivals& one : stacks) {
    table.row({one.stack.text(), std::to_string(one.batches), std::to_string(one.records),
               std::to_string(one.meters), std::to_string(one.hours),
               std::to_string(one.differing.size()), std::to_string(one.other_ways)});
  }
  out.print(table);
  out.line();
}

// Only here: what is billed is proved by the hops after it.
Result<std::vector<bridge::StackArrivals>> arrivals_of(Context& context, Period period) {
  auto host = halves_of(context);
  if (!host) return std::vector<bridge::StackArrivals>();
  return (*host)->arrivals(period);
}

Result<Exit> run_reconcile(const Arguments& arguments, Context& context) {
  auto period = arguments.period("PERIOD");
  if (!period) return pass(period);
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto result = engine::reconcile(stores->books, stores->journal, *period);
  if (!result) return pass(result);
  auto stacks = arrivals_of(context, *period);
  if (!stacks) return pass(stacks);
  const bool ok = result->ok && std::ranges::all_of(*stacks, &bridge::StackArrivals::ok);
  for (const bridge::StackArrivals& one : *stacks) {
    for (std::string& difference : bridge::differences_of(one)) {
      result->differences.push_back(std::move(difference));
    }
  }
  if (context.out.json()) {
    Json json;
    json.object();
    views::append_reconciliation(json, *result);
    json.array("stacks");
    for (const bridge::StackArrivals& one : *stacks) bridge::append_arrivals(json, one);
    json.end().end();
    context.out.print(json);
    return ok ? Exit::done : Exit::failed;
  }
  print_stacks(*stacks, context.out);
  print_hops(*result, context.out);
  print_amounts(*result, context.out);
  context.out.line();
  for (const std::string& difference : result->differences) context.out.paragraph(difference);
  context.out.line(ok ? "Reconciled: at every hop, quantity in = quantity out."
                      : result->ok ? "NOT reconciled: commerce has not all that stacks sent; see "
                                     "bridge rewind."
                                   : "NOT reconciled; nothing can be closed until this is "
                                     "resolved.");
  return ok ? Exit::done : Exit::failed;
}

}  // namespace

Command reconcile_command() {
  return {"reconcile",
          "prove that nothing was lost on the way to the bill",
          "Follows every stack and meter hop by hop: sent by the stack in batches, by meter and "
          "hour; counted on arrival, stored, added up, "
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
