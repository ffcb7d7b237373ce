// SPDX-License-Identifier: Apache-2.0
#include "intake/json/compact.h"

#include <array>

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

}  // namespace

Ok CompactRecord::read(std::string_view text, RecordFields& fields, Fault& fault) {
  ondemand::document document;
  ondemand::object object;
  if (!open_object(parser_, text, document, object, fault)) return false;
  std::size_t position = 0;
  for (auto item : object) {
    ondemand::field field;
    std::size_t index = no_member;
    if (!open_field(item, field, fault)) return false;
    if (!find_member(field, position++, index, fault)) return false;
    if (index == no_member) continue;
    const Member& member = members[index];
    if (!read_text(field.value(), member.name, member.any_json, fields.*member.field, fault)) {
      return false;
    }
  }
  return check_nothing_follows(document, fault);
}

Ok CompactRecord::find_member(ondemand::field& field, std::size_t position, std::size_t& member,
                              Fault& fault) {
  if (position < order_.size() && order_[position] != no_member &&
      is_named(field, members[order_[position]].name)) {
    member = order_[position];
    return true;
  }
  std::string_view name;
  if (!read_name(field, name, fault)) return false;
  member = member_named(name);
  if (position >= positions_max) return true;
  if (order_.size() <= position) order_.resize(position + 1, no_member);
  order_[position] = member;
  return true;
}

}  // namespace tollbridge::intake::json
