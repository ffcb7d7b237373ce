// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "bridge/cms/envelope.h"
#include "bridge/commerce_end.h"
#include "cli/bridge_commands.h"
#include "cli/halves.h"
#include "ops/real_disk.h"

namespace tollbridge::cli {
namespace {

Result<std::string> certificate_of(const Arguments& arguments, Context& context) {
  if (!arguments.has("--stack")) {
    auto commerce = commerce_end(context);
    if (!commerce) return pass(commerce);
    return (*commerce)->certificate();
  }
  auto stacks = context.host.stacks();
  if (!stacks) return pass(stacks);
  const std::string id = arguments.text("--stack");
  stack::LocalStack* local = (*stacks)->find(StackId(id));
  if (local == nullptr) {
    return fail(ErrorKind::not_found, "UnknownStack", "The stack " + id + " is not here.");
  }
  auto identity = stack_parcel_identity(*local, context.now);
  if (!identity) return identity;
  return bridge::cms::certificate_of(*identity);
}

Result<Exit> run_bridge_certificate(const Arguments& arguments, Context& context) {
  auto certificate = certificate_of(arguments, context);
  if (!certificate) return pass(certificate);
  if (context.out.json()) {
    Json json;
    json.object().field("certificate", *certificate).end();
    context.out.print(json);
    return Exit::done;
  }
  while (certificate->ends_with('\n')) certificate->pop_back();
  context.out.line(*certificate);
  return Exit::done;
}

}  // namespace

Status write_lines(Context& context, const std::string& path,
                   const std::vector<std::string>& lines) {
  auto file = context.host.create_lines(path);
  if (!file) return pass(file);
  for (const std::string& line : lines) {
    if (auto written = (*file)->append(line); !written) return written;
  }
  return (*file)->close();
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

Result<std::optional<std::uint64_t>> from_batch(const Arguments& arguments) {
  if (!arguments.has("--from")) return std::nullopt;
  const std::string text = arguments.text("--from");
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number == 0) {
    return wrong_usage("--from: '" + text + "' is not the number of a batch, from 1");
  }
  return number;
}

Result<std::string> stack_parcel_identity(stack::LocalStack& local, Instant now) {
  ops::RealDisk disk;
  const std::string path = local.directory() + std::string(parcel_key_file);
  auto known = disk.read_all(path);
  if (known || known.error().kind != ErrorKind::not_found) return known;
  auto made = bridge::cms::make_identity(now);
  if (!made) return made;
  // Its owner's only, as all that a disk writes.
  if (auto kept = disk.replace(path, *made); !kept) return pass(kept);
  return made;
}

Command bridge_certificate_command() {
  return {"bridge certificate",
          "the certificate that what is carried by hand is sealed for",
          "Prints the certificate that stacks seal their parcels for; only this commerce half can "
          "open them. With --stack, that of a stack here, for which commerce seals what it gives "
          "back. It is no secret, but take it there by a way nobody can change it on, as the "
          "activation key. The key is parcel-key.pem in the data or stack's directory, made on "
          "first use.\n"
          "Next: at the stack, bridge export --for FILE; at commerce, bridge give-back --for FILE.",
          {"tollbridge bridge certificate > commerce.pem",
           "tollbridge bridge certificate --stack CLOUD_ID > stack.pem"},
          {option("--stack", "CLOUD_ID", "of a stack of this data directory")},
          run_bridge_certificate};
}

}  // namespace tollbridge::cli
