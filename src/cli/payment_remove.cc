// SPDX-License-Identifier: Apache-2.0
#include "cli/settlement_commands.h"
#include "cli/settlement_print.h"
#include "engine/settlement.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_payment_remove(const Arguments& arguments, Context& context) {
  auto books = context.host.books();
  if (!books) return pass(books);
  auto done = engine::undo_payment(
      **books, {arguments.text("ID"), arguments.text("--reason")}, context.now);
  if (!done) return pass(done);
  print_recorded(*done, context.out);
  return Exit::done;
}

}  // namespace

Command payment_remove_command() {
  return {"payment remove",
          "undo a payment recorded by mistake",
          "Records an entry of the opposite amount; both stay in the list and in the accounts. Of "
          "a set-off both sides are undone.",
          {"tollbridge payment remove provider-000001-p1 --reason 'wrong invoice'"},
          {word("ID", "the payment's id, from payment list"),
           required_option("--reason", "TEXT", "kept with the entry")},
          run_payment_remove};
}

}  // namespace tollbridge::cli
