// SPDX-License-Identifier: Apache-2.0
// Unpacks gzip and zstd on the way in, told by the first bytes; everything else passes as it is.
// Archives of several members or frames behind each other read as one. Streaming: one buffer of
// 128 KiB and the format's own window (zstd: at most 128 MiB).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "intake/intake.h"

namespace tollbridge::intake::compression {

enum class Packing : std::uint8_t { by_content, gzip, zstd };

struct UnpackOptions {
  Packing packing = Packing::by_content;  // what the sender says it is
  // Unpacked bytes to each packed one that are still believed, once unpacked_bytes_free are out.
  std::optional<std::uint64_t> ratio_max{};
};
inline constexpr std::uint64_t unpacked_bytes_free = 1024 * 1024;

// Reads from `packed`. Errors, after all bytes that could be unpacked were given: TruncatedInput
// (the archive ends too early), DamagedInput (a checksum or the structure is wrong), NotPacked (it
// is not what the sender says), UnpacksTooFar (more than the ratio allows), and those of `packed`.
std::unique_ptr<ByteSource> unpacking(std::unique_ptr<ByteSource> packed,
                                      const UnpackOptions& options = {});

}  // namespace tollbridge::intake::compression
