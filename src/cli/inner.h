// SPDX-License-Identifier: Apache-2.0
// Commands that are made of others: what they need of the data directory is run as commands of
// their own, here or at the server that has the directory open, so that such a command never waits
// for a network on a server's engine thread.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "core/result.h"

namespace tollbridge::cli {

// The JSON document that the command prints, run with the global flags of the one that `outer` are
// the arguments of. Its failure is this call's error.
Result<std::string> run_inner(const Arguments& outer, Context& context,
                              std::vector<std::string> words);

}  // namespace tollbridge::cli
