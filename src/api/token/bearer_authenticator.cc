// SPDX-License-Identifier: Apache-2.0
#include "api/token/bearer_authenticator.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>

#include "api/text.h"
#include "api/token/refusal.h"
#include "core/base64.h"
#include "core/check.h"

namespace tollbridge::api::token {
namespace {

constexpr std::string_view scheme = "bearer ";

// In a time that does not depend on where they differ.
bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Principal local_provider() {
  Principal principal;
  principal.role = Role::provider;
  principal.subject = "local";
  principal.issuer = local_issuer;
  return principal;
}

// What follows the scheme of the one Authorization header.
Result<std::string_view> credential_of(const Request& request) {
  if (request.header_count("authorization") > 1) {
    return refuse("TwoHeaders", "There are two Authorization headers.");
  }
  std::string_view value = request.header("authorization");
  if (!same_without_case(value.substr(0, scheme.size()), scheme)) {
    return refuse("SchemeUnknown", "The scheme of Authorization is not Bearer.");
  }
  value.remove_prefix(scheme.size());
  while (value.starts_with(' ')) value.remove_prefix(1);
  return value;
}

}  // namespace

Result<Principal> BearerAuthenticator::authenticate(const Request& request) {
  auto principal = principal_of(request);
  if (principal || principal.error().kind == ErrorKind::busy) return principal;
  if (setting_.on_refusal) setting_.on_refusal(request, principal.error());
  return std::unexpected<Error>(told(std::move(principal.error())));
}

Result<Principal> BearerAuthenticator::principal_of(const Request& request) {
  // It would stand in logs and in the history of browsers (RFC 9700 4.3.2).
  if (request.parameter("access_token")) {
    return refuse("TokenInQuery", "A token must not stand in the query.");
  }
  if (request.header_count("authorization") == 0) return Principal{};
  const auto credential = credential_of(request);
  if (!credential) return std::unexpected<Error>(credential.error());
  if (request.loopback && !setting_.local_credential.empty() &&
      same_secret(*credential, setting_.local_credential)) {
    return local_provider();
  }
  return verified(*credential, request);
}

Result<Principal> BearerAuthenticator::verified(std::string_view text, const Request& request) {
  const auto token = read_token(text);
  if (!token) return std::unexpected<Error>(token.error());
  if (token->claims.issuer.starts_with(stack_issuer_prefix)) {
    return verified_stack(*token, request);
  }
  const auto issuer = std::ranges::find_if(setting_.issuers, [&](const Issuer& each) {
    return each.trusted.issuer == token->claims.issuer;
  });
  if (issuer == setting_.issuers.end()) {
    return refuse("IssuerUnknown", "Its issuer is not trusted.");
  }
  if (issuer->loopback_only && !request.loopback) {
    return refuse("NotFromHere", "The development issuer is not trusted from other machines.");
  }
  const Instant now = setting_.clock.now();
  Trust trust{{issuer->trusted}};
  TrustedIssuer& trusted = trust.issuers.front();
  trusted.keys = issuer->keys->current();
  auto principal = verify(*token, now, trust);
  if (principal || reason_of(principal.error()) != "KeyUnknown") return principal;
  const auto keys = issuer->keys->refreshed();
  if (keys == trusted.keys) return principal;
  trusted.keys = keys;
  return verify(*token, now, trust);
}

// Whether a stack is known must not show: without a key its token is refused as one of an unknown
// key is.
Result<Principal> BearerAuthenticator::verified_stack(const Token& token, const Request& request) {
  TrustedIssuer issuer;
  issuer.issuer = token.claims.issuer;
  issuer.stack = StackId(token.claims.issuer.substr(stack_issuer_prefix.size()));
  issuer.audience = {request.base_url};
  issuer.lifetime_max = stack_token_lifetime_max;
  if (token.algorithm == Algorithm::es256 && !issuer.stack.empty() && setting_.stack_keys) {
    auto keys = setting_.stack_keys(issuer.stack);
    if (!keys) return pass(keys);
    issuer.keys = std::move(*keys);
  }
  return verify(token, setting_.clock.now(), Trust{{std::move(issuer)}});
}

std::string new_credential() {
  std::array<unsigned char, 32> bytes{};
  CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
  return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace tollbridge::api::token
