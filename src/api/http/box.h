// SPDX-License-Identifier: Apache-2.0
// A value on its way from any thread to a coroutine that waits for it. Of this folder only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <utility>

namespace tollbridge::api::http {

// Wakes one coroutine. Both members belong to the thread of the executor.
class Bell {
 public:
  explicit Bell(const boost::asio::any_io_executor& executor)
      : timer_(executor, boost::asio::steady_timer::time_point::max()) {}
  void ring() { timer_.cancel(); }
  // Returns at the next ring; the caller looks whether what it waits for has happened.
  boost::asio::awaitable<void> wait() {
    boost::system::error_code rung;
    co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, rung));
  }

 private:
  boost::asio::steady_timer timer_;
};

// Held by the coroutine and by whoever delivers: the last of them frees it.
template <class Value>
class Box : public std::enable_shared_from_this<Box<Value>> {
 public:
  explicit Box(const boost::asio::any_io_executor& executor)
      : executor_(executor), bell_(executor) {}

  // Once, on any thread. `then` runs on the executor's thread when the value is there.
  void deliver(Value value) {
    auto self = this->shared_from_this();
    boost::asio::post(executor_, [self, moved = std::move(value)]() mutable {
      self->value_.emplace(std::move(moved));
      if (self->then) self->then();
      self->bell_.ring();
    });
  }
  // The executor's thread only, as all below.
  boost::asio::awaitable<Value> take() {
    while (!value_) co_await bell_.wait();
    co_return std::move(*value_);
  }
  [[nodiscard]] bool full() const { return value_.has_value(); }

  std::function<void()> then;

 private:
  boost::asio::any_io_executor executor_;
  Bell bell_;
  std::optional<Value> value_;
};

}  // namespace tollbridge::api::http
