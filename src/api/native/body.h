// SPDX-License-Identifier: Apache-2.0
// A JSON object in a request's body, read member by member over a value that is there already: an
// absent member leaves it, null clears it (RFC 7396). Every fault of the body is found before any
// is told, each with the JSON pointer of its place. Amounts, prices and quantities are texts: a
// number in their place is a fault.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace tollbridge::api::native {

class BodyReader {
 public:
  // An empty text is an empty object. Errors: InvalidRequestContent (no JSON, no object, deeper
  // than 16, a member given twice).
  static Result<BodyReader> parse(const std::string& text);
  ~BodyReader();
  BodyReader(BodyReader&&) noexcept;
  BodyReader& operator=(BodyReader&&) noexcept;

  [[nodiscard]] bool has(const std::string& member) const;

  void text(const std::string& member, std::string& value);
  void flag(const std::string& member, bool& value);
  void texts(const std::string& member, std::vector<std::string>& values);
  // RFC 3339 or a date, truncated to the hour. A missing hour stays; null is a fault.
  void hour(const std::string& member, Hour& value);
  void hour(const std::string& member, std::optional<Hour>& value);

  template <class Id>
  void id(const std::string& member, Id& value) {
    std::string found = value.text();
    text(member, found);
    value = Id(found);
  }
  template <class T>
  void parsed(const std::string& member, T& value, Result<T> (*reading)(std::string_view)) {
    std::string found;
    if (!given(member, found)) return;
    auto read = reading(found);
    if (read) {
      value = *std::move(read);
    } else {
      fault(member, std::move(read.error()));
    }
  }
  // Calls `read` for each object of a list.
  void objects(const std::string& member, const std::function<void(BodyReader&)>& read);

  // The member, if it is there, repeats what the path says.
  void same(const std::string& member, const std::string& of_path);
  // Empty members count as missing.
  void require(const std::string& member, bool there);
  void fault(const std::string& member, Error error);

  // To be called last: all faults as one Error (InvalidProperty, or the only one there is); members
  // nobody asked for are faults too.
  [[nodiscard]] Status finish();

 private:
  struct State;
  struct Faults;
  explicit BodyReader(std::unique_ptr<State> state);
  // A text that is neither absent nor null.
  bool given(const std::string& member, std::string& value);
  void find_unknown();

  std::unique_ptr<State> state_;
};

}  // namespace tollbridge::api::native
