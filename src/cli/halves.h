// SPDX-License-Identifier: Apache-2.0
// What the commands about bridges and the demo need of the machine beside host.h. A host that has
// it is a HalvesHost, too.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"

namespace tollbridge::bridge {
struct CommerceEnd;
struct StackArrivals;
}

namespace tollbridge::cli {

// A server of this program in a process of its own; ended when this is destroyed.
class Beside {
 public:
  virtual ~Beside() = default;
  [[nodiscard]] virtual const std::string& url() const = 0;  // the first it listens on
  // Ends it and waits until it has. Errors: ServerFailed (io).
  virtual Status stop() = 0;
};

class HalvesHost {
 public:
  virtual ~HalvesHost() = default;

  // What commerce took from stacks, and takes by hand (bridge/commerce_end.h). Errors: those of
  // Host::books and journal, NotThisHalf (invalid).
  virtual Result<bridge::CommerceEnd*> commerce_end() = 0;

  // The hop from stacks to commerce, of every stack that ever sent a batch (bridge/arrivals.h).
  // Errors: those above, but of a host that runs none: nothing.
  virtual Result<std::vector<bridge::StackArrivals>> arrivals(Period month) = 0;

  // Runs this program with `words`, which end in a `serve`, beside this process, its log in
  // `log_path`; returns when it serves. It ends with this process at the latest. Errors:
  // ServerDidNotStart, DiskFailed (io), NotWhileServing (invalid).
  virtual Result<std::unique_ptr<Beside>> start_beside(const std::vector<std::string>& words,
                                                       const std::string& log_path) = 0;
};

// Of the context's host. Errors: NotThisHost (invalid).
Result<HalvesHost*> halves_of(Context& context);
// The commerce half of it.
Result<bridge::CommerceEnd*> commerce_end(Context& context);

}  // namespace tollbridge::cli
