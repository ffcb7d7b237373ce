// SPDX-License-Identifier: Apache-2.0
// The way from a stack to commerce: three questions. It may lose, delay, double, cut and garble;
// what it gives is checked by whoever asked.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bridge/inbox.h"

namespace tollbridge::bridge {

// Errors of all: io (it cannot be reached, or answered nonsense), busy (commerce cannot now),
// denied, and those commerce gave, with their codes.
class Link {
 public:
  virtual ~Link() = default;
  virtual Result<Standing> standing(std::uint64_t from) = 0;
  // The text of a receipt.
  virtual Result<std::string> send(std::string_view batch) = 0;
  // A batch commerce took. Errors: not_found when it is no longer kept.
  virtual Result<std::string> fetch(std::uint64_t number) = 0;
  // How long commerce asked to be left alone in its last answer.
  [[nodiscard]] virtual std::optional<std::chrono::seconds> retry_after() const { return {}; }
};

}  // namespace tollbridge::bridge
