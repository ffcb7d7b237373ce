// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/shown_progress.h"
#include "cli/stores.h"
#include "engine/verify_documents.h"
#include "views/document_view.h"

namespace tollbridge::cli {
namespace {

void print_verification(const engine::Verification& result, Output& out) {
  std::size_t same = 0;
  for (const auto& document : result.documents) {
    same += document.same ? 1U : 0U;
    if (document.same) continue;
    out.line(document.id + " DIFFERS from what its inputs give:");
    Table table({{"field", Cell::shrinking}, {"issued", Cell::shrinking},
                 {"recomputed", Cell::shrinking}});
    for (const auto& one : document.differences) {
      table.row({one.field, one.issued, one.recomputed});
    }
    out.print(table);
    out.line();
  }
  for (const std::string& missing : result.missing) out.line("Never issued: " + missing);
  out.line(std::to_string(same) + " of " + std::to_string(result.documents.size()) +
           " documents came out the same, byte for byte, from the stored usage.");
}

Result<Exit> run_verify(const Arguments& arguments, Context& context) {
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  auto result = with_progress(context, [&](engine::Progress& progress) {
    return engine::verify_documents(stores->books, stores->journal, arguments.all("ID"), progress);
  });
  if (!result) return pass(result);
  if (context.out.json()) {
    context.out.print(views::verification_json(*result));
  } else {
    print_verification(*result, context.out);
  }
  return result->ok ? Exit::done : Exit::failed;
}

}  // namespace

Command verify_command() {
  return {"verify",
          "recompute issued documents and compare every byte",
          "Evaluates each document again from the stored usage, with the mappings and prices "
          "known when it was made, and compares every byte. Exit code 1 if one differs. The "
          "stores themselves are checked by: audit --verify.",
          {"tollbridge verify", "tollbridge verify provider-000001"},
          {many(optional_word("ID", "documents; without it, all"))},
          run_verify,
          Runs::with_stores,
          {},
          true};
}

}  // namespace tollbridge::cli
