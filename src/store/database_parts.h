// SPDX-License-Identifier: Apache-2.0
// The inside of Database, shared by the files that implement it. Private to store/.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/world.h"
#include "store/books_head.h"
#include "store/connection.h"
#include "store/database.h"
#include "store/row_sum.h"

namespace tollbridge::store {

// A commit as its row says.
struct CommitRow {
  std::uint64_t no = 0;
  std::string prev_hash;
  std::string hash;
  std::string known_at;
  std::string actor;
  std::string action;
  std::string detail;
  SetSum rows;        // of the rows added to tables of kind history
  std::string state;  // state_digest of all tables after the commit

  [[nodiscard]] std::string computed_hash() const;
};

using TableStates = std::map<std::string, SetSum, std::less<>>;  // tables with rows, by name

std::string state_digest(const TableStates& states);

struct DatabaseParts {
  Disk& disk;
  std::string directory;
  std::string vfs;
  int log_pages_max;
  const Layout& layout;
  std::unique_ptr<Connection> connection;
  std::map<std::string, Statement, std::less<>> statements;  // prepared, by their text
  std::map<const Table*, Statement*> inserts;                // of those, one per table
  TableStates states;       // as committed
  BooksHead head;           // newest commit in the database
  BooksHead start;          // newest commit that was forgotten
  bool head_unwritten = false;  // books.head is one commit behind

  // Of the transaction that runs.
  std::optional<Error> failure;  // the first
  TableStates new_states;
  SetSum new_rows;

  DatabaseParts(Disk& world, const OpenOptions& options)
      : disk(world),
        directory(options.directory),
        vfs(options.vfs),
        log_pages_max(options.log_pages_max),
        layout(*options.layout) {}

  Statement& prepared(const std::string& sql, const Statement::Shape& shape);
  void forget_statements();  // one that failed half-way would keep its transaction open
  Status write_head();
  Status load_newest();          // head and states, checked against each other
  Status load_start();           // after the migrations
  Status compare_with_head();    // against books.head; takes over one commit
  Result<int> schema_version();  // 0: no schema yet. Errors: SchemaTooNew
  Status migrate_from(int version);
  Status finish(const CommitInfo& info);  // writes the commit's own rows, commits
  Status run_transaction(const CommitInfo& info, const std::function<Status(Transaction&)>& work,
                         Transaction& transaction);
  // Visits the rows a query gives; `fault` hears of a row that fails its checksum.
  using StoredVisitor = std::function<Status(std::uint64_t commit, const Row& row,
                                             const Digest& digest, bool intact)>;
  Status walk(const Table& table, const std::string& where, const Row& values,
              const StoredVisitor& visit);
  Result<std::optional<std::pair<std::uint64_t, Row>>> find(const Table& table, const Row& key);
  // From the first that is kept, at most `most`.
  Status walk_commits(std::uint64_t most, const std::function<Status(const CommitRow&)>& visit);
};

// "table (key, key) of commit n"
std::string place_of(const Table& table, const Row& row, std::uint64_t commit);
std::unexpected<Error> damaged(const std::string& what);

// As many as an integer column can number: all of them.
inline constexpr std::uint64_t all_commits = INT64_MAX;

// What the table chain_start says; of no commit if nothing was forgotten.
Result<BooksHead> read_start(DatabaseParts& parts);
Result<TableStates> read_states(DatabaseParts& parts);
Result<std::optional<CommitRow>> read_newest_commit(DatabaseParts& parts);

}  // namespace tollbridge::store
