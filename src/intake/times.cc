// SPDX-License-Identifier: Apache-2.0
#include "intake/times.h"

#include <string>

#include "intake/text.h"

namespace tollbridge::intake {
namespace {

constexpr std::size_t date_size = 10;         // 2026-10-01
constexpr std::size_t date_time_size = 19;    // 2026-10-01T13:00:00
constexpr std::size_t lenient_text_max = 64;  // longer is no time of any kind

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::unexpected<Error> invalid_time(std::string_view text, TimeStyle style) {
  const std::string how = style == TimeStyle::strict
                              ? "write it with its offset, like 2026-10-01T13:00:00Z."
                              : "write it like 2026-10-01T13:00:00Z.";
  return fail(ErrorKind::invalid, "InvalidTime", in_quotes(text) + " is not a time; " + how);
}

// Where the seconds and their fraction end.
std::size_t end_of_clock(std::string_view text) {
  std::size_t i = date_time_size;
  if (i < text.size() && text[i] == '.') {
    ++i;
    while (i < text.size() && is_digit(text[i])) ++i;
  }
  return i;
}

// The text as RFC 3339 would have it.
std::string tidied(std::string_view text) {
  std::string tidy(text);
  if (tidy.size() == date_size) return tidy + "T00:00:00Z";
  if (tidy.size() < date_time_size) return tidy;
  const std::size_t offset = end_of_clock(tidy);
  if (offset == tidy.size()) return tidy + "Z";
  if (tidy[offset] == ' ') tidy[offset] = '+';
  const bool has_offset = tidy[offset] == '+' || tidy[offset] == '-';
  if (has_offset && tidy.size() > offset + 1 && (tidy.back() == 'Z' || tidy.back() == 'z')) {
    tidy.pop_back();
  }
  return tidy;
}

}  // namespace

Result<Instant> parse_usage_time(std::string_view text, TimeStyle style) {
  auto instant = parse_instant(text);
  if (instant) return instant;
  if (style == TimeStyle::lenient && text.size() <= lenient_text_max) {
    instant = parse_instant(tidied(text));
    if (instant) return instant;
  }
  return invalid_time(text, style);
}

Instant span_end_max(Instant start) {
  const Period month = Period::containing(Hour::containing(start));
  return start + (month.end().start() - month.begin().start());
}

}  // namespace tollbridge::intake
