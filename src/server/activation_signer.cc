// SPDX-License-Identifier: Apache-2.0
#include "server/activation_signer.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <utility>

#include "core/base64.h"
#include "core/check.h"
#include "core/json.h"
#include "core/sha256.h"
#include "server/secret_file.h"

namespace tollbridge::server {
namespace {

constexpr unsigned rsa_bits = 2048;

using Bytes = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Pair = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string text_of(BIO* bytes) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bytes, &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string new_key() {
  const Pair key(EVP_RSA_gen(rsa_bits), EVP_PKEY_free);
  const Bytes pem(BIO_new(BIO_s_mem()), BIO_free_all);
  CHECK(key != nullptr && pem != nullptr);
  CHECK(PEM_write_bio_PKCS8PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) == 1);
  return text_of(pem.get());
}

Pair key_of(const std::string& pem) {
  const Bytes bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all);
  char no_password[] = "";  // so that nobody is asked for one
  return {PEM_read_bio_PrivateKey(bytes.get(), nullptr, nullptr, no_password), EVP_PKEY_free};
}

// The hash of the public half names the key.
std::string name_of(EVP_PKEY* key) {
  const Bytes bytes(BIO_new(BIO_s_mem()), BIO_free_all);
  CHECK(i2d_PUBKEY_bio(bytes.get(), key) == 1);
  return hex(sha256(text_of(bytes.get()))).substr(0, 40);
}

}  // namespace

struct ActivationSigner::Key {
  Pair pair;
  std::string name;
};

ActivationSigner::ActivationSigner(const std::string& directory)
    : path_(directory + "/" + std::string(activation_key_name)) {}
ActivationSigner::~ActivationSigner() = default;

Status ActivationSigner::load() {
  auto pem = read_secret(path_);
  if (!pem && pem.error().kind == ErrorKind::not_found) {
    pem = new_key();
    if (auto kept = write_secret(path_, *pem); !kept) return kept;
  }
  if (!pem) return pass(pem);
  Pair pair = key_of(*pem);
  if (pair == nullptr || EVP_PKEY_is_a(pair.get(), "RSA") != 1) {
    return fail(ErrorKind::damaged, "ActivationKeyDamaged",
                path_ + " is no RSA key in PEM; remove it and the next use makes a new one.");
  }
  std::string name = name_of(pair.get());
  key_ = std::make_unique<Key>(Key{std::move(pair), std::move(name)});
  return {};
}

Result<std::string> ActivationSigner::sign(const std::string& claims) {
  if (key_ == nullptr) {
    if (auto loaded = load(); !loaded) return pass(loaded);
  }
  Json header;
  header.object().field("kid", key_->name).field("alg", "RS256").end();
  const std::string text = base64url(header.text()) + "." + base64url(claims);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_PKEY* pair = key_->pair.get();
  CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pair) == 1);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(pair)), '\0');
  std::size_t size = signature.size();
  CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1);
  signature.resize(size);
  return text + "." + base64url(signature);
}

}  // namespace tollbridge::server
