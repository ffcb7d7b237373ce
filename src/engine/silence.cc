// SPDX-License-Identifier: Apache-2.0
#include "engine/silence.h"

#include <algorithm>

namespace tollbridge::engine {
namespace {

constexpr int exact_hours = 48;
constexpr int day_hours = 24;
constexpr const char* found_one = "FoundOne";  // ends a scan; never leaves this file

Result<bool> has_usage(journal::UsageReader& usage, const StackId& stack, const HourSpan& hours) {
  const auto read = usage.scan(
      {stack, hours, {}, journal::Show::counted, {}, false},
      [](const journal::StringPool&, std::span<const journal::ScannedRow>) -> Status {
        return fail(ErrorKind::conflict, found_one, {});
      });
  if (read) return false;
  if (read.error().code == found_one) return true;
  return std::unexpected<Error>(read.error());
}

}  // namespace

Result<std::optional<Hour>> newest_usage(journal::UsageReader& usage, const StackId& stack,
                                         Hour now, int hours_back) {
  Hour end = now.plus(1);
  for (int back = 0; back < hours_back;) {
    const int slice = std::min(back < exact_hours ? 1 : day_hours, hours_back - back);
    auto found = has_usage(usage, stack, {end.plus(-slice), end});
    if (!found) return pass(found);
    if (*found) return std::optional(end.plus(-1));
    end = end.plus(-slice);
    back += slice;
  }
  return std::optional<Hour>();
}

}  // namespace tollbridge::engine
