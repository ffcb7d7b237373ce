// SPDX-License-Identifier: Apache-2.0
#include "rating/fee.h"

#include <algorithm>

namespace tollbridge::rating {

std::string_view to_string(FeeEvery every) { return every == FeeEvery::once ? "once" : "month"; }

Result<FeeEvery> parse_fee_every(std::string_view text) {
  for (const FeeEvery every : {FeeEvery::once, FeeEvery::month}) {
    if (text == to_string(every)) return every;
  }
  return fail(ErrorKind::invalid, "InvalidFee", "A fee is charged `once` or every `month`.");
}

bool is_due(const Fee& fee, Period month) {
  if (fee.every == FeeEvery::once) return month == fee.first;
  return fee.first <= month && (!fee.last || month <= *fee.last);
}

std::string line_name(const Fee& fee) { return fee.description + " (" + fee.id + ")"; }

std::string_view line_unit(const Fee& fee) {
  return fee.every == FeeEvery::month ? monthly_unit : "unit";
}

Status check_fee_text(std::string_view text) {
  const bool control = std::ranges::any_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (!text.empty() && text.size() <= fee_text_bytes_max && !control) return {};
  return fail(ErrorKind::invalid, "InvalidFee",
              "A fee's id and description have 1 to 200 bytes and no control characters.");
}

}  // namespace tollbridge::rating
