// SPDX-License-Identifier: Apache-2.0
// What the commands about bridges need of the machine beside host.h. A host that has it is a
// HalvesHost, too.
#pragma once

#include <vector>

#include "cli/command.h"

namespace tollbridge::bridge {
struct CommerceEnd;
struct StackArrivals;
}

namespace tollbridge::cli {

class HalvesHost {
 public:
  virtual ~HalvesHost() = default;

  // What commerce took from stacks, and takes by hand (bridge/commerce_end.h). Errors: those of
  // Host::books and journal, NotThisHalf (invalid).
  virtual Result<bridge::CommerceEnd*> commerce_end() = 0;

  // The hop from stacks to commerce, of every stack that ever sent a batch (bridge/arrivals.h).
  // Errors: those above, but of a host that runs none: nothing.
  virtual Result<std::vector<bridge::StackArrivals>> arrivals(Period month) = 0;
};

// Of the context's host. Errors: NotThisHost (invalid).
Result<HalvesHost*> halves_of(Context& context);
// The commerce half of it.
Result<bridge::CommerceEnd*> commerce_end(Context& context);

}  // namespace tollbridge::cli
