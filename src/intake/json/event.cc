// SPDX-License-Identifier: Apache-2.0
#include "intake/json/event.h"

#include <array>
#include <cstdint>
#include <optional>

#include "intake/text.h"

namespace tollbridge::intake::json {
namespace {

int base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// RFC 4648 with padding. False if `text` is not that.
bool decode_base64(std::string_view text, std::string& out) {
  out.clear();
  if (text.size() % 4 != 0) return false;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  text.remove_suffix(padding);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const int digit = base64_digit(c);
    if (digit < 0) return false;
    bits = (bits << 6) | static_cast<std::uint32_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out.push_back(static_cast<char>((bits >> held) & 0xFFU));
  }
  return true;
}

Ok missing(std::string_view name, Fault& fault) {
  fault = {"MissingField", "The event has no " + std::string(name) + "; add it."};
  return false;
}

Ok invalid_event(std::string message, Fault& fault) {
  fault = {"InvalidEvent", std::move(message)};
  return false;
}

}  // namespace

Ok EventEnvelope::read(std::string_view text, Fault& fault) {
  id_ = source_ = version_ = type_ = time_ = data_ = data_base64_ = {};
  return read_members(text, fault) && check(fault) && decode_data(fault);
}

Ok EventEnvelope::read_members(std::string_view text, Fault& fault) {
  struct Member {
    std::string_view name;
    std::string_view EventEnvelope::*field;
  };
  static constexpr std::array<Member, 7> members{{
      {"id", &EventEnvelope::id_},
      {"source", &EventEnvelope::source_},
      {"specversion", &EventEnvelope::version_},
      {"type", &EventEnvelope::type_},
      {"time", &EventEnvelope::time_},
      {"data", &EventEnvelope::data_},
      {"data_base64", &EventEnvelope::data_base64_},
  }};
  ondemand::document document;
  ondemand::object object;
  if (!open_object(parser_, text, document, object, fault)) return false;
  SeenMembers seen;
  for (auto item : object) {
    ondemand::field field;
    std::string_view name;
    if (!open_member(item, field, name, fault)) return false;
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Member& member = members[i];
      if (member.name != name) continue;
      if (!seen.first(i, name, fault)) return false;
      const bool any_json = member.field == &EventEnvelope::data_;
      if (!read_text(field.value(), name, any_json, this->*member.field, fault)) return false;
      if (any_json && !data_.empty() && data_[0] != '{') {
        return invalid_event("data is no JSON object; put one usage record there.", fault);
      }
    }
  }
  return check_nothing_follows(document, fault);
}

Ok EventEnvelope::check(Fault& fault) {
  if (version_.empty()) return missing("specversion", fault);
  if (version_ != "1.0") {
    return invalid_event("specversion " + in_quotes(version_) + " is not known; send 1.0.", fault);
  }
  if (id_.empty()) return missing("id", fault);
  if (source_.empty()) return missing("source", fault);
  if (type_.empty()) return missing("type", fault);
  if (source_.find(' ') != std::string_view::npos || has_control_character(source_)) {
    return invalid_event("source " + in_quotes(source_) + " is no URI; it may not hold blanks.",
                         fault);
  }
  if (data_.empty() && data_base64_.empty()) return missing("data", fault);
  if (!data_.empty() && !data_base64_.empty()) {
    return invalid_event("The event has data and data_base64; send one of them.", fault);
  }
  event_id_.assign(source_);
  event_id_ += ' ';
  event_id_ += id_;
  return true;
}

Ok EventEnvelope::decode_data(Fault& fault) {
  if (!data_.empty()) return true;
  if (!decode_base64(data_base64_, decoded_)) {
    return invalid_event("data_base64 is no base64.", fault);
  }
  const std::size_t size = decoded_.size();
  decoded_.append(text_padding, '\0');
  data_ = without_blanks_around(std::string_view(decoded_).substr(0, size));
  return data_.starts_with('{') ||
         invalid_event("data_base64 holds no JSON object; put one usage record there.", fault);
}

}  // namespace tollbridge::intake::json
