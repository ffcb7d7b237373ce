// SPDX-License-Identifier: Apache-2.0
// A configuration file to paths and texts with their lines; which of them exist is ops/config.h's
// business.
#pragma once

#include <string_view>
#include <vector>

#include "core/result.h"
#include "ops/config.h"

namespace tollbridge::engine::yaml {

// A key without a value and an empty list say nothing and are left out; an empty file has no
// entries. Errors: InvalidYaml (with its line), BookTooDeep, AliasNotAllowed, WrongType (the file
// is no object), ConfigTooLarge (limits::config_bytes_max).
Result<std::vector<ops::ConfigEntry>> read_config(std::string_view yaml);

}  // namespace tollbridge::engine::yaml
