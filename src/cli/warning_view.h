// SPDX-License-Identifier: Apache-2.0
// Warnings about registrations, for people and as "warnings" in JSON.
#pragma once

#include <vector>

#include "core/json.h"
#include "cli/output.h"
#include "registry/advice.h"

namespace tollbridge::cli {

void append_warnings(Json& json, const std::vector<registry::Warning>& warnings);
void print_warnings(Output& out, const std::vector<registry::Warning>& warnings);

}  // namespace tollbridge::cli
