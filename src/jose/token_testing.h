// SPDX-License-Identifier: Apache-2.0
// For tests of tokens: keys made with OpenSSL, and tokens put together from raw parts, so that
// every rule can be broken one at a time.
#pragma once

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/check.h"
#include "core/json.h"
#include "jose/base64url.h"
#include "jose/handles.h"
#include "jose/keys.h"

namespace tollbridge::jose {

// Ways a test signs: ours, and those no verifier may take.
enum class Signing { rs256, ps256, ps256_short_salt, es256, es256_der, rs512, hs256, none };

struct TestKey {
  std::string id;
  KeyHandle handle;
  std::string jwk;  // members without braces and without kid

  static TestKey rsa(std::string id, unsigned bits);
  static TestKey ec(std::string id, const char* curve, const char* jwk_curve);
  // The public half as JWK; `more` are raw members that follow.
  [[nodiscard]] std::string public_jwk(const std::string& more = R"(,"use":"sig")") const {
    return "{" + jwk + R"(,"kid":")" + id + "\"" + more + "}";
  }
  [[nodiscard]] std::string public_pem() const;
  [[nodiscard]] std::string private_pem() const;
};

inline std::string number_text(EVP_PKEY* key, const char* name, std::size_t width = 0) {
  BIGNUM* number = nullptr;
  CHECK(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  const Number owned(number);
  std::string bytes(width != 0 ? width : static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  CHECK(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()),
                     static_cast<int>(bytes.size())) >= 0);
  return base64url(bytes);
}

inline TestKey TestKey::rsa(std::string id, unsigned bits) {
  TestKey key{std::move(id), KeyHandle(EVP_RSA_gen(bits), EVP_PKEY_free), {}};
  key.jwk = R"("kty":"RSA","n":")" + number_text(key.handle.get(), OSSL_PKEY_PARAM_RSA_N) +
            R"(","e":")" + number_text(key.handle.get(), OSSL_PKEY_PARAM_RSA_E) + "\"";
  return key;
}

inline TestKey TestKey::ec(std::string id, const char* curve, const char* jwk_curve) {
  TestKey key{std::move(id), KeyHandle(EVP_EC_gen(curve), EVP_PKEY_free), {}};
  const auto width = static_cast<std::size_t>((EVP_PKEY_get_bits(key.handle.get()) + 7) / 8);
  key.jwk = R"("kty":"EC","crv":")" + std::string(jwk_curve) + R"(","x":")" +
            number_text(key.handle.get(), OSSL_PKEY_PARAM_EC_PUB_X, width) + R"(","y":")" +
            number_text(key.handle.get(), OSSL_PKEY_PARAM_EC_PUB_Y, width) + "\"";
  return key;
}

inline std::string text_of(const Bytes& bytes) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bytes.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

inline std::string TestKey::public_pem() const {
  const Bytes pem(BIO_new(BIO_s_mem()));
  CHECK(PEM_write_bio_PUBKEY(pem.get(), handle.get()) == 1);
  return text_of(pem);
}

inline std::string TestKey::private_pem() const {
  const Bytes pem(BIO_new(BIO_s_mem()));
  CHECK(PEM_write_bio_PKCS8PrivateKey(pem.get(), handle.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) == 1);
  return text_of(pem);
}

inline std::string key_set_text(const std::vector<std::string>& jwks) {
  std::string text;
  for (const std::string& jwk : jwks) text += (text.empty() ? "" : ",") + jwk;
  return R"({"keys":[)" + text + "]}";
}

// r || s of a DER signature, each `width` bytes.
inline std::string joined(const std::string& der, std::size_t width) {
  const unsigned char* at = octets(der);
  const EcSignature parts(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  CHECK(parts != nullptr);
  std::string bytes(2 * width, '\0');
  auto* into = reinterpret_cast<unsigned char*>(bytes.data());
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), into, static_cast<int>(width)) >= 0);
  CHECK(BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), into + width, static_cast<int>(width)) >= 0);
  return bytes;
}

inline std::string hmac(const std::string& key, std::string_view text) {
  std::string mac(32, '\0');
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets(text), text.size(),
       reinterpret_cast<unsigned char*>(mac.data()), &size);
  return mac;
}

inline std::string signature_of(Signing how, const TestKey& key, const std::string& secret,
                                std::string_view text) {
  if (how == Signing::none) return {};
  if (how == Signing::hs256) return hmac(secret, text);
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;
  const EVP_MD* digest = how == Signing::rs512 ? EVP_sha512() : EVP_sha256();
  CHECK(EVP_DigestSignInit(context.get(), &settings, digest, nullptr, key.handle.get()) == 1);
  if (how == Signing::ps256 || how == Signing::ps256_short_salt) {
    CHECK(EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1);
    CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, how == Signing::ps256 ? 32 : 8) == 1);
  }
  std::string signature(1024, '\0');
  std::size_t size = signature.size();
  CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       octets(text), text.size()) == 1);
  signature.resize(size);
  if (how != Signing::es256) return signature;
  return joined(signature, static_cast<std::size_t>((EVP_PKEY_get_bits(key.handle.get()) + 7) / 8));
}

// Members of a JSON object with raw values, in order, also twice.
class Members {
 public:
  Members& set(const std::string& name, const std::string& raw) {
    for (auto& [key, value] : members_) {
      if (key == name) return value = raw, *this;
    }
    return add(name, raw);
  }
  Members& text(const std::string& name, const std::string& value) {
    return set(name, json_string(value));
  }
  Members& add(const std::string& name, const std::string& raw) {
    members_.emplace_back(name, raw);
    return *this;
  }
  Members& drop(const std::string& name) {
    std::erase_if(members_, [&](const auto& each) { return each.first == name; });
    return *this;
  }
  [[nodiscard]] std::string json() const {
    std::string text;
    for (const auto& [key, value] : members_) {
      text += (text.empty() ? "" : ",") + json_string(key) + ":" + value;
    }
    return "{" + text + "}";
  }

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

// A token before it is signed.
struct Draft {
  Members header;
  Members claims;
  Signing how = Signing::rs256;
  const TestKey* key = nullptr;
  std::string secret;  // of an HMAC

  [[nodiscard]] std::string text() const { return text_of(header.json(), claims.json()); }
  [[nodiscard]] std::string text_of(const std::string& head, const std::string& body) const {
    const std::string part = base64url(head) + "." + base64url(body);
    return part + "." + base64url(signature_of(how, *key, secret, part));
  }
};

}  // namespace tollbridge::jose
