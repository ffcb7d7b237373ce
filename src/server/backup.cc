// SPDX-License-Identifier: Apache-2.0
#include "server/backup.h"

#include <filesystem>

#include "journal/rocksdb/rocks_journal.h"
#include "server/data_directory.h"
#include "server/sql_books.h"
#include "server/verified_copy.h"

namespace tollbridge::server {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t open_free_bytes_min = 1024 * 1024;

// RocksDB writes when it is opened, and a disk without any room can end the process there.
Status require_room(Disk& disk, const std::string& directory) {
  auto free = disk.free_bytes(directory);
  if (!free) return pass(free);
  if (*free >= open_free_bytes_min) return {};
  return fail(ErrorKind::io, "DiskFull",
              "The disk of '" + directory + "' has " + std::to_string(*free) +
                  " bytes free, too few to open the journal; make room and try again.");
}

}  // namespace

Result<std::unique_ptr<journal::Journal>> open_journal(Disk& disk, const std::string& directory,
                                                       engine::Books& books,
                                                       const journal::RocksOptions& options) {
  if (auto room = require_room(disk, directory); !room) return pass(room);
  return journal::open_rocks_journal(directory + std::string(journal_folder), books.marks(),
                                     options);
}

Result<OpenStores> open_stores(Disk& disk, Clock& clock, const std::string& directory) {
  OpenStores stores;
  auto books = SqlBooks::open(disk, clock, {.directory = directory});
  if (!books) return pass(books);
  stores.books = std::move(*books);
  auto journal = open_journal(disk, directory, *stores.books);
  if (!journal) return pass(journal);
  stores.journal = std::move(*journal);
  return stores;
}

Result<cli::BackupReport> verify_stores(Disk& disk, Clock& clock, const std::string& directory) {
  auto stores = open_stores(disk, clock, directory);
  if (!stores) return pass(stores);
  if (auto sound = stores->books->verify(); !sound) return pass(sound);
  if (auto sound = stores->journal->verify(); !sound) return pass(sound);
  auto commit = stores->books->commit();
  if (!commit) return pass(commit);
  auto heads = stores->journal->heads();
  if (!heads) return pass(heads);
  cli::BackupReport report;
  report.directory = directory;
  report.commit = *commit;
  report.stacks = heads->size();
  return report;
}

Status require_empty(const std::string& directory, const std::string& what) {
  std::error_code error;
  if (!fs::exists(directory, error) || fs::is_empty(directory, error)) return {};
  return fail(ErrorKind::invalid, "DirectoryNotEmpty",
              "'" + directory + "' is not empty; " + what + " needs a missing or empty directory.");
}

Result<cli::BackupReport> backup_stores(Disk& disk, Clock& clock, engine::Books& books,
                                        journal::Journal& journal, const std::string& directory) {
  if (auto empty = require_empty(directory, "a backup"); !empty) return pass(empty);
  if (auto made = disk.make_directories(directory); !made) return pass(made);
  // Books first: whatever they refer to is then in the journal's later copy.
  if (auto copied = books.copy_to(directory); !copied) return pass(copied);
  auto copied = journal.copy_to(directory + std::string(journal_folder));
  if (!copied) return pass(copied);
  auto report = verify_stores(disk, clock, directory);
  if (!report) return pass(report);
  auto totals = write_manifest(disk, directory);
  if (!totals) return pass(totals);
  report->files = totals->files;
  report->bytes = totals->bytes;
  return report;
}

}  // namespace tollbridge::server
