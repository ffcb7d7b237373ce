// SPDX-License-Identifier: Apache-2.0
// Public keys: one as a JWK, or those of an issuer as a JSON Web Key Set (RFC 7517).
//
// Only keys that can check one of our three algorithms are kept: RSA of 2,048 to 8,192 bits for
// RS256 and PS256, EC on P-256 for ES256. Immutable values, safe on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

struct evp_pkey_st;

namespace tollbridge::jose {

enum class Algorithm : std::uint8_t { rs256, ps256, es256 };
std::string_view to_string(Algorithm algorithm);  // "RS256", …
// Exactly these spellings.
std::optional<Algorithm> parse_algorithm(std::string_view name);

// Shared because OpenSSL's keys are counted and never change here.
using KeyHandle = std::shared_ptr<evp_pkey_st>;

class PublicKey {
 public:
  enum class Kind : std::uint8_t { rsa, p256 };
  PublicKey(std::string id, Kind kind, std::optional<Algorithm> only, KeyHandle handle)
      : id_(std::move(id)), kind_(kind), only_(only), handle_(std::move(handle)) {}

  // One key by itself, a JWK. Errors: UnusableKey (invalid), a part of a sentence that says why:
  // another kind or curve, another use than signing, too short, private.
  static Result<PublicKey> parse(std::string_view jwk);

  // As the key says; empty if it says nothing, which no key of a set does.
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const KeyHandle& handle() const { return handle_; }
  // Whether a token may name this algorithm with this key.
  [[nodiscard]] bool serves(Algorithm algorithm) const;
  // `signature` as a JWS carries it: of the modulus' length, or 64 bytes r || s for ES256.
  [[nodiscard]] bool verifies(Algorithm algorithm, std::string_view signed_part,
                              std::string_view signature) const;

 private:
  std::string id_;
  Kind kind_;
  std::optional<Algorithm> only_;  // what the key says it is for
  KeyHandle handle_;
};

class KeySet {
 public:
  // Keys we cannot or may not use are left out, with the reason in skipped(): other kinds and
  // curves, another use than signing, too short, private, without kid, two of one kid.
  // Errors: InvalidKeySet (invalid), also when no key is left.
  static Result<KeySet> parse(std::string_view jwks);

  // Nullptr if there is no such key.
  [[nodiscard]] const PublicKey* find(std::string_view id) const;
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  [[nodiscard]] const std::vector<std::string>& skipped() const { return skipped_; }

 private:
  std::vector<PublicKey> keys_;
  std::vector<std::string> skipped_;
};

inline constexpr std::size_t key_bytes_max = 8 * 1024;
inline constexpr std::size_t key_set_bytes_max = 256 * 1024;
inline constexpr std::size_t key_set_keys_max = 256;

}  // namespace tollbridge::jose
