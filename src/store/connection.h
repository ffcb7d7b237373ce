// SPDX-License-Identifier: Apache-2.0
// One connection to one database file, and the only place that knows what its failures mean.
// Private to store/: SOCI and its exceptions end here.
//
// The file is held exclusively from open to close, in WAL mode with synchronous=FULL. SQLite
// never checkpoints by itself, because it would hide a sync that failed then: `checkpoint` does.
// A failed sync ends the process (D3).
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "store/table.h"

struct sqlite3;

namespace tollbridge::store {

struct ConnectionOptions {
  std::string path;
  std::string vfs;  // empty: the system's
  int busy_timeout_ms = 0;
};

class Connection {
 public:
  // Errors: DataDirectoryBusy, DiskFull, DiskReadOnly, DiskFailed, BooksDamaged.
  static Result<std::unique_ptr<Connection>> open(const ConnectionOptions& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs statements that give no rows.
  Status execute(const std::string& sql);
  // The first column of the first row, as text; empty if there is none.
  Result<std::string> ask(const std::string& sql);
  // The first columns of all rows.
  Result<std::vector<std::string>> list(const std::string& sql);

  // Runs `work` and turns what the database throws into an Error.
  Status guarded(const std::function<void()>& work);

  // Ends a transaction that is still open.
  void roll_back();

  // From now on closing moves the log into the file and removes it. Until then, and for books that
  // were refused, closing leaves both as they are: they are evidence, and may be repaired.
  void move_log_on_close() { moves_log_on_close_ = true; }

  // Moves what the log holds into the file when the log has grown beyond `pages`.
  Status checkpoint_beyond(int pages);

  soci::session& session() { return *session_; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit Connection(const ConnectionOptions& options);
  Status attach(const ConnectionOptions& options);
  Status set_up();
  Error error_of(int result, const std::string& text) const;

  std::string path_;
  sqlite3* database_ = nullptr;  // owned by session_
  std::unique_ptr<soci::session> session_;
  int log_pages_ = 0;
  bool moves_log_on_close_ = false;
};

// A prepared statement with its places for values. Throws what SOCI throws: use it in `guarded`.
class Statement {
 public:
  struct Shape {
    std::vector<ColumnType> in;
    std::vector<ColumnType> out;
  };
  Statement(Connection& connection, const std::string& sql, const Shape& shape);

  // Binds `values` to the places from left to right and starts; without out columns it is done.
  void run(const Row& values);
  // The next row, or null. Fetch to the end, or the statement stays open.
  const Row* next();

 private:
  soci::statement statement_;
  std::vector<ColumnType> in_types_;
  std::vector<ColumnType> out_types_;
  std::vector<std::string> in_texts_;
  std::vector<long long> in_numbers_;
  std::vector<long long> out_numbers_;
  Row out_;
  bool first_ = false;
};

}  // namespace tollbridge::store
