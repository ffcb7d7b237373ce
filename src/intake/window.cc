// SPDX-License-Identifier: Apache-2.0
#include "intake/window.h"

#include <algorithm>
#include <cstring>

#include "core/check.h"
#include "core/limits.h"
#include "intake/detect.h"

namespace tollbridge::intake {
namespace {

constexpr std::size_t window_bytes_max = 4 * limits::line_bytes_max;
constexpr std::size_t window_bytes_first = 128 * 1024;  // most inputs of a server are small
static_assert(window_bytes_max > limits::line_bytes_max + 2);
static_assert(window_bytes_max >= detect_bytes_max);

}  // namespace

Window::Window(ByteSource& source)
    : source_(source), buffer_(window_bytes_first + text_padding) {}

Status Window::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  std::size_t capacity = buffer_.size() - text_padding;
  if (end_ > capacity / 2 && capacity < window_bytes_max) {
    capacity = std::min(capacity * 4, window_bytes_max);
    buffer_.resize(capacity + text_padding);
  }
  CHECK(end_ < capacity);
  auto count = source_.read(buffer_.data() + end_, capacity - end_);
  if (!count) return pass(count);
  ended_ = *count == 0;
  end_ += *count;
  bytes_read_ += *count;
  return {};
}

}  // namespace tollbridge::intake
