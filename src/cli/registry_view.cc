// SPDX-License-Identifier: Apache-2.0
#include "cli/registry_view.h"

#include "cli/stores.h"
#include "engine/closed_months.h"
#include "views/change_view.h"

namespace tollbridge::cli {

void take_details(const Arguments& arguments, registry::PartyDetails& details) {
  if (arguments.has("--name")) details.name = arguments.text("--name");
  if (arguments.has("--country")) details.country = arguments.text("--country");
  if (arguments.has("--currency")) details.currency = arguments.text("--currency");
  if (arguments.has("--vat-id")) details.vat_id = arguments.text("--vat-id");
  if (arguments.has("--address")) details.address = arguments.text("--address");
}

std::vector<Parameter> details_parameters() {
  return {option("--name", "NAME", "as on the invoice"),
          option("--country", "CC", "ISO 3166-1, two capital letters"),
          option("--currency", "CUR", "ISO 4217"),
          option("--vat-id", "ID", "VAT identifier, with its country prefix"),
          option("--address", "TEXT", "as on the invoice")};
}

std::vector<Parameter> terms_parameters() {
  return {option("--from", "MONTH",
                 "the month from which who sells to whom changes, like 2026-12; without it the "
                 "version in force now is changed, for all the months it holds"),
          flag("--correct-closed", "also where closed months depend on it: they are adjusted")};
}

Result<Exit> record_change(const Arguments& arguments, Context& context, engine::Books& books,
                           const registry::ProposedChange& change, const ChangeAsked& asked) {
  const bool dry_run = arguments.has("--dry-run");
  if (!arguments.has("--correct-closed")) {
    auto registry = registry_of(books, context.now);
    if (!registry) return pass(registry);
    auto open = engine::check_closed_months(books, *registry, change.facts);
    if (!open) return pass(open);
  }
  std::optional<std::uint64_t> commit;
  if (!change.facts.empty() && !dry_run) {
    auto recorded = books.record({change.facts, {}}, context.now, "operator", asked.action);
    if (!recorded) return pass(recorded);
    commit = *recorded;
  }
  Output& out = context.out;
  if (out.json()) {
    out.print(views::change_json({!change.facts.empty(), dry_run, commit}, change.notes));
    return Exit::done;
  }
  out.paragraph(change.facts.empty() ? "Nothing to change: it is so already." : asked.done);
  for (const std::string& note : change.notes) out.paragraph(note, 2);
  if (dry_run) {
    out.line("Dry run: nothing was written.");
  } else if (!asked.next.empty()) {
    out.paragraph("Next: " + asked.next);
  }
  return Exit::done;
}

}  // namespace tollbridge::cli
