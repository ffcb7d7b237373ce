// SPDX-License-Identifier: Apache-2.0
// Is a token true, and whom does it speak for? (spec/standards.md 5.10, spec/reliability.md 8.4)
//
// What is not named here as accepted is refused: three algorithms, keys of the issuer alone, an
// issuer and an audience that are ours byte for byte, times within 60 seconds, one role with what
// belongs to it. Pure: keys and time are arguments. Safe on any thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/principal.h"
#include "api/token/token.h"
#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "jose/keys.h"

namespace tollbridge::api::token {

inline constexpr std::chrono::seconds leeway{60};

// An issuer we trust, and how far.
struct TrustedIssuer {
  std::string issuer;                 // claim iss, byte for byte
  std::vector<std::string> audience;  // one of these must be in claim aud
  // Shared because a fetch replaces the set while tokens are checked with the old one. Nullptr:
  // no keys are known yet.
  std::shared_ptr<const KeySet> keys;
  // Issuers that are limited below have a name; their subjects are "name/subject", so that nobody
  // is mistaken for a subject of another issuer.
  std::string name;
  std::vector<Role> roles;  // all of them if empty
  PartyId partner;  // if not empty: it speaks for this partner or reseller and for nobody else
  TenantId tenant;  // if not empty: it speaks for users of this directory and for nobody else
  StackId stack;    // if not empty: it is this stack itself, and speaks for its bridge alone
  std::chrono::seconds lifetime_max{std::chrono::hours{24}};  // exp - iat
};

struct Trust {
  std::vector<TrustedIssuer> issuers;
};

// Errors: those of read_token, and refusals IssuerUnknown, AudienceWrong, KeyUnknown, KeyMismatch,
// SignatureWrong, Expired, NotYetValid, IssuedLater, LivesTooLong, RoleMissing, RoleRefused,
// PartnerRefused, TenantRefused, StackRefused, ClaimMissing, ClaimMalformed.
Result<Principal> verify(std::string_view bytes, Instant now, const Trust& trust);
// The same for a token that was read.
Result<Principal> verify(const Token& token, Instant now, const Trust& trust);

}  // namespace tollbridge::api::token
