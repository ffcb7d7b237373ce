// SPDX-License-Identifier: Apache-2.0
// SIGTERM and SIGINT as something to wait for: while it lives, they end nothing by themselves.
// To be made before any thread is started; used by one thread.
#pragma once

#include <chrono>
#include <csignal>

namespace tollbridge::cli {

class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Waits so long for one of them. True from the first one on.
  bool wait(std::chrono::milliseconds longest);

 private:
  sigset_t awaited_{};
  sigset_t before_{};
  bool came_ = false;
};

}  // namespace tollbridge::cli
