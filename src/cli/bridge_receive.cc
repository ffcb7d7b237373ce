// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "bridge/carrier.h"
#include "bridge/cms/envelope.h"
#include "bridge/directory/stack_directory_log.h"
#include "bridge/jose/receipts.h"
#include "bridge/jose/stack_key.h"
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

// ---- what commerce gave back ----

// Opened by the key of whichever stack here it is sealed for.
Result<bridge::Returned> opened(const std::string& sealed, stack::Stacks& stacks, Instant now) {
  Result<std::string> bytes = fail(ErrorKind::not_found, "UnknownStack",
                                   "There is no stack here; take the file to its stack.");
  for (stack::LocalStack* local : stacks.all()) {
    const auto identity = stack_parcel_identity(*local, now);
    if (!identity) return std::unexpected(identity.error());
    bytes = bridge::cms::unseal(sealed, *identity);
    if (bytes || bytes.error().code != "ParcelForAnother") break;
    bytes.error().message = "The file is sealed for another stack, or for a key this one had "
                            "before: give commerce this one's certificate (tollbridge bridge "
                            "certificate --stack) and have it written anew.";
  }
  if (!bytes) return pass(bytes);
  return bridge::read_returned(*bytes);
}

Result<bridge::TakenBackByHand> take_back_once(stack::LocalStack& local, const std::string& key,
                                               const bridge::Returned& returned, Instant now) {
  ops::RealDisk disk;
  const StackId& id = local.profile().cloud_id;
  const auto pem = disk.read_all(local.directory() + std::string(bridge::key_file));
  if (!pem) return std::unexpected(pem.error());
  const auto own = bridge::StackKey::read(*pem);
  if (!own) return std::unexpected(own.error());
  const auto own_public = bridge::StackPublicKey::read(own->public_jwk());
  if (!own_public) return std::unexpected(own_public.error());
  auto spool = bridge::FileSpool::open_shared(
      disk, local.directory() + std::string(bridge::spool_folder));
  if (!spool) return pass(spool);
  bridge::StackDirectoryLog changes(local.half(), now);
  bridge::Source source(id, local.journal(), changes);
  bridge::Carrier carrier(id, {*spool, source, {}, [&key](std::string_view text) {
                                 return bridge::read_receipt(text, key);
                               }});
  const auto verifies = [&own_public](std::string_view bytes, std::string_view signature) {
    return own_public->verifies(bytes, signature);
  };
  return carrier.take_back(returned, verifies, now);
}

// `once` with the stack `id` and the key commerce signs with; again while another process changes
// the spool meanwhile.
template <class Once>
auto at_its_stack(stack::Stacks& stacks, const StackId& id, Once once)
    -> decltype(once(std::declval<stack::LocalStack&>(), std::string())) {
  stack::LocalStack* local = stacks.find(id);
  if (local == nullptr) {
    return fail(ErrorKind::not_found, "UnknownStack",
                "What commerce wrote is for the stack " + id.text() +
                    ", which is not here; take the file to that stack.");
  }
  const auto key = receipt_key(*local);
  if (!key) return std::unexpected(key.error());
  auto done = once(*local, *key);
  for (int i = 1; i < tries && !done && done.error().code == bridge::spool_changed; ++i) {
    done = once(*local, *key);
  }
  return done;
}

Result<Exit> take_back(const std::string& sealed, Context& context) {
  auto stacks = context.host.stacks();
  if (!stacks) return pass(stacks);
  auto returned = opened(sealed, **stacks, context.now);
  if (!returned) return pass(returned);
  auto taken = at_its_stack(**stacks, returned->stack, [&](auto& local, const auto& key) {
    return take_back_once(local, key, *returned, context.now);
  });
  if (!taken) return pass(taken);
  if (context.out.json()) {
    Json json;
    json.object().field("stack", returned->stack.text()).field("taken_back", taken->fresh);
    json.field("known", taken->known).field("through", taken->through);
    json.field("more", returned->more).end();
    context.out.print(json);
    return Exit::done;
  }
  context.out.line("The stack " + returned->stack.text() + " has its batches up to " +
                   std::to_string(taken->through) + " again: " + std::to_string(taken->fresh) +
                   " taken back, " + std::to_string(taken->known) + " known before.");
  if (returned->more) context.out.line("Commerce has more of them: another file follows.");
  return Exit::done;
}

Result<Exit> run_bridge_receive(const Arguments& arguments, Context& context) {
  auto text = context.host.read_file(arguments.text("FILE"), bridge::limits::sealed_bytes_max);
  if (!text) return pass(text);
  if (bridge::cms::is_sealed(*text)) return take_back(*text, context);
  auto file = bridge::read_receipts_file(*text);
  if (!file) return pass(file);
  auto stacks = context.host.stacks();
  if (!stacks) return pass(stacks);
  auto received = at_its_stack(**stacks, file->stack, [&](auto& local, const auto& key) {
    return receive_once(local, key, *file, context.now);
  });
  if (!received) return pass(received);
  print(context, file->stack, *received);
  return Exit::done;
}

}  // namespace

Command bridge_receive_command() {
  return {"bridge receive",
          "take what commerce answered by hand, back at the stack",
          "Keeps the receipts commerce wrote for a parcel, after checking that commerce signed "
          "them and that they are of exactly the batches kept here. Then these batches are not "
          "packed again, and go when commerce has had them for 35 days.\n"
          "Takes what commerce gave back, too: a stack that was restored from an old backup knows "
          "its batches again, and what commerce has not taken is packed after them.",
          {"tollbridge bridge receive parcel.pem.receipts",
           "tollbridge bridge receive returned.pem"},
          {word("FILE", "the receipts, from bridge import; or batches, from bridge give-back")},
          run_bridge_receive};
}

}  // namespace tollbridge::cli
