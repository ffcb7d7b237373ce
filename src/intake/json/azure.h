// SPDX-License-Identifier: Apache-2.0
// The record of Azure's usage APIs (azure-stack.md 3.4.3). Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "intake/json/members.h"
#include "intake/memo.h"

namespace tollbridge::intake::json {

// Reads a whole record; the fields live until the next one is read.
class AzureRecord {
 public:
  Ok read(std::string_view text, RecordFields& fields, Fault& fault);

 private:
  // What instanceData says, under "Microsoft.Resources".
  struct Instance {
    std::string resource;
    std::string location;
    std::string tags;
  };

  Ok read_members(ondemand::object object, RecordFields& fields, int depth, Fault& fault);
  Ok read_instance(ondemand::value value, RecordFields& fields, Fault& fault);
  Ok read_instance_text(std::string_view text, RecordFields& fields, Fault& fault);
  static Ok read_root(ondemand::object object, RecordFields& fields, Fault& fault);
  static Ok read_resource(ondemand::object object, RecordFields& fields, Fault& fault);

  ondemand::parser parser_;
  ondemand::parser instance_parser_;
  std::string instance_text_;  // with its padding
  Memo<Instance> instances_{4096};
};

}  // namespace tollbridge::intake::json
