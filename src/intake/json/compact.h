// SPDX-License-Identifier: Apache-2.0
// The compact record in JSON. Private to this folder.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "intake/json/members.h"

namespace tollbridge::intake::json {

// Reads a whole record; the fields live until the parser's next one.
class CompactRecord {
 public:
  Ok read(std::string_view text, RecordFields& fields, Fault& fault);

 private:
  // Which member `field` is, at that position of its object; no_member for a stranger.
  Ok find_member(ondemand::field& field, std::size_t position, std::size_t& member, Fault& fault);

  ondemand::parser parser_;
  // Which member stood at each position of the record before: most records are alike.
  std::vector<std::size_t> order_;
};

}  // namespace tollbridge::intake::json
