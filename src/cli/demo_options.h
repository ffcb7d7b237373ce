// SPDX-License-Identifier: Apache-2.0
// What demo was asked for.
#pragma once

#include <cstdint>
#include <string>

#include "core/time.h"

namespace tollbridge::cli {

struct DemoOptions {
  std::string directory;  // everything is written below it
  Period month;
  std::uint64_t seed = 1;
  std::uint64_t records = 1'000'000;
  int customers = 40;

  // The data directory of the provider, and of its server in the demo.
  [[nodiscard]] std::string data() const { return directory + "/data"; }
};

}  // namespace tollbridge::cli
