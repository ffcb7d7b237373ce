// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/diff_view.h"
#include "cli/stores.h"
#include "core/limits.h"
#include "engine/apply_book.h"
#include "views/change_view.h"

namespace tollbridge::cli {
namespace {

// The sheet as a book of one entry, so that the rules and the diff are those of `apply`.
Result<engine::Book> book_of(const Arguments& arguments, Context& context) {
  engine::Entry sheet;
  sheet.path = "price_sheets[0]";
  const auto give = [&sheet](const std::string& key, const std::string& text) {
    sheet.fields[key] = {engine::FieldState::given, text, {}, 0};
  };
  give("id", arguments.text("SHEET"));
  for (const char* key : {"seller", "buyer", "currency", "from", "to", "base", "markup"}) {
    const std::string name = std::string("--") + key;
    if (arguments.has(name)) give(key, arguments.text(name));
  }
  if (arguments.has("FILE.csv")) {
    const std::string path = arguments.text("FILE.csv");
    auto content = context.host.read_file(path, limits::sheet_bytes_max);
    if (!content) return pass(content);
    give("file", path);
    sheet.fields["file"].content = std::move(*content);
  }
  engine::Book book;
  book.root.children["price_sheets"].push_back(std::move(sheet));
  return book;
}

// The faults as those of a sheet and its file, not of a book nobody wrote.
Error fault_of_sheet(const Arguments& arguments, Error error) {
  const std::string path = "price_sheets[0].";
  const auto own = [&](Error& one) {
    if (one.path == path + "file") {
      one.path = arguments.text("FILE.csv");
    } else if (one.path.starts_with(path)) {
      one.path = "--" + one.path.substr(path.size());
    }
  };
  own(error);
  for (Error& detail : error.details)
    own(detail);
  if (error.code == "InvalidBook") {
    error.code = "InvalidPriceSheet";
    error.message = "The price sheet has " + std::to_string(error.details.size()) +
                    " faults and nothing of it was taken over.";
    error.path.clear();
    error.line = 0;
  }
  return error;
}

Result<Exit> run_price_import(const Arguments& arguments, Context& context) {
  auto book = book_of(arguments, context);
  if (!book) return pass(book);
  auto books = context.host.books();
  if (!books) return pass(books);
  engine::ApplyRequest request;
  request.action = "price import " + arguments.text("SHEET");
  request.actor = "operator";
  request.now = context.now;
  request.dry_run = arguments.has("--dry-run");
  auto applied = engine::apply_book(**books, *book, request);
  if (!applied) return std::unexpected(fault_of_sheet(arguments, std::move(applied.error())));
  if (context.out.json()) {
    context.out.print(views::applied_json(*applied, request.dry_run));
  } else {
    print_applied(context.out, *applied, request.dry_run);
    context.out.line("Next: tollbridge rate --period PERIOD");
  }
  return Exit::done;
}

}  // namespace

Command price_import_command() {
  return {"price import",
          "add or correct a price sheet",
          "Reads a CSV with one row per meter and tier: meter, name, unit, model, tier_from, "
          "unit_price, package_size, included, billing_meter, factor. Every fault of the file is "
          "reported at once, with its line. The same id again corrects the sheet from its `from` "
          "on; closed periods then show adjustments. Try it first: whatif.",
          {"tollbridge price import provider-2026 provider.csv --seller provider --currency EUR "
           "--from 2026-01-01",
           "tollbridge price import contoso-retail --seller contoso --currency EUR --from "
           "2026-01-01 --base provider-2026 --markup 0.15"},
          {word("SHEET", "the sheet's id"),
           optional_word("FILE.csv", "its prices; may be missing if it has a base"),
           option("--seller", "ID", "whose prices: provider, or a partner's id"),
           option("--buyer", "ID", "only for this buyer; else for all"),
           option("--currency", "CUR", "ISO 4217"), option("--from", "T", "since when"),
           option("--to", "T", "until when"),
           option("--base", "SHEET", "the sheet whose prices it marks up"),
           option("--markup", "FRACTION", "0.15 adds 15 %, -0.15 takes it off"),
           flag("--dry-run", "show what would change, write nothing")},
          run_price_import};
}

}  // namespace tollbridge::cli
