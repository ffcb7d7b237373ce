// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/frame.h"

#include <xxhash.h>

#include <algorithm>

#include "core/check.h"
#include "core/packing.h"
#include "journal/varint.h"

namespace tollbridge::journal {
namespace {

constexpr std::uint8_t frame_version = 1;
constexpr std::uint8_t plain = 0;
constexpr std::uint8_t zstd = 1;
constexpr int zstd_level = 1;
constexpr std::size_t checksum_bytes = 8;
// Above what a block can take: texts twice, and 200 bytes for each row.
constexpr std::uint64_t raw_bytes_max = std::uint64_t{192} * 1024 * 1024;

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::damaged, "BlockDamaged", "A block of the journal is damaged: " + what);
}

void put_checksum(std::string& out) {
  std::uint64_t sum = XXH64(out.data(), out.size(), 0);
  for (std::size_t i = 0; i < checksum_bytes; ++i, sum >>= 8) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(sum)));
  }
}

bool checksum_holds(std::string_view bytes) {
  const std::size_t size = bytes.size() - checksum_bytes;
  std::uint64_t sum = 0;
  for (std::size_t i = checksum_bytes; i > 0; --i) {
    sum = (sum << 8) | static_cast<std::uint8_t>(bytes[size + i - 1]);
  }
  return XXH64(bytes.data(), size, 0) == sum;
}

}  // namespace

std::string write_frame(std::string_view stack, std::uint64_t sequence, const Digest& previous,
                        const Block& block) {
  std::string raw;
  encode(block, raw);
  CHECK(raw.size() <= raw_bytes_max);
  const std::string packed = pack(raw, zstd_level);
  const bool compressed = packed.size() < raw.size();

  Writer out;
  out.byte(frame_version);
  out.byte(compressed ? zstd : plain);
  out.varint(stack.size());
  out.bytes(stack);
  out.varint(sequence);
  out.bytes({reinterpret_cast<const char*>(previous.data()), previous.size()});
  out.varint(raw.size());
  out.bytes(compressed ? packed : raw);
  std::string bytes = out.take();
  put_checksum(bytes);
  return bytes;
}

Digest frame_hash(std::string_view frame) { return sha256(frame); }

Result<Frame> read_frame(std::string_view bytes) {
  if (bytes.size() <= checksum_bytes || !checksum_holds(bytes)) {
    return damaged("its checksum is wrong.");
  }
  bytes.remove_suffix(checksum_bytes);
  Reader in(bytes);
  const std::uint8_t version = in.byte();
  const std::uint8_t compression = in.byte();
  if (version != frame_version || compression > zstd) return damaged("its format is not known.");
  Frame frame;
  frame.compressed = compression == zstd;
  frame.stack = in.bytes(in.varint());
  frame.sequence = in.varint();
  const std::string_view previous = in.bytes(frame.previous.size());
  frame.raw_bytes = in.varint();
  if (!in.good() || frame.raw_bytes > raw_bytes_max) return damaged("its header cannot be read.");
  std::copy(previous.begin(), previous.end(), frame.previous.begin());
  frame.payload = in.bytes(in.left());
  return frame;
}

Status read_block(const Frame& frame, Columns wanted, std::string& buffer, Block& block) {
  if (!frame.compressed) return decode(frame.payload, wanted, block);
  const auto size = static_cast<std::size_t>(frame.raw_bytes);
  if (buffer.size() < size) buffer.resize(size);
  if (!unpack(frame.payload, {buffer.data(), size})) return damaged("it cannot be unpacked.");
  return decode(std::string_view(buffer).substr(0, size), wanted, block);
}

}  // namespace tollbridge::journal
