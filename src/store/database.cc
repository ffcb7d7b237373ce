// SPDX-License-Identifier: Apache-2.0
#include "store/database.h"

#include "core/check.h"
#include "store/database_parts.h"

namespace tollbridge::store {
namespace {

std::string database_path(const std::string& directory) { return directory + "/books.sqlite"; }

std::string key_list(const Table& table) {
  std::string list = table.keyed_by_commit ? "commit_no" : "";
  for (std::size_t i = 0; i < table.key_columns; ++i) {
    if (!list.empty()) list += ", ";
    list += table.columns[i].name;
  }
  return list;
}

std::string insert_sql(const Table& table, bool replace) {
  std::string columns;
  std::string places;
  std::string updates;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string name(table.columns[i].name);
    columns += name + ", ";
    places += ":c" + std::to_string(i) + ", ";
    if (i >= table.key_columns) updates += name + " = excluded." + name + ", ";
  }
  std::string sql = "INSERT INTO " + std::string(table.name) + " (" + columns +
                    "commit_no, row_sum) VALUES (" + places + ":commit_no, :row_sum)";
  if (replace) {
    sql += " ON CONFLICT (" + key_list(table) + ") DO UPDATE SET " + updates +
           "commit_no = excluded.commit_no, row_sum = excluded.row_sum";
  }
  return sql;
}

Statement& prepared_insert(DatabaseParts& parts, const Table& table) {
  if (const auto known = parts.inserts.find(&table); known != parts.inserts.end()) {
    return *known->second;
  }
  Statement::Shape shape;
  for (const Column& column : table.columns) shape.in.push_back(column.type);
  shape.in.push_back(ColumnType::integer);
  shape.in.push_back(ColumnType::text);
  const std::string sql = insert_sql(table, table.kind == TableKind::current);
  return *(parts.inserts[&table] = &parts.prepared(sql, shape));
}

// Writes the row and counts it into the sums.
Status write_row(DatabaseParts& parts, const Table& table, const Row& row) {
  CHECK(row.size() == table.columns.size());
  const std::uint64_t commit = parts.head.commit + 1;
  const Digest digest = row_digest(table.name, row, commit);
  auto written = parts.connection->guarded([&] {
    Row stored = row;
    stored.emplace_back(static_cast<std::int64_t>(commit));
    stored.emplace_back(row_sum_text(digest));
    prepared_insert(parts, table).run(stored);
  });
  if (!written) return written;
  parts.new_states.find(table.name)->second.add(digest);
  if (table.kind == TableKind::history) parts.new_rows.add(digest);
  return {};
}

// The sum of the table within the transaction.
SetSum& sum_of(DatabaseParts& parts, const Table& table) {
  const auto changed = parts.new_states.find(table.name);
  if (changed != parts.new_states.end()) return changed->second;
  const auto committed = parts.states.find(table.name);
  return parts.new_states[std::string(table.name)] =
             committed == parts.states.end() ? SetSum() : committed->second;
}

Status remembered(DatabaseParts& parts, Status status) {
  if (!status && !parts.failure) parts.failure = status.error();
  return status;
}

Status open_parts(DatabaseParts& parts, int busy_timeout_ms) {
  if (auto made = parts.disk.make_directories(parts.directory); !made) return made;
  auto connection =
      Connection::open({database_path(parts.directory), parts.vfs, busy_timeout_ms});
  if (!connection) return pass(connection);
  parts.connection = *std::move(connection);
  auto version = parts.schema_version();
  if (!version) return pass(version);
  // Books that are not whole are left as they are: nothing is migrated before this is known.
  if (*version > 0) {
    if (auto loaded = parts.load_newest(); !loaded) return loaded;
  }
  if (auto same = parts.compare_with_head(); !same) return same;
  if (auto migrated = parts.migrate_from(*version); !migrated) return migrated;
  if (auto synced = parts.disk.sync_directory(parts.directory); !synced) return synced;
  if (auto loaded = parts.load_newest(); !loaded) return loaded;
  if (auto loaded = parts.load_start(); !loaded) return loaded;
  parts.connection->move_log_on_close();
  return {};
}

// Copies into `directory`, which holds no books, and proves the copy.
Status write_copy(DatabaseParts& parts, const std::string& directory) {
  const std::string path = database_path(directory);
  auto copied = parts.connection->guarded([&] {
    Statement vacuum(*parts.connection, "VACUUM INTO :path", {{ColumnType::text}, {}});
    vacuum.run({path});
  });
  if (!copied) return copied;
  auto file = parts.disk.open_append(path);
  if (!file) return pass(file);
  if (auto synced = (*file)->sync(); !synced) return synced;
  auto written = write_books_head(parts.disk, directory, parts.head);
  if (!written) return written;
  auto copy =
      Database::open(parts.disk, {directory, parts.vfs, 0, parts.log_pages_max, &parts.layout});
  if (!copy) return pass(copy);
  return (*copy)->verify();
}

}  // namespace

