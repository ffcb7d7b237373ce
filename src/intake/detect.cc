// SPDX-License-Identifier: Apache-2.0
#include "intake/detect.h"

#include <string>

#include "intake/csv.h"
#include "intake/focus.h"
#include "intake/json_scan.h"
#include "intake/text.h"

namespace tollbridge::intake {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  for (const std::string_view known : names) {
    if (equal_ignoring_case(name, known)) return true;
  }
  return false;
}

// The next line that is not blank; `front` goes on behind it.
std::string_view take_line(std::string_view& front) {
  while (!front.empty()) {
    const auto newline = front.find('\n');
    const std::string_view line = without_blanks_around(front.substr(0, newline));
    front.remove_prefix(newline == npos ? front.size() : newline + 1);
    if (!line.empty()) return line;
  }
  return {};
}

// Whether the object that `text` begins with is a page: {"value":[…]}; where its list's first
// element begins.
std::optional<std::string_view> page_list(std::string_view text) {
  JsonMembers members(text);
  while (members.next()) {
    const std::string_view value = text.substr(members.value_at());
    if (members.name() == "value" && value[0] == '[') return value.substr(1);
  }
  return std::nullopt;
}

bool is_list(std::string_view front, Format format) {
  if (front.empty()) return false;
  if (front[0] == '[') return true;
  if (front[0] != '{') return false;
  if (format == Format::azure && page_list(front)) return true;
  // An object that is spread over lines: behind the brace alone on its line comes a name.
  if (take_line(front) != "{") return false;
  return take_line(front).starts_with('"');
}

std::optional<Format> form_of_element(std::string_view list) {
  const auto object = list.find_first_not_of(" \t\r\n[");
  if (object == npos || list[object] != '{') return std::nullopt;
  return form_of_json(list.substr(object));
}

std::optional<Format> form_of_any(std::string_view text) {
  if (text[0] == '[') return form_of_element(text);
  if (text[0] == '{') return page_list(text) ? Format::azure : form_of_json(text);
  if (is_focus_header(text)) return Format::focus;
  if (is_csv_header(text)) return Format::csv;
  return std::nullopt;
}

Result<Detected> unknown(std::string_view front) {
  const bool wide = front.find('\0') != npos;
  return fail(ErrorKind::invalid, "UnknownFormat",
              wide ? "The input looks like UTF-16 or binary data; save it as UTF-8."
                   : "The input is no form of usage known here: neither JSON records, an Azure "
                     "usage page, CloudEvents, CSV with the columns subscription, meter, start "
                     "and quantity, nor FOCUS. Its first line is " +
                         in_quotes(take_line(front)) + ". Name the form with --format.");
}

}  // namespace

std::optional<Format> form_of_json(std::string_view text) {
  JsonMembers members(text);
  bool compact = false;
  while (members.next()) {
    const std::string_view name = members.name();
    if (name == "specversion") return Format::cloudevents;
    if (is_one_of(name, {"properties", "usageStartTime", "instanceData"})) return Format::azure;
    compact = compact || name == "meter" || name == "start" || name == "subscription" ||
              name == "quantity";
  }
  if (compact) return Format::ndjson;
  return std::nullopt;
}

Result<Detected> detect(std::string_view front, Format asked) {
  const auto first = front.find_first_not_of(" \t\r\n");
  if (first == npos) return Detected{asked == Format::automatic ? Format::ndjson : asked, false};
  front.remove_prefix(first);
  if (asked == Format::csv || asked == Format::focus) return Detected{asked, false};
  if (asked != Format::automatic) return Detected{asked, is_list(front, asked)};

  const std::string_view whole = front;
  if (const auto form = form_of_any(whole)) return Detected{*form, is_list(whole, *form)};
  bool json = whole[0] == '{' || whole[0] == '[';
  std::string_view rest = front;
  for (std::string_view line = take_line(rest); !line.empty(); line = take_line(rest)) {
    json = json || line[0] == '{';
    const auto form = line[0] == '{' ? form_of_json(line) : std::nullopt;
    if (form) return Detected{*form, is_list(whole, *form)};
  }
  if (!json) return unknown(whole);
  // Nothing tells what it is, but every record will be rejected with its own reason.
  const Format form = page_list(whole) ? Format::azure : Format::ndjson;
  return Detected{form, is_list(whole, form)};
}

}  // namespace tollbridge::intake
