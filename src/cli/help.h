// SPDX-License-Identifier: Apache-2.0
// The help texts, made from the command rows.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace tollbridge::cli {

// For no words the whole overview, for a noun its verbs, for a command everything about it.
std::string help_text(std::span<const Command> commands, std::string_view words);

// "tollbridge close PERIOD [--dry-run] [--seller ID]"
std::string usage_line(const Command& command);

}  // namespace tollbridge::cli
