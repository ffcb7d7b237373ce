// SPDX-License-Identifier: Apache-2.0
#include "api/native/body.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/ids.h"

namespace tollbridge::api::native {
namespace {

using Value = nlohmann::json;

constexpr int depth_max = 16;

std::unexpected<Error> unreadable(const std::string& why) {
  return fail(ErrorKind::invalid, "InvalidRequestContent", "The body cannot be read: " + why);
}

// "a/b" as one step of a JSON pointer (RFC 6901).
std::string step(std::string_view name) {
  std::string text = "/";
  for (const char c : name) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

// Why the text cannot be taken, or its value.
Result<Value> read_json(const std::string& text) {
  bool too_deep = false;
  std::string twice;
  std::vector<std::set<std::string>> members;
  const auto watch = [&](int depth, Value::parse_event_t event, Value& value) {
    too_deep = too_deep || depth > depth_max;
    if (event == Value::parse_event_t::object_start) members.emplace_back();
    if (event == Value::parse_event_t::object_end && !members.empty()) members.pop_back();
    if (event == Value::parse_event_t::key && !members.empty()) {
      const auto& name = value.get_ref<const std::string&>();
      if (!members.back().insert(name).second) twice = name;
    }
    return !too_deep;
  };
  Value value = Value::parse(text, watch, false);
  if (too_deep) return unreadable("it is nested deeper than 16.");
  if (value.is_discarded()) return unreadable("it is not JSON.");
  if (!twice.empty()) return unreadable("the member '" + twice + "' is given twice.");
  if (!value.is_object()) return unreadable("it must be a JSON object.");
  return value;
}

}  // namespace

struct BodyReader::Faults {
  std::vector<Error> list;
};

struct BodyReader::State {
  Value value;
  std::string pointer;
  std::shared_ptr<Faults> faults;  // of the whole body: lists share it with their elements
  std::set<std::string> asked;

  // Null where it is absent.
  const Value* member(const std::string& name) {
    asked.insert(name);
    const auto found = value.find(name);
    return found == value.end() ? nullptr : &*found;
  }
  void wrong_type(const std::string& name, const std::string& wanted) {
    faults->list.push_back({ErrorKind::invalid, "InvalidProperty",
                            "'" + name + "' must be " + wanted + ".", {}, pointer + step(name), 0,
                            {}});
  }
};

BodyReader::BodyReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
BodyReader::~BodyReader() = default;
BodyReader::BodyReader(BodyReader&&) noexcept = default;
BodyReader& BodyReader::operator=(BodyReader&&) noexcept = default;

Result<BodyReader> BodyReader::parse(const std::string& text) {
  auto state = std::make_unique<State>();
  state->faults = std::make_shared<Faults>();
  state->value = Value::object();
  if (!text.empty()) {
    auto value = read_json(text);
    if (!value) return pass(value);
    state->value = *std::move(value);
  }
  return BodyReader(std::move(state));
}

bool BodyReader::has(const std::string& member) const { return state_->value.contains(member); }

bool BodyReader::given(const std::string& member, std::string& value) {
  const Value* found = state_->member(member);
  if (found == nullptr || found->is_null()) return false;
  if (!found->is_string()) {
    state_->wrong_type(member, found->is_number() ? "a text (in quotes)" : "a text");
    return false;
  }
  value = found->get<std::string>();
  return true;
}

void BodyReader::text(const std::string& member, std::string& value) {
  const Value* found = state_->member(member);
  if (found != nullptr && found->is_null()) value.clear();
  given(member, value);
}

void BodyReader::flag(const std::string& member, bool& value) {
  const Value* found = state_->member(member);
  if (found == nullptr) return;
  if (!found->is_boolean()) return state_->wrong_type(member, "true or false");
  value = found->get<bool>();
}

void BodyReader::texts(const std::string& member, std::vector<std::string>& values) {
  const Value* found = state_->member(member);
  if (found == nullptr) return;
  values.clear();
  if (found->is_null()) return;
  if (!found->is_array()) return state_->wrong_type(member, "a list of texts");
  for (const Value& item : *found) {
    if (!item.is_string()) return state_->wrong_type(member, "a list of texts");
    values.push_back(item.get<std::string>());
  }
}

void BodyReader::hour(const std::string& member, Hour& value) {
  const Value* found = state_->member(member);
  if (found != nullptr && found->is_null()) return state_->wrong_type(member, "a time");
  std::optional<Hour> read = value;
  hour(member, read);
  value = read.value_or(value);
}

void BodyReader::hour(const std::string& member, std::optional<Hour>& value) {
  const Value* found = state_->member(member);
  if (found == nullptr) return;
  value.reset();
  std::string text;
  if (!given(member, text)) return;
  auto instant = parse_instant_or_date(text);
  if (!instant) return fault(member, std::move(instant.error()));
  value = Hour::containing(*instant);
}

void BodyReader::objects(const std::string& member, const std::function<void(BodyReader&)>& read) {
  const Value* found = state_->member(member);
  if (found == nullptr || found->is_null()) return;
  if (!found->is_array()) return state_->wrong_type(member, "a list of objects");
  std::size_t place = 0;
  for (const Value& item : *found) {
    const std::string at = member + "/" + std::to_string(place++);
    if (!item.is_object()) {
      state_->faults->list.push_back({ErrorKind::invalid, "InvalidProperty", "must be an object.",
                                      {}, state_->pointer + "/" + at, 0, {}});
      continue;
    }
    auto state = std::make_unique<State>();
    state->value = item;
    state->pointer = state_->pointer + "/" + at;
    state->faults = state_->faults;
    BodyReader element(std::move(state));
    read(element);
    element.find_unknown();
  }
}

void BodyReader::same(const std::string& member, const std::string& of_path) {
  std::string found = of_path;
  text(member, found);
  if (guid_or_text(found) == of_path) return;
  fault(member, {ErrorKind::invalid, "InvalidProperty",
                 "'" + member + "' must be what the path says, '" + of_path + "'.", {}, {}, 0, {}});
}

void BodyReader::require(const std::string& member, bool there) {
  state_->asked.insert(member);
  if (there) return;
  fault(member, {ErrorKind::invalid, "MissingField", "'" + member + "' is needed.", {}, {}, 0, {}});
}

void BodyReader::fault(const std::string& member, Error error) {
  error.path = state_->pointer + (member.empty() ? std::string() : step(member));
  state_->faults->list.push_back(std::move(error));
}

void BodyReader::find_unknown() {
  for (const auto& [name, value] : state_->value.items()) {
    if (state_->asked.contains(name)) continue;
    fault(name, {ErrorKind::invalid, "UnknownProperty", "There is no member '" + name + "' here.",
                 {}, {}, 0, {}});
  }
}

Status BodyReader::finish() {
  find_unknown();
  auto& list = state_->faults->list;
  if (list.empty()) return {};
  if (list.size() == 1) return std::unexpected<Error>(std::move(list.front()));
  return std::unexpected<Error>(Error{ErrorKind::invalid, "InvalidProperty",
                                      std::to_string(list.size()) + " things are wrong with the "
                                      "body; errors has all of them.", {}, {}, 0,
                                      std::move(list)});
}

}  // namespace tollbridge::api::native
