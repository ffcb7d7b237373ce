// SPDX-License-Identifier: Apache-2.0
#include "api/token/verify.h"

#include <algorithm>

#include "api/text.h"
#include "api/token/refusal.h"

namespace tollbridge::api::token {
namespace {

Status check_signature(const Token& token, const TrustedIssuer& issuer) {
  const jose::PublicKey* key = issuer.keys ? issuer.keys->find(token.key_id) : nullptr;
  if (key == nullptr) return refuse("KeyUnknown", "The issuer has no key of this kid.");
  if (!key->serves(token.algorithm)) {
    return refuse("KeyMismatch", "The key of this kid is not for alg " +
                                     std::string(jose::to_string(token.algorithm)) + ".");
  }
  if (key->verifies(token.algorithm, token.signed_part, token.signature)) return {};
  return refuse("SignatureWrong", "The signature is not of this token and key.");
}

Status check_times(const Claims& claims, Instant now, const TrustedIssuer& issuer) {
  using std::chrono::seconds;
  const std::int64_t second = std::chrono::floor<seconds>(now.time_since_epoch()).count();
  const std::int64_t slack = leeway.count();
  if (second >= claims.expires + slack) return refuse("Expired", "It has expired.");
  if (claims.not_before.value_or(0) > second + slack) {
    return refuse("NotYetValid", "It is not valid yet.");
  }
  if (claims.issued > second + slack) return refuse("IssuedLater", "It was issued in the future.");
  if (claims.expires - claims.issued > issuer.lifetime_max.count()) {
    return refuse("LivesTooLong", "It lives longer than " +
                                      std::to_string(issuer.lifetime_max.count()) + " seconds.");
  }
  return {};
}

// The one role a token names; other words among an issuer's roles are for others.
Result<Role> role_of(const Claims& claims) {
  Role role = Role::anonymous;
  for (const std::string& name : claims.roles) {
    const auto named = parse_role(name);
    if (!named) continue;
    if (role != Role::anonymous && role != *named) {
      return refuse("RoleRefused", "It names two roles.");
    }
    role = *named;
  }
  if (role == Role::anonymous) return refuse("RoleMissing", "It names none of our roles.");
  return role;
}

Result<PartyId> partner_of(const Claims& claims, const TrustedIssuer& issuer) {
  PartyId partner(claims.partner);
  if (partner.empty()) partner = issuer.partner;
  if (partner.empty()) return refuse("ClaimMissing", "The claim partner is missing.");
  if (!issuer.partner.empty() && partner != issuer.partner) {
    return refuse("PartnerRefused", "The issuer may not speak for this partner.");
  }
  // That word means whoever runs the service, who has a role of its own.
  if (partner == provider_party()) return refuse("PartnerRefused", "provider is no partner.");
  return partner;
}

Result<TenantId> tenant_of(const Claims& claims, const TrustedIssuer& issuer) {
  if (claims.tenant.empty()) return refuse("ClaimMissing", "The claim tid is missing.");
  if (!normal_guid(claims.tenant)) return refuse("ClaimMalformed", "The claim tid is no GUID.");
  TenantId tenant(claims.tenant);
  if (!issuer.tenant.empty() && tenant != issuer.tenant) {
    return refuse("TenantRefused", "The issuer may not speak for this directory.");
  }
  return tenant;
}

bool sells(Role role) { return role == Role::partner || role == Role::reseller; }

bool may_give(const TrustedIssuer& issuer, Role role) {
  if (!issuer.roles.empty() && !contains(issuer.roles, role)) return false;
  if (issuer.partner.empty() && issuer.tenant.empty()) return true;
  return (!issuer.partner.empty() && sells(role)) ||
         (!issuer.tenant.empty() && role == Role::tenant);
}

// A stack's own token: of its bridge, and of nobody else.
Result<Principal> bridge_of(const Claims& claims, const TrustedIssuer& issuer) {
  if (claims.roles != std::vector<std::string>{std::string(to_string(Role::bridge))}) {
    return refuse("RoleRefused", "A stack gives the role of its bridge alone.");
  }
  if (StackId(claims.stack) != issuer.stack) {
    return refuse("StackRefused", "The stack may not speak for another one.");
  }
  Principal principal;
  principal.role = Role::bridge;
  principal.issuer = claims.issuer;
  principal.subject = claims.issuer;
  principal.stack = issuer.stack;
  return principal;
}

Result<Principal> principal_of(const Claims& claims, const TrustedIssuer& issuer) {
  if (!issuer.stack.empty()) return bridge_of(claims, issuer);
  auto role = role_of(claims);
  if (!role) return pass(role);
  if (!may_give(issuer, *role)) {
    return refuse("RoleRefused", "The issuer may not give this role.");
  }
  Principal principal;
  principal.role = *role;
  principal.issuer = claims.issuer;
  principal.subject = issuer.name.empty() ? claims.subject : issuer.name + "/" + claims.subject;
  if (sells(*role)) {
    auto partner = partner_of(claims, issuer);
    if (!partner) return pass(partner);
    principal.partner = std::move(*partner);
  }
  if (*role == Role::stack_operator) {
    if (claims.stack.empty()) return refuse("ClaimMissing", "The claim stack is missing.");
    principal.stack = StackId(claims.stack);
  }
  if (*role == Role::tenant) {
    auto tenant = tenant_of(claims, issuer);
    if (!tenant) return pass(tenant);
    principal.tenant = std::move(*tenant);
  }
  return principal;
}

}  // namespace

Result<Principal> verify(std::string_view bytes, Instant now, const Trust& trust) {
  auto token = read_token(bytes);
  if (!token) return pass(token);
  return verify(*token, now, trust);
}

Result<Principal> verify(const Token& token, Instant now, const Trust& trust) {
  const auto issuer = std::ranges::find(trust.issuers, token.claims.issuer, &TrustedIssuer::issuer);
  if (issuer == trust.issuers.end()) return refuse("IssuerUnknown", "Its issuer is not trusted.");
  if (auto checked = check_signature(token, *issuer); !checked) return pass(checked);
  const bool for_us = std::ranges::any_of(token.claims.audience, [&](const std::string& each) {
    return contains(issuer->audience, each);
  });
  if (!for_us) return refuse("AudienceWrong", "It is for another audience.");
  if (auto checked = check_times(token.claims, now, *issuer); !checked) return pass(checked);
  return principal_of(token.claims, *issuer);
}

}  // namespace tollbridge::api::token
