// SPDX-License-Identifier: Apache-2.0
// What a browser sends of a form: application/x-www-form-urlencoded. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tollbridge::api::portal {

// Names and values, each name once; asked for a name that is not there, an empty text.
class Form {
 public:
  // Empty if a name comes twice (two readers could take different ones), an escape is not
  // well-formed or spells a control character, or there are more than 64 fields.
  static std::optional<Form> parse(std::string_view body);
  static std::optional<Form> of(const std::vector<std::pair<std::string, std::string>>& query);

  [[nodiscard]] std::string operator[](std::string_view name) const;

 private:
  bool put(std::string name, std::string value);
  std::map<std::string, std::string, std::less<>> fields_;
};

// A value as it stands in a query.
std::string escaped_for_query(std::string_view text);

}  // namespace tollbridge::api::portal