std::uint64_t Transaction::commit() const { return parts_.head.commit + 1; }

Status Transaction::add(const Table& table, const Row& row) {
  CHECK(table.kind == TableKind::history);
  sum_of(parts_, table);
  return remembered(parts_, write_row(parts_, table, row));
}

Status Transaction::put(const Table& table, const Row& row) {
  CHECK(table.kind == TableKind::current);
  SetSum& sum = sum_of(parts_, table);
  const Row key(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(table.key_columns));
  auto old = parts_.find(table, key);
  if (!old) return remembered(parts_, pass(old));
  if (*old) sum.remove(row_digest(table.name, (*old)->second, (*old)->first));
  return remembered(parts_, write_row(parts_, table, row));
}

Status Transaction::erase(const Table& table, const Row& key) {
  CHECK(table.kind == TableKind::current && !table.keyed_by_commit);
  SetSum& sum = sum_of(parts_, table);
  auto old = parts_.find(table, key);
  if (!old) return remembered(parts_, pass(old));
  if (!*old) return {};
  sum.remove(row_digest(table.name, (*old)->second, (*old)->first));
  std::string sql = "DELETE FROM " + std::string(table.name);
  Statement::Shape shape;
  for (std::size_t i = 0; i < table.key_columns; ++i) {
    sql += (i == 0 ? " WHERE " : " AND ") + std::string(table.columns[i].name) + " = :k" +
           std::to_string(i);
    shape.in.push_back(table.columns[i].type);
  }
  return remembered(parts_, parts_.connection->guarded([&] {
    parts_.prepared(sql, shape).run(key);
  }));
}

Result<std::optional<Row>> Transaction::find(const Table& table, const Row& key) {
  auto found = parts_.find(table, key);
  if (!found) {
    ignore_status(remembered(parts_, std::unexpected(found.error())));  // returned below
    return pass(found);
  }
  if (!*found) return std::nullopt;
  return std::move((*found)->second);
}

