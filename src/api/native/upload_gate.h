// SPDX-License-Identifier: Apache-2.0
// Group commit of uploads (design.md section 6): what waits at the moment the engine is free is
// stored by one append, so that many small uploads share its two syncs.
//
// One caller at a time leads: it goes to the engine, and there takes along all that wait then. The
// others wait until a leader has stored theirs, or until they are first and lead themselves. How
// many wait is bounded by the threads that read uploads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>

#include "api/desk.h"
#include "engine/store_uploads.h"

namespace tollbridge::api::native {

class UploadGate {
 public:
  // Stores the upload's portion; durable when it returns without Error. Errors: of the upload
  // (engine/store_uploads.h), of the desk, and of Engine::run. Any thread but the engine's.
  Status store(engine::Upload& upload, Engine& engine);

  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Waiting {
    engine::Upload& upload;
    bool done = false;
  };
  Status store_waiting(Desk& desk, std::size_t& taken);

  mutable std::mutex mutex_;  // guards queue_ and Waiting::done
  std::condition_variable changed_;
  std::deque<Waiting*> queue_;  // the first leads; those being stored stay until they are
};

}  // namespace tollbridge::api::native
