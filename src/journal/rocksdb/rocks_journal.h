// SPDX-License-Identifier: Apache-2.0
// The journal of production: one RocksDB per data directory, blocks of rows, every append synced.
//
// RocksDB's own recovery is not trusted (spec/reliability.md section 3): each block is chained to
// the one before, and the marks in the books say how far the chain must reach. Duplicates are found
// exactly, by an index of the keys of each hour that is built from the log when it is needed and
// bounded in memory (docs/decisions/0002-hour-index-instead-of-sealing.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/limits.h"
#include "core/result.h"
#include "journal/journal.h"

namespace rocksdb {
class Env;
struct Options;
}  // namespace rocksdb

namespace tollbridge::journal {

struct RocksOptions {
  // Keys held in memory to tell duplicates; beyond it hours are looked up on disk, only slower.
  std::size_t open_hour_keys_max = limits::open_hour_keys_max;
  // An hour that leaves memory keeps its keys on disk if its blocks hold more rows than this (and
  // four times its keys). Fewer are read again in some hundredths of a second.
  std::uint64_t cheap_hour_rows = 8 * limits::block_records_max;
  std::size_t dictionary_cache_bytes = 64 * 1024 * 1024;  // strings of recent rows
  std::size_t write_buffer_bytes = 64 * 1024 * 1024;
  // Appends are refused with DiskFull while less is free than this and twice the append.
  std::uint64_t free_bytes_min = 32 * 1024 * 1024;

  // For simulation only.
  rocksdb::Env* env = nullptr;  // default: the real one; outlives the journal
  bool sync = true;             // false loses acknowledged rows in a power loss
  std::function<void(rocksdb::Options&)> tune;
  // Called when a write or sync failed half-way (D3). Default: says so on stderr and aborts.
  std::function<void(std::string_view what)> die;
};

// Opens or makes the journal in directory `path` (its parent must exist) and brings marks that are
// behind (a crash between the two syncs) forward. `marks` must outlive it. Errors:
//   DataDirectoryBusy (busy)      another process has it open
//   JournalBehindMark (damaged)   acknowledged blocks are missing; names them and what to do
//   JournalDamaged (damaged)      RocksDB refuses to open, or the chain contradicts the marks
//   JournalFormatUnknown (refused)  written by a newer version
//   DiskFailed (io)               the directory cannot be made or read
Result<std::unique_ptr<Journal>> open_rocks_journal(const std::string& path, MarkStore& marks,
                                                    const RocksOptions& options = {});

}  // namespace tollbridge::journal
