// SPDX-License-Identifier: Apache-2.0
#include "bridge/commerce_end.h"
#include "cli/bridge_commands.h"
#include "cli/halves.h"
#include "jose/jwk.h"
#include "jose/keys.h"

namespace tollbridge::cli {
namespace {

Result<Exit> run_bridge_key(const Arguments& /*arguments*/, Context& context) {
  auto commerce = commerce_end(context);
  if (!commerce) return pass(commerce);
  auto text = (*commerce)->key();
  if (!text) return pass(text);
  const auto key = jose::PublicKey::parse(*text);
  if (!key) return std::unexpected<Error>(key.error());
  const std::string thumbprint = jose::jwk_of(key->handle()).id;
  if (context.out.json()) {
    Json json;
    json.object().field("thumbprint", thumbprint).raw_field("key", *text).end();
    context.out.print(json);
    return Exit::done;
  }
  context.out.line(thumbprint);
  return Exit::done;
}

}  // namespace

Command bridge_key_command() {
  return {"bridge key",
          "the thumbprint of commerce's key, by which stacks know it",
          "Prints the thumbprint (RFC 7638) of the key this commerce half signs activation keys "
          "and receipts with. It is no secret. Tell it to the operator of a stack by another way "
          "than the activation key takes: stack register --commerce-key, or stack activate "
          "--commerce-key, then refuses what anybody else signed. The key is "
          "DATA/activation-key.pem, made on first use.",
          {"tollbridge bridge key"},
          {},
          run_bridge_key};
}

}  // namespace tollbridge::cli
