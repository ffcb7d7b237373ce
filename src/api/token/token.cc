// SPDX-License-Identifier: Apache-2.0
#include "api/token/token.h"

#include <algorithm>
#include <array>

#include "api/text.h"
#include "api/token/refusal.h"
#include "jose/base64url.h"
#include "jose/jws.h"
#include "jose/strict_json.h"

namespace tollbridge::api::token {
namespace {

using jose::from_base64url;
using jose::JsonValue;
using jose::member;
using jose::parse_object;
using jose::text_of;
using jose::texts_of;

constexpr std::size_t key_id_bytes_max = 256;
constexpr std::size_t text_bytes_max = 255;  // of a subject or an id, as OpenID Connect has it
constexpr std::size_t list_max = 64;         // audiences, roles
constexpr std::int64_t last_second = 253'402'300'799;  // of the year 9999

// They bring their own key, change what is signed, or wrap another token: nothing we take part in.
constexpr std::array refused_headers{"crit", "b64", "jwk", "jku", "x5u", "x5c",
                                     "cty",  "enc", "zip", "epk", "p2s"};
constexpr std::array types{"jwt", "at+jwt", "application/at+jwt"};
// What only tokens for other ends carry: ID tokens, and tokens bound to a key we do not ask for.
constexpr std::array foreign_claims{"nonce", "at_hash", "c_hash", "s_hash", "cnf", "events"};

Status read_header(const JsonValue& header, Token& token) {
  const auto name = text_of(header, "alg");
  const auto algorithm = name ? jose::parse_algorithm(*name) : std::nullopt;
  if (!algorithm) return refuse("AlgorithmRefused", "alg is not RS256, PS256 or ES256.");
  token.algorithm = *algorithm;
  for (const char* each : refused_headers) {
    if (member(header, each) == nullptr) continue;
    return refuse("HeaderRefused", std::string("The header holds ") + each + ".");
  }
  if (member(header, "typ") != nullptr) {
    const auto type = text_of(header, "typ");
    if (!type || !contains(types, lower_case(*type))) {
      return refuse("TypeRefused", "typ is neither JWT nor at+jwt.");
    }
  }
  auto id = text_of(header, "kid");
  if (!id || id->empty() || id->size() > key_id_bytes_max) {
    return refuse("KeyIdMissing", "kid is missing, or no text of 1 to 256 bytes.");
  }
  token.key_id = std::move(*id);
  return {};
}

std::unexpected<Error> malformed(const char* name, const std::string& wanted) {
  return refuse("ClaimMalformed", std::string("The claim ") + name + " is not " + wanted + ".");
}

std::unexpected<Error> missing(const char* name) {
  return refuse("ClaimMissing", std::string("The claim ") + name + " is missing.");
}

// A whole number of seconds; empty if the claim is missing.
Result<std::optional<std::int64_t>> time_of(const JsonValue& claims, const char* name) {
  const JsonValue* value = member(claims, name);
  if (value == nullptr) return std::optional<std::int64_t>();
  if (!value->is_number_integer()) return malformed(name, "a whole number of seconds");
  const bool too_large = value->is_number_unsigned() &&
                         value->get<std::uint64_t>() > static_cast<std::uint64_t>(last_second);
  if (too_large || value->get<std::int64_t>() < 0) return malformed(name, "a time of our age");
  return std::optional(value->get<std::int64_t>());
}

Result<std::int64_t> needed_time(const JsonValue& claims, const char* name) {
  auto time = time_of(claims, name);
  if (!time) return pass(time);
  if (!*time) return missing(name);
  return **time;
}

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

// A name somebody is known by; empty if the claim is missing.
Status read_name(const JsonValue& claims, const char* name, std::string& into) {
  if (member(claims, name) == nullptr) return {};
  auto text = text_of(claims, name);
  if (!text || text->empty() || text->size() > text_bytes_max || !is_plain(*text)) {
    return malformed(name, "a text of 1 to 255 bytes");
  }
  into = std::move(*text);
  return {};
}

Status read_times(const JsonValue& members, Claims& claims) {
  auto expires = needed_time(members, "exp");
  if (!expires) return pass(expires);
  auto issued = needed_time(members, "iat");
  if (!issued) return pass(issued);
  auto not_before = time_of(members, "nbf");
  if (!not_before) return pass(not_before);
  if (*expires <= *issued) return malformed("exp", "after iat");
  claims.expires = *expires;
  claims.issued = *issued;
  claims.not_before = *not_before;
  return {};
}

Status read_subject(const JsonValue& members, Claims& claims) {
  for (const char* name : {"oid", "sub", "appid", "azp"}) {
    std::string text;
    if (auto read = read_name(members, name, text); !read) return read;
    if (claims.subject.empty()) claims.subject = std::move(text);
  }
  if (claims.subject.empty()) return missing("sub");
  return {};
}

Status read_roles(const JsonValue& members, Claims& claims) {
  if (member(members, "role") != nullptr) {
    const auto role = text_of(members, "role");
    if (!role) return malformed("role", "a text");
    claims.roles.push_back(*role);
  }
  if (member(members, "roles") == nullptr) return {};
  const auto roles = texts_of(members, "roles");
  if (!roles || roles->size() > list_max) return malformed("roles", "a list of texts");
  claims.roles.insert(claims.roles.end(), roles->begin(), roles->end());
  return {};
}

Status read_claims(const JsonValue& members, Claims& claims) {
  for (const char* each : foreign_claims) {
    if (member(members, each) == nullptr) continue;
    return refuse("NotForAccess",
                  std::string("It is no bearer access token: it holds the claim ") + each + ".");
  }
  if (member(members, "iss") == nullptr) return missing("iss");
  const auto issuer = text_of(members, "iss");
  if (!issuer) return malformed("iss", "a text");
  claims.issuer = *issuer;
  if (member(members, "aud") == nullptr) return missing("aud");
  auto audience = texts_of(members, "aud");
  if (!audience || audience->size() > list_max) return malformed("aud", "a text or a list of them");
  claims.audience = std::move(*audience);
  if (auto read = read_times(members, claims); !read) return read;
  if (auto read = read_subject(members, claims); !read) return read;
  if (auto read = read_roles(members, claims); !read) return read;
  if (auto read = read_name(members, "partner", claims.partner); !read) return read;
  if (auto read = read_name(members, "stack", claims.stack); !read) return read;
  return read_name(members, "tid", claims.tenant);
}

}  // namespace

Result<Token> read_token(std::string_view bytes) {
  if (bytes.size() > token_bytes_max) return refuse("TooLong", "It is longer than 8 KiB.");
  const auto parts = jose::split(bytes);
  if (!parts) return refuse("NotThreeParts", "It has not three parts.");
  const auto header = from_base64url(parts->header);
  const auto claims = from_base64url(parts->claims);
  auto signature = from_base64url(parts->signature);
  if (!header || !claims || !signature) {
    return refuse("NotBase64url", "A part is not base64url without padding.");
  }
  const auto header_members = parse_object(*header);
  if (!header_members) return refuse("NotJson", "The header is no strict JSON object.");
  Token token;
  if (auto read = read_header(*header_members, token); !read) return pass(read);
  const auto claim_members = parse_object(*claims);
  if (!claim_members) return refuse("NotJson", "The claims are no strict JSON object.");
  if (auto read = read_claims(*claim_members, token.claims); !read) return pass(read);
  token.signed_part = parts->signed_part;
  token.signature = std::move(*signature);
  return token;
}

}  // namespace tollbridge::api::token
