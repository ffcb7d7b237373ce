// SPDX-License-Identifier: Apache-2.0
// Disputes opened, listed and shown.
#include "cli/settlement_commands.h"
#include "cli/settlement_print.h"
#include "cli/table.h"
#include "engine/dispute.h"
#include "views/settlement_view.h"

namespace tollbridge::cli {
namespace {

using billing::Dispute;

Result<Exit> run_dispute_open(const Arguments& arguments, Context& context) {
  const std::string line = arguments.text("LINE_ID");
  const std::size_t dash = line.rfind('-');
  if (dash == std::string::npos) {
    return wrong_usage("'" + line + "' is no line id like provider-000001-3.");
  }
  auto books = context.host.books();
  if (!books) return pass(books);
  auto opened = engine::open_dispute(
      **books, {line.substr(0, dash), line, arguments.text("--reason")}, context.now);
  if (!opened) return pass(opened);
  print_dispute(*opened, context.out);
  if (!context.out.json()) {
    context.out.line();
    context.out.line("Its evidence: tollbridge explain " + line);
    context.out.line("Next: tollbridge dispute accept " + opened->id());
    context.out.line("      tollbridge dispute reject " + opened->id() + " --answer TEXT");
  }
  return Exit::done;
}

bool asked_for(const Arguments& arguments, const Dispute& dispute) {
  const auto same = [&](const std::string& option, std::string_view value) {
    return !arguments.has(option) || arguments.text(option) == value;
  };
  return same("--invoice", dispute.opened().document) &&
         same("--seller", dispute.opened().seller.text()) &&
         same("--buyer", dispute.opened().buyer.text()) &&
         same("--state", to_string(dispute.last().state));
}

Result<Exit> run_dispute_list(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto all = engine::disputes(**books);
  if (!all) return pass(all);
  Json json;
  json.object().array("disputes");
  Table table({{"dispute", Cell::text}, {"buyer", Cell::shrinking}, {"state", Cell::text},
               {"opened", Cell::text}, {"credit", Cell::text}, {"reason", Cell::shrinking}});
  for (const Dispute& one : *all) {
    if (!asked_for(arguments, one)) continue;
    views::append_dispute(json, one);
    table.row({one.id(), one.opened().buyer.text(), std::string(to_string(one.last().state)),
               date_text(one.opened().known_at), one.last().credit, one.opened().text});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("No disputes. They are opened by: tollbridge dispute open LINE_ID");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

Result<Exit> run_dispute_show(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto found = engine::dispute(**books, arguments.text("ID"));
  if (!found) return pass(found);
  print_dispute(*found, context.out);
  if (!context.out.json()) {
    context.out.line();
    context.out.line("Its evidence: tollbridge explain " + found->opened().line);
  }
  return Exit::done;
}

}  // namespace

Command dispute_open_command() {
  return {"dispute open",
          "question a line of a document",
          "Notes that the buyer questions a line and why. The document and what is to be paid stay "
          "as they are until the seller accepts, which issues a credit note, or rejects it with an "
          "answer. Its evidence is what explain says of the line, the same for ever.",
          {"tollbridge dispute open provider-000001-3 --reason 'we stopped it in September'"},
          {word("LINE_ID", "from invoice show"),
           required_option("--reason", "TEXT", "what is wrong with the line")},
          run_dispute_open};
}

Command dispute_list_command() {
  return {"dispute list",
          "lines that are or were disputed",
          "By document and line.",
          {"tollbridge dispute list --state open"},
          {option("--invoice", "ID", "only this document's"),
           option("--seller", "ID", "only this seller's"),
           option("--buyer", "ID", "only this buyer's"),
           one_of(option("--state", "STATE", "only these"),
                  {"open", "accepted", "rejected", "withdrawn"})},
          run_dispute_list};
}

Command dispute_show_command() {
  return {"dispute show",
          "one dispute, from its reason to its end",
          "Next: explain says what the line is made of.",
          {"tollbridge dispute show provider-000001-3-d1"},
          {word("ID", "the dispute's id, from dispute list")},
          run_dispute_show};
}

}  // namespace tollbridge::cli
