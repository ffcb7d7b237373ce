// SPDX-License-Identifier: Apache-2.0
#include "api/token/development_issuer.h"

#include <openssl/core_names.h>
#include <openssl/pem.h>

#include <utility>

#include "api/token/base64url.h"
#include "api/token/handles.h"
#include "core/check.h"
#include "core/json.h"
#include "core/sha256.h"

namespace tollbridge::api::token {
namespace {

constexpr unsigned rsa_bits = 2048;

std::string bytes_of(const BIGNUM* number) {
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

std::string parameter(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return {};
  return base64url(bytes_of(Number(number).get()));
}

std::string sign(EVP_PKEY* key, std::string_view text) {
  const DigestContext context(EVP_MD_CTX_new());
  CHECK(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
  std::size_t size = signature.size();
  auto* into = reinterpret_cast<unsigned char*>(signature.data());
  CHECK(EVP_DigestSign(context.get(), into, &size, octets(text), text.size()) == 1);
  signature.resize(size);
  return signature;
}

std::string text_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::int64_t seconds_of(Instant now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

}  // namespace

std::string DevelopmentIssuer::new_key() {
  const KeyHandle key(EVP_RSA_gen(rsa_bits), EVP_PKEY_free);
  const Bytes pem(BIO_new(BIO_s_mem()));
  CHECK(key != nullptr && pem != nullptr);
  CHECK(PEM_write_bio_PKCS8PrivateKey(pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(pem.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

Result<DevelopmentIssuer> DevelopmentIssuer::from_key(std::string_view pem) {
  const Bytes bytes(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  DevelopmentIssuer issuer;
  // An empty text as password, so that nobody is asked for one.
  char no_password[] = "";
  issuer.key_ = KeyHandle(PEM_read_bio_PrivateKey(bytes.get(), nullptr, nullptr, no_password),
                          EVP_PKEY_free);
  const auto damaged = [] {
    return fail(ErrorKind::damaged, "DevelopmentKeyDamaged",
                "The key of the development issuer is no RSA key of at least 2,048 bits in PEM; "
                "remove the file and the next use makes a new one. Tokens of the old one end.");
  };
  EVP_PKEY* key = issuer.key_.get();
  if (key == nullptr || EVP_PKEY_is_a(key, "RSA") != 1) return damaged();
  const std::string n = parameter(key, OSSL_PKEY_PARAM_RSA_N);
  const std::string e = parameter(key, OSSL_PKEY_PARAM_RSA_E);
  issuer.key_id_ = base64url(
      text_of(sha256(R"({"e":")" + e + R"(","kty":"RSA","n":")" + n + R"("})")));
  Json json;
  json.object().array("keys").object().field("kty", "RSA").field("use", "sig");
  json.field("alg", "RS256").field("kid", issuer.key_id_).field("n", n).field("e", e);
  issuer.jwks_ = json.end().end().end().text();
  auto keys = KeySet::parse(issuer.jwks_);
  if (!keys) return damaged();
  issuer.keys_ = std::make_shared<const KeySet>(std::move(*keys));
  return issuer;
}

std::string DevelopmentIssuer::issue(const Principal& principal, Instant now,
                                     std::chrono::minutes lifetime) const {
  CHECK(lifetime >= std::chrono::minutes{1} && lifetime <= development_lifetime_max);
  const std::int64_t issued = seconds_of(now);
  const auto lives = std::chrono::duration_cast<std::chrono::seconds>(lifetime).count();
  Json header;
  header.object().field("alg", "RS256").field("typ", "JWT").field("kid", key_id_).end();
  Json claims;
  claims.object().field("iss", development_issuer_name).field("aud", development_audience);
  claims.field("sub", principal.subject).field("role", to_string(principal.role));
  const auto optional = [&](const char* name, const std::string& value) {
    if (!value.empty()) claims.field(name, value);
  };
  optional("partner", principal.partner.text());
  optional("stack", principal.stack.text());
  optional("tid", principal.tenant.text());
  claims.field("iat", issued).field("nbf", issued).field("exp", issued + lives).end();
  const std::string text = base64url(header.text()) + "." + base64url(claims.text());
  return text + "." + base64url(sign(key_.get(), text));
}

TrustedIssuer DevelopmentIssuer::trusted() const {
  TrustedIssuer trusted;
  trusted.issuer = development_issuer_name;
  trusted.audience = {std::string(development_audience)};
  trusted.keys = keys_;
  trusted.lifetime_max = development_lifetime_max;
  return trusted;
}

std::string DevelopmentIssuer::discovery(std::string_view base_url) {
  Json json;
  json.object().field("issuer", development_issuer_name);
  json.field("jwks_uri", std::string(base_url) + "/.well-known/jwks.json");
  json.array("response_types_supported").value("token").end();
  json.array("subject_types_supported").value("public").end();
  json.array("id_token_signing_alg_values_supported").value("RS256").end();
  return json.end().text();
}

}  // namespace tollbridge::api::token
