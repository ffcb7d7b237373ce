// SPDX-License-Identifier: Apache-2.0
// The log: one line per event on stderr, UTC, so that stdout stays the command's answer.
#pragma once

#include <string_view>

#include "core/result.h"

namespace tollbridge::ops {

// Points spdlog's default logger at stderr. `level`: trace, debug, info, warn, error, off.
// Errors: UnknownLogLevel.
Status set_up_log(std::string_view level);

}  // namespace tollbridge::ops
