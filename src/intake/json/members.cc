// SPDX-License-Identifier: Apache-2.0
#include "intake/json/members.h"

#include <utility>

#include "intake/text.h"

namespace tollbridge::intake::json {
namespace {

Ok wrong_type(std::string_view name, Fault& fault) {
  fault = {"InvalidField", std::string(name) + " has the wrong type; write it as a string."};
  return false;
}

}  // namespace

static_assert(text_padding >= simdjson::SIMDJSON_PADDING);

Ok fault_of(simdjson::error_code error, Fault& fault) {
  if (error == simdjson::UTF8_ERROR) {
    fault = {"InvalidUtf8", "The record is not UTF-8; save the file as UTF-8."};
  } else if (error == simdjson::INCORRECT_TYPE) {
    fault = {"InvalidJson", "The record is no JSON object; write one object in braces a line."};
  } else {
    fault = {"InvalidJson", std::string("The record is not well-formed JSON (") +
                                simdjson::error_message(error) + ")"};
  }
  return false;
}

Ok read_text(ondemand::value value, std::string_view name, bool any_json, std::string_view& text,
             Fault& fault) {
  ondemand::json_type type{};
  if (const auto error = value.type().get(type)) return fault_of(error, fault);
  simdjson::error_code error = simdjson::SUCCESS;
  switch (type) {
    case ondemand::json_type::string:
      error = value.get_string().get(text);
      break;
    case ondemand::json_type::number:
      text = without_blanks_around(value.raw_json_token());
      break;
    case ondemand::json_type::null: {
      bool is_null = false;
      error = value.is_null().get(is_null);
      if (error == simdjson::SUCCESS && !is_null) return wrong_type(name, fault);
      text = {};
      break;
    }
    case ondemand::json_type::object: {
      if (!any_json) return wrong_type(name, fault);
      ondemand::object object;
      error = value.get_object().get(object);
      if (error == simdjson::SUCCESS) error = object.raw_json().get(text);
      break;
    }
    case ondemand::json_type::array: {
      if (!any_json) return wrong_type(name, fault);
      ondemand::array array;
      error = value.get_array().get(array);
      if (error == simdjson::SUCCESS) error = array.raw_json().get(text);
      break;
    }
    default:
      return wrong_type(name, fault);
  }
  return error == simdjson::SUCCESS || fault_of(error, fault);
}

Ok open_object(ondemand::parser& parser, std::string_view text, ondemand::document& document,
               ondemand::object& object, Fault& fault) {
  const simdjson::padded_string_view padded(text, text.size() + text_padding);
  if (const auto error = parser.iterate(padded).get(document)) return fault_of(error, fault);
  if (const auto error = document.get_object().get(object)) return fault_of(error, fault);
  return true;
}

Ok open_member(simdjson::simdjson_result<ondemand::field> item, ondemand::field& field,
               std::string_view& name, Fault& fault) {
  if (const auto error = std::move(item).get(field)) return fault_of(error, fault);
  if (const auto error = field.unescaped_key().get(name)) return fault_of(error, fault);
  return true;
}

Ok check_nothing_follows(ondemand::document& document, Fault& fault) {
  const char* location = nullptr;
  if (document.current_location().get(location) == simdjson::OUT_OF_BOUNDS) return true;
  fault = {"InvalidJson", "More follows behind the record's object; write one object a line."};
  return false;
}

}  // namespace tollbridge::intake::json
