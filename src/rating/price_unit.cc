// SPDX-License-Identifier: Apache-2.0
#include "rating/price_unit.h"

namespace tollbridge::rating {
namespace {

constexpr std::int64_t block_max = 1'000'000'000'000'000;

std::int64_t multiple(std::string_view rest) {
  if (rest.empty() || (rest.size() > 1 && rest[1] != ' ' && rest[1] != '/')) return 1;
  switch (rest.front()) {
    case 'K':
      return 1'000;
    case 'M':
      return 1'000'000;
    case 'B':
      return 1'000'000'000;
    default:
      return 1;
  }
}

}  // namespace

std::optional<std::int64_t> block_size(std::string_view unit) {
  std::int64_t size = 0;
  std::size_t digits = 0;
  while (digits < unit.size() && unit[digits] >= '0' && unit[digits] <= '9') {
    size = size * 10 + (unit[digits++] - '0');
    if (size > block_max) return std::nullopt;
  }
  if (digits == 0) return 1;
  const std::int64_t times = multiple(unit.substr(digits));
  if (size == 0 || size > block_max / times) return std::nullopt;
  return size * times;
}

std::optional<Factor> single_unit_factor(std::string_view unit) {
  const auto size = block_size(unit);
  const i128 one = Factor::from_whole(1).units();
  if (!size || one % *size != 0) return std::nullopt;
  return Factor::from_units(one / *size);
}

}  // namespace tollbridge::rating
