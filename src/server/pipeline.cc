// SPDX-License-Identifier: Apache-2.0
#include "server/pipeline.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace tollbridge::server {
namespace {

constexpr std::size_t waiting_portions_max = 2;

// Portions on their way from the reader to the writer.
class PortionQueue {
 public:
  // False when nobody takes portions any more.
  bool push(intake::Portion&& portion) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return abandoned_ || waiting_.size() < waiting_portions_max; });
    if (abandoned_) return false;
    waiting_.push_back(std::move(portion));
    changed_.notify_all();
    return true;
  }

  // Empty at the end.
  std::optional<intake::Portion> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    if (waiting_.empty()) return std::nullopt;
    intake::Portion portion = std::move(waiting_.front());
    waiting_.pop_front();
    changed_.notify_all();
    return portion;
  }

  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  void abandon() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;  // guards everything below
  std::condition_variable changed_;
  std::deque<intake::Portion> waiting_;
  bool ended_ = false;
  bool abandoned_ = false;
};

}  // namespace

Status pipelined(const engine::UsageSource& source, const intake::PortionSink& sink,
                 const std::function<void()>& stop_source) {
  PortionQueue queue;
  Status read;
  std::thread reader([&] {
    read = source([&queue](intake::Portion&& portion) -> Status {
      if (queue.push(std::move(portion))) return {};
      return fail(ErrorKind::io, "ImportStopped", "the import ended before its input did");
    });
    queue.end();
  });
  Status stored;
  while (auto portion = queue.pop()) {
    stored = sink(std::move(*portion));
    if (stored) continue;
    queue.abandon();
    if (stop_source) stop_source();
    break;
  }
  reader.join();
  return stored ? read : stored;
}

}  // namespace tollbridge::server