Database::Database(std::unique_ptr<DatabaseParts> parts) : parts_(std::move(parts)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(Disk& disk, const OpenOptions& options) {
  auto parts = std::make_unique<DatabaseParts>(disk, options);
  if (auto opened = open_parts(*parts, options.busy_timeout_ms); !opened) return pass(opened);
  return std::unique_ptr<Database>(new Database(std::move(parts)));
}

Result<std::uint64_t> Database::transact(const CommitInfo& info,
                                         const std::function<Status(Transaction&)>& work) {
  DatabaseParts& parts = *parts_;
  if (parts.head_unwritten) {
    if (auto written = parts.write_head(); !written) return pass(written);
  }
  Transaction transaction(parts);
  if (auto done = parts.run_transaction(info, work, transaction); !done) return pass(done);
  if (auto written = parts.write_head(); !written) {
    return fail(ErrorKind::io, "CommitUnconfirmed",
                "Commit " + std::to_string(parts.head.commit) + " (" + info.action +
                    ") is recorded but could not be confirmed: " + written.error().message);
  }
  // The commit is safe in the log; a log that cannot be moved now is moved later.
  ignore_status(parts.connection->checkpoint_beyond(parts.log_pages_max));
  return parts.head.commit;
}

Status Database::read(const Table& table, const RowVisitor& visit) {
  SetSum sum;
  auto walked = parts_->walk(
      table, " ORDER BY " + key_list(table), {},
      [&](std::uint64_t commit, const Row& row, const Digest& digest, bool intact) -> Status {
        if (!intact) return damaged(place_of(table, row, commit) + " fails its checksum");
        sum.add(digest);
        return visit(commit, row);
      });
  if (!walked) return walked;
  const auto expected = parts_->states.find(table.name);
  if (sum == (expected == parts_->states.end() ? SetSum() : expected->second)) return {};
  return damaged("table " + std::string(table.name) + " does not hold the rows written to it");
}

Result<std::optional<Row>> Database::find(const Table& table, const Row& key) {
  auto found = parts_->find(table, key);
  if (!found) return pass(found);
  if (!*found) return std::nullopt;
  return std::move((*found)->second);
}

namespace {

Status visit_intact(DatabaseParts& parts, const Table& table, const std::string& where,
                    const Row& values, const RowVisitor& visit) {
  CHECK(table.key_columns >= 2 && table.columns[0].type == ColumnType::integer &&
        table.columns[1].type == ColumnType::integer && !table.keyed_by_commit);
  auto walked = parts.walk(
      table, where, values,
      [&](std::uint64_t commit, const Row& row, const Digest&, bool intact) -> Status {
        if (!intact) return damaged(place_of(table, row, commit) + " fails its checksum");
        return visit(commit, row);
      });
  if (!walked) parts.forget_statements();
  return walked;
}

}  // namespace

Status Database::read_range(const Table& table, const Range& range, const RowVisitor& visit) {
  const std::string second(table.columns[1].name);
  const std::string where = " WHERE " + std::string(table.columns[0].name) + " = :a AND " +
                            second + " >= :b AND " + second + " < :c ORDER BY " + key_list(table);
  return visit_intact(*parts_, table, where, {range.first, range.from, range.to}, visit);
}

Result<std::optional<Row>> Database::last_before(const Table& table, std::int64_t first,
                                                 std::int64_t before) {
  const std::string second(table.columns[1].name);
  std::string where = " WHERE " + std::string(table.columns[0].name) + " = :a AND " + second +
                      " < :b ORDER BY ";
  for (std::size_t i = 0; i < table.key_columns; ++i) {
    where += (i == 0 ? "" : ", ") + std::string(table.columns[i].name) + " DESC";
  }
  std::optional<Row> last;
  auto visited = visit_intact(*parts_, table, where + " LIMIT 1", {first, before},
                              [&](std::uint64_t, const Row& row) -> Status {
                                last = row;
                                return {};
                              });
  if (!visited) return pass(visited);
  return last;
}

namespace {

// The newest commit that may be forgotten, which is parts.start if none may.
Result<BooksHead> forgettable_commits(DatabaseParts& parts, const CommitInfo& info, Instant before,
                                      std::uint64_t most) {
  BooksHead last = parts.start;
  BooksHead found = parts.start;
  bool over = false;
  auto walked = parts.walk_commits(most, [&](const CommitRow& row) -> Status {
    const auto known_at = parse_instant(row.known_at);
    if (row.no != last.commit + 1 || row.prev_hash != last.hash || !known_at) {
      return damaged("commit " + std::to_string(row.no) + " does not follow commit " +
                     std::to_string(last.commit));
    }
    last = {row.no, row.hash};
    over = over || row.no == parts.head.commit ||
           (*known_at >= before && *known_at <= info.known_at);
    if (!over && *known_at < before) found = last;
    return {};
  });
  if (!walked) return pass(walked);
  return found;
}

}  // namespace

Result<std::uint64_t> Database::forget_commits(const CommitInfo& info, Instant before,
                                               std::uint64_t most) {
  DatabaseParts& parts = *parts_;
  CHECK(parts.layout.chain_start != nullptr);
  auto last = forgettable_commits(parts, info, before, most);
  if (!last) return pass(last);
  const std::uint64_t count = last->commit - parts.start.commit;
  if (count == 0) return 0;
  const std::uint64_t newest = parts.head.commit;
  auto done = transact(info, [&](Transaction& transaction) -> Status {
    const auto no = static_cast<std::int64_t>(last->commit);
    auto put = transaction.put(*parts.layout.chain_start, {std::int64_t{1}, no, last->hash});
    if (!put) return put;
    return parts.connection->guarded([&] {
      parts.prepared("DELETE FROM commits WHERE no <= :no", {{ColumnType::integer}, {}}).run({no});
    });
  });
  if (parts.head.commit != newest) parts.start = *std::move(last);  // also if not confirmed
  if (!done) return pass(done);
  return count;
}

std::uint64_t Database::newest() const { return parts_->head.commit; }

Result<std::optional<Instant>> Database::newest_known_at() {
  auto row = read_newest_commit(*parts_);
  if (!row) return pass(row);
  if (!*row) return std::optional<Instant>();
  const auto known_at = parse_instant((*row)->known_at);
  if (!known_at) return damaged("The time of commit " + std::to_string((*row)->no));
  return std::optional(*known_at);
}

Status Database::commits(const CommitVisitor& visit) {
  BooksHead last = parts_->start;
  auto walked = parts_->walk_commits(all_commits, [&](const CommitRow& row) -> Status {
    const auto known_at = parse_instant(row.known_at);
    const auto hash = parse_digest(row.hash);
    if (row.no != last.commit + 1 || row.prev_hash != last.hash || !known_at || !hash) {
      return damaged("commit " + std::to_string(row.no) + " does not follow commit " +
                     std::to_string(last.commit));
    }
    last = {row.no, row.hash};
    return visit({row.no, {*known_at, row.actor, row.action, row.detail}, *hash});
  });
  if (!walked) return walked;
  if (last != parts_->head) {
    return damaged("the commits end at " + std::to_string(last.commit) + " instead of " +
                   std::to_string(parts_->head.commit));
  }
  return {};
}

Status Database::copy_to(const std::string& directory) {
  Disk& disk = parts_->disk;
  if (auto made = disk.make_directories(directory); !made) return made;
  auto names = disk.list(directory);
  if (!names) return pass(names);
  for (const std::string& name : *names) {
    if (!name.starts_with("books.")) continue;
    return fail(ErrorKind::conflict, "DirectoryNotEmpty",
                "'" + directory + "' already holds books (" + name + "); name another directory.");
  }
  auto written = write_copy(*parts_, directory);
  if (written) return written;
  for (const char* left : {"/books.sqlite", "/books.sqlite-wal", "/books.head"}) {
    ignore_status(disk.remove(directory + left));  // what failed already is what is told
  }
  return written;
}

}  // namespace tollbridge::store
