// SPDX-License-Identifier: Apache-2.0
// How a receiver knows that a webhook is ours and was not changed: Standard Webhooks, scheme v1
// (HMAC-SHA256 over id, time and body). While a secret is replaced both sign, so that the receiver
// may change over at any time. Pure values and functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace tollbridge::delivery {

class Secret {
 public:
  // "whsec_" and the base64 of 24 to 64 bytes. Errors: InvalidSecret, which does not repeat it.
  static Result<Secret> parse(std::string_view text);

 private:
  explicit Secret(std::string key) : key_(std::move(key)) {}
  friend std::string signature(const Secret& secret, std::string_view content);
  std::string key_;
};

// "v1,<base64>" of the content "<id>.<seconds>.<body>".
std::string signature(const Secret& secret, std::string_view content);

// The three headers of a message, "name: value". `secrets`: one, or the new and the old; a
// signature by each, in their order.
std::vector<std::string> signed_headers(const std::string& id, Instant sent_at,
                                        std::string_view body, std::span<const Secret> secrets);

}  // namespace tollbridge::delivery
