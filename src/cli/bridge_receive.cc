// SPDX-License-Identifier: Apache-2.0
#include "bridge/carrier.h"
#include "bridge/directory/stack_directory_log.h"
#include "bridge/jose/receipts.h"
#include "bridge/limits.h"
#include "bridge/spool/file_spool.h"
#include "bridge/status/contact.h"
#include "bridge/status/state_at_rest.h"
#include "cli/bridge_commands.h"
#include "cli/local_stack.h"
#include "ops/real_disk.h"

namespace tollbridge::cli {
namespace {

constexpr int tries = 5;  // the bridge of the stack may change the spool just then

// The key receipts are signed with, as the activation key says.
Result<std::string> receipt_key(stack::LocalStack& local) {
  const auto activation = bridge::activation_of(local);
  if (!activation) return std::unexpected(activation.error());
  if (*activation && !(*activation)->receipt_key.empty()) return (*activation)->receipt_key;
  return fail(ErrorKind::invalid, "NoReceiptKey",
              "The stack has no activation key that says how commerce signs receipts; fetch a "
              "new one from commerce: stack activate.");
}

Result<bridge::ReceivedByHand> receive_once(stack::LocalStack& local, const std::string& key,
                                            const bridge::ReceiptsFile& file, Instant now) {
  ops::RealDisk disk;
  const StackId& id = local.profile().cloud_id;
  auto spool = bridge::FileSpool::open_shared(
      disk, local.directory() + std::string(bridge::spool_folder));
  if (!spool) return pass(spool);
  bridge::StackDirectoryLog changes(local.half(), now);
  bridge::Source source(id, local.journal(), changes);
  bridge::Carrier carrier(id, {*spool, source, {}, [&key](std::string_view text) {
                                 return bridge::read_receipt(text, key);
                               }});
  return carrier.receive(file, now);
}

void print(Context& context, const StackId& stack, const bridge::ReceivedByHand& received) {
  if (context.out.json()) {
    Json json;
    json.object().field("stack", stack.text()).field("fresh", received.fresh);
    json.field("known", received.known).field("through", received.through);
    json.field("removed", received.removed).end();
    context.out.print(json);
    return;
  }
  context.out.line("Commerce has the batches of the stack " + stack.text() + " up to " +
                   std::to_string(received.through) + ": " +
                   counted(received.fresh, "new receipt", "new receipts") + ", " +
                   std::to_string(received.known) + " known before.");
  if (received.removed > 0) {
    context.out.line(counted(received.removed, "batch", "batches") +
                     " that commerce has had for 35 days went.");
  }
}

Result<Exit> run_bridge_receive(const Arguments& arguments, Context& context) {
  auto text = context.host.read_file(arguments.text("FILE"), bridge::limits::receipts_bytes_max);
  if (!text) return pass(text);
  auto file = bridge::read_receipts_file(*text);
  if (!file) return pass(file);
  auto stacks = context.host.stacks();
  if (!stacks) return pass(stacks);
  stack::LocalStack* local = (*stacks)->find(file->stack);
  if (local == nullptr) {
    return fail(ErrorKind::not_found, "UnknownStack",
                "The receipts are of the stack " + file->stack.text() +
                    ", which is not here; take the file to that stack.");
  }
  auto key = receipt_key(*local);
  if (!key) return pass(key);
  auto received = receive_once(*local, *key, *file, context.now);
  for (int i = 1; i < tries && !received && received.error().code == bridge::spool_changed; ++i) {
    received = receive_once(*local, *key, *file, context.now);
  }
  if (!received) return pass(received);
  print(context, file->stack, *received);
  return Exit::done;
}

}  // namespace

Command bridge_receive_command() {
  return {"bridge receive",
          "take the receipts of a parcel, back at the stack",
          "Keeps the receipts commerce wrote for a parcel, after checking that commerce signed "
          "them and that they are of exactly the batches kept here. Then these batches are not "
          "packed again, and go when commerce has had them for 35 days.",
          {"tollbridge bridge receive parcel.pem.receipts"},
          {word("FILE", "the receipts, from bridge import")},
          run_bridge_receive};
}

}  // namespace tollbridge::cli
