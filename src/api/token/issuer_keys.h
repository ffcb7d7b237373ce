// SPDX-License-Identifier: Apache-2.0
// The keys of an issuer as they are known now: given once, or fetched by OpenID Connect discovery
// and kept as long as the issuer says, from 5 minutes to 24 hours.
//
// Nobody can make us fetch more than once a minute. While an issuer cannot be reached, what is
// known stays, at most until 24 hours after it was fetched. Safe on any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "api/token/fetcher.h"
#include "core/result.h"
#include "core/world.h"
#include "jose/keys.h"

namespace tollbridge::api::token {

inline constexpr std::chrono::seconds keys_kept_min{std::chrono::minutes{5}};
inline constexpr std::chrono::seconds keys_kept_otherwise{std::chrono::hours{1}};
inline constexpr std::chrono::seconds keys_kept_max{std::chrono::hours{24}};
inline constexpr std::chrono::seconds fetch_pause{60};

class IssuerKeys {
 public:
  struct Discovery {
    std::string issuer;  // what the document must call itself, byte for byte
    std::string url;     // of the document; https, or http to this machine
    Fetcher& fetcher;
    Clock& clock;
    // Told of each fetch that failed, and of keys left out; may be empty.
    std::function<void(const Error&)> on_failure;
  };
  explicit IssuerKeys(std::shared_ptr<const jose::KeySet> fixed) : known_(std::move(fixed)) {}
  // Fetches nothing yet. Errors: InvalidIssuerUrl (invalid).
  static Result<std::unique_ptr<IssuerKeys>> discovered(Discovery discovery);

  // What to check with; nullptr if nothing is known. Fetches if nothing is known or it is too old,
  // and waits for a fetch of another thread if nothing is known.
  std::shared_ptr<const jose::KeySet> current();
  // After a kid was not found in current(): the keys fetched again, or what is known.
  std::shared_ptr<const jose::KeySet> refreshed();

 private:
  explicit IssuerKeys(Discovery discovery)
      : discovery_(std::make_unique<Discovery>(std::move(discovery))) {}

  struct Keys {
    std::shared_ptr<const jose::KeySet> set;  // shared with callers that check with it
    std::chrono::seconds kept;
  };
  [[nodiscard]] std::chrono::nanoseconds now() const;
  [[nodiscard]] bool may_fetch() const;
  void fetch(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] Result<Keys> fetch_keys() const;
  void report(const Error& error) const;

  const std::unique_ptr<Discovery> discovery_;  // null: keys never change
  std::mutex mutex_;                            // guards all below
  std::condition_variable fetched_;
  std::shared_ptr<const jose::KeySet> known_;
  std::chrono::nanoseconds known_since_{};
  std::chrono::nanoseconds fresh_until_{};
  std::optional<std::chrono::nanoseconds> tried_;
  bool fetching_ = false;
};

}  // namespace tollbridge::api::token
