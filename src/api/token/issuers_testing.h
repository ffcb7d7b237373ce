// SPDX-License-Identifier: Apache-2.0
// For tests of issuers: a clock that is moved by hand and an issuer that lives in memory.
#pragma once

#include <map>
#include <string>

#include "api/token/fetcher.h"
#include "core/world.h"

namespace tollbridge::api::token {

class HandClock final : public Clock {
 public:
  explicit HandClock(Instant start) : now_(start) {}
  Instant now() override { return now_; }
  std::int64_t mono_nanoseconds() override { return now_.time_since_epoch().count(); }
  void advance(std::chrono::nanoseconds by) { now_ += by; }

 private:
  Instant now_;
};

class MemoryFetcher final : public Fetcher {
 public:
  Result<Fetched> get(const std::string& url) override {
    ++asked[url];
    const auto page = pages.find(url);
    if (page == pages.end()) return fail(ErrorKind::io, "FetchFailed", "down");
    return page->second;
  }
  std::map<std::string, Fetched> pages;
  std::map<std::string, int> asked;
};

}  // namespace tollbridge::api::token
