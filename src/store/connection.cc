// SPDX-License-Identifier: Apache-2.0
#include "store/connection.h"

#include <soci/sqlite3/soci-sqlite3.h>

#include <cstdio>
#include <cstdlib>

#include "core/check.h"

// SOCI wraps <sqlite3.h> in a namespace of its own.
using namespace sqlite_api;  // NOLINT

namespace tollbridge::store {
namespace {

[[noreturn]] void sync_failed(const std::string& path, const std::string& text) {
  std::fprintf(stderr,
               "tollbridge: syncing '%s' failed: %s. What was written last may be lost, so the "
               "process ends without acknowledging it; check the disk, then start again.\n",
               path.c_str(), text.c_str());
  std::abort();
}

// SOCI opens files by a connect string in which a path cannot be quoted and, in Debian's version,
// no VFS be named. So it opens nothing, and is given a handle opened here.
class OpenedHandle final : public soci::backend_factory {
 public:
  explicit OpenedHandle(::sqlite3* handle) : handle_(handle) {}

  soci::details::session_backend* make_session(
      const soci::connection_parameters& /*parameters*/) const override {
    const soci::backend_factory& real = *soci::factory_sqlite3();
    std::unique_ptr<soci::sqlite3_session_backend> backend(
        static_cast<soci::sqlite3_session_backend*>(
            real.make_session(soci::connection_parameters(real, ":memory:"))));
    sqlite3_close(backend->conn_);
    backend->conn_ = reinterpret_cast<sqlite_api::sqlite3*>(handle_);
    return backend.release();
  }

