// SPDX-License-Identifier: Apache-2.0
#include "intake/json/compact.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace tollbridge::intake::json {
namespace {

struct Member {
  std::string_view name;
  std::string_view RecordFields::*field;
  bool any_json = false;
};

constexpr std::array<Member, 13> members{{
    {"stack", &RecordFields::stack},
    {"subscription", &RecordFields::subscription},
    {"tenant", &RecordFields::tenant},
    {"meter", &RecordFields::meter},
    {"resource", &RecordFields::resource},
    {"start", &RecordFields::start},
    {"quantity", &RecordFields::quantity},
    {"end", &RecordFields::end},
    {"id", &RecordFields::event_id},
    {"revision", &RecordFields::revision},
    {"location", &RecordFields::location},
    {"tags", &RecordFields::tags, true},
    {"reported_at", &RecordFields::reported_at},
}};

constexpr std::size_t no_member = members.size();
constexpr std::size_t positions_max = 64;  // remembered

std::size_t member_named(std::string_view name) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].name == name) return i;
  }
  return no_member;
}

// Printable ASCII without back-slashes: bytes that mean themselves in JSON strings. Eight at a
// time; any byte that does not qualify leaves its highest bit in `odd`.
bool is_plain(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101ULL;
  constexpr std::uint64_t highest = 0x80 * ones;
  if (text.size() < sizeof(std::uint64_t)) return false;
  std::uint64_t odd = 0;
  const auto look = [&](std::size_t at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    odd |= bytes | (bytes - 0x20 * ones) | ((bytes ^ ('\\' * ones)) - ones);
  };
  for (std::size_t at = 0; at + sizeof(std::uint64_t) < text.size(); at += sizeof(std::uint64_t)) {
    look(at);
  }
  look(text.size() - sizeof(std::uint64_t));
  return (odd & highest) == 0;
}

// The string or number at `at`, which goes on behind it; false for any other value.
bool take_plain_value(std::string_view text, std::size_t& at, std::string_view& value) {
  if (text[at] == '"') {
    const std::size_t end = text.find('"', at + 1);
    if (end == std::string_view::npos) return false;
    value = text.substr(at + 1, end - at - 1);
    at = end + 1;
    return true;
  }
  if (text[at] != '-' && (text[at] < '0' || text[at] > '9')) return false;
  const std::size_t begin = at;
  const auto in_number = [](char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
  };
  while (in_number(text[at])) ++at;
  value = text.substr(begin, at - begin);
  return true;
}

}  // namespace

// Every step stays inside, since the text ends with a brace that no step passes over.
bool CompactRecord::read_plain(std::string_view text, RecordFields& fields) {
  if (!text.starts_with('{') || !text.ends_with('}') || !is_plain(text)) return false;
  const auto skip_blank = [&](std::size_t at) { return text[at] == ' ' ? at + 1 : at; };
  SeenMembers seen;
  std::size_t at = 1;
  for (std::size_t position = 0;; ++position) {
    std::size_t index = no_member;
    if (!find_plain_member(text, at, position, index)) return false;
    if (text[at] != ':') return false;
    at = skip_blank(at + 1);
    std::string_view value;
    if (!take_plain_value(text, at, value)) return false;
    if (index != no_member) {
      if (!seen.first(index)) return false;
      fields.*members[index].field = value;
    }
    if (text[at] == '}') return at + 1 == text.size();
    if (text[at] != ',') return false;
    at = skip_blank(at + 1);
  }
}

// The member whose name stands at `at`, which goes on behind its closing quote.
bool CompactRecord::find_plain_member(std::string_view text, std::size_t& at, std::size_t position,
                                      std::size_t& member) {
  if (text[at] != '"') return false;
  const std::string_view rest = text.substr(at + 1);
  member = expected_at(position);
  if (member != no_member) {
    const std::string_view name = members[member].name;
    if (rest.starts_with(name) && rest[name.size()] == '"') {
      at += name.size() + 2;
      return true;
    }
  }
  const std::size_t end = rest.find('"');
  if (end == std::string_view::npos) return false;
  member = member_named(rest.substr(0, end));
  expect_at(position, member);
  at += end + 2;
  return true;
}

std::size_t CompactRecord::expected_at(std::size_t position) const {
  return position < order_.size() ? order_[position] : no_member;
}

void CompactRecord::expect_at(std::size_t position, std::size_t member) {
  if (position >= positions_max) return;
  if (order_.size() <= position) order_.resize(position + 1, no_member);
  order_[position] = member;
}

Ok CompactRecord::read_any(std::string_view text, RecordFields& fields, Fault& fault) {
  ondemand::document document;
  ondemand::object object;
  if (!open_object(parser_, text, document, object, fault)) return false;
  std::size_t position = 0;
  SeenMembers seen;
  for (auto item : object) {
    ondemand::field field;
    std::size_t index = no_member;
    if (!open_field(item, field, fault)) return false;
    if (!find_member(field, position++, index, fault)) return false;
    if (index == no_member) continue;
    const Member& member = members[index];
    if (!seen.first(index, member.name, fault)) return false;
    if (!read_text(field.value(), member.name, member.any_json, fields.*member.field, fault)) {
      return false;
    }
  }
  return check_nothing_follows(document, fault);
}

Ok CompactRecord::find_member(ondemand::field& field, std::size_t position, std::size_t& member,
                              Fault& fault) {
  member = expected_at(position);
  if (member != no_member && is_named(field, members[member].name)) return true;
  std::string_view name;
  if (!read_name(field, name, fault)) return false;
  member = member_named(name);
  expect_at(position, member);
  return true;
}

}  // namespace tollbridge::intake::json
