// SPDX-License-Identifier: Apache-2.0
#include "api/arm/rate_filter.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/text.h"

namespace tollbridge::api::arm {
namespace {

std::string* member_of(RateFilter& filter, std::string_view name) {
  if (same_without_case(name, "OfferDurableId")) return &filter.offer;
  if (same_without_case(name, "Currency")) return &filter.currency;
  if (same_without_case(name, "Locale")) return &filter.locale;
  if (same_without_case(name, "RegionInfo")) return &filter.region;
  return nullptr;
}

// Takes the next word, or the text in quotes; nothing at the end or if a quote is missing.
std::optional<std::string> next_token(std::string_view& rest, bool& quoted) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  quoted = rest.starts_with('\'');
  if (rest.empty()) return {};
  if (!quoted) {
    const auto end = std::min(rest.find_first_of(" '"), rest.size());
    std::string word(rest.substr(0, end));
    rest.remove_prefix(end);
    return word;
  }
  std::string text;
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] == '\'' && (at + 1 == rest.size() || rest[at + 1] != '\'')) {
      rest.remove_prefix(at + 1);
      return text;
    }
    if (rest[at] == '\'') ++at;  // '' is one quote
    text += rest[at];
  }
  return {};
}

bool is_offer(std::string_view text) {
  constexpr std::string_view head = "MS-AZR-";
  if (!text.starts_with(head)) return false;
  text.remove_prefix(head.size());
  while (true) {  // dddd 'P', joined by '-'
    const bool fine = text.size() >= 5 && text[4] == 'P' &&
                      std::ranges::all_of(text.substr(0, 4),
                                          [](char c) { return c >= '0' && c <= '9'; });
    if (!fine) return false;
    text.remove_prefix(5);
    if (text.empty()) return true;
    if (text.front() != '-') return false;
    text.remove_prefix(1);
  }
}

}  // namespace

std::unexpected<Error> bad_rate_filter(const std::string& message) {
  return fail(ErrorKind::invalid, "InvalidProperty",
              "$filter: " + message +
                  " Write OfferDurableId eq 'MS-AZR-0145P' and Currency eq 'EUR' and Locale eq "
                  "'en-US' and RegionInfo eq 'SE'.");
}

Result<RateFilter> parse_rate_filter(std::string_view text) {
  RateFilter filter;
  bool quoted = false;
  while (true) {
    const auto name = next_token(text, quoted);
    std::string* into = !name || quoted ? nullptr : member_of(filter, *name);
    if (into == nullptr) return bad_rate_filter("there is a name it does not know.");
    const auto compare = next_token(text, quoted);
    if (!compare || quoted || !same_without_case(*compare, "eq")) {
      return bad_rate_filter("only eq is understood.");
    }
    auto value = next_token(text, quoted);
    if (!value || !quoted || value->empty()) {
      return bad_rate_filter("a value must stand in quotes.");
    }
    if (!into->empty()) return bad_rate_filter("a name stands twice.");
    *into = std::move(*value);
    const auto joint = next_token(text, quoted);
    if (!joint && !quoted) break;
    if (!joint || quoted || !same_without_case(*joint, "and")) {
      return bad_rate_filter("only and is understood.");
    }
  }
  if (filter.offer.empty() || filter.currency.empty() || filter.locale.empty() ||
      filter.region.empty()) {
    return bad_rate_filter("all four names are needed.");
  }
  if (!is_offer(filter.offer)) {
    return bad_rate_filter("OfferDurableId is of the form MS-AZR-0145P.");
  }
  return filter;
}

}  // namespace tollbridge::api::arm
