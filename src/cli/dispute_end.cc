// SPDX-License-Identifier: Apache-2.0
// How a dispute ends: dispute accept, reject and withdraw.
#include <utility>

#include "cli/settlement_commands.h"
#include "cli/settlement_print.h"
#include "cli/stores.h"
#include "engine/dispute.h"

namespace tollbridge::cli {
namespace {

using Ended = Result<billing::Dispute>;

Result<Exit> shown(Ended dispute, Context& context) {
  if (!dispute) return pass(dispute);
  print_dispute(*dispute, context.out);
  return Exit::done;
}

Result<Exit> run_dispute_accept(const Arguments& arguments, Context& context) {
  auto stores = open_stores(context);
  if (!stores) return pass(stores);
  Ended ended = engine::accept_dispute(
      stores->books, stores->journal,
      {arguments.text("ID"), arguments.text("--answer"), arguments.text("--amount")}, context.now);
  return shown(std::move(ended), context);
}

Result<Exit> run_dispute_reject(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  Ended ended = engine::reject_dispute(
      **books, {arguments.text("ID"), arguments.text("--answer"), {}}, context.now);
  return shown(std::move(ended), context);
}

Result<Exit> run_dispute_withdraw(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  Ended ended = engine::withdraw_dispute(
      **books, {arguments.text("ID"), arguments.text("--reason"), {}}, context.now);
  return shown(std::move(ended), context);
}

}  // namespace

Command dispute_accept_command() {
  return {"dispute accept",
          "credit a disputed line",
          "Issues a credit note for the line, wholly or in part, and ends the dispute with it.",
          {"tollbridge dispute accept provider-000001-3-d1 --amount 12.50"},
          {word("ID", "the dispute's id, from dispute list"),
           option("--amount", "AMOUNT", "what to credit; else all that is left of the line"),
           option("--answer", "TEXT", "printed on the credit note; else the buyer's reason")},
          run_dispute_accept};
}

Command dispute_reject_command() {
  return {"dispute reject",
          "keep a disputed charge, with an answer",
          "The charge stays as it is; the buyer reads the answer and may dispute the line again.",
          {"tollbridge dispute reject provider-000001-3-d1 --answer 'the machine ran all night'"},
          {word("ID", "the dispute's id, from dispute list"),
           required_option("--answer", "TEXT", "why the charge stays")},
          run_dispute_reject};
}

Command dispute_withdraw_command() {
  return {"dispute withdraw",
          "take a dispute back",
          "For the buyer who opened it. The line may be disputed again.",
          {"tollbridge dispute withdraw provider-000001-3-d1"},
          {word("ID", "the dispute's id, from dispute list"),
           option("--reason", "TEXT", "kept with the dispute")},
          run_dispute_withdraw};
}

}  // namespace tollbridge::cli
