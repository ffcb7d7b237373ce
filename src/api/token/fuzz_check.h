// SPDX-License-Identifier: Apache-2.0
// What must hold for any bytes as a token or as a set of keys. For the fuzz target and the test
// that replays its corpus, fuzz/corpus/bearer/.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "api/text.h"
#include "api/token/refusal.h"
#include "api/token/verify.h"
#include "core/check.h"
#include "core/sha256.h"

namespace tollbridge::api::token {

// The file `keys` of the corpus. Their private halves are gone, so nobody can make another token.
inline constexpr std::string_view corpus_keys =
    R"({"keys":[{"kty":"RSA","n":"uaujMfUUf4ihufSCvSqkphY6-3TywhiVTY-RxOC9AmnCyS-KFO8_Y7-2M)"
    R"(rG7qL-dQMYApoMEzgD1BlWQ0Mcyh0MsiOTJLsv9nAifbYRkgx-Rd-b5K9pUA1eLfKgeqj-qYurQAjoNrZIpn)"
    R"(l0a9mG0S-9weixggWzGdzVP3QxXPVPII2CR59woi-hBbejAP5DWnU6jjx_VpxVm1PmNslgOejmCy_U0atoVU)"
    R"(J1EMOYAKO61cGVOydPoV_QtfPCN3Q5HPDoEZ3eqBmkxHdbrjxIyq7eC7kjCVhLenhBzMu80Zrys1pmK7vvIB)"
    R"(6plq_jsmC-CX4vSwVVMqGI-YzvJmSND9Q","e":"AQAB","kid":"rsa","use":"sig","alg":"RS256"})"
    R"(,{"kty":"RSA","n":"sb2Wv4jAfPPpa74loiGYEwtkqAnMN-PAk0N874Rg9k3MmxkMXDZPkh_bSnl9hFv5h)"
    R"(Ac3vRtOBv8l5Mr4tt65lW7jlA_ISFvhHFiRhF8t4mnt-9G0YR9SOwoTX2gOR_tk0ODffA2jfjKhFAi8vsFxh)"
    R"(q08-DRqf5Dwct-NLsjfthtMPR2rXPz5UYnIZA7VaClXuIpA_Bcxqt_XxKFLZ_zs0ChjqBtkB7Mhf7ULvzjrf)"
    R"(1o3usJ22Z-vR98uhJZW64kFWIkiZ39dA2Zpc6ATwnK14hiu-b2d0AjfNyM9UZBRSuZfrmWc5ig3o8zL2mvec)"
    R"(cAuKXIA-o1s27wnCi4aaWrxuw","e":"AQAB","kid":"other","alg":"PS256"},{"kty":"EC","crv")"
    R"(:"P-256","x":"8c9b6vwMV5xz4BTKE4P7HCfHz50KLYUv258chKezDS8","y":"wnBNdiPlOegf1bYGongO)"
    R"(EEZ7xusty3X8Y6fRGRWdSr8","kid":"ec","key_ops":["verify"],"alg":"ES256"}]})";

// SHA-256 of the files good_rs256, good_ps256 and good_es256.
inline constexpr std::array<std::string_view, 3> good_tokens{
    "16e06f90046586d831257d7016b0076a8f7fefb909f769617b1d02ac791253dc",
    "132b4078a75a19d6c82960035e7da4a0f37f5fe55c41b798292d554de35965f9",
    "d36ddec9269c19428b9b8ff984044c080e47b3521846502a7c9acaea146868e5",
};

inline const Instant corpus_now{std::chrono::seconds{1'793'700'000}};

inline Trust corpus_trust() {
  auto keys = KeySet::parse(corpus_keys);
  CHECK(keys.has_value());
  TrustedIssuer issuer;
  issuer.issuer = "https://login.contoso.example/v2.0";
  issuer.audience = {"tollbridge"};
  issuer.keys = std::make_shared<const KeySet>(std::move(*keys));
  return {{issuer}};
}

inline bool is_good(std::string_view token) {
  return contains(good_tokens, std::string_view(hex(sha256(token))));
}

// Ends the process if a token is taken that is none of the good ones, or refused in another way
// than the one for all.
inline void check_token(std::string_view bytes) {
  static const Trust trust = corpus_trust();
  const auto principal = verify(bytes, corpus_now, trust);
  CHECK(principal.has_value() == is_good(bytes));
  if (principal) {
    CHECK(principal->subject == "alice");
    return;
  }
  const Error seen = told(principal.error());
  CHECK(!reason_of(principal.error()).empty());
  CHECK(seen.code == "InvalidAuthenticationToken" && seen.message == told(refusal("", "")).message);
}

inline void check_key_set(std::string_view bytes) {
  const auto keys = KeySet::parse(bytes);
  CHECK(!keys || (keys->size() > 0 && keys->size() <= jose::key_set_keys_max));
}

}  // namespace tollbridge::api::token
