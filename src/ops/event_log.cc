// SPDX-License-Identifier: Apache-2.0
#include "ops/event_log.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace tollbridge::ops {
namespace {

// A log nobody can read any more is no reason to stop.
void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

EventLog::EventLog(int descriptor, std::size_t bytes_max)
    : descriptor_(descriptor), bytes_max_(bytes_max), thread_([this] { serve(); }) {}

EventLog::~EventLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  came_.notify_one();
  thread_.join();
}

void EventLog::write(std::string_view line) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() + line.size() + 1 > bytes_max_) {
      ++dropped_;
      return;
    }
    first = waiting_.empty();
    waiting_.append(line).push_back('\n');
  }
  if (first) came_.notify_one();
}

std::uint64_t EventLog::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void EventLog::serve() {
  std::string lines;
  std::unique_lock lock(mutex_);
  while (true) {
    came_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    lines.clear();
    std::swap(lines, waiting_);
    lock.unlock();
    write_all(descriptor_, lines);
    lock.lock();
  }
}

}  // namespace tollbridge::ops
