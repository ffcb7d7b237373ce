// SPDX-License-Identifier: Apache-2.0
#include "bridge/cms/envelope.h"
#include "bridge/commerce_end.h"
#include "cli/bridge_commands.h"
#include "cli/halves.h"
#include "cli/local_stack.h"

namespace tollbridge::cli {
namespace {

void print(Context& context, const bridge::Returned& returned, std::uint64_t first,
           const std::string& file) {
  const std::uint64_t last = first + returned.batches.size() - 1;
  if (context.out.json()) {
    Json json;
    json.object().field("stack", returned.stack.text()).field("file", file);
    json.field("first", first).field("last", last).field("more", returned.more).end();
    context.out.print(json);
    return;
  }
  context.out.line(file + ": batches " + std::to_string(first) + " to " + std::to_string(last) +
                   " of the stack " + returned.stack.text() + ", with their receipts.");
  if (returned.more) {
    context.out.line("There is more than fits; the next file: bridge give-back --from " +
                     std::to_string(last + 1) + ".");
  }
  context.out.line("Next: at the stack, bridge receive " + file + ".");
}

Result<Exit> run_bridge_give_back(const Arguments& arguments, Context& context) {
  auto commerce = commerce_end(context);
  if (!commerce) return pass(commerce);
  auto from = from_batch(arguments);
  if (!from) return pass(from);
  auto certificate = context.host.read_file(arguments.text("--for"), certificate_bytes_max);
  if (!certificate) return pass(certificate);
  if (auto checked = bridge::cms::check_certificate(*certificate); !checked) return pass(checked);
  auto returned = bridge::give_back(**commerce, StackId(arguments.text("CLOUD_ID")), *from);
  if (!returned) return pass(returned);
  const auto first = bridge::open_batch(returned->batches.front().bytes);
  if (!first) return std::unexpected(first.error());
  auto sealed = bridge::cms::seal(bridge::write_returned(*returned), *certificate);
  if (!sealed) return pass(sealed);
  const std::string file = arguments.text("FILE");
  if (auto written = write_lines(context, file, lines_of(*sealed)); !written) return pass(written);
  print(context, *returned, first->head.number, file);
  return Exit::done;
}

}  // namespace

Command bridge_give_back_command() {
  return {"bridge give-back",
          "write what a stack without a link lost, at commerce",
          "Writes the batches commerce took of a stack, with their receipts, into a file sealed "
          "for that stack: for one that was restored from an old backup and has no link to take "
          "them back by. Commerce keeps batches for 35 days.\n"
          "Next: take the file to the stack, bridge receive.",
          {"tollbridge bridge give-back CLOUD_ID returned.pem --for stack.pem",
           "tollbridge bridge give-back CLOUD_ID returned.pem --for stack.pem --from 12"},
          {stack_word(), word("FILE", "where to"),
           required_option("--for", "FILE", "the stack's certificate (bridge certificate --stack)"),
           option("--from", "NUMBER", "the first batch (the oldest that is kept)")},
          run_bridge_give_back};
}

}  // namespace tollbridge::cli
