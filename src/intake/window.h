// SPDX-License-Identifier: Apache-2.0
// A window on a source of bytes that moves forward, for cutting records out of a stream in memory
// bounded by limits::line_bytes_max. Used by reader.h and stack/json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "intake/intake.h"

namespace tollbridge::intake {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class Window {
 public:
  explicit Window(ByteSource& source);

  // What is in sight; text_padding readable bytes stand behind it. Valid until fill().
  [[nodiscard]] std::string_view text() const { return {buffer_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::uint64_t bytes_read() const {
    return source_.packed_bytes().value_or(bytes_read_);
  }

  void drop(std::size_t bytes) { begin_ += bytes; }

  // Reads once more. There must be room: more than a line is never left in sight. Errors: the
  // source's, which are final.
  Status fill();

 private:
  ByteSource& source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t bytes_read_ = 0;
  bool ended_ = false;
};

}  // namespace tollbridge::intake
