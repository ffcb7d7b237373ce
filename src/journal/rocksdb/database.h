// SPDX-License-Identifier: Apache-2.0
// The RocksDB under the journal: how it is opened, and its answers as Results.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "journal/block.h"
#include "journal/rocksdb/frame.h"
#include "journal/rocksdb/rocks_journal.h"

namespace tollbridge::journal {

inline rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// DiskFull, DiskFailed or JournalDamaged, with what RocksDB said.
Error error_of(const rocksdb::Status& status, std::string_view doing);

class Database {
 public:
  // Errors as open_rocks_journal's.
  // Makes a new one only if `may_create`: opening must never take the place of what was lost.
  static Result<std::unique_ptr<Database>> open(const std::string& path, bool may_create,
                                                const RocksOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Of the small keys (keys.h); empty if there is none.
  Result<std::optional<std::string>> get(std::string_view key);

  // A frame of the log; `frame` keeps the bytes. Errors: JournalDamaged if it is not there.
  Status get_frame(std::uint32_t stack, std::uint64_t sequence, rocksdb::PinnableSlice& frame);

  // Reads and decodes one block. Errors: JournalDamaged, BlockDamaged.
  Status read(std::uint32_t stack, std::uint64_t sequence, Columns wanted, Block& block);

  // Over the small keys from `from` up to, not including, `end`, which must stay in place.
  std::unique_ptr<rocksdb::Iterator> iterate(std::string_view from, const rocksdb::Slice* end);
  std::unique_ptr<rocksdb::Iterator> iterate_log();

  void put(rocksdb::WriteBatch& batch, std::string_view key, std::string_view value) const;
  void put_frame(rocksdb::WriteBatch& batch, std::uint32_t stack, std::uint64_t sequence,
                 std::string_view frame) const;
  rocksdb::Status write(rocksdb::WriteBatch& batch, bool sync);

  // Bytes free for it; empty where that is not known.
  std::optional<std::uint64_t> free_bytes();
  rocksdb::DB& db() { return *db_; }

 private:
  Database() = default;

  std::string path_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;  // default, log
  std::string buffer_;
};

// A block, sequence checked, from the frame's bytes.
Status read_frame_block(std::string_view bytes, std::uint64_t sequence, Columns wanted,
                        std::string& buffer, Block& block);

// All keys that begin with `prefix` come before this one.
std::string after_prefix(std::string_view prefix);

}  // namespace tollbridge::journal
