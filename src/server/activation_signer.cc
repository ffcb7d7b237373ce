// SPDX-License-Identifier: Apache-2.0
#include "server/activation_signer.h"

#include "server/secret_file.h"

namespace tollbridge::server {

ActivationSigner::ActivationSigner(const std::string& directory)
    : path_(directory + "/" + std::string(activation_key_name)) {}

Result<const jose::SigningKey*> ActivationSigner::key() {
  if (key_) return &*key_;
  auto pem = read_secret(path_);
  if (!pem && pem.error().kind == ErrorKind::not_found) {
    pem = jose::SigningKey::make_rsa();
    if (auto kept = write_secret(path_, *pem); !kept) return pass(kept);
  }
  if (!pem) return pass(pem);
  auto read = jose::SigningKey::read(*pem);
  if (!read || read->algorithm() != jose::Algorithm::rs256) {
    return fail(ErrorKind::damaged, "ActivationKeyDamaged",
                path_ + " is no RSA key in PEM; remove it and the next use makes a new one. Stacks "
                "then fetch their activation keys anew.");
  }
  key_ = std::move(read);
  return &*key_;
}

Result<std::string> ActivationSigner::sign(const std::string& claims) {
  const auto known = key();
  if (!known) return std::unexpected(known.error());
  return (*known)->jwt(claims);
}

Result<std::string> ActivationSigner::public_jwk() {
  const auto known = key();
  if (!known) return std::unexpected(known.error());
  return (*known)->public_jwk();
}

}  // namespace tollbridge::server
