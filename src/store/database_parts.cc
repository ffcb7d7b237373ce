// SPDX-License-Identifier: Apache-2.0
#include "store/database_parts.h"

#include <cstdlib>

#include "store/migrations.h"

namespace tollbridge::store {
namespace {

constexpr auto text = ColumnType::text;
constexpr auto integer = ColumnType::integer;

constexpr std::string_view commit_columns =
    "no, prev_hash, hash, known_at, actor, action, detail, row_count, rows_sum, state";

std::string column_list(const Table& table) {
  std::string list;
  for (const Column& column : table.columns) list += std::string(column.name) + ", ";
  return list + "commit_no, row_sum";
}

const std::string& text_at(const Row& row, std::size_t i) { return std::get<std::string>(row[i]); }

std::int64_t number_at(const Row& row, std::size_t i) { return std::get<std::int64_t>(row[i]); }

Result<CommitRow> commit_row(const Row& row) {
  CommitRow commit;
  commit.no = static_cast<std::uint64_t>(number_at(row, 0));
  commit.prev_hash = text_at(row, 1);
  commit.hash = text_at(row, 2);
  commit.known_at = text_at(row, 3);
  commit.actor = text_at(row, 4);
  commit.action = text_at(row, 5);
  commit.detail = text_at(row, 6);
  commit.state = text_at(row, 9);
  const bool restored =
      commit.rows.restore(text_at(row, 8), static_cast<std::uint64_t>(number_at(row, 7)));
  if (!restored || commit.computed_hash() != commit.hash) {
    return damaged("commit " + std::to_string(commit.no) + " fails its hash");
  }
  return commit;
}

const Statement::Shape commit_shape = {
    {}, {integer, text, text, text, text, text, text, integer, text, text}};

}  // namespace

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::damaged, "BooksDamaged",
              "The books are damaged: " + what +
                  ". Nothing may be billed from them: restore a backup.");
}

std::string place_of(const Table& table, const Row& row, std::uint64_t commit) {
  std::string key;
  for (std::size_t i = 0; i < table.key_columns; ++i) {
    if (i > 0) key += ", ";
    if (const auto* part = std::get_if<std::string>(&row[i])) {
      key += *part;
    } else {
      key += std::to_string(std::get<std::int64_t>(row[i]));
    }
  }
  return std::string(table.name) + " (" + key + ") of commit " + std::to_string(commit);
}

std::string CommitRow::computed_hash() const {
  Canonical canonical("tollbridge commit 1");
  canonical.integer(static_cast<std::int64_t>(no)).text(prev_hash).text(known_at).text(actor);
  canonical.text(action).text(detail).integer(static_cast<std::int64_t>(rows.count()));
  return hex(canonical.text(rows.to_string()).text(state).digest());
}

std::string state_digest(const TableStates& states) {
  Canonical canonical("tollbridge state 1");
  for (const auto& [name, sum] : states) {
    canonical.text(name).integer(static_cast<std::int64_t>(sum.count())).text(sum.to_string());
  }
  return hex(canonical.digest());
}

Statement& DatabaseParts::prepared(const std::string& sql, const Statement::Shape& shape) {
  const auto found = statements.find(sql);
  if (found != statements.end()) return found->second;
  return statements.try_emplace(sql, *connection, sql, shape).first->second;
}

void DatabaseParts::forget_statements() {
  inserts.clear();
  statements.clear();
}

Status DatabaseParts::write_head() {
  auto written = write_books_head(disk, directory, head);
  head_unwritten = !written;
  return written;
}

Result<TableStates> read_states(DatabaseParts& parts) {
  TableStates states;
  std::optional<std::string> fault;
  auto done = parts.connection->guarded([&] {
    Statement& select = parts.prepared("SELECT name, row_count, rows_sum FROM table_states",
                                       {{}, {text, integer, text}});
    select.run({});
    while (const Row* row = select.next()) {
      SetSum sum;
      if (!sum.restore(text_at(*row, 2), static_cast<std::uint64_t>(number_at(*row, 1)))) {
        fault = "the sum of table " + text_at(*row, 0) + " is not a sum";
      }
      states[text_at(*row, 0)] = sum;
    }
  });
  if (!done) return pass(done);
  if (fault) return damaged(*fault);
  return states;
}

Result<std::optional<CommitRow>> read_newest_commit(DatabaseParts& parts) {
  std::optional<Row> newest;
  auto done = parts.connection->guarded([&] {
    Statement& select = parts.prepared(
        "SELECT " + std::string(commit_columns) + " FROM commits ORDER BY no DESC LIMIT 1",
        commit_shape);
    select.run({});
    while (const Row* row = select.next()) newest = *row;
  });
  if (!done) return pass(done);
  if (!newest) return std::nullopt;
  auto commit = commit_row(*newest);
  if (!commit) return pass(commit);
  return *std::move(commit);
}

