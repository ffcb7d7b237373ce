// SPDX-License-Identifier: Apache-2.0
// This program once more, as a server in a process of its own. It ends with whoever started it,
// even if that one is killed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/halves.h"
#include "core/result.h"

namespace tollbridge::server {

// Runs `tollbridge WORDS…`, its log in `log_path`, and returns when it says that it is ready.
// Errors: DiskFailed, ServerDidNotStart (io).
Result<std::unique_ptr<cli::Beside>> start_beside(const std::vector<std::string>& words,
                                                  const std::string& log_path);

}  // namespace tollbridge::server
