// SPDX-License-Identifier: Apache-2.0
#include "jose/jwk.h"

#include <openssl/core_names.h>

#include "core/base64.h"
#include "core/check.h"
#include "core/json.h"
#include "core/sha256.h"
#include "jose/handles.h"

namespace tollbridge::jose {
namespace {

constexpr std::size_t coordinate_bytes = 32;  // of P-256

// As base64url, `width` bytes wide; of no width as short as it is.
std::string part(const KeyHandle& key, const char* name, std::size_t width = 0) {
  BIGNUM* number = nullptr;
  CHECK(EVP_PKEY_get_bn_param(key.get(), name, &number) == 1);
  const Number owned(number);
  std::string bytes(width != 0 ? width : static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  CHECK(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()),
                     static_cast<int>(bytes.size())) >= 0);
  return base64url(bytes);
}

// The members RFC 7638 hashes, in its order.
std::string members_of(const KeyHandle& key) {
  Json json;
  json.object();
  if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
    json.field("e", part(key, OSSL_PKEY_PARAM_RSA_E)).field("kty", "RSA");
    json.field("n", part(key, OSSL_PKEY_PARAM_RSA_N));
  } else {
    json.field("crv", "P-256").field("kty", "EC");
    json.field("x", part(key, OSSL_PKEY_PARAM_EC_PUB_X, coordinate_bytes));
    json.field("y", part(key, OSSL_PKEY_PARAM_EC_PUB_Y, coordinate_bytes));
  }
  return json.end().text();
}

std::string thumbprint(const std::string& members) {
  const Digest digest = sha256(members);
  return base64url({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace

Jwk jwk_of(const KeyHandle& key) {
  const std::string members = members_of(key);
  const std::string id = thumbprint(members);
  return {id, members.substr(0, members.size() - 1) + R"(,"kid":")" + id + "\"}"};
}

}  // namespace tollbridge::jose
