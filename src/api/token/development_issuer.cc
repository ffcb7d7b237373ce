// SPDX-License-Identifier: Apache-2.0
#include "api/token/development_issuer.h"

#include <utility>

#include "core/check.h"
#include "core/json.h"

namespace tollbridge::api::token {
namespace {

std::int64_t seconds_of(Instant now) {
  return std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
}

}  // namespace

std::string DevelopmentIssuer::new_key() {
  return jose::SigningKey::make_rsa();
}

Result<DevelopmentIssuer> DevelopmentIssuer::from_key(std::string_view pem) {
  auto key = jose::SigningKey::read(pem);
  const auto damaged = [] {
    return fail(ErrorKind::damaged, "DevelopmentKeyDamaged",
                "The key of the development issuer is no RSA key of at least 2,048 bits in PEM; "
                "remove the file and the next use makes a new one. Tokens of the old one end.");
  };
  if (!key || key->algorithm() != Algorithm::rs256) return damaged();
  const std::string jwk = key->public_jwk();
  DevelopmentIssuer issuer(std::move(*key));
  issuer.jwks_ = R"({"keys":[)" + jwk.substr(0, jwk.size() - 1) +
                 R"(,"use":"sig","alg":"RS256"}]})";
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
  return key_.jwt(claims.text());
}

std::string DevelopmentIssuer::id_token(const SignedIn& who, Instant now,
                                        std::chrono::minutes lifetime) const {
  const std::int64_t issued = seconds_of(now);
  const auto lives = std::chrono::duration_cast<std::chrono::seconds>(lifetime).count();
  Json claims;
  claims.object().field("iss", development_issuer_name).field("aud", who.client);
  claims.field("sub", who.subject).field("nonce", who.nonce);
  claims.field("iat", issued).field("exp", issued + lives).end();
  return key_.jwt(claims.text());
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
