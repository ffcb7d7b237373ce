// SPDX-License-Identifier: Apache-2.0
#include "exports/units.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

namespace tollbridge::exports {
namespace {

using Named = std::pair<std::string_view, std::string_view>;

constexpr std::array<Named, 24> times{{
    {"sec", "Seconds"},    {"second", "Seconds"}, {"seconds", "Seconds"}, {"min", "Minutes"},
    {"minute", "Minutes"}, {"minutes", "Minutes"}, {"h", "Hours"},        {"hr", "Hours"},
    {"hrs", "Hours"},      {"hour", "Hours"},     {"hours", "Hours"},     {"day", "Days"},
    {"days", "Days"},      {"mo", "Months"},      {"month", "Months"},    {"months", "Months"},
    {"year", "Years"},     {"years", "Years"},    {"hourly", "Hours"},    {"daily", "Days"},
    {"monthly", "Months"}, {"s", "Seconds"},      {"d", "Days"},          {"yr", "Years"},
}};

// Sizes of data have one form; the names of FOCUS, with the code where there is one.
constexpr std::array<Named, 16> sizes{{
    {"b", "B"},     {"byte", "B"},  {"bytes", "B"}, {"kb", "KB"},   {"mb", "MB"},   {"gb", "GB"},
    {"tb", "TB"},   {"pb", "PB"},   {"eb", "EB"},   {"kib", "KiB"}, {"mib", "MiB"}, {"gib", "GiB"},
    {"tib", "TiB"}, {"pib", "PiB"}, {"eib", "EiB"}, {"bit", "b"},
}};

constexpr std::array<Named, 18> codes{{
    {"Seconds", "SEC"}, {"Minutes", "MIN"}, {"Hours", "HUR"}, {"Days", "DAY"},  {"Months", "MON"},
    {"Years", "ANN"},   {"B", "AD"},        {"KB", "2P"},     {"MB", "4L"},     {"GB", "E34"},
    {"TB", "E35"},      {"PB", "E36"},      {"KiB", "E64"},   {"MiB", "E63"},   {"GiB", "E62"},
    {"TiB", "E61"},     {"PiB", "E60"},     {"b", "A99"},
}};

template <std::size_t n>
std::string_view find_in(const std::array<Named, n>& table, std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Named& row) { return row.first == name; });
  return found == table.end() ? std::string_view() : found->second;
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

std::string lowered(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return result;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && std::string_view(" \t*/-_()").find(text[i]) == text.npos) continue;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return words;
}

// "10", "10000", "10K", "1M", "1,000"; nothing else.
std::optional<std::uint64_t> count_of(std::string_view word) {
  std::uint64_t count = 0;
  std::size_t digits = 0;
  for (; !word.empty() && (is_digit(word.front()) || (digits > 0 && word.front() == ','));
       word.remove_prefix(1)) {
    if (word.front() == ',') continue;
    if (++digits > 12) return std::nullopt;
    count = count * 10 + static_cast<std::uint64_t>(word.front() - '0');
  }
  if (digits == 0 || count == 0) return std::nullopt;
  if (word == "K" || word == "k") return count * 1'000;
  if (word == "M" || word == "m") return count * 1'000'000;
  return word.empty() || word == "s" ? std::optional(count) : std::nullopt;
}

std::string capitalised(std::string_view word) {
  std::string result(word);
  if (result.front() >= 'a' && result.front() <= 'z') {
    result.front() = static_cast<char>(result.front() - 'a' + 'A');
  }
  return result == "VCPU" || result == "Vcpu" || result == "VCpu" ? "vCPU" : result;
}

std::string plural(const std::string& word) {
  const bool ascii = is_letter(word.back());
  if (!ascii || word.back() == 's' || word.back() == 'S') return word;
  if (word.ends_with("y") && word.size() > 1 &&
      std::string_view("aeiou").find(word[word.size() - 2]) == std::string_view::npos) {
    return word.substr(0, word.size() - 1) + "ies";
  }
  return word + (word.ends_with("x") || word.ends_with("ch") || word.ends_with("sh") ? "es" : "s");
}

std::string singular(const std::string& word) {
  if (word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  if (word.ends_with("sses") || word.ends_with("xes") || word.ends_with("ches")) {
    return word.substr(0, word.size() - 2);
  }
  return word.ends_with("s") && !word.ends_with("ss") ? word.substr(0, word.size() - 1) : word;
}

}  // namespace

std::string Unit::focus() const {
  const std::string what = !thing.empty() && !time.empty() ? singular(thing) + "-" + time
                           : !thing.empty()                ? thing
                           : !time.empty()                 ? time
                                                           : "Units";
  return block == 1 ? what : std::to_string(block) + " " + what;
}

std::string_view Unit::unece() const {
  if (block != 1 || (!thing.empty() && !time.empty())) return "C62";
  const auto code = find_in(codes, thing.empty() ? time : thing);
  return code.empty() ? "C62" : code;
}

Unit read_unit(std::string_view text) {
  Unit unit;
  for (const std::string_view word : words_of(text)) {
    const std::string low = lowered(word);
    const auto count = count_of(word);
    if (count) {
      if (*count <= std::numeric_limits<std::uint64_t>::max() / unit.block) unit.block *= *count;
    } else if (const auto time = find_in(times, low); !time.empty() && unit.time.empty()) {
      unit.time = time;
    } else if (low == "per" || low == "in" || low == "of") {
      continue;
    } else if (const auto size = find_in(sizes, low); !size.empty()) {
      unit.thing += (unit.thing.empty() ? "" : " ") + std::string(size);
    } else {
      unit.thing += (unit.thing.empty() ? "" : " ") + capitalised(word);
    }
  }
  if (!unit.thing.empty() && find_in(codes, unit.thing).empty() &&
      find_in(sizes, lowered(unit.thing)).empty()) {
    unit.thing = plural(unit.thing);
  }
  return unit;
}

}  // namespace tollbridge::exports
