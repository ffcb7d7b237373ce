// SPDX-License-Identifier: Apache-2.0
#include "bridge/commerce_end.h"
#include "cli/bridge_commands.h"
#include "cli/halves.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_bridge_certificate(const Arguments& /*arguments*/, Context& context) {
  auto commerce = commerce_end(context);
  if (!commerce) return pass(commerce);
  auto certificate = (*commerce)->certificate();
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

Command bridge_certificate_command() {
  return {"bridge certificate",
          "commerce's certificate, for parcels of stacks without a link",
          "Prints the certificate that stacks seal their parcels for; only this commerce half can "
          "open them. It is no secret, but take it to the stack by a way nobody can change it on, "
          "as the activation key. The key is DATA/parcel-key.pem, made on first use.\n"
          "Next: at the stack, bridge export --for FILE.",
          {"tollbridge bridge certificate > commerce.pem"},
          {},
          run_bridge_certificate};
}

}  // namespace tollbridge::cli
