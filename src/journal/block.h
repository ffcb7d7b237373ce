// SPDX-License-Identifier: Apache-2.0
// The bytes of a log block: rows of one stack as columns, and the strings they are first to use.
// Described for other readers in docs/formats/journal-block.md; compression, checksum and chain
// are around it (journal/rocksdb/frame.h).
//
// Strings of ids, locations and tags are numbers of the stack's dictionary; a block carries the
// strings it adds to it, so the dictionary follows from the log. Event ids are mostly unique: they
// stand in the block as they are.
//
// Pure values. Decoding never trusts a byte: whatever comes in, the answer is a block or an Error
// BlockDamaged, and memory stays in proportion to limits::block_records_max and texts_bytes_max.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.h"
#include "core/result.h"
#include "journal/journal.h"

namespace tollbridge::journal {

// Strings one after the other.
class Texts {
 public:
  void add(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(bytes_.size());
  }
  void clear() {
    bytes_.clear();
    ends_.clear();
  }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
  }
  friend bool operator==(const Texts& a, const Texts& b) = default;

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
};

// A row of a block by where it stands.
struct RowPlace {
  std::uint64_t sequence = 0;
  std::uint32_t index = 0;
  friend auto operator<=>(const RowPlace& a, const RowPlace& b) = default;
};

// Every column has one element per row, but for those that say otherwise.
struct BlockRows {
  std::vector<Verdict> verdict;  // never `duplicate`
  std::vector<std::uint32_t> subscription, tenant, meter, resource, location, tags;
  std::vector<std::int64_t> start;  // nanoseconds since 1970, as all times here
  std::vector<std::uint8_t> has_end;
  std::vector<std::int64_t> end;  // 0 without one
  std::vector<Quantity> quantity;
  std::vector<std::int64_t> revision;  // under which the row is kept
  std::vector<std::int64_t> given;     // as it came
  std::vector<std::uint8_t> has_reported;
  std::vector<std::int64_t> reported_at;  // 0 without one
  std::vector<std::int64_t> received_at;
  std::vector<std::uint64_t> line;
  Texts event_id;  // empty if no row has one
  std::vector<RowPlace> replaces;  // of each restated row, in order: the row it supersedes

  [[nodiscard]] std::size_t size() const { return start.size(); }
  void clear();
  friend bool operator==(const BlockRows& a, const BlockRows& b) = default;
};

struct Block {
  std::uint32_t first_string = 0;  // the dictionary's number of strings[0]
  Texts strings;
  BlockRows rows;

  void clear();
  friend bool operator==(const Block& a, const Block& b) = default;
};

// All strings of a block, and all its event ids, at most; a writer starts a new block before.
inline constexpr std::size_t texts_bytes_max = 64 * 1024 * 1024;

// Which columns a reader wants; what the others hold afterwards is not said.
enum class Columns : std::uint8_t {
  all,
  for_sums,  // all but event ids and strings
  for_keys,  // what tells keys and their versions apart
};

// Appends the block's bytes to `out`.
void encode(const Block& block, std::string& out);

// Replaces `block` by what the bytes say. Errors: BlockDamaged, after which `block` is unspecified.
Status decode(std::string_view bytes, Columns wanted, Block& block);

}  // namespace tollbridge::journal
