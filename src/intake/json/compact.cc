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

const Member* member_named(std::string_view name) {
  for (const Member& member : members) {
    if (member.name == name) return &member;
  }
  return nullptr;
}

}  // namespace

Ok CompactRecord::read(std::string_view text, RecordFields& fields, Fault& fault) {
  ondemand::document document;
  ondemand::object object;
  if (!open_object(parser_, text, document, object, fault)) return false;
  for (auto item : object) {
    ondemand::field field;
    std::string_view name;
    if (!open_member(item, field, name, fault)) return false;
    const Member* member = member_named(name);
    if (member == nullptr) continue;
    if (!read_text(field.value(), name, member->any_json, fields.*member->field, fault)) {
      return false;
    }
  }
  return check_nothing_follows(document, fault);
}

}  // namespace tollbridge::intake::json
