// SPDX-License-Identifier: Apache-2.0
#include "api/portal/sign_in_codes.h"

#include <algorithm>
#include <utility>

#include "api/token/bearer_authenticator.h"
#include "core/base64.h"
#include "core/sha256.h"

namespace tollbridge::api::portal {

void SignInCodes::forget_old() {
  const std::int64_t now = clock_.mono_nanoseconds();
  std::erase_if(codes_, [now](const auto& one) { return one.second.ends <= now; });
  if (codes_.size() < codes_max) return;
  codes_.erase(std::ranges::min_element(codes_, {}, [](const auto& one) {
    return one.second.ends;
  }));
}

std::string SignInCodes::add(Granted granted) {
  forget_old();
  std::string code = token::new_credential();
  const std::int64_t lives = std::chrono::nanoseconds(code_lifetime).count();
  codes_.insert_or_assign(code, Kept{clock_.mono_nanoseconds() + lives, std::move(granted)});
  return code;
}

std::optional<Granted> SignInCodes::take(const std::string& code) {
  const auto found = codes_.find(code);
  if (found == codes_.end()) return {};
  Kept kept = std::move(found->second);
  codes_.erase(found);
  if (kept.ends <= clock_.mono_nanoseconds()) return {};
  return std::move(kept.granted);
}

bool fits_challenge(std::string_view verifier, std::string_view challenge) {
  const bool plain = std::ranges::all_of(verifier, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
  });
  if (!plain || verifier.size() < 43 || verifier.size() > 128) return false;
  const Digest digest = sha256(verifier);
  return base64url({reinterpret_cast<const char*>(digest.data()), digest.size()}) == challenge;
}

}  // namespace tollbridge::api::portal