Status DatabaseParts::walk_commits(std::uint64_t most,
                                   const std::function<Status(const CommitRow&)>& visit) {
  Status visited;
  auto done = connection->guarded([&] {
    Statement select(*connection,
                     "SELECT " + std::string(commit_columns) +
                         " FROM commits ORDER BY no LIMIT :most",
                     {{integer}, commit_shape.out});
    select.run({static_cast<std::int64_t>(most)});
    while (const Row* row = select.next()) {
      auto commit = commit_row(*row);
      visited = commit ? visit(*commit) : pass(commit);
      if (!visited) return;
    }
  });
  return done ? visited : done;
}

Status DatabaseParts::walk(const Table& table, const std::string& where, const Row& values,
                           const StoredVisitor& visit) {
  Statement::Shape shape;
  for (const Value& value : values) {
    shape.in.push_back(std::holds_alternative<std::string>(value) ? text : integer);
  }
  for (const Column& column : table.columns) shape.out.push_back(column.type);
  shape.out.push_back(integer);
  shape.out.push_back(text);
  const std::string sql =
      "SELECT " + column_list(table) + " FROM " + std::string(table.name) + where;
  Status visited;
  auto done = connection->guarded([&] {
    std::optional<Statement> once;
    // A look-up by key ends at once and comes again; a walk may be left half-way.
    Statement& select = values.empty() ? once.emplace(*connection, sql, shape)
                                       : prepared(sql, shape);
    select.run(values);
    const std::size_t columns = table.columns.size();
    Row row(columns);
    while (const Row* stored = select.next()) {
      row.assign(stored->begin(), stored->begin() + static_cast<std::ptrdiff_t>(columns));
      const auto commit = static_cast<std::uint64_t>(number_at(*stored, columns));
      const Digest digest = row_digest(table.name, row, commit);
      const bool intact = row_sum_text(digest) == text_at(*stored, columns + 1);
      visited = visit(commit, row, digest, intact);
      if (!visited) return;
    }
  });
  return done ? visited : done;
}

Result<std::optional<std::pair<std::uint64_t, Row>>> DatabaseParts::find(const Table& table,
                                                                        const Row& key) {
  std::string where = " WHERE ";
  for (std::size_t i = 0; i < table.key_columns; ++i) {
    if (i > 0) where += " AND ";
    where += std::string(table.columns[i].name) + " = :k" + std::to_string(i);
  }
  std::optional<std::pair<std::uint64_t, Row>> found;
  auto done = walk(table, where, key,
                   [&](std::uint64_t commit, const Row& row, const Digest&, bool intact) -> Status {
                     if (!intact) return damaged(place_of(table, row, commit) +
                                                 " fails its checksum");
                     found = {commit, row};
                     return {};
                   });
  if (!done) {
    forget_statements();
    return pass(done);
  }
  return found;
}

Result<int> DatabaseParts::schema_version() {
  auto there = connection->ask("SELECT count(*) FROM sqlite_master WHERE name = 'schema_versions'");
  if (!there) return pass(there);
  if (*there == "0") return 0;
  auto newest = connection->ask("SELECT coalesce(max(version), 0) FROM schema_versions");
  if (!newest) return pass(newest);
  const int version = std::atoi(newest->c_str());
  auto kind = connection->ask("SELECT name FROM schema_versions WHERE version = 1");
  if (!kind) return pass(kind);
  if (version > 0 && *kind != layout.migrations.front().name) {
    return fail(ErrorKind::conflict, "BooksOfAnotherKind",
                "The books in '" + directory + "' are of another kind (" + *kind + ", not " +
                    std::string(layout.migrations.front().name) +
                    "). Name another directory; nothing was changed.");
  }
  if (version <= layout.newest_schema()) return version;
  return fail(ErrorKind::conflict, "SchemaTooNew",
              "The books in '" + directory + "' were written by a newer tollbridge (schema " +
                  *newest + ", this one knows " +
                  std::to_string(layout.newest_schema()) +
                  "). Use the newer program; nothing was changed.");
}

Status DatabaseParts::migrate_from(int version) {
  for (const Migration& migration : layout.migrations) {
    if (migration.version <= version) continue;
    auto done = connection->execute(
        "BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS schema_versions ("
        "version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT;" +
        sql_of(migration, Dialect::sqlite) + "INSERT INTO schema_versions VALUES (" +
        std::to_string(migration.version) + ", '" + std::string(migration.name) + "'); COMMIT");
    if (!done) {
      connection->roll_back();
      return done;
    }
  }
  return {};
}

