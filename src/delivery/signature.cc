// SPDX-License-Identifier: Apache-2.0
#include "delivery/signature.h"

#include <chrono>
#include <cstddef>

#include "core/base64.h"
#include "core/check.h"
#include "core/sha256.h"

namespace tollbridge::delivery {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t key_bytes_min = 24;
constexpr std::size_t key_bytes_max = 64;
constexpr std::size_t block_bytes = 64;  // of SHA-256
constexpr char inner_pad = 0x36;
constexpr char outer_pad = 0x5c;

std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Digest padded_digest(std::string_view key, char pad, std::string_view bytes) {
  std::string block(block_bytes, pad);
  for (std::size_t i = 0; i < key.size(); ++i) {
    block[i] = static_cast<char>(key[i] ^ pad);
  }
  Sha256 hash;
  hash.update(block);
  hash.update(bytes);
  return hash.finish();
}

// RFC 2104; a key is never longer than a block here, so it is not hashed first.
Digest hmac_sha256(std::string_view key, std::string_view bytes) {
  CHECK(key.size() <= block_bytes);
  return padded_digest(key, outer_pad, bytes_of(padded_digest(key, inner_pad, bytes)));
}

}  // namespace

Result<Secret> Secret::parse(std::string_view text) {
  if (text.starts_with(secret_prefix)) {
    auto key = from_base64(text.substr(secret_prefix.size()));
    if (key && key->size() >= key_bytes_min && key->size() <= key_bytes_max) {
      return Secret(*std::move(key));
    }
  }
  return fail(ErrorKind::invalid, "InvalidSecret",
              "The secret is none: write whsec_ and the base64 of 24 to 64 random bytes.");
}

std::string signature(const Secret& secret, std::string_view content) {
  return "v1," + base64(bytes_of(hmac_sha256(secret.key_, content)));
}

std::vector<std::string> signed_headers(const std::string& id, Instant sent_at,
                                        std::string_view body, std::span<const Secret> secrets) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(sent_at).time_since_epoch();
  const std::string time = std::to_string(seconds.count());
  const std::string content = id + "." + time + "." + std::string(body);
  std::string signatures;
  for (const Secret& secret : secrets) {
    if (!signatures.empty()) signatures += " ";
    signatures += signature(secret, content);
  }
  return {"webhook-id: " + id, "webhook-timestamp: " + time, "webhook-signature: " + signatures};
}

}  // namespace tollbridge::delivery
