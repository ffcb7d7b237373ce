// SPDX-License-Identifier: Apache-2.0
// Where a server listens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace tollbridge::api::http {

struct Listen {
  bool tls = false;
  std::string address = "127.0.0.1";  // an IP address
  std::uint16_t port = 0;             // 0: any free one

  [[nodiscard]] bool loopback() const;
  [[nodiscard]] std::string url() const;  // "https://[::1]:8443"
};
// "http://127.0.0.1:8080"; `localhost` is 127.0.0.1. Errors: InvalidListen.
Result<Listen> parse_listen(std::string_view url);

}  // namespace tollbridge::api::http
