// SPDX-License-Identifier: Apache-2.0
// Facts behind the alerts, for /metrics: looked at once a minute on a thread of its own, never by
// an evaluation. Which month cannot close is remembered from the last attempt, dry or not.
//
// Members may be called on any thread.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/desk.h"
#include "core/time.h"

namespace tollbridge::server {

using SilentHours = std::array<int, 3>;  // ages, ascending

struct AlertFacts {
  struct Freshness {
    StackId stack;
    std::optional<Hour> newest;  // empty: older than the last age
  };
  std::vector<Freshness> stacks;            // with a registration in force
  std::array<std::uint64_t, 3> silent{};    // stacks without usage for so long
  std::uint64_t quarantined_records = 0;    // of this month and the last, of stacks not registered
  std::string last_month_state;             // of the provider: open, closing, closed
  std::string last_month_refused;           // the code of the last attempt; empty: not refused
};

class AlertWatch {
 public:
  // `engine` must outlive it.
  AlertWatch(api::Engine& engine, const SilentHours& ages);
  ~AlertWatch();
  AlertWatch(const AlertWatch&) = delete;
  AlertWatch& operator=(const AlertWatch&) = delete;

  // A close of all sellers was tried, or a dry run: refused with this code, or (empty) not.
  void close_tried(Period period, std::string_view refused);
  // As looked at last; empty before the first time.
  [[nodiscard]] std::optional<AlertFacts> facts() const;
  [[nodiscard]] const SilentHours& ages() const { return ages_; }

  // Errors: those of the stores, and Engine::run's.
  Result<AlertFacts> look();
  void stop();

 private:
  void serve();

  api::Engine& engine_;
  const SilentHours ages_;
  mutable std::mutex mutex_;  // guards all below
  std::condition_variable stopped_;
  std::optional<AlertFacts> facts_;
  std::map<Period, std::string> refused_;
  bool stopping_ = false;
  std::thread thread_;  // last: starts when the rest is there
};

}  // namespace tollbridge::server
