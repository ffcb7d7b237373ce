// SPDX-License-Identifier: Apache-2.0
#include "intake/json/azure.h"

#include <array>

#include "intake/text.h"

namespace tollbridge::intake::json {
namespace {

struct Member {
  std::string_view name;
  std::string_view RecordFields::*field;
};

// `id` and `name` are no event ids: they repeat, and differ by caller.
constexpr std::array<Member, 7> members{{
    {"subscriptionId", &RecordFields::subscription},
    {"usageStartTime", &RecordFields::start},
    {"usageEndTime", &RecordFields::end},
    {"quantity", &RecordFields::quantity},
    {"meterId", &RecordFields::meter},
    {"cloudId", &RecordFields::stack},
    {"stack", &RecordFields::stack},
}};

constexpr std::array<Member, 3> resource_members{{
    {"resourceUri", &RecordFields::resource},
    {"location", &RecordFields::location},
    {"tags", &RecordFields::tags},
}};

// Behind the members, for telling duplicates.
constexpr std::size_t place_of_properties = members.size();
constexpr std::size_t place_of_instance = members.size() + 1;

template <std::size_t Size>
const Member* member_named(const std::array<Member, Size>& known, std::string_view name) {
  for (const Member& member : known) {
    if (equal_ignoring_case(member.name, name)) return &member;
  }
  return nullptr;
}

bool is_object(ondemand::value value) {
  ondemand::json_type type{};
  return value.type().get(type) == simdjson::SUCCESS && type == ondemand::json_type::object;
}

}  // namespace

Ok AzureRecord::read(std::string_view text, RecordFields& fields, Fault& fault) {
  ondemand::document document;
  ondemand::object object;
  return open_object(parser_, text, document, object, fault) &&
         read_members(object, fields, 0, fault) && check_nothing_follows(document, fault);
}

Ok AzureRecord::read_members(ondemand::object object, RecordFields& fields, int depth,
                             Fault& fault) {
  SeenMembers seen;
  for (auto item : object) {
    ondemand::field field;
    std::string_view name;
    if (!open_member(item, field, name, fault)) return false;
    if (depth == 0 && equal_ignoring_case(name, "properties") && is_object(field.value())) {
      if (!seen.first(place_of_properties, name, fault)) return false;
      ondemand::object properties;
      if (const auto error = field.value().get_object().get(properties)) {
        return fault_of(error, fault);
      }
      if (!read_members(properties, fields, 1, fault)) return false;
    } else if (equal_ignoring_case(name, "instanceData")) {
      if (!seen.first(place_of_instance, name, fault)) return false;
      if (!read_instance(field.value(), fields, fault)) return false;
    } else if (const Member* member = member_named(members, name)) {
      const auto place = static_cast<std::size_t>(member - members.data());
      if (!seen.first(place, member->name, fault)) return false;
      if (!read_text(field.value(), member->name, false, fields.*member->field, fault)) {
        return false;
      }
    }
  }
  return true;
}

Ok AzureRecord::read_instance(ondemand::value value, RecordFields& fields, Fault& fault) {
  if (is_object(value)) {
    ondemand::object root;
    if (const auto error = value.get_object().get(root)) return fault_of(error, fault);
    return read_root(root, fields, fault);
  }
  std::string_view text;
  if (!read_text(value, "instanceData", false, text, fault)) return false;
  text = without_blanks_around(text);
  return text.empty() || text == "null" || read_instance_text(text, fields, fault);
}

// One resource has the same instance data every hour, so it is read once.
Ok AzureRecord::read_instance_text(std::string_view text, RecordFields& fields, Fault& fault) {
  if (const Instance* known = instances_.find(text)) {
    fields.resource = known->resource;
    fields.location = known->location;
    fields.tags = known->tags;
    return true;
  }
  instance_text_.reserve(text.size() + text_padding);
  instance_text_ = text;
  ondemand::document document;
  ondemand::object root;
  if (!open_object(instance_parser_, instance_text_, document, root, fault) ||
      !read_root(root, fields, fault) || !check_nothing_follows(document, fault)) {
    fault.message = "instanceData: " + fault.message;
    return false;
  }
  instances_.keep(text, {std::string(fields.resource), std::string(fields.location),
                         std::string(fields.tags)});
  return true;
}

Ok AzureRecord::read_root(ondemand::object object, RecordFields& fields, Fault& fault) {
  for (auto item : object) {
    ondemand::field field;
    std::string_view name;
    if (!open_member(item, field, name, fault)) return false;
    if (!equal_ignoring_case(name, "Microsoft.Resources")) continue;
    ondemand::object resource;
    if (field.value().get_object().get(resource) != simdjson::SUCCESS) {
      fault = {"InvalidField", "instanceData's Microsoft.Resources is no JSON object."};
      return false;
    }
    if (!read_resource(resource, fields, fault)) return false;
  }
  return true;
}

Ok AzureRecord::read_resource(ondemand::object object, RecordFields& fields, Fault& fault) {
  SeenMembers seen;
  for (auto item : object) {
    ondemand::field field;
    std::string_view name;
    if (!open_member(item, field, name, fault)) return false;
    const Member* member = member_named(resource_members, name);
    if (member == nullptr) continue;
    const auto place = static_cast<std::size_t>(member - resource_members.data());
    if (!seen.first(place, member->name, fault)) return false;
    const bool any_json = member->field == &RecordFields::tags;
    if (!read_text(field.value(), member->name, any_json, fields.*member->field, fault)) {
      return false;
    }
  }
  return true;
}

}  // namespace tollbridge::intake::json
