// SPDX-License-Identifier: Apache-2.0
#include "api/native/upload_gate.h"

#include <exception>
#include <string>
#include <vector>

#include "core/limits.h"

namespace tollbridge::api::native {

Status UploadGate::store(engine::Upload& upload, Engine& engine) {
  Waiting mine{upload};
  {
    std::unique_lock lock(mutex_);
    queue_.push_back(&mine);
    changed_.wait(lock, [&] { return mine.done || queue_.front() == &mine; });
    if (mine.done) return upload.stored;
  }
  std::size_t taken = 1;  // mine, also if the engine takes nothing any more
  Status ran;
  try {
    ran = engine.run([&](Desk& desk) { return store_waiting(desk, taken); });
  } catch (const std::exception& thrown) {  // no memory: those that wait must not wait for ever
    ran = fail(ErrorKind::damaged, "InternalError",
               std::string("The server failed: ") + thrown.what() + ".");
  }
  const std::lock_guard lock(mutex_);
  for (; taken > 0; --taken) {
    Waiting& one = *queue_.front();
    queue_.pop_front();
    if (!ran) one.upload.stored = ran;
    one.done = true;
  }
  changed_.notify_all();
  return upload.stored;
}

// On the engine's thread. An Error is one of all that were taken.
Status UploadGate::store_waiting(Desk& desk, std::size_t& taken) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  std::vector<engine::Upload*> together;
  {
    const std::lock_guard lock(mutex_);
    std::size_t rows = 0;
    for (Waiting* one : queue_) {
      rows += one->upload.portion.batch.rows.size();
      if (!together.empty() && rows > limits::batch_records_max) break;
      together.push_back(&one->upload);
    }
    taken = together.size();
  }
  engine::store_uploads(desk.journal(), **registry, together);
  return {};
}

std::size_t UploadGate::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace tollbridge::api::native
