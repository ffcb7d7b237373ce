// SPDX-License-Identifier: Apache-2.0
#include "bridge/carrier.h"
#include "bridge/cms/envelope.h"
#include "bridge/directory/stack_directory_log.h"
#include "bridge/jose/stack_key.h"
#include "bridge/spool/file_spool.h"
#include "bridge/status/contact.h"
#include "cli/bridge_commands.h"
#include "cli/local_stack.h"
#include "ops/real_disk.h"

namespace tollbridge::cli {
namespace {

// Under this name the stack's books keep the certificate its parcels are sealed for.
constexpr std::string_view certificate_note = "parcel_certificate";
// Its bridge may put a batch into the spool just then.
constexpr int tries = 5;

// What was given now, which is kept, or what was given before.
Result<std::string> certificate_for(const Arguments& arguments, Context& context,
                                    stack::LocalStack& local) {
  if (!arguments.has("--for")) {
    std::string known = local.books().note(certificate_note);
    if (!known.empty()) return known;
    return wrong_usage("--for: commerce's certificate is needed the first time; at commerce: "
                       "tollbridge bridge certificate");
  }
  auto given = context.host.read_file(arguments.text("--for"), certificate_bytes_max);
  if (!given) return given;
  if (auto checked = bridge::cms::check_certificate(*given); !checked) return pass(checked);
  if (*given != local.books().note(certificate_note)) {
    auto kept = local.books().keep_note(certificate_note, *given, context.now);
    if (!kept) return pass(kept);
  }
  return given;
}

Result<bridge::Packed> pack_once(stack::LocalStack& local, std::optional<std::uint64_t> from,
                                 Instant now) {
  ops::RealDisk disk;
  const StackId& id = local.profile().cloud_id;
  const auto pem = disk.read_all(local.directory() + std::string(bridge::key_file));
  if (!pem) return std::unexpected(pem.error());
  const auto key = bridge::StackKey::read(*pem);
  if (!key) return std::unexpected(key.error());
  auto spool = bridge::FileSpool::open_shared(
      disk, local.directory() + std::string(bridge::spool_folder));
  if (!spool) return pass(spool);
  bridge::StackDirectoryLog changes(local.half(), now);
  bridge::Source source(id, local.journal(), changes);
  bridge::Carrier carrier(
      id, {*spool, source, [&key](std::string_view bytes) { return key->sign(bytes); }, {}});
  return carrier.pack(from, now);
}

Result<bridge::Packed> pack(stack::LocalStack& local, std::optional<std::uint64_t> from,
                            Instant now) {
  auto packed = pack_once(local, from, now);
  for (int i = 1; i < tries && !packed && packed.error().code == bridge::spool_changed; ++i) {
    packed = pack_once(local, from, now);
  }
  return packed;
}

void print(Context& context, const bridge::Packed& packed, const std::string& file) {
  const bridge::ParcelHead& head = packed.head;
  if (context.out.json()) {
    Json json;
    json.object().field("stack", head.stack.text()).field("file", file);
    json.field("first", head.first).field("last", head.last()).field("rows", packed.rows);
    json.field("more", head.more).end();
    context.out.print(json);
    return;
  }
  context.out.line(file + ": batches " + std::to_string(head.first) + " to " +
                   std::to_string(head.last()) + " of the stack " + head.stack.text() + ", " +
                   counted(packed.rows, "row", "rows") + ".");
  if (head.more) {
    context.out.line("There is more than fits one parcel; the next one: bridge export --from " +
                     std::to_string(head.last() + 1) + ".");
  }
  context.out.line("Next: at commerce, bridge import; then back here, bridge receive.");
}

Result<Exit> run_bridge_export(const Arguments& arguments, Context& context) {
  auto local = local_stack(arguments, context);
  if (!local) return pass(local);
  auto from = from_batch(arguments);
  if (!from) return pass(from);
  auto certificate = certificate_for(arguments, context, **local);
  if (!certificate) return pass(certificate);
  auto packed = pack(**local, *from, context.now);
  if (!packed) return pass(packed);
  auto sealed = bridge::cms::seal(packed->bytes, *certificate);
  if (!sealed) return pass(sealed);
  const std::string file = arguments.text("FILE");
  if (auto written = write_lines(context, file, lines_of(*sealed)); !written) return pass(written);
  print(context, *packed, file);
  return Exit::done;
}

}  // namespace

Command bridge_export_command() {
  return {"bridge export",
          "pack what commerce has no receipt for, to be carried by hand",
          "Writes the batches of a stack that commerce has not confirmed, as many as fit, into one "
          "file: signed with the stack's key, sealed for commerce. Usage settled so far is in it. "
          "A batch may go by hand, by the link or both ways, and counts once. The same parcel can "
          "be made again, as often as needed, while the stack keeps its batches.\n"
          "Next: take the file to commerce, bridge import.",
          {"tollbridge bridge export CLOUD_ID parcel.pem --for commerce.pem",
           "tollbridge bridge export CLOUD_ID parcel.pem --from 12"},
          {stack_word(), word("FILE", "where to"),
           option("--for", "FILE", "commerce's certificate (bridge certificate); kept, so needed "
                                   "once"),
           option("--from", "NUMBER", "the first batch to pack (the first without a receipt)")},
          run_bridge_export};
}

}  // namespace tollbridge::cli
