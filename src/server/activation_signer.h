// SPDX-License-Identifier: Apache-2.0
// Signs activation keys, and receipts for batches, with a key of its own, DATA/activation-key.pem:
// RSA, made on first use, readable by its owner only. No token of a caller is ever checked against
// it.
#pragma once

#include <optional>
#include <string>

#include "api/arm/operations.h"
#include "jose/signing_key.h"

namespace tollbridge::server {

class ActivationSigner final : public api::arm::Signer {
 public:
  explicit ActivationSigner(const std::string& directory);

  // Errors: ActivationKeyDamaged (damaged); those of secret_file.h.
  Result<std::string> sign(const std::string& claims) override;
  Result<std::string> public_jwk() override;

 private:
  Result<const jose::SigningKey*> key();

  const std::string path_;
  std::optional<jose::SigningKey> key_;
};

inline constexpr std::string_view activation_key_name = "activation-key.pem";

}  // namespace tollbridge::server
