// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "cli/commands.h"
#include "cli/stores.h"
#include "engine/explain_line.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

using engine::ExplainedRecord;
using engine::ExplainedRun;
using engine::Explanation;

std::string signed_text(const Money& amount) {
  return amount.is_negative() ? "(" + amount.to_string() + ")" : amount.to_string();
}

void print_line(const Explanation& why, Output& out) {
  const billing::Line& line = why.line;
  out.line("Line " + line.id + ": " + line.amount.to_string() + " " +
           std::string(line.amount.currency().code()) + ", " + std::string(to_string(line.kind)) +
           " of " + why.period.to_string());
  out.line("  " + why.seller.text() + " charges " + why.buyer.text());
  if (!line.subscription.empty()) out.line("  subscription  " + line.subscription.text());
  if (!line.customer.empty()) out.line("  customer      " + line.customer.text());
  if (!line.meter.empty())
    out.line("  meter         " + line.name + " (" + line.meter.text() + ")");
  if (line.unit_price) {
    out.line("  quantity      " + line.quantity.to_string() + " × " + line.unit);
    out.line("  unit price    " + line.unit_price->to_string());
  }
  if (!line.cause.empty()) out.line("  cause         " + line.cause);
}

void print_charge(const Explanation& why, Output& out) {
  if (!why.charge) return;
  out.line();
  out.line("Priced by sheet " + why.charge->sheet.text() + ", " +
           std::string(to_string(why.charge->model)) + ", tier from " +
           why.charge->key.tier_from.to_string());
  out.line("  " + why.charge->quantity.to_string() + " × " +
           why.charge->key.unit_price.to_string() + " = " + why.charge->amount.to_string() +
           ", rounded once");
}

void print_billed_before(const Explanation& why, Output& out) {
  if (why.billed_before.empty()) return;
  out.line();
  out.line("Billed before for the same:");
  Table table({{"line", Cell::text}, {"amount", Cell::number}});
  for (const auto& line : why.billed_before)
    table.row({line.id, line.amount.to_string()});
  out.print(table);
  if (!why.bill_now) return;
  const auto billed = why.bill_now->minus(why.line.amount);
  if (!billed) return;
  out.line("  " + why.bill_now->to_string() + " is the bill now, " + billed->to_string() +
           " was billed: " + why.bill_now->to_string() + " - " + signed_text(*billed) + " = " +
           why.line.amount.to_string());
}

void print_commitment(const Explanation& why, Output& out) {
  if (!why.spent) return;
  const auto agreed = why.spent->plus(why.line.amount);
  if (!agreed) return;
  out.line();
  out.line("Agreed minimum less what was spent in the period:");
  out.line("  " + agreed->to_string() + " - " + signed_text(*why.spent) + " = " +
           why.line.amount.to_string());
}

// How local quantities become billing ones; said only where they differ.
void print_factors(const Explanation& why, Output& out) {
  std::map<std::pair<MeterId, Factor>, std::optional<Quantity>> sums;
  bool differ = false;
  for (const ExplainedRun& run : why.runs) {
    differ = differ || !(run.factor == Factor::from_whole(1));
    auto& sum = sums.try_emplace({run.run.key.meter, run.factor}, Quantity()).first->second;
    if (sum) sum = sum->plus(run.quantity);
  }
  if (!differ) return;
  out.line();
  out.line("In units of the billing meter:");
  std::optional<ExactQuantity> total = ExactQuantity();
  for (const auto& [key, sum] : sums) {
    if (!sum) return;
    const ExactQuantity product = multiply(*sum, key.second);
    out.line("  " + sum->to_string() + " × " + key.second.to_string() + " = " +
             product.to_string() + "  (" + key.first.text() + ")");
    if (total) total = total->plus(product);
  }
  if (total && sums.size() > 1) out.line("  in all " + total->to_string());
}

void print_runs(const Explanation& why, Output& out) {
  if (why.runs.empty()) return;
  out.line();
  out.line("Who pays, and why:");
  Table table({{"tenant", Cell::shrinking},
               {"stack", Cell::shrinking},
               {"why", Cell::text},
               {"known", Cell::text},
               {"hours", Cell::number},
               {"quantity", Cell::number}});
  for (const ExplainedRun& run : why.runs) {
    table.row({run.run.key.tenant.text(), run.run.key.stack.text(),
               std::string(to_string(run.run.payer.reason)),
               run.because ? date_text(run.because->known_at) : std::string(),
               std::to_string(run.run.cells.size()), run.quantity.to_string()});
  }
  out.print(table);
}

void print_records(const Explanation& why, Output& out) {
  out.line();
  out.line("Usage records: " + std::to_string(why.records_total) + " counted, " +
           std::to_string(why.superseded_total) + " superseded or kept aside");
  if (why.records.empty()) return;
  Table table({{"start", Cell::text},
               {"resource", Cell::shrinking},
               {"quantity", Cell::number},
               {"rev", Cell::number},
               {"block", Cell::number},
               {"", Cell::text}});
  for (const ExplainedRecord& record : why.records) {
    table.row({tollbridge::to_string(record.start), record.resource, record.quantity.to_string(),
               std::to_string(record.revision), std::to_string(record.block),
               record.counted ? std::string() : std::string("not counted")});
  }
  out.print(table);
  const std::uint64_t all = why.records_total + why.superseded_total;
  if (why.records.size() < all) {
    out.line("… the first " + std::to_string(why.records.size()) + " of " + std::to_string(all) +
             "; more with --records N");
  }
}

Result<Exit> run_explain(const Arguments& arguments, Context& context) {
  engine::ExplainRequest request;
  request.line = arguments.text("LINE_ID");
  request.records_max = context.out.json() ? 1000 : 10;
  if (arguments.has("--records")) {
    const std::string text = arguments.text("--records");
    const auto read = std::from_chars(text.data(), text.data() + text.size(), request.records_max);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) {
      return wrong_usage("--records: '" + text + "' is not a count");
    }
  }
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto why = engine::explain_line(stores->books, stores->journal, request);
  if (!why) return pass(why);
  if (context.out.json()) {
    context.out.print(views::explanation_json(*why));
    return Exit::done;
  }
  print_line(*why, context.out);
  print_charge(*why, context.out);
  print_factors(*why, context.out);
  print_billed_before(*why, context.out);
  print_commitment(*why, context.out);
  print_runs(*why, context.out);
  print_records(*why, context.out);
  return Exit::done;
}

}  // namespace

Command explain_command() {
  return {"explain",
          "from an invoice line down to usage, mapping and price",
          "Walks from a line to its charge and price sheet, to the hours it is made of with who "
          "pays for them and since when we know it, and to the usage records in the journal.",
          {"tollbridge explain provider-000001-1"},
          {word("LINE_ID", "a line's id, from invoice show: <document id>-<n>"),
           option("--records", "N", "how many usage records to show (10; with --json 1000)")},
          run_explain};
}

}  // namespace tollbridge::cli
