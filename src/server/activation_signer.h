// SPDX-License-Identifier: Apache-2.0
// Signs activation keys with a key of its own, DATA/activation-key.pem: RSA, made on first use,
// readable by its owner only. No token of a caller is ever checked against it.
#pragma once

#include <memory>
#include <string>

#include "api/arm/operations.h"

namespace tollbridge::server {

class ActivationSigner final : public api::arm::Signer {
 public:
  explicit ActivationSigner(const std::string& directory);
  ~ActivationSigner() override;

  // Errors: ActivationKeyDamaged (damaged); those of secret_file.h.
  Result<std::string> sign(const std::string& claims) override;

 private:
  struct Key;
  Status load();

  const std::string path_;
  std::unique_ptr<Key> key_;
};

inline constexpr std::string_view activation_key_name = "activation-key.pem";

}  // namespace tollbridge::server
