// SPDX-License-Identifier: Apache-2.0
// The codes a browser carries from the sign-in page to the app: each stands, for a minute and
// once, for the principal somebody chose and for the request it was chosen in (RFC 6749 4.1, with
// the challenge of RFC 7636).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/principal.h"
#include "core/world.h"

namespace tollbridge::api::portal {

inline constexpr std::chrono::seconds code_lifetime{60};
inline constexpr std::size_t codes_max = 1000;  // beyond it the oldest one ends

struct SignInRequest {
  std::string client;
  std::string redirect_uri;
  std::string challenge;  // S256 of the verifier
  std::string nonce;
};

struct Granted {
  SignInRequest request;
  Principal principal;
};

// One thread.
class SignInCodes {
 public:
  explicit SignInCodes(Clock& clock) : clock_(clock) {}

  std::string add(Granted granted);
  // Empty if the code is not known, was taken before, or is older than its lifetime.
  std::optional<Granted> take(const std::string& code);

 private:
  struct Kept {
    std::int64_t ends;  // on the monotonic clock
    Granted granted;
  };
  void forget_old();

  Clock& clock_;
  std::map<std::string, Kept> codes_;
};

// Whether `challenge` is base64url(SHA-256(verifier)), and the verifier one (43 to 128 letters,
// digits, "-._~").
bool fits_challenge(std::string_view verifier, std::string_view challenge);

}  // namespace tollbridge::api::portal
