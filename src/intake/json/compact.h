// SPDX-License-Identifier: Apache-2.0
// The compact record in JSON. Private to this folder.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "intake/json/members.h"

namespace tollbridge::intake::json {

// Reads a whole record; the fields live until the parser's next one, or as long as the text.
//
// Two ways. Records as machines write them (flat, printable ASCII, no escapes, texts and numbers
// only) are cut where they stand; everything else, above all everything malformed, goes through
// simdjson. What the first way takes, the second reads the same (compact_test.cc).
class CompactRecord {
 public:
  Ok read(std::string_view text, RecordFields& fields, Fault& fault) {
    if (read_plain(text, fields)) return true;
    fields = {};
    return read_any(text, fields, fault);
  }

  // False if the record is not plain; then `fields` hold anything.
  bool read_plain(std::string_view text, RecordFields& fields);
  Ok read_any(std::string_view text, RecordFields& fields, Fault& fault);

 private:
  std::size_t expected_at(std::size_t position) const;
  void expect_at(std::size_t position, std::size_t member);
  Ok find_member(ondemand::field& field, std::size_t position, std::size_t& member, Fault& fault);
  bool find_plain_member(std::string_view text, std::size_t& at, std::size_t position,
                         std::size_t& member);

  ondemand::parser parser_;
  // Which member stood at each position of the record before: most records are alike.
  std::vector<std::size_t> order_;
};

}  // namespace tollbridge::intake::json
