// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "cli/export_commands.h"
#include "cli/export_files.h"
#include "cli/shown_progress.h"
#include "exports/accounting/ledger.h"
#include "generated/version.h"

namespace tollbridge::cli {
namespace {

using exports::accounting::Ledger;
using exports::accounting::PaidDocument;

// The rates that were known when the newest of the documents was made.
Result<rating::ExchangeTable> rates_of(engine::Evaluator& evaluator,
                                       const exports::Issued& issued) {
  if (issued.documents.empty()) return rating::ExchangeTable();
  const auto newest = std::ranges::max_element(
      issued.documents, {}, [](const auto& document) { return document.inputs.commit; });
  auto prices = evaluator.prices_of(engine::reading_of(newest->inputs));
  if (!prices) return pass(prices);
  return prices->exchange();
}

// The documents for which something was recorded in the month, with all of their payments.
Result<std::vector<PaidDocument>> paid_in(engine::Books& books, engine::Evaluator& evaluator,
                                          const exports::Issued& issued) {
  auto entries = books.settlements().payments();
  if (!entries) return pass(entries);
  std::map<std::string, std::vector<billing::PaymentEntry>> of_document;
  std::set<std::string> asked;
  for (const billing::PaymentEntry& entry : *entries) {
    if (entry.seller != issued.seller) continue;
    of_document[entry.document].push_back(entry);
    const auto month = Period::containing(Hour::containing(entry.known_at));
    if (month == issued.period) asked.insert(entry.document);
  }
  std::vector<PaidDocument> paid;
  for (const std::string& id : asked) {
    auto document = books.invoices().document(id);
    if (!document) return pass(document);
    auto prices = evaluator.prices_at(document->inputs.commit);
    if (!prices) return pass(prices);
    paid.push_back({std::move(*document), of_document[id], prices->exchange()});
  }
  return paid;
}

// As known when the month was closed.
Result<rating::ExchangeTable> rates_of_close(engine::Books& books, engine::Evaluator& evaluator,
                                             const exports::Issued& issued) {
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  for (const billing::Closing& closing : *closings) {
    if (closing.seller != issued.seller || closing.period != issued.period) continue;
    auto prices = evaluator.prices_at(closing.inputs.commit);
    if (!prices) return pass(prices);
    return prices->exchange();
  }
  return rating::ExchangeTable();
}

Status add_payments(engine::Books& books, engine::Evaluator& evaluator,
                    const exports::Issued& issued, Ledger& ledger) {
  auto paid = paid_in(books, evaluator, issued);
  if (!paid) return pass(paid);
  if (paid->empty()) return {};
  auto rates = rates_of_close(books, evaluator, issued);
  if (!rates) return pass(rates);
  return exports::accounting::add_payments(issued, *paid, issued.period, *rates, ledger);
}

Result<WrittenFile> write_one(engine::Books& books, engine::Evaluator& evaluator,
                              const exports::Issued& issued, const std::string& format,
                              const std::string& folder, Host& host) {
  auto rates = rates_of(evaluator, issued);
  if (!rates) return pass(rates);
  auto ledger = exports::accounting::ledger_of(issued, *rates);
  if (!ledger) return pass(ledger);
  if (auto added = add_payments(books, evaluator, issued, *ledger); !added) return pass(added);
  const bool sie = format == "sie" || (format.empty() && ledger->details.country == "SE");
  auto written = write_export(
      host, folder + (sie ? "/accounting.se" : "/accounting.csv"),
      [&](const exports::TextSink& sink) {
        return sie ? exports::accounting::write_sie(*ledger, tollbridge::version, sink)
                   : exports::accounting::write_journal_csv(*ledger, sink);
      });
  if (!written) return written;
  written->seller = issued.seller;
  written->data_set = sie ? "SIE 4" : "journal";
  written->records = ledger->vouchers.size();
  return written;
}

Result<Exit> run_export_accounting(const Arguments& arguments, Context& context) {
  auto request = export_request(arguments);
  if (!request) return pass(request);
  const std::string format = arguments.has("--format") ? arguments.text("--format") : "";
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto files = with_progress(
      context, [&](engine::Progress& progress) -> Result<std::vector<WrittenFile>> {
        engine::Evaluator evaluator(stores->books, stores->journal, progress);
        std::vector<WrittenFile> all;
        auto done = for_each_seller(
            *request, *stores, evaluator,
            [&](const exports::Issued& issued, const std::string& folder) -> Status {
              auto one = write_one(stores->books, evaluator, issued, format, folder, context.host);
              if (!one) return pass(one);
              all.push_back(std::move(*one));
              return {};
            });
        if (!done) return pass(done);
        return all;
      });
  if (!files) return pass(files);
  return print_written(*request, *files, context);
}

}  // namespace

Command export_accounting_command() {
  std::vector<Parameter> parameters = export_parameters();
  parameters.push_back(one_of(
      option("--format", "F", "sie or csv (sie for sellers in Sweden, else csv)"), {"sie", "csv"}));
  return {"export accounting",
          "what was invoiced, as double entries",
          "Writes what each seller issued for a closed month for its accounting program: a voucher "
          "per invoice and credit note, and per payment recorded in that calendar month, whose "
          "postings sum to zero, in the currency the seller "
          "keeps its books in. SIE 4 with accounts of the BAS plan, or a journal as CSV. A "
          "document in another currency needs a rate of exchange; without one it is refused.",
          {"tollbridge export accounting --period 2026-10 --out accounting",
           "tollbridge export accounting --period 2026-10 --seller contoso --format csv --out a"},
          std::move(parameters),
          run_export_accounting,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
