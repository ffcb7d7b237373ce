// SPDX-License-Identifier: Apache-2.0
#include "simulate/random_source.h"

#include <string_view>

namespace tollbridge::simulate {

std::string RandomSource::guid() {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
  std::uint64_t bits = 0;
  int left = 0;
  for (char& c : text) {
    if (c != 'x') continue;
    if (left == 0) {
      bits = next();
      left = 16;
    }
    c = digits[bits & 15U];
    bits >>= 4U;
    --left;
  }
  return text;
}

}  // namespace tollbridge::simulate
