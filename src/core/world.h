// SPDX-License-Identifier: Apache-2.0
// The only doors to the world: clock, randomness, disk and scheduling (spec/reliability.md 7.1).
//
// Production wires the real ones (ops/), simulation the simulated ones (tests/simulation/). No
// other code reads a clock, draws a random number, touches a file it must not lose, or starts
// work later. Storage engines reach the disk through adapters that take a Disk's place.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"

namespace tollbridge {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() = 0;                  // wall clock, UTC; may jump
  virtual std::int64_t mono_nanoseconds() = 0;  // never goes back; only differences mean anything
};

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t u64() = 0;
};

class Executor {
 public:
  virtual ~Executor() = default;
  using Task = std::function<void()>;
  // Runs `task` later on some thread; tasks posted by one caller run in order only on a
  // single-threaded executor.
  virtual void post(Task task) = 0;
};

// A file opened for appending. Data counts as kept only after sync() succeeded; a failed sync
// must end the process (the caller does), never be retried (D3).
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  virtual Status append(std::string_view bytes) = 0;
  virtual Status sync() = 0;
};

class Disk {
 public:
  virtual ~Disk() = default;
  virtual Result<std::unique_ptr<AppendFile>> open_append(const std::string& path) = 0;
  virtual Result<std::string> read_all(const std::string& path) = 0;  // kind not_found if missing
  // Writes `bytes` to a temporary file, syncs it, renames it over `path`, syncs the directory:
  // after a power loss the old or the new content is there, whole.
  virtual Status replace(const std::string& path, std::string_view bytes) = 0;
  virtual Status remove(const std::string& path) = 0;  // success if it was not there
  virtual Status make_directories(const std::string& path) = 0;
  virtual Status sync_directory(const std::string& path) = 0;
  virtual Result<std::vector<std::string>> list(const std::string& path) = 0;  // names, sorted
  virtual Result<std::uint64_t> free_bytes(const std::string& path) = 0;
};

}  // namespace tollbridge
