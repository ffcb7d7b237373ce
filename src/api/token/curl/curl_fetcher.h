// SPDX-License-Identifier: Apache-2.0
// Fetches an issuer's documents with libcurl: TLS 1.2 or later with checked certificates, no
// redirections, no proxy of the environment, 256 KiB and 5 seconds at most.
#pragma once

#include <string>

#include "api/token/fetcher.h"

namespace tollbridge::api::token::curl {

class CurlFetcher final : public Fetcher {
 public:
  // `ca_file`: certificates trusted instead of the system's; empty: the system's.
  explicit CurlFetcher(std::string ca_file = {});

  Result<Fetched> get(const std::string& url) override;

 private:
  std::string ca_file_;
};

// The max-age of a Cache-Control header, which also says no-store and no-cache as 0.
std::optional<std::chrono::seconds> max_age_of(std::string_view cache_control);

}  // namespace tollbridge::api::token::curl
