// SPDX-License-Identifier: Apache-2.0
#include "api/http/body_queue.h"

#include <utility>

namespace tollbridge::api::http {

void BodyQueue::push(std::string piece) {
  if (piece.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    bytes_ += piece.size();
    pieces_.push_back(std::move(piece));
  }
  came_.notify_one();
}

bool BodyQueue::full() const {
  const std::lock_guard lock(mutex_);
  return bytes_ >= bytes_max_;
}

void BodyQueue::finish() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  came_.notify_one();
}

void BodyQueue::fail(Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (finished_ || error_) return;
    error_ = std::move(error);
  }
  came_.notify_one();
}

void BodyQueue::stop() {
  fail({ErrorKind::io, "BodyNotWanted", "The rest of the body is not wanted.", {}, {}, 0, {}});
}

Result<std::string_view> BodyQueue::next() {
  bool room = false;
  {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return error_ || finished_ || !pieces_.empty(); });
    if (error_) return std::unexpected<Error>(*error_);
    if (pieces_.empty()) return std::string_view();
    const bool was_full = bytes_ >= bytes_max_;
    current_ = std::move(pieces_.front());
    pieces_.pop_front();
    bytes_ -= current_.size();
    room = was_full && bytes_ < bytes_max_;
  }
  if (room) on_room_();
  return current_;
}

}  // namespace tollbridge::api::http
