// SPDX-License-Identifier: Apache-2.0
#include "bridge/commerce_end.h"
#include "bridge/limits.h"
#include "cli/bridge_commands.h"
#include "cli/halves.h"

namespace tollbridge::cli {
namespace {

void print(Context& context, const bridge::Imported& imported, const std::string& receipts) {
  const std::uint64_t count = imported.last - imported.first + 1;
  if (context.out.json()) {
    Json json;
    json.object().field("stack", imported.stack.text());
    json.field("first", imported.first).field("last", imported.last);
    json.field("taken", imported.fresh).field("known", count - imported.fresh);
    json.field("rows", imported.rows).field("rejected", imported.rejected);
    json.field("more", imported.more).field("receipts", receipts).end();
    context.out.print(json);
    return;
  }
  context.out.line("Stack " + imported.stack.text() + ", batches " +
                   std::to_string(imported.first) + " to " + std::to_string(imported.last) + ": " +
                   std::to_string(imported.fresh) + " taken with " +
                   counted(imported.rows, "row", "rows") + ", " +
                   std::to_string(count - imported.fresh) + " known before.");
  if (imported.rejected > 0) {
    context.out.line(counted(imported.rejected, "row or change was", "rows and changes were") +
                     " not taken: GET /v1/stacks/" + imported.stack.text() + "/rejections says "
                     "why.");
  }
  if (imported.more) context.out.line("The stack has more to carry: another parcel follows.");
  context.out.line("Next: take " + receipts + " back to the stack, bridge receive.");
}

Result<Exit> run_bridge_import(const Arguments& arguments, Context& context) {
  auto commerce = commerce_end(context);
  if (!commerce) return pass(commerce);
  const std::string file = arguments.text("FILE");
  auto sealed = context.host.read_file(file, bridge::limits::sealed_bytes_max);
  if (!sealed) return pass(sealed);
  auto imported = bridge::import_parcel(**commerce, *sealed);
  if (!imported) return pass(imported);
  const std::string receipts = arguments.optional_text("--receipts").value_or(file + ".receipts");
  auto written = write_lines(context, receipts, bridge::receipts_lines(imported->receipts));
  if (!written) return pass(written);
  print(context, *imported, receipts);
  return Exit::done;
}

}  // namespace

Command bridge_import_command() {
  return {"bridge import",
          "take a parcel a stack packed, at commerce",
          "Takes the batches of a parcel, each once, whether they come by hand, by the link, or "
          "again, and writes a file with their receipts. Parcels are taken in their order. A "
          "parcel that was altered, cut, is of an unknown stack or sealed for somebody else is "
          "refused as a whole.\n"
          "Next: take the receipts back to the stack, bridge receive.",
          {"tollbridge bridge import parcel.pem",
           "tollbridge bridge import parcel.pem --receipts receipts.txt"},
          {word("FILE", "the parcel"),
           option("--receipts", "FILE", "where the receipts go (FILE.receipts)")},
          run_bridge_import};
}

}  // namespace tollbridge::cli
