// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/database.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include "core/check.h"
#include "journal/rocksdb/keys.h"

namespace tollbridge::journal {
namespace {

constexpr std::size_t block_cache_bytes = 32 * 1024 * 1024;
constexpr std::size_t blob_bytes_min = 512;
constexpr std::size_t kind_and_stack_bytes = 1 + sizeof(std::uint32_t);
const char* const log_name = "log";

rocksdb::BlockBasedTableOptions table_options() {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(block_cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = true;  // so that memory is bounded
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  return table;
}

rocksdb::Options options_of(const RocksOptions& ours) {
  rocksdb::Options options;
  options.create_missing_column_families = true;
  options.paranoid_checks = true;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // What is derived from the log must never be older than the log: all families flush together.
  options.atomic_flush = true;
  options.write_buffer_size = ours.write_buffer_bytes;
  // The keys of one kind and stack mostly grow, so each is looked for beside the one before it.
  options.memtable_insert_with_hint_prefix_extractor.reset(
      rocksdb::NewFixedPrefixTransform(kind_and_stack_bytes));
  options.max_open_files = 512;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.compression = rocksdb::kLZ4Compression;
  options.bottommost_compression = rocksdb::kZSTD;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options()));
  if (ours.env != nullptr) options.env = ours.env;
  if (ours.tune) ours.tune(options);
  return options;
}

// Frames are compressed already, and written once: into blob files, which compaction leaves alone.
rocksdb::ColumnFamilyOptions log_options(const rocksdb::Options& all) {
  rocksdb::ColumnFamilyOptions options(all);
  options.compression = rocksdb::kNoCompression;
  options.bottommost_compression = rocksdb::kDisableCompressionOption;
  options.enable_blob_files = true;
  options.min_blob_size = blob_bytes_min;
  return options;
}

Error open_error(const rocksdb::Status& status, const std::string& path) {
  const std::string said = status.ToString();
  if (status.IsIOError() && said.find("lock") != std::string::npos) {
    return Error{ErrorKind::busy, "DataDirectoryBusy",
                 "Another process has the journal in '" + path +
                     "' open; stop it or go through it. (" + said + ")",
                 {}, path, 0, {}};
  }
  Error error = error_of(status, "open the journal in '" + path + "'");
  error.path = path;
  return error;
}

}  // namespace

Error error_of(const rocksdb::Status& status, std::string_view doing) {
  const std::string said = "Cannot " + std::string(doing) + ": " + status.ToString() + ".";
  if (status.IsNoSpace()) {
    return Error{ErrorKind::io, "DiskFull", said + " Make room on the disk and try again.", {}, {},
                 0, {}};
  }
  if (status.IsIOError() && !status.IsPathNotFound()) {
    return Error{ErrorKind::io, "DiskFailed", said, {}, {}, 0, {}};
  }
  return Error{ErrorKind::damaged, "JournalDamaged",
               said + " Nothing may be billed from it; restore a backup.", {}, {}, 0, {}};
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, bool may_create,
                                                 const RocksOptions& ours) {
  rocksdb::Options options = options_of(ours);
  options.create_if_missing = may_create;
  const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions(options)},
      {log_name, log_options(options)}};
  std::unique_ptr<Database> database(new Database());
  database->path_ = path;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened = rocksdb::DB::Open(rocksdb::DBOptions(options), path, families,
                                                   &database->handles_, &db);
  if (!opened.ok()) return std::unexpected(open_error(opened, path));
  database->db_.reset(db);
  return database;
}

Database::~Database() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();  // everything acknowledged is synced already
}

Result<std::optional<std::string>> Database::get(std::string_view key) {
  std::string value;
  const rocksdb::Status found = db_->Get(rocksdb::ReadOptions(), handles_[0], slice(key), &value);
  if (found.IsNotFound()) return std::optional<std::string>();
  if (!found.ok()) return std::unexpected(error_of(found, "read the journal"));
  return value;
}

Status Database::get_frame(std::uint32_t stack, std::uint64_t sequence,
                           rocksdb::PinnableSlice& frame) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  frame.Reset();
  const std::string key = keys::Key().u32(stack).u64(sequence).str();
  const rocksdb::Status found = db_->Get(options, handles_[1], slice(key), &frame);
  if (found.IsNotFound()) {
    return fail(ErrorKind::damaged, "JournalDamaged",
                "Block " + std::to_string(sequence) + " of the journal is missing. Nothing may be "
                "billed from it; restore a backup.");
  }
  if (!found.ok()) return std::unexpected(error_of(found, "read the journal"));
  return {};
}

Status Database::read(std::uint32_t stack, std::uint64_t sequence, Columns wanted, Block& block) {
  rocksdb::PinnableSlice bytes;
  if (Status got = get_frame(stack, sequence, bytes); !got) return got;
  return read_frame_block(view(bytes), sequence, wanted, buffer_, block);
}

std::unique_ptr<rocksdb::Iterator> Database::iterate(std::string_view from,
                                                     const rocksdb::Slice* end) {
  rocksdb::ReadOptions options;
  options.iterate_upper_bound = end;
  std::unique_ptr<rocksdb::Iterator> iterator(db_->NewIterator(options, handles_[0]));
  iterator->Seek(slice(from));
  return iterator;
}

std::unique_ptr<rocksdb::Iterator> Database::iterate_log() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, handles_[1]));
}

void Database::put(rocksdb::WriteBatch& batch, std::string_view key,
                   std::string_view value) const {
  const rocksdb::Status put = batch.Put(handles_[0], slice(key), slice(value));
  CHECK(put.ok());
}

void Database::put_frame(rocksdb::WriteBatch& batch, std::uint32_t stack, std::uint64_t sequence,
                         std::string_view frame) const {
  const std::string key = keys::Key().u32(stack).u64(sequence).str();
  const rocksdb::Status put = batch.Put(handles_[1], slice(key), slice(frame));
  CHECK(put.ok());
}

rocksdb::Status Database::write(rocksdb::WriteBatch& batch, bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync;
  return db_->Write(options, &batch);
}

std::optional<std::uint64_t> Database::free_bytes() {
  std::uint64_t bytes = 0;
  const rocksdb::Status known = db_->GetEnv()->GetFreeSpace(path_, &bytes);
  return known.ok() ? std::optional(bytes) : std::nullopt;
}

Status read_frame_block(std::string_view bytes, std::uint64_t sequence, Columns wanted,
                        std::string& buffer, Block& block) {
  auto frame = read_frame(bytes);
  if (!frame) return pass(frame);
  if (frame->sequence != sequence) {
    return fail(ErrorKind::damaged, "BlockDamaged",
                "Block " + std::to_string(sequence) + " of the journal says it is block " +
                    std::to_string(frame->sequence) + ".");
  }
  return read_block(*frame, wanted, buffer, block);
}

std::string after_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty()) {
    const auto last = static_cast<std::uint8_t>(end.back());
    end.pop_back();
    if (last != 0xff) {
      end.push_back(static_cast<char>(last + 1));
      break;
    }
  }
  return end;
}

}  // namespace tollbridge::journal
