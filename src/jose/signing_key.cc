// SPDX-License-Identifier: Apache-2.0
#include "jose/signing_key.h"

#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "core/base64.h"
#include "core/check.h"
#include "core/json.h"
#include "jose/handles.h"
#include "jose/jwk.h"

namespace tollbridge::jose {
namespace {

constexpr unsigned rsa_bits = 2048;
constexpr std::size_t coordinate_bytes = 32;  // of P-256

std::string pem_of(const KeyHandle& key) {
  const Bytes pem(BIO_new(BIO_s_mem()));
  CHECK(key != nullptr && pem != nullptr);
  CHECK(PEM_write_bio_PKCS8PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(pem.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

// r || s of the DER that OpenSSL gives.
std::string joined(const std::string& der) {
  const unsigned char* at = octets(der);
  const EcSignature parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  CHECK(parts != nullptr);
  std::string bytes(2 * coordinate_bytes, '\0');
  auto* into = reinterpret_cast<unsigned char*>(bytes.data());
  constexpr int width = coordinate_bytes;
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), into, width) == width);
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), into + width, width) == width);
  return bytes;
}

std::optional<Algorithm> algorithm_of(const KeyHandle& key) {
  if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
    if (EVP_PKEY_get_bits(key.get()) < static_cast<int>(rsa_bits)) return {};
    return Algorithm::rs256;
  }
  char curve[32] = {};
  if (EVP_PKEY_is_a(key.get(), "EC") != 1 ||
      EVP_PKEY_get_group_name(key.get(), curve, sizeof curve, nullptr) != 1 ||
      std::string_view(curve) != "prime256v1") {
    return {};
  }
  return Algorithm::es256;
}

}  // namespace

std::string SigningKey::make_rsa() {
  return pem_of(KeyHandle(EVP_RSA_gen(rsa_bits), EVP_PKEY_free));
}

std::string SigningKey::make_p256() {
  return pem_of(KeyHandle(EVP_EC_gen("P-256"), EVP_PKEY_free));
}

std::optional<SigningKey> SigningKey::read(std::string_view pem) {
  const Bytes bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  char no_password[] = "";  // so that nobody is asked for one
  KeyHandle key(PEM_read_bio_PrivateKey(bytes.get(), nullptr, nullptr, no_password),
                EVP_PKEY_free);
  if (key == nullptr) return {};
  const auto algorithm = algorithm_of(key);
  if (!algorithm) return {};
  return SigningKey(std::move(key), *algorithm);
}

SigningKey::SigningKey(KeyHandle handle, Algorithm algorithm)
    : handle_(std::move(handle)), algorithm_(algorithm) {
  const Jwk jwk = jwk_of(handle_);
  id_ = jwk.id;
  jwk_ = jwk.text;
}

std::string SigningKey::sign(std::string_view bytes) const {
  const DigestContext context(EVP_MD_CTX_new());
  CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, handle_.get()) == 1);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(handle_.get())), '\0');
  std::size_t size = signature.size();
  auto* into = reinterpret_cast<unsigned char*>(signature.data());
  CHECK(EVP_DigestSign(context.get(), into, &size, octets(bytes), bytes.size()) == 1);
  signature.resize(size);
  return algorithm_ == Algorithm::es256 ? joined(signature) : signature;
}

std::string SigningKey::jwt(std::string_view claims) const {
  Json header;
  header.object().field("alg", to_string(algorithm_)).field("typ", "JWT").field("kid", id_).end();
  const std::string text = base64url(header.text()) + "." + base64url(claims);
  return text + "." + base64url(sign(text));
}

}  // namespace tollbridge::jose
