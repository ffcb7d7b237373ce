// SPDX-License-Identifier: Apache-2.0
// Compression with zstd of what is written once: blocks of the journal, batches of the bridge.
// Streams that come from outside are unpacked by intake/compression. Pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tollbridge {

// `level`: of zstd, 1 (fast) to 19.
std::string pack(std::string_view raw, int level);

// Whether `packed` unpacks to exactly as many bytes as `raw` has. Never writes beyond it; where it
// is false, what stands in `raw` means nothing.
bool unpack(std::string_view packed, std::span<char> raw);

}  // namespace tollbridge
