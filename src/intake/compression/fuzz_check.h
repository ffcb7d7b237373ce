// SPDX-License-Identifier: Apache-2.0
// What must hold for any bytes given to the unpacker: it ends, and how the bytes come in and go
// out makes no difference. For the fuzz target and the test that replays its corpus.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/check.h"
#include "intake/compression/unpack.h"

namespace tollbridge::intake::compression {

// Gives a text in chunks.
class ChunkSource : public ByteSource {
 public:
  ChunkSource(std::string text, std::size_t chunk) : text_(std::move(text)), chunk_(chunk) {}

  Result<std::size_t> read(char* buffer, std::size_t capacity) override {
    const std::size_t size = std::min({capacity, chunk_, text_.size() - at_});
    if (size > 0) std::memcpy(buffer, text_.data() + at_, size);
    at_ += size;
    return size;
  }

 private:
  std::string text_;
  std::size_t chunk_;
  std::size_t at_ = 0;
};

struct UnpackedText {
  std::string text;
  std::string error;
  std::uint64_t packed_bytes = 0;
};

// Unpacks the first `bytes_max` bytes.
inline UnpackedText unpack_up_to(std::string_view packed, std::size_t chunk, std::size_t step,
                                 std::size_t bytes_max, const UnpackOptions& options = {}) {
  const auto source =
      unpacking(std::make_unique<ChunkSource>(std::string(packed), chunk), options);
  UnpackedText unpacked;
  std::string buffer(step, '\0');
  while (unpacked.text.size() < bytes_max) {
    const auto count = source->read(buffer.data(), buffer.size());
    if (!count) unpacked.error = count.error().code;
    if (!count || *count == 0) break;
    unpacked.text.append(buffer.data(), *count);
  }
  unpacked.packed_bytes = source->packed_bytes().value_or(0);
  return unpacked;
}

inline void check_unpacking(std::string_view packed) {
  constexpr std::size_t bytes_max = 1024 * 1024;
  const UnpackedText whole = unpack_up_to(packed, packed.size() + 1, 4096, bytes_max);
  const UnpackedText chunks = unpack_up_to(packed, 1 + packed.size() % 5, 61, bytes_max);
  const std::size_t common = std::min(whole.text.size(), chunks.text.size());
  CHECK(whole.text.compare(0, common, chunks.text, 0, common) == 0);
  if (whole.text.size() >= bytes_max || chunks.text.size() >= bytes_max) return;
  // How much of a damaged block came out before it was noticed may differ.
  CHECK(whole.error == chunks.error);
  CHECK(!whole.error.empty() || whole.text == chunks.text);
}

}  // namespace tollbridge::intake::compression
