// SPDX-License-Identifier: Apache-2.0
// How far long work is, told to whoever waits for it; and the way for them to end it early.
#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace tollbridge::engine {

struct Step {
  std::string doing;       // "reading usage of 2026-10"
  std::uint64_t done = 0;  // in units
  std::uint64_t of = 0;    // as far as is known before; 0: not known
  std::string unit;        // "records"
};

// What a use case that was told to end answers. Nothing of it was recorded.
inline constexpr const char* cancelled_code = "Cancelled";
inline std::unexpected<Error> cancelled() {
  return fail(ErrorKind::conflict, cancelled_code, "This was cancelled; nothing was recorded.");
}

// Told on the thread that works, often: must be quick. An Error it answers (cancelled()) ends the
// use case with that Error; one that writes asks for the last time before it begins to.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual Status step(const Step& step) = 0;
};

// Nobody looks.
Progress& no_progress();

}  // namespace tollbridge::engine
