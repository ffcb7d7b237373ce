// SPDX-License-Identifier: Apache-2.0
#include "server/commerce_end.h"

#include "api/stack/bridge_key.h"
#include "bridge/cms/envelope.h"
#include "bridge/jose/receipts.h"
#include "engine/books.h"
#include "server/secret_file.h"

namespace tollbridge::server {
namespace {

Result<std::string> parcel_identity(const std::string& path, Clock& clock) {
  auto known = read_secret(path);
  if (known || known.error().kind != ErrorKind::not_found) return known;
  auto made = bridge::cms::make_identity(clock.now());
  if (!made) return made;
  if (auto kept = write_secret(path, *made); !kept) return pass(kept);
  return made;
}

Result<bridge::Verifies> key_of(api::Desk& desk, const StackId& stack) {
  const auto registry = desk.registry();
  if (!registry) return std::unexpected(registry.error());
  auto key = api::stack_face::bridge_key_of(**registry, stack, Hour::containing(desk.now()));
  if (!key) {
    return fail(ErrorKind::not_found, "UnknownStack",
                "Commerce knows no key of the stack " + stack.text() +
                    ". Register the stack with its token (stack token), or name its bridge_key in "
                    "a book, and import the parcel again.");
  }
  return [key = *std::move(key)](std::string_view bytes, std::string_view signature) {
    return key.verifies(bytes, signature);
  };
}

}  // namespace

bridge::Attest attest_with(ActivationSigner& signer) {
  return [&signer](const bridge::Receipt& receipt) {
    return signer.sign(bridge::receipt_claims(receipt));
  };
}

bridge::ReadReceipt read_with(ActivationSigner& signer) {
  return [&signer](std::string_view text) -> Result<bridge::Receipt> {
    const auto jwk = signer.public_jwk();
    if (!jwk) return std::unexpected(jwk.error());
    return bridge::read_receipt(text, *jwk);
  };
}

CommerceDesk::CommerceDesk(api::Desk& desk, bridge::Ledger& ledger, ActivationSigner& signer,
                           const std::string& directory, Clock& clock)
    : stacks_(desk),
      end_{{ledger, stacks_, desk.journal(), attest_with(signer)}, {}, {}, {}, {}, {}} {
  const std::string path = directory + "/" + std::string(parcel_key_name);
  end_.key_of = [&desk](const StackId& stack) { return key_of(desk, stack); };
  end_.unseal = [path, &clock](std::string_view sealed) -> Result<std::string> {
    const auto identity = parcel_identity(path, clock);
    if (!identity) return std::unexpected(identity.error());
    return bridge::cms::unseal(sealed, *identity);
  };
  end_.certificate = [path, &clock]() -> Result<std::string> {
    const auto identity = parcel_identity(path, clock);
    if (!identity) return std::unexpected(identity.error());
    return bridge::cms::certificate_of(*identity);
  };
  end_.read_receipt = read_with(signer);
  end_.key = [&signer] { return signer.public_jwk(); };
  end_.now = [&desk] { return engine::time_to_write(desk.books(), desk.now()); };
}

}  // namespace tollbridge::server
