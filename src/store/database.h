// SPDX-License-Identifier: Apache-2.0
// The books' database: DATA/books.sqlite, and beside it DATA/books.head.
//
// One transaction is one commit. Commits are numbered from 1 without gaps and chained by hashes;
// each covers the rows it added and the sum of every table after it. The newest number and hash
// are synced to books.head before a transaction is acknowledged. So all of this is an Error of
// kind `damaged` and never a wrong answer:
//
//   a row that changed              its checksum                         when it is read
//   a row that is gone or came back  the sum of its table                 when the table is read
//   a commit that is gone            books.head (BooksBehindHead)         on open
//   anything else                    the chain, the rows of each commit   by `verify`
//
// One thread at a time. One process at a time: the file is locked from open to close
// (DataDirectoryBusy). Other Errors: DiskFull, DiskReadOnly, DiskFailed (kind `io`, nothing was
// written), BooksDamaged, SchemaTooNew. A failed sync ends the process (D3).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/sha256.h"
#include "core/time.h"
#include "core/world.h"
#include "store/layout.h"
#include "store/table.h"

namespace tollbridge::store {

struct OpenOptions {
  std::string directory;       // made if it is missing
  std::string vfs;             // SQLite's virtual file system by name; empty: the system's
  int busy_timeout_ms = 2000;  // how long to wait for another process to end
  int log_pages_max = 1000;    // of 4 KiB, in the log before they are moved into the file
  const Layout* layout = &commerce_layout();  // outlives the books
};

// What a transaction is about, for the audit log.
struct CommitInfo {
  Instant known_at{};
  std::string actor;
  std::string action;
  std::string detail;  // one line
};

struct Commit {
  std::uint64_t no = 0;
  CommitInfo info;
  Digest hash{};
};

// Called for each row; an Error ends the walk and is handed on.
using RowVisitor = std::function<Status(std::uint64_t commit, const Row& row)>;
using CommitVisitor = std::function<Status(const Commit& commit)>;

class Database;
struct DatabaseParts;

// What a transaction may do. The first Error of any call makes the whole transaction fail.
class Transaction {
 public:
  // The number this transaction gets if it succeeds.
  [[nodiscard]] std::uint64_t commit() const;
  // Adds a row. Errors: AlreadyRecorded (its key is there).
  Status add(const Table& table, const Row& row);
  // Adds the row, or puts it in the place of the one with its key. For `current` tables.
  Status put(const Table& table, const Row& row);
  // Takes the row with this key away, if there is one. For `current` tables.
  Status erase(const Table& table, const Row& key);
  Result<std::optional<Row>> find(const Table& table, const Row& key);

 private:
  friend class Database;
  explicit Transaction(DatabaseParts& parts) : parts_(parts) {}
  DatabaseParts& parts_;
};

class Database {
 public:
  // Opens or makes the books, brings the schema up to date, and compares them with books.head: a
  // commit whose head a crash kept from being written is taken over; books behind their head are
  // refused (damaged, BooksBehindHead), those of another layout too (conflict, BooksOfAnotherKind).
  // `disk` must outlive the result.
  static Result<std::unique_ptr<Database>> open(Disk& disk, const OpenOptions& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // All that `work` does or, on any Error, nothing; durable when it returns. The new commit.
  // `work` uses the Transaction only, never this object: it still shows the books as they were.
  // Errors: those of `work`; CommitUnconfirmed (io): the rows are recorded, but books.head could
  // not be written; the next transaction writes it first.
  Result<std::uint64_t> transact(const CommitInfo& info,
                                 const std::function<Status(Transaction&)>& work);

  // Every row of the table by its key, checked one by one and, at the end, all together: use what
  // was visited only if this succeeds.
  Status read(const Table& table, const RowVisitor& visit);
  Result<std::optional<Row>> find(const Table& table, const Row& key);

  // For tables whose key begins with two numbers: the rows with the first of them, and the second
  // in [from, to), by key; and the last row with the second below `before`. Each row is checked
  // by itself; that none is missing is for `read` and `verify` to say.
  struct Range {
    std::int64_t first = 0;
    std::int64_t from = 0;
    std::int64_t to = 0;
  };
  Status read_range(const Table& table, const Range& range, const RowVisitor& visit);
  Result<std::optional<Row>> last_before(const Table& table, std::int64_t first,
                                         std::int64_t before);

  // Forgets the oldest commits, at most `most` of them and never the newest: those known before
  // `before`, up to the first that was known since. One whose clock was ahead of info.known_at goes
  // with an older one after it. The rows they wrote stay, checked by their sums and those of their
  // tables; the chain begins behind them from now on, at a hash the next commits cover. Is a commit
  // itself, none if there is nothing to forget. How many went; there may be more only if that is
  // `most`. Of layouts that allow it. Errors: as transact; BooksDamaged, if the chain is broken.
  Result<std::uint64_t> forget_commits(const CommitInfo& info, Instant before, std::uint64_t most);

  // The newest commit; 0 before the first.
  [[nodiscard]] std::uint64_t newest() const;
  // When that became known; empty before the first.
  Result<std::optional<Instant>> newest_known_at();
  // Every commit from the first that is kept, its hash recomputed.
  Status commits(const CommitVisitor& visit);

  // Reads everything, compares everything with everything, and reports all faults (at most 1,000)
  // as details of one Error of kind `damaged`, code BooksDamaged.
  Status verify();

  // Writes a copy of the books as of now into `directory` (made if missing; DirectoryNotEmpty if
  // it holds books), opens it and verifies it. A copy that fails is removed again.
  Status copy_to(const std::string& directory);

 private:
  explicit Database(std::unique_ptr<DatabaseParts> parts);
  std::unique_ptr<DatabaseParts> parts_;
};

}  // namespace tollbridge::store
