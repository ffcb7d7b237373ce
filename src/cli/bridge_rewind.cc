// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "bridge/commerce_end.h"
#include "bridge/limits.h"
#include "cli/bridge_commands.h"
#include "cli/halves.h"

namespace tollbridge::cli {
namespace {

struct Wish {
  StackId stack;
  std::uint64_t to = 0;      // the newest batch that stays taken
  std::uint64_t newest = 0;  // now
};

Result<std::uint64_t> number_of(const Arguments& arguments) {
  const std::string text = arguments.text("--to");
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return number;
  return wrong_usage("--to: '" + text + "' is not the number of a batch, or 0");
}

// Nothing is set back that neither half can give again.
Status check_kept(bridge::Ledger& ledger, const Wish& wish, Instant now) {
  const std::uint64_t next = wish.to + 1;
  const auto taken = ledger.find(wish.stack, next);
  if (!taken) return std::unexpected(taken.error());
  if (!*taken || ledger.bytes(wish.stack, next)) return {};
  if (now - (*taken)->taken_at < bridge::limits::keep_time) return {};
  return fail(ErrorKind::refused, "BatchNotKept",
              "Batch " + std::to_string(next) + " was taken " + to_string((*taken)->taken_at) +
                  ", longer ago than either half keeps batches; restore a newer backup, or set it "
                  "back to a later one.");
}

Status check_meant(const Arguments& arguments, const Wish& wish) {
  if (arguments.has("--yes")) return {};
  return fail(ErrorKind::refused, "ConfirmationNeeded",
              "The batches after " + std::to_string(wish.to) + " of the stack " +
                  wish.stack.text() + " (" + std::to_string(wish.newest - wish.to) +
                  " of them) will be taken again, from commerce's own files or from the stack. "
                  "What is there counts once; what is missing comes back. If that is meant: "
                  "--yes.");
}

void print(Context& context, const Wish& wish, std::uint64_t again) {
  if (context.out.json()) {
    Json json;
    json.object().field("stack", wish.stack.text()).field("from", wish.newest);
    json.field("to", wish.to).field("taken_again", again).end();
    context.out.print(json);
    return;
  }
  context.out.line("The stack " + wish.stack.text() + " stood at batch " +
                   std::to_string(wish.newest) + " and was set back to " +
                   std::to_string(wish.to) + "; up to batch " + std::to_string(again) +
                   " was taken again from commerce's own files.");
  if (again < wish.newest) {
    context.out.line("The rest comes from the stack, within the hour by its link, or by hand: "
                     "bridge export --from " + std::to_string(again + 1) + ".");
  }
  context.out.line("Next: reconcile PERIOD.");
}

Result<Exit> run_bridge_rewind(const Arguments& arguments, Context& context) {
  auto commerce = commerce_end(context);
  if (!commerce) return pass(commerce);
  bridge::Ledger& ledger = (*commerce)->inbox.ledger;
  Wish wish{StackId(arguments.text("CLOUD_ID"))};
  auto to = number_of(arguments);
  if (!to) return pass(to);
  wish.to = *to;
  const auto newest = ledger.newest(wish.stack);
  if (!newest) return std::unexpected(newest.error());
  if (!*newest || (*newest)->number <= wish.to) {
    return fail(ErrorKind::invalid, "NothingToSetBack",
                "Commerce stands at batch " +
                    std::to_string(*newest ? (*newest)->number : 0) + " of the stack " +
                    wish.stack.text() + "; set it back to an earlier one.");
  }
  wish.newest = (*newest)->number;
  auto now = (*commerce)->now();
  if (!now) return pass(now);
  if (auto kept = check_kept(ledger, wish, *now); !kept) return pass(kept);
  if (auto meant = check_meant(arguments, wish); !meant) return pass(meant);
  auto done = ledger.set_back(wish.stack, wish.to, *now, "operator");
  if (!done) return pass(done);
  const auto standing = bridge::Inbox((*commerce)->inbox).standing(wish.stack, wish.to + 1, *now);
  if (!standing) return std::unexpected(standing.error());
  print(context, wish, standing->watermark);
  return Exit::done;
}

}  // namespace

Command bridge_rewind_command() {
  return {"bridge rewind",
          "take batches of a stack again, where commerce lost what was in them",
          "Sets back how far commerce says it has come with a stack. The batches after that are "
          "taken again: from commerce's own files where they are kept, else from the stack, which "
          "keeps each for 35 days after commerce had it. Usage is a set, so what is there counts "
          "once, and what is missing comes back; receipts stay as they were. It is in the audit "
          "log. A commerce half restored from a backup needs none of this: it expects old numbers "
          "by itself.\n"
          "Next: reconcile PERIOD.",
          {"tollbridge bridge rewind CLOUD_ID --to 41 --yes"},
          {word("CLOUD_ID", "the stack"),
           required_option("--to", "NUMBER", "the newest batch that counts as taken (0: none)"),
           flag("--yes", "do it")},
          run_bridge_rewind};
}

}  // namespace tollbridge::cli
