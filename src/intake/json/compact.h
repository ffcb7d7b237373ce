// SPDX-License-Identifier: Apache-2.0
// The compact record in JSON. Private to this folder.
#pragma once

#include <string_view>

#include "intake/json/members.h"

namespace tollbridge::intake::json {

// Reads a whole record; the fields live until the parser's next one.
class CompactRecord {
 public:
  Ok read(std::string_view text, RecordFields& fields, Fault& fault);

 private:
  ondemand::parser parser_;
};

}  // namespace tollbridge::intake::json
