// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/document_view.h"
#include "cli/shown_progress.h"
#include "cli/stores.h"
#include "engine/close_period.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

void print_close(const engine::CloseResult& result, bool dry_run, Output& out) {
  auto documents = result.documents;
  if (dry_run && !result.was_closed) {
    for (auto& document : documents) document.status = billing::DocumentStatus::draft;
  }
  const std::string period = result.period.to_string();
  if (result.documents.empty()) {
    out.line("Nothing to bill in " + period + ".");
  } else {
    print_documents(out, documents);
  }
  if (result.adjustments > 0) {
    out.line(counted(result.adjustments, "line adjusts", "lines adjust") +
             " periods closed before.");
  }
  for (const engine::CloseNote& note : result.notes)
    out.paragraph("Note (" + note.code + "): " + note.message);
  out.line();
  if (dry_run) {
    out.line("Dry run: nothing was written. To issue these: tollbridge close " + period);
    return;
  }
  out.line(period + (result.was_closed
                         ? " was closed already; these are its documents."
                         : " is closed; usage that arrives later is adjusted next time."));
  if (!result.documents.empty()) {
    const std::string& id = result.documents.front().id;
    out.line("Next: tollbridge invoice show " + id);
    out.line("      tollbridge explain " + id + "-1");
  }
}

Result<Exit> run_close(const Arguments& arguments, Context& context) {
  auto period = arguments.period("PERIOD");
  if (!period) return pass(period);
  engine::CloseRequest request{*period, {}, {}, arguments.has("--dry-run")};
  if (arguments.has("--seller")) request.seller = PartyId(arguments.text("--seller"));
  for (const std::string& meter : arguments.all("--waive"))
    request.waive.emplace_back(meter);
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto result = with_progress(context, [&](engine::Progress& progress) {
    return engine::close_period(stores->books, stores->journal, request, context.now, progress);
  });
  if (!result) return pass(result);
  if (context.out.json()) {
    context.out.print(views::close_json(*result, context.duration_s()));
  } else {
    print_close(*result, request.dry_run, context.out);
  }
  return Exit::done;
}

}  // namespace

Command close_command() {
  return {"close",
          "reconcile a month, close it, issue its invoices",
          "Closes a calendar month (UTC) for the provider and every seller with a price sheet. "
          "First everything is reconciled: a difference between hops, or usage without a price, "
          "refuses the close (exit code 3) and says what to do. Then one document per buyer is "
          "issued, numbered without gaps; it never changes again.\n"
          "What is learned later about a closed month (late usage, a backdated mapping, a "
          "corrected price) becomes adjustment lines of the next close. Closing a closed month "
          "prints the same result again.\n"
          "Credits by hand stay what they are: an adjustment that lowers a line credited by hand "
          "comes on top of the credit, and the close warns (LoweredAfterCredit). Look with "
          "--dry-run first.\n"
          "Next: invoice show, explain, verify.",
          {"tollbridge close 2026-10 --dry-run", "tollbridge close 2026-10"},
          {word("PERIOD", "the month, like 2026-10"),
           flag("--dry-run", "show the documents, write nothing; the month need not have ended"),
           option("--seller", "ID", "only this seller: provider, or a partner's id"),
           many(option("--waive", "METER", "let this meter stay unbilled though it has no price"))},
          run_close,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
