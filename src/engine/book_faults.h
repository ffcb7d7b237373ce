// SPDX-License-Identifier: Apache-2.0
// All faults of a book at once, and the reading of typed values out of an entry's texts. Part of
// plan_book (engine/book.h).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "engine/book.h"

namespace tollbridge::engine {

class Faults {
 public:
  explicit Faults(std::vector<Error> found) : list_(std::move(found)) {}

  // `error` at a key of the entry (empty: at the entry itself), with its line; an entry that does
  // not come from a file leaves the error its own.
  void add(const Entry& entry, std::string_view key, Error error);
  void add(Error error) { list_.push_back(std::move(error)); }
  [[nodiscard]] std::size_t count() const { return list_.size(); }

  // One fault as itself, several as InvalidBook or BookRefused, by line. There must be one.
  [[nodiscard]] Error take();

 private:
  std::vector<Error> list_;
};

// Reads the fields of one entry over the values recorded before: an absent field leaves the value
// as it is, a null one clears it, a bad text is a fault.
class EntryReader {
 public:
  EntryReader(const Entry& entry, Faults& faults)
      : entry_(entry), faults_(faults), before_(faults.count()) {}

  // False once a fault was added since construction, or a field was of the wrong shape.
  [[nodiscard]] bool sound() const { return faults_.count() == before_ && !bad_; }

  // The key of the object must be given.
  bool has_key(std::string_view key);
  // What a new object cannot be without. `known`: it has a value already.
  void require(std::string_view key, bool known);

  void text(std::string_view key, std::string& value);
  void hour(std::string_view key, Hour& value);
  void hour(std::string_view key, std::optional<Hour>& value);

  template <class Id>
  void id(std::string_view key, Id& value) {
    std::string text_value = value.text();
    text(key, text_value);
    check_guid(key, entry_.field(key).text);
    value = Id(text_value);
  }

  // A null leaves the value as it is.
  template <class T>
  void parsed(std::string_view key, T& value, Result<T> (*parse)(std::string_view)) {
    const Field& field = entry_.field(key);
    note(field);
    if (field.state != FieldState::given) return;
    auto result = parse(field.text);
    if (result) {
      value = *std::move(result);
    } else {
      faults_.add(entry_, key, std::move(result.error()));
    }
  }

  // A fault if the text of an id is a GUID with a slip of the finger. Ids need not be GUIDs.
  void check_guid(std::string_view key, std::string_view text);

  // The texts of a list, or nothing if it is absent.
  std::optional<std::vector<std::string>> texts(std::string_view key);

  void fault(std::string_view key, Error error) { faults_.add(entry_, key, std::move(error)); }

 private:
  void note(const Field& field) { bad_ = bad_ || field.state == FieldState::bad; }

  const Entry& entry_;
  Faults& faults_;
  std::size_t before_;
  bool bad_ = false;
};

// The hour that holds a time or date.
Result<Hour> parse_hour(std::string_view text);

}  // namespace tollbridge::engine