 private:
  ::sqlite3* handle_;
};

sqlite_api::sqlite3* handle_of(::sqlite3* database) {
  return reinterpret_cast<sqlite_api::sqlite3*>(database);
}

int remember_log_pages(void* pages, sqlite_api::sqlite3* /*database*/, const char* /*name*/,
                       int count) {
  *static_cast<int*>(pages) = count;
  return SQLITE_OK;
}

int collect(void* values, int columns, char** texts, char** /*names*/) {
  auto& list = *static_cast<std::vector<std::string>*>(values);
  list.emplace_back(columns > 0 && texts[0] != nullptr ? texts[0] : "");
  return 0;
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const ConnectionOptions& options) {
  std::unique_ptr<Connection> connection(new Connection(options));
  if (auto attached = connection->attach(options); !attached) return pass(attached);
  if (auto ready = connection->set_up(); !ready) return pass(ready);
  return connection;
}

Connection::Connection(const ConnectionOptions& options) : path_(options.path) {}

Status Connection::attach(const ConnectionOptions& options) {
  sqlite_api::sqlite3* handle = nullptr;
  const int opened = sqlite3_open_v2(
      options.path.c_str(), &handle,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (opened != SQLITE_OK) {
    const Error error = error_of(opened, handle != nullptr ? sqlite3_errmsg(handle) : "no memory");
    sqlite3_close(handle);
    return std::unexpected(error);
  }
  database_ = reinterpret_cast<::sqlite3*>(handle);
  sqlite3_busy_timeout(handle, options.busy_timeout_ms);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  const OpenedHandle factory(database_);
  return guarded([&] { session_ = std::make_unique<soci::session>(factory, ""); });
}

Status Connection::set_up() {
  if (sqlite3_db_readonly(handle_of(database_), "main") == 1) {
    return std::unexpected(error_of(SQLITE_READONLY, "the file cannot be written"));
  }
  // Exclusive first: then the log needs no shared memory, and no other process gets in.
  if (auto set = execute("PRAGMA locking_mode=EXCLUSIVE"); !set) return set;
  auto mode = ask("PRAGMA journal_mode=WAL");
  if (!mode) return pass(mode);
  if (*mode != "wal") {
    return fail(ErrorKind::io, "DiskFailed",
                "'" + path_ + "' cannot be kept with a write-ahead log (mode " + *mode +
                    "); put the data directory on a local file system.");
  }
  if (auto set = execute("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                         "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
                         "PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=0;"
                         "BEGIN EXCLUSIVE; COMMIT");
      !set) {
    return set;
  }
  sqlite3_wal_hook(handle_of(database_), remember_log_pages, &log_pages_);
  return {};
}

Connection::~Connection() {
  if (database_ == nullptr) return;
  roll_back();
  if (!moves_log_on_close_) return;
  // Only a log that was moved whole may be removed; otherwise it stays for the next open.
  const int moved = sqlite3_wal_checkpoint_v2(handle_of(database_), nullptr,
                                              SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (moved == SQLITE_IOERR_FSYNC || moved == SQLITE_IOERR_DIR_FSYNC) {
    sync_failed(path_, sqlite3_errmsg(handle_of(database_)));
  }
  if (moved == SQLITE_OK) {
    sqlite3_db_config(handle_of(database_), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
  }
}

Error Connection::error_of(int result, const std::string& text) const {
  const std::string where = "'" + path_ + "': ";
  if (result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC) sync_failed(path_, text);
  switch (result & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(ErrorKind::busy, "DataDirectoryBusy",
                  where + "another process has these books open. Wait until it has ended, stop "
                          "it, or give the command to its server.")
          .error();
    case SQLITE_FULL:
      return fail(ErrorKind::io, "DiskFull",
                  where + "the disk is full; nothing was written. Make room and try again.")
          .error();
    case SQLITE_READONLY:
      return fail(ErrorKind::io, "DiskReadOnly",
                  where + "the file or its file system is read-only; nothing was written. Make "
                          "it writable and try again.")
          .error();
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return fail(ErrorKind::io, "DiskFailed",
                  where + text + "; nothing was written. Check the disk and try again.")
          .error();
    case SQLITE_NOMEM:
      return fail(ErrorKind::io, "OutOfMemory", where + "out of memory; nothing was written.")
          .error();
    case SQLITE_TOOBIG:
      return fail(ErrorKind::invalid, "TooBig", where + "a value is too big for the books.")
          .error();
    case SQLITE_CONSTRAINT:
      return fail(ErrorKind::conflict, "AlreadyRecorded", where + text + ".").error();
    default:
      return fail(ErrorKind::damaged, "BooksDamaged",
                  where + text + ". Nothing may be billed from these books: restore a backup.")
          .error();
  }
}

Status Connection::guarded(const std::function<void()>& work) {
  try {
    work();
    return {};
  } catch (const soci::sqlite3_soci_error& thrown) {
    return std::unexpected(error_of(thrown.result(), thrown.what()));
  } catch (const soci::soci_error& thrown) {
    // A null or a value of another type where none can be: not what was written.
    return std::unexpected(error_of(SQLITE_CORRUPT, thrown.what()));
  }
}

Status Connection::execute(const std::string& sql) {
  char* text = nullptr;
  const int result = sqlite3_exec(handle_of(database_), sql.c_str(), nullptr, nullptr, &text);
  if (result == SQLITE_OK) return {};
  const std::string message = text != nullptr ? text : "failed";
  sqlite3_free(text);
  return std::unexpected(error_of(result, message));
}

Result<std::vector<std::string>> Connection::list(const std::string& sql) {
  std::vector<std::string> values;
  char* text = nullptr;
  const int result = sqlite3_exec(handle_of(database_), sql.c_str(), collect, &values, &text);
  if (result == SQLITE_OK) return values;
  const std::string message = text != nullptr ? text : "failed";
  sqlite3_free(text);
  return std::unexpected(error_of(result, message));
}

Result<std::string> Connection::ask(const std::string& sql) {
  auto values = list(sql);
  if (!values) return pass(values);
  return values->empty() ? std::string() : values->front();
}

void Connection::roll_back() {
  if (sqlite3_get_autocommit(handle_of(database_)) != 0) return;
  // The database rolls an unfinished transaction back by itself if this fails.
  ignore_status(execute("ROLLBACK"));
}

Status Connection::checkpoint_beyond(int pages) {
  if (log_pages_ <= pages) return {};
  const int result = sqlite3_wal_checkpoint_v2(handle_of(database_), nullptr,
                                               SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
  if (result != SQLITE_OK) {
    return std::unexpected(error_of(result, sqlite3_errmsg(handle_of(database_))));
  }
  log_pages_ = 0;
  return {};
}

Statement::Statement(Connection& connection, const std::string& sql, const Shape& shape)
    : statement_(connection.session()),
      in_types_(shape.in),
      out_types_(shape.out),
      in_texts_(shape.in.size()),
      in_numbers_(shape.in.size()),
      out_numbers_(shape.out.size()) {
  for (const ColumnType type : out_types_) {
    out_.push_back(type == ColumnType::text ? Value(std::string()) : Value(std::int64_t{0}));
  }
  statement_.alloc();
  statement_.prepare(sql);
  for (std::size_t i = 0; i < in_types_.size(); ++i) {
    if (in_types_[i] == ColumnType::text) {
      statement_.exchange(soci::use(in_texts_[i]));
    } else {
      statement_.exchange(soci::use(in_numbers_[i]));
    }
  }
  for (std::size_t i = 0; i < out_types_.size(); ++i) {
    if (out_types_[i] == ColumnType::text) {
      statement_.exchange(soci::into(std::get<std::string>(out_[i])));
    } else {
      statement_.exchange(soci::into(out_numbers_[i]));
    }
  }
  statement_.define_and_bind();
}

void Statement::run(const Row& values) {
  CHECK(values.size() == in_types_.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (in_types_[i] == ColumnType::text) {
      in_texts_[i] = std::get<std::string>(values[i]);
    } else {
      in_numbers_[i] = std::get<std::int64_t>(values[i]);
    }
  }
  // With places for results SOCI fetches the first row along with executing.
  first_ = statement_.execute(true) && !out_types_.empty();
}

const Row* Statement::next() {
  if (!first_ && !statement_.fetch()) return nullptr;
  first_ = false;
  for (std::size_t i = 0; i < out_types_.size(); ++i) {
    if (out_types_[i] == ColumnType::integer) out_[i] = std::int64_t{out_numbers_[i]};
  }
  return &out_;
}

}  // namespace tollbridge::store
