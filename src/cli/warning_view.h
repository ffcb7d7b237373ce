// SPDX-License-Identifier: Apache-2.0
// Warnings about registrations, for people.
#pragma once

#include <vector>

#include "cli/output.h"
#include "registry/advice.h"

namespace tollbridge::cli {

void print_warnings(Output& out, const std::vector<registry::Warning>& warnings);

}  // namespace tollbridge::cli
