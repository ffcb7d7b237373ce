// SPDX-License-Identifier: Apache-2.0
// What surrounds a block in the log: whose it is, its place in the chain, compression, checksum.
// Described for other readers in docs/formats/journal-block.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/sha256.h"
#include "journal/block.h"

namespace tollbridge::journal {

// A frame that was read; views into the bytes it was read from.
struct Frame {
  std::string_view stack;
  std::uint64_t sequence = 0;
  Digest previous{};  // hash of the frame before; zeros for sequence 1
  std::uint64_t raw_bytes = 0;
  bool compressed = false;
  std::string_view payload;
};

// The frame's bytes. Its hash is frame_hash of them.
std::string write_frame(std::string_view stack, std::uint64_t sequence, const Digest& previous,
                        const Block& block);

Digest frame_hash(std::string_view frame);

// Checks the checksum. Errors: BlockDamaged.
Result<Frame> read_frame(std::string_view bytes);

// Unpacks and decodes the block; `buffer` is scratch to use again. Errors: BlockDamaged.
Status read_block(const Frame& frame, Columns wanted, std::string& buffer, Block& block);

}  // namespace tollbridge::journal
