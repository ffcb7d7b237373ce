// SPDX-License-Identifier: Apache-2.0
// One command line from words to exit code.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/host.h"

namespace tollbridge::cli {

// `words` are the arguments after the program's name. Results go to `out`, logs to `log`.
Exit run(const std::vector<std::string>& words, Host& host, std::ostream& out, std::ostream& log);

// The exit code an error stands for: 3 when a rule refused, 2 when called wrongly, else 1.
Exit exit_of(const Error& error);

}  // namespace tollbridge::cli
