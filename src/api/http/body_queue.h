// SPDX-License-Identifier: Apache-2.0
// A body on its way from a socket to the operation that reads it, never more than a few pieces of
// it in memory: when it is full, the socket is not read, and the client waits.
//
// push(), finish(), fail() and full() belong to the socket's thread, next() to the worker's, stop()
// to any.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "api/message.h"

namespace tollbridge::api::http {

class BodyQueue final : public BodyStream {
 public:
  // `on_room` is called on the worker's thread when a full queue has room again; it must be quick.
  BodyQueue(std::size_t bytes_max, std::function<void()> on_room)
      : bytes_max_(bytes_max), on_room_(std::move(on_room)) {}

  // The limit is one of when to stop reading: a piece is always taken.
  void push(std::string piece);
  [[nodiscard]] bool full() const;
  // The body is complete; next() gives what is left, then its end.
  void finish();
  // next() gives this error at once. After finish(), or an earlier error, it says nothing.
  void fail(Error error);

  Result<std::string_view> next() override;
  void stop() override;

 private:
  const std::size_t bytes_max_;
  const std::function<void()> on_room_;
  mutable std::mutex mutex_;  // guards all below but current_
  std::condition_variable came_;
  std::deque<std::string> pieces_;
  std::size_t bytes_ = 0;  // of pieces_
  bool finished_ = false;
  std::optional<Error> error_;
  std::string current_;  // what the last view shows; the worker's
};

}  // namespace tollbridge::api::http
