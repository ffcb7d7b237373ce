// SPDX-License-Identifier: Apache-2.0
// Opening, copying and checking the stores of a data directory: books, journal, and those of each
// stack that runs here.
#pragma once

#include <memory>
#include <string>

#include "cli/host.h"
#include "core/result.h"
#include "core/world.h"
#include "engine/books.h"
#include "journal/journal.h"
#include "journal/rocksdb/rocks_journal.h"
#include "server/sql_books.h"
#include "stack/stacks.h"

namespace tollbridge::server {

// Books and journal in two directories, opened together; the journal keeps its marks in the books,
// so it is the first to be closed.
struct OpenStores {
  std::unique_ptr<SqlBooks> books;
  std::unique_ptr<journal::Journal> journal;
};

// Errors: DiskFull when there is no room to open it; those of the journal.
Result<std::unique_ptr<journal::Journal>> open_journal(Disk& disk, const std::string& directory,
                                                       engine::Books& books,
                                                       const journal::RocksOptions& options = {});

Result<OpenStores> open_stores(Disk& disk, Clock& clock, const std::string& directory);

// Opens what lies in the directory, checks every row, block and chain of books, journal and
// stacks, and closes it again.
Result<cli::BackupReport> verify_stores(Disk& disk, Clock& clock, const std::string& directory);

// Errors: DirectoryNotEmpty.
Status require_empty(const std::string& directory, const std::string& what);

// What is copied: stores that are open, and the directory they lie in, for the keys whose loss
// would make every stack register anew.
struct BackupSource {
  std::string data;
  engine::Books& books;
  journal::Journal& journal;
  stack::Stacks& stacks;
};

// Copies open stores into a missing or empty directory and verifies the copy.
Result<cli::BackupReport> backup_stores(Disk& disk, Clock& clock, const BackupSource& source,
                                        const std::string& directory);

}  // namespace tollbridge::server
