// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/diff_view.h"
#include "cli/shown_progress.h"
#include "cli/stores.h"
#include "core/limits.h"
#include "engine/apply_book.h"
#include "engine/yaml/book_reader.h"
#include "views/change_view.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_apply(const Arguments& arguments, Context& context) {
  const std::string path = arguments.text("BOOK.yaml");
  auto yaml = context.host.read_file(path, limits::book_bytes_max);
  if (!yaml) return pass(yaml);
  auto book = engine::yaml::read_book(*yaml, [&](const std::string& name) {
    return context.host.read_file(context.host.beside(path, name), limits::sheet_bytes_max);
  });
  if (!book) return pass(book);
  auto books = context.host.books();
  if (!books) return pass(books);
  engine::ApplyRequest request;
  request.now = context.now;
  request.dry_run = arguments.has("--dry-run");
  request.correct_closed = arguments.has("--correct-closed");
  auto applied = with_progress(context, [&](engine::Progress& progress) {
    return engine::apply_book(**books, *book, request, progress);
  });
  if (!applied) return pass(applied);
  if (context.out.json()) {
    context.out.print(views::applied_json(*applied, request.dry_run));
  } else {
    print_applied(context.out, *applied, request.dry_run);
    context.out.line();
    context.out.line(request.dry_run ? "To record it: tollbridge apply " + path
                                     : "Next: tollbridge usage import FILE…");
  }
  return Exit::done;
}

}  // namespace

Command apply_command() {
  return {"apply",
          "record a book: who is who, who pays, prices",
          "Creates or changes partners, customers, subscriptions, stacks, registrations, mappings "
          "and price sheets, by key; what the file does not mention stays. All or nothing: every "
          "fault of the file is reported at once with its line, and then nothing is written. "
          "Applying it again changes nothing.\n"
          "Who sells to whom, in what currency, changes with a month (`from: 2026-12-01`). A "
          "change without one on which closed months depend is refused, unless it is meant.\n"
          "Price sheet files are looked for beside the book.\n"
          "Next: usage import.",
          {"tollbridge apply book.yaml --dry-run", "tollbridge apply book.yaml"},
          {word("BOOK.yaml", "the book"),
           flag("--dry-run", "show what would change, write nothing"),
           flag("--correct-closed",
                "also changes on which closed months depend: they are adjusted")},
          run_apply,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
