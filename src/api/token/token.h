// SPDX-License-Identifier: Apache-2.0
// A bearer token taken apart (JWS compact form, RFC 7515; claims of RFC 7519). Nothing in it is
// true yet: verify.h checks it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "jose/keys.h"

namespace tollbridge::api::token {

using jose::Algorithm;
using jose::KeySet;

inline constexpr std::size_t token_bytes_max = 8 * 1024;

struct Claims {
  std::string issuer;
  std::vector<std::string> audience;
  std::int64_t expires = 0;  // seconds since 1970, as all times of a token
  std::int64_t issued = 0;
  std::optional<std::int64_t> not_before;
  // Entra's oid, else sub, else the application (appid, azp): never a name or an address, which
  // may come to belong to somebody else.
  std::string subject;
  std::vector<std::string> roles;  // claim `role`, and `roles` of Entra
  std::string partner;
  std::string stack;
  std::string tenant;  // claim `tid`
};

struct Token {
  Algorithm algorithm = Algorithm::rs256;
  std::string key_id;
  Claims claims;
  std::string signed_part;  // header and claims as they stood
  std::string signature;
};

// Errors: refusals (refusal.h) TooLong, NotThreeParts, NotBase64url, NotJson, and of what a header
// or claim must be: AlgorithmRefused, HeaderRefused, TypeRefused, KeyIdMissing, ClaimMissing,
// ClaimMalformed, NotForAccess.
Result<Token> read_token(std::string_view bytes);

}  // namespace tollbridge::api::token
