// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/stores.h"
#include "views/change_view.h"

namespace tollbridge::cli {
namespace {

Json audit_json(const std::vector<engine::AuditEntry>& entries, bool verified) {
  Json json;
  json.object().array("entries");
  for (const auto& entry : entries) {
    views::append_audit_entry(json, entry);
  }
  json.end();
  if (verified) json.field("verified", true);
  json.end();
  return json;
}

Status verify_stores(const Stores& stores) {
  if (auto books = stores.books.verify(); !books) return books;
  return stores.journal.verify();
}

Result<Exit> run_audit(const Arguments& arguments, Context& context) {
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  const bool verify = arguments.has("--verify");
  if (verify) {
    if (auto sound = verify_stores(*stores); !sound) return pass(sound);
  }
  auto entries = stores->books.audit();
  if (!entries) return pass(entries);
  if (context.out.json()) {
    context.out.print(audit_json(*entries, verify));
    return Exit::done;
  }
  Table table({{"commit", Cell::number}, {"known at", Cell::text}, {"by", Cell::shrinking},
               {"action", Cell::text}, {"", Cell::shrinking}, {"hash", Cell::text}});
  for (const auto& entry : *entries) {
    table.row({std::to_string(entry.commit), tollbridge::to_string(entry.known_at), entry.actor,
               entry.action, entry.detail, hex(entry.hash).substr(0, 8)});
  }
  if (table.empty()) {
    context.out.line("Nothing was recorded yet.");
  } else {
    context.out.print(table);
  }
  if (verify) {
    context.out.line();
    context.out.line("Verified: every row, every block, both chains, and both ends of them.");
  }
  return Exit::done;
}

}  // namespace

Command audit_command() {
  return {"audit",
          "what was recorded, when and by whom",
          "Lists the commits of the books, each chained to the one before by its hash. With "
          "--verify every row and every block of the journal is read and checked, the chains are "
          "followed, and their ends compared with the marks kept apart: what is lost or altered "
          "is reported.",
          {"tollbridge audit --verify"},
          {flag("--verify", "check every row and block, and both chains")},
          run_audit};
}

}  // namespace tollbridge::cli
