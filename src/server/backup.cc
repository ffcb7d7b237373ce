// SPDX-License-Identifier: Apache-2.0
#include "server/backup.h"

#include <filesystem>

#include "journal/rocksdb/rocks_journal.h"
#include "server/activation_signer.h"
#include "server/commerce_end.h"
#include "server/data_directory.h"
#include "server/secret_file.h"
#include "server/sql_books.h"
#include "server/stack_place.h"
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

Status verify_stacks(Disk& disk, Clock& clock, const std::string& directory) {
  const auto names = disk.list(directory + std::string(stacks_folder));
  if (!names && names.error().kind == ErrorKind::not_found) return {};
  if (!names) return std::unexpected(names.error());
  for (const std::string& name : *names) {
    auto place = StackPlace::open(disk, clock, directory, StackId(name), {});
    if (!place) return pass(place);
    if (auto sound = (*place)->database().verify(); !sound) return pass(sound);
    if (auto sound = (*place)->journal().verify(); !sound) return pass(sound);
  }
  return {};
}

Status copy_secrets(const std::string& from, const std::string& to) {
  for (const std::string_view name : {activation_key_name, parcel_key_name}) {
    const std::string file = "/" + std::string(name);
    auto secret = read_secret(from + file);
    if (!secret && secret.error().kind == ErrorKind::not_found) continue;
    if (!secret) return pass(secret);
    if (auto kept = write_secret(to + file, *secret); !kept) return kept;
  }
  return {};
}

// A stack's batches may not be ahead of its hours; the order within a stack is its own to know.
Status copy_stacks(stack::Stacks& stacks, const std::string& directory) {
  for (stack::LocalStack* local : stacks.all()) {
    auto* place = dynamic_cast<StackPlace*>(local);
    if (place == nullptr) continue;  // of no directory
    const std::string folder =
        directory + std::string(stacks_folder) + "/" + local->profile().cloud_id.text();
    if (auto copied = place->copy_to(folder); !copied) return copied;
  }
  return {};
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
  if (auto sound = verify_stacks(disk, clock, directory); !sound) return pass(sound);
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

Result<cli::BackupReport> backup_stores(Disk& disk, Clock& clock, const BackupSource& source,
                                        const std::string& directory) {
  if (auto empty = require_empty(directory, "a backup"); !empty) return pass(empty);
  if (auto made = disk.make_directories(directory); !made) return pass(made);
  // Books first: whatever they refer to is then in the journal's later copy.
  if (auto copied = source.books.copy_to(directory); !copied) return pass(copied);
  auto copied = source.journal.copy_to(directory + std::string(journal_folder));
  if (!copied) return pass(copied);
  if (copied = copy_stacks(source.stacks, directory); !copied) return pass(copied);
  if (copied = copy_secrets(source.data, directory); !copied) return pass(copied);
  auto report = verify_stores(disk, clock, directory);
  if (!report) return pass(report);
  auto totals = write_manifest(disk, directory);
  if (!totals) return pass(totals);
  report->files = totals->files;
  report->bytes = totals->bytes;
  return report;
}

}  // namespace tollbridge::server
