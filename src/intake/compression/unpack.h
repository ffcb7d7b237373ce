// SPDX-License-Identifier: Apache-2.0
// Unpacks gzip and zstd on the way in, told by the first bytes; everything else passes as it is.
// Archives of several members or frames behind each other read as one. Streaming: one buffer of
// 128 KiB and the format's own window (zstd: at most 128 MiB).
#pragma once

#include <memory>

#include "intake/intake.h"

namespace tollbridge::intake::compression {

// Reads from `packed`. Errors, after all bytes that could be unpacked were given: TruncatedInput
// (the archive ends too early), DamagedInput (a checksum or the structure is wrong), and those of
// `packed`.
std::unique_ptr<ByteSource> unpacking(std::unique_ptr<ByteSource> packed);

}  // namespace tollbridge::intake::compression
