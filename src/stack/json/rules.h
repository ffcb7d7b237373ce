// SPDX-License-Identifier: Apache-2.0
// Reads the rules of collectors: JSON objects whose members are all known. The first fault is kept,
// with its path; until then stand-ins are handed out.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace tollbridge::stack::json {

class RuleReader {
 public:
  // One object of the rules. `path` is where it stands, "" for the whole.
  RuleReader(const nlohmann::json& object, std::string path, std::string& fault)
      : object_(object), path_(std::move(path)), fault_(fault) {
    if (!object_.is_object()) wrong("", "is no object");
  }

  void only(std::initializer_list<std::string_view> known) {
    if (!object_.is_object()) return;
    for (const auto& item : object_.items()) {
      bool found = false;
      for (const std::string_view name : known) found = found || name == item.key();
      if (!found) wrong(item.key(), "is not known");
    }
  }

  std::string text(const char* name, bool needed = false) {
    const nlohmann::json* found = member(name);
    if (found == nullptr) {
      if (needed) wrong(name, "is missing");
      return "";
    }
    if (!found->is_string() || (needed && found->get<std::string>().empty())) {
      wrong(name, "is no text");
      return "";
    }
    return found->get<std::string>();
  }

  std::int64_t whole(const char* name, std::int64_t otherwise, std::int64_t most) {
    const nlohmann::json* found = member(name);
    if (found == nullptr) return otherwise;
    if (!found->is_number_unsigned() || found->get<std::uint64_t>() < 1 ||
        found->get<std::uint64_t>() > static_cast<std::uint64_t>(most)) {
      wrong(name, "is no whole number from 1 to " + std::to_string(most));
      return otherwise;
    }
    return found->get<std::int64_t>();
  }

  std::vector<std::string> texts(const char* name) {
    std::vector<std::string> list;
    const nlohmann::json* found = member(name);
    if (found == nullptr) return list;
    if (!found->is_array()) {
      wrong(name, "is no list");
      return list;
    }
    for (const auto& one : *found) {
      if (one.is_string()) list.push_back(one.get<std::string>());
      if (!one.is_string()) wrong(name, "holds something else than texts");
    }
    return list;
  }

  // Visits the objects of a list, each with its reader.
  template <class Visit>
  void each(const char* name, Visit visit) {
    const nlohmann::json* found = member(name);
    if (found == nullptr || !found->is_array()) return wrong(name, "is no list");
    for (std::size_t i = 0; i < found->size(); ++i) {
      RuleReader reader((*found)[i], path_of(name) + "[" + std::to_string(i) + "]", fault_);
      visit(reader);
    }
  }

  void wrong(std::string_view name, const std::string& what) {
    if (fault_.empty()) fault_ = place_of(name) + " " + what;
  }

 private:
  const nlohmann::json* member(const char* name) const {
    if (!object_.is_object()) return nullptr;
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }
  [[nodiscard]] std::string path_of(std::string_view name) const {
    return (path_.empty() ? "" : path_ + ".") + std::string(name);
  }

  [[nodiscard]] std::string place_of(std::string_view name) const {
    if (!name.empty()) return path_of(name);
    return path_.empty() ? "the whole" : path_;
  }

  const nlohmann::json& object_;
  std::string path_;
  std::string& fault_;
};

inline std::unexpected<Error> invalid_rules(const std::string& what) {
  return fail(ErrorKind::invalid, "InvalidRules", "In the rules " + what + ".");
}

// The text as JSON; the fault says if it is none.
inline nlohmann::json parse_rules(std::string_view text, std::string& fault) {
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) fault = "the text is no JSON";
  return json;
}

}  // namespace tollbridge::stack::json
