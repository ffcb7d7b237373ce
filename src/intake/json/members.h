// SPDX-License-Identifier: Apache-2.0
// Reading members of JSON objects as text, shared by the JSON forms. For this folder and
// stack/json.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "intake/fields.h"

namespace tollbridge::intake::json {

namespace ondemand = simdjson::ondemand;

// Why a record cannot be read.
struct Fault {
  std::string_view code;
  std::string message;
};

// A step that may fail; false means that the fault was filled in.
using Ok = bool;

Ok fault_of(simdjson::error_code error, Fault& fault);

// A value that should be text: strings unescaped, numbers as written, null as empty. Objects and
// lists are refused unless `any_json`, then given as they stand. The view lives as long as the
// parser's document.
Ok read_text(ondemand::value value, std::string_view name, bool any_json, std::string_view& text,
             Fault& fault);

// One object in `text`, which has text_padding readable bytes behind it; `document` owns the
// state.
Ok open_object(ondemand::parser& parser, std::string_view text, ondemand::document& document,
               ondemand::object& object, Fault& fault);

// The field of one step over an object.
Ok open_field(simdjson::simdjson_result<ondemand::field> item, ondemand::field& field,
              Fault& fault);

// Its name, escapes resolved.
Ok read_name(ondemand::field& field, std::string_view& name, Fault& fault);

// The field and its name.
Ok open_member(simdjson::simdjson_result<ondemand::field> item, ondemand::field& field,
               std::string_view& name, Fault& fault);

// The field's name stands in the text just as `name`; false also where escapes hide it.
inline bool is_named(ondemand::field& field, std::string_view name) {
  const char* raw = field.key().raw();
  return std::memcmp(raw, name.data(), name.size()) == 0 && raw[name.size()] == '"';
}

// Which members of one object were read. One that comes twice is a fault: whoever sent it meant one
// of the two, and nobody can know which.
class SeenMembers {
 public:
  // `index` is the member's place in a table of at most 32.
  [[nodiscard]] bool first(std::size_t index) {
    const std::uint32_t bit = 1U << index;
    const bool fresh = (seen_ & bit) == 0;
    seen_ |= bit;
    return fresh;
  }
  Ok first(std::size_t index, std::string_view name, Fault& fault) {
    if (first(index)) return true;
    fault = {"DuplicateMember", "The record has \"" + std::string(name) +
                                    "\" twice in one object; send it once."};
    return false;
  }

 private:
  std::uint32_t seen_ = 0;
};

// After all members were read: nothing may follow the object.
Ok check_nothing_follows(ondemand::document& document, Fault& fault);

}  // namespace tollbridge::intake::json
