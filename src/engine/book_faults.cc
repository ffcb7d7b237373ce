// SPDX-License-Identifier: Apache-2.0
#include "engine/book_faults.h"

#include <algorithm>
#include <tuple>

#include "core/check.h"
#include "core/ids.h"

namespace tollbridge::engine {
namespace {

// Hex digits and three dashes or more, of about the length of a GUID; other ids may be anything.
bool is_mistyped_guid(std::string_view text) {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  const auto digits = std::count_if(text.begin(), text.end(), is_hex);
  const auto dashes = std::count(text.begin(), text.end(), '-');
  const bool nothing_else = digits + dashes == static_cast<std::ptrdiff_t>(text.size());
  return nothing_else && dashes >= 3 && digits >= 28 && digits <= 36 && !normal_guid(text);
}

}  // namespace

void Faults::add(const Entry& entry, std::string_view key, Error error) {
  const Field& field = entry.field(key);
  const FieldList& list = entry.list(key);
  error.path = entry.path;
  if (!key.empty()) {
    if (!error.path.empty()) error.path += ".";
    error.path += key;
  }
  std::int64_t line = entry.line;
  if (field.state != FieldState::absent) line = field.line;
  if (list.state != FieldState::absent) line = list.line;
  if (line > 0) error.line = line;  // an entry made of arguments has none
  list_.push_back(std::move(error));
}

Error Faults::take() {
  CHECK(!list_.empty());
  std::stable_sort(list_.begin(), list_.end(), [](const Error& a, const Error& b) {
    return std::tie(a.line, a.path) < std::tie(b.line, b.path);
  });
  if (list_.size() == 1) {
    Error only = list_.front();
    if (only.details.empty()) only.details = list_;
    if (!only.rule.empty()) only.kind = ErrorKind::refused;
    return only;
  }
  const bool all_rules = std::all_of(list_.begin(), list_.end(), [](const Error& error) {
    return !error.rule.empty() || error.kind == ErrorKind::refused;
  });
  const Error& first = list_.front();
  Error all;
  all.kind = all_rules ? ErrorKind::refused : ErrorKind::invalid;
  all.code = all_rules ? "BookRefused" : "InvalidBook";
  all.rule = all_rules ? first.rule : std::string();
  all.message = "The book has " + std::to_string(list_.size()) +
                " faults and nothing of it was applied; the first is in line " +
                std::to_string(first.line) + ": " + first.message;
  all.line = first.line;
  all.path = first.path;
  all.details = std::move(list_);
  return all;
}

bool EntryReader::has_key(std::string_view key) {
  const Field& field = entry_.field(key);
  note(field);
  if (field.state == FieldState::given && !field.text.empty()) {
    check_guid(key, field.text);
    return true;
  }
  if (field.state != FieldState::bad) require(key, false);
  return false;
}

void EntryReader::check_guid(std::string_view key, std::string_view text) {
  if (!is_mistyped_guid(text)) return;
  fault(key, Error{ErrorKind::invalid, "MistypedGuid",
                   "`" + std::string(text) + "` looks like a GUID and is none: 32 hex digits, best "
                   "as 8-4-4-4-12. Correct it.", {}, {}, 0, {}});
}

void EntryReader::require(std::string_view key, bool known) {
  const FieldState state = entry_.field(key).state;
  if (state == FieldState::given || state == FieldState::bad) return;
  if (known && state == FieldState::absent) return;
  fault(key, Error{ErrorKind::invalid, "MissingField",
                   "`" + std::string(key) + "` is missing here; add it.", {}, {}, 0, {}});
}

void EntryReader::text(std::string_view key, std::string& value) {
  const Field& field = entry_.field(key);
  note(field);
  if (field.state == FieldState::given) value = field.text;
  if (field.state == FieldState::null) value.clear();
}

void EntryReader::hour(std::string_view key, Hour& value) { parsed(key, value, parse_hour); }

void EntryReader::hour(std::string_view key, std::optional<Hour>& value) {
  const Field& field = entry_.field(key);
  if (field.state == FieldState::null) value.reset();
  Hour read;
  const std::size_t faults = faults_.count();
  parsed(key, read, parse_hour);
  if (field.state == FieldState::given && faults_.count() == faults) value = read;
}

std::optional<std::vector<std::string>> EntryReader::texts(std::string_view key) {
  const FieldList& list = entry_.list(key);
  if (list.state == FieldState::absent) return std::nullopt;
  std::vector<std::string> texts;
  for (const Field& item : list.items) {
    note(item);
    if (item.state != FieldState::given) continue;
    check_guid(key, item.text);
    texts.push_back(item.text);
  }
  bad_ = bad_ || list.state == FieldState::bad;
  return texts;
}

Result<Hour> parse_hour(std::string_view text) {
  auto instant = parse_instant_or_date(text);
  if (!instant) return pass(instant);
  return Hour::containing(*instant);
}

}  // namespace tollbridge::engine
