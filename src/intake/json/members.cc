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

// The inside of a string token that has no escapes, where it stands: nothing is copied. A token
// reaches to the next one, so only blanks may follow its closing quote.
bool plain_string(std::string_view token, std::string_view& text) {
  std::size_t end = token.size();
  while (end > 1 && token[end - 1] != '"') --end;
  if (end < 2) return false;
  const std::string_view inside = token.substr(1, end - 2);
  if (inside.find('\\') != std::string_view::npos) return false;
  text = inside;
  return true;
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
  const std::string_view token = value.raw_json_token();
  const char first = token.empty() ? '\0' : token[0];
  simdjson::error_code error = simdjson::SUCCESS;
  if (first == '"') {
    if (plain_string(token, text)) return true;
    error = value.get_string().get(text);
  } else if (first == '-' || (first >= '0' && first <= '9')) {
    text = without_blanks_around(token);
  } else if (first == 'n') {
    bool is_null = false;
    error = value.is_null().get(is_null);
    if (error == simdjson::SUCCESS && !is_null) return fault_of(simdjson::TAPE_ERROR, fault);
    text = {};
  } else if (first == '{' && any_json) {
    ondemand::object object;
    error = value.get_object().get(object);
    if (error == simdjson::SUCCESS) error = object.raw_json().get(text);
  } else if (first == '[' && any_json) {
    ondemand::array array;
    error = value.get_array().get(array);
    if (error == simdjson::SUCCESS) error = array.raw_json().get(text);
  } else {
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

Ok open_field(simdjson::simdjson_result<ondemand::field> item, ondemand::field& field,
              Fault& fault) {
  const auto error = std::move(item).get(field);
  return error == simdjson::SUCCESS || fault_of(error, fault);
}

Ok read_name(ondemand::field& field, std::string_view& name, Fault& fault) {
  const auto error = field.unescaped_key().get(name);
  return error == simdjson::SUCCESS || fault_of(error, fault);
}

Ok open_member(simdjson::simdjson_result<ondemand::field> item, ondemand::field& field,
               std::string_view& name, Fault& fault) {
  return open_field(item, field, fault) && read_name(field, name, fault);
}

Ok check_nothing_follows(ondemand::document& document, Fault& fault) {
  const char* location = nullptr;
  if (document.current_location().get(location) == simdjson::OUT_OF_BOUNDS) return true;
  fault = {"InvalidJson", "More follows behind the record's object; write one object a line."};
  return false;
}

}  // namespace tollbridge::intake::json
