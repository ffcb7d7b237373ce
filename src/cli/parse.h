// SPDX-License-Identifier: Apache-2.0
// From the words of a command line to a command and its arguments. The only place that knows the
// parsing library.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/command.h"
#include "core/result.h"

namespace tollbridge::cli {

// Flags of every command; they may stand before or after its words.
struct Globals {
  std::optional<std::string> data;
  std::optional<std::string> config;
  std::optional<std::string> server;
  std::optional<std::string> now;
  bool json = false;
  bool wide = false;
};

struct Parsed {
  Globals globals;
  const Command* command = nullptr;  // null: help was asked for
  std::string help_for;              // words the help is about; empty: everything
  Arguments arguments;            // with the values of --data, --config, --server and --now
};

// Errors: WrongUsage.
Result<Parsed> parse(std::span<const Command> commands, std::vector<std::string> words);

}  // namespace tollbridge::cli