Status DatabaseParts::load_newest() {
  auto newest = read_newest_commit(*this);
  if (!newest) return pass(newest);
  auto stored = read_states(*this);
  if (!stored) return pass(stored);
  const std::string state = state_digest(*stored);
  if (*newest ? (*newest)->state != state : !stored->empty()) {
    return damaged("the sums of the tables are not those of the newest commit");
  }
  states = *std::move(stored);
  head = *newest ? BooksHead{(*newest)->no, (*newest)->hash} : BooksHead{};
  return {};
}

Result<BooksHead> read_start(DatabaseParts& parts) {
  if (parts.layout.chain_start == nullptr) return BooksHead{};
  const Table& table = *parts.layout.chain_start;
  BooksHead start;
  SetSum sum;
  auto walked = parts.walk(
      table, "", {},
      [&](std::uint64_t commit, const Row& row, const Digest& digest, bool intact) -> Status {
        if (!intact) return damaged(place_of(table, row, commit) + " fails its checksum");
        sum.add(digest);
        start = {static_cast<std::uint64_t>(number_at(row, 1)), text_at(row, 2)};
        return {};
      });
  if (!walked) return pass(walked);
  const auto expected = parts.states.find(table.name);
  if (sum == (expected == parts.states.end() ? SetSum() : expected->second)) return start;
  return damaged("table " + std::string(table.name) + " does not hold the row written to it");
}

Status DatabaseParts::load_start() {
  auto read = read_start(*this);
  if (!read) return pass(read);
  start = *std::move(read);
  return {};
}

Status DatabaseParts::compare_with_head() {
  auto remembered = read_books_head(disk, directory);
  if (!remembered) return pass(remembered);
  const BooksHead kept = remembered->value_or(BooksHead{});
  if (kept == head) return {};
  const std::string numbers = "the database ends at commit " + std::to_string(head.commit) +
                              ", books.head at " + std::to_string(kept.commit);
  if (head.commit < kept.commit) {
    return fail(ErrorKind::damaged, "BooksBehindHead",
                "The books in '" + directory + "' have lost acknowledged commits: " + numbers +
                    ". Nothing may be billed from them: restore a backup.");
  }
  auto newest = read_newest_commit(*this);
  if (!newest) return pass(newest);
  if (head.commit == kept.commit + 1 && (*newest)->prev_hash == kept.hash) return write_head();
  return damaged(numbers + ", and they do not continue each other");
}

Status DatabaseParts::finish(const CommitInfo& info) {
  CommitRow commit;
  commit.no = head.commit + 1;
  commit.prev_hash = head.hash;
  commit.known_at = to_string(info.known_at);
  commit.actor = info.actor;
  commit.action = info.action;
  commit.detail = info.detail;
  commit.rows = new_rows;
  TableStates after = states;
  for (const auto& [name, sum] : new_states) after[name] = sum;
  commit.state = state_digest(after);
  commit.hash = commit.computed_hash();
  auto written = connection->guarded([&] {
    Statement& put = prepared(
        "INSERT INTO table_states (name, row_count, rows_sum) VALUES (:a, :b, :c) "
        "ON CONFLICT (name) DO UPDATE SET row_count = excluded.row_count, "
        "rows_sum = excluded.rows_sum",
        {{text, integer, text}, {}});
    for (const auto& [name, sum] : new_states) {
      put.run({name, static_cast<std::int64_t>(sum.count()), sum.to_string()});
    }
    Statement& add = prepared("INSERT INTO commits (" + std::string(commit_columns) +
                                  ") VALUES (:a, :b, :c, :d, :e, :f, :g, :h, :i, :j)",
                              {commit_shape.out, {}});
    add.run({static_cast<std::int64_t>(commit.no), commit.prev_hash, commit.hash, commit.known_at,
             commit.actor, commit.action, commit.detail,
             static_cast<std::int64_t>(commit.rows.count()), commit.rows.to_string(),
             commit.state});
  });
  if (!written) return written;
  if (auto committed = connection->execute("COMMIT"); !committed) return committed;
  states = std::move(after);
  head = {commit.no, commit.hash};
  return {};
}

Status DatabaseParts::run_transaction(const CommitInfo& info,
                                      const std::function<Status(Transaction&)>& work,
                                      Transaction& transaction) {
  failure.reset();
  new_states.clear();
  new_rows = {};
  auto done = connection->execute("BEGIN IMMEDIATE");
  if (done) done = work(transaction);
  if (done && failure) done = std::unexpected(*failure);
  if (done) done = finish(info);
  if (!done) {
    forget_statements();
    connection->roll_back();
  }
  return done;
}

}  // namespace tollbridge::store
