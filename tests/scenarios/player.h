// SPDX-License-Identifier: Apache-2.0
// Plays a scenario on a pair of stores and tells what came out, as the text of its golden bill.
//
// Beyond what the scenario asks: every close is preceded by a dry run and followed by a second
// close, which must both say the same; at the end nothing may be lost between hops in any period,
// every document must be found again byte for byte, and both stores must be sound.
#pragma once

#include <string>

#include "core/result.h"
#include "tests/scenarios/scenario.h"
#include "tests/scenarios/usage_statement.h"
#include "tests/support/stores.h"

namespace tollbridge::scenarios {

struct PlayOptions {
  std::string worlds;          // the folder of `world` statements
  Disturbance disturbance;
  bool reopen_after_each = false;  // close and open the stores after every statement
};

// Errors: the first statement that failed, or was awaited to be refused and was not, with its line.
Result<std::string> play(const Scenario& scenario, support::Stores& stores,
                         const PlayOptions& options);

}  // namespace tollbridge::scenarios
