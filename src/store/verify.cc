// SPDX-License-Identifier: Apache-2.0
// Database::verify: everything against everything, all faults at once.
#include <map>

#include "store/database.h"
#include "store/database_parts.h"

namespace tollbridge::store {
namespace {

constexpr std::size_t faults_max = 1000;

class Faults {
 public:
  void add(const std::string& message) {
    ++count_;
    if (list_.size() < faults_max) {
      list_.push_back({ErrorKind::damaged, "BooksDamaged", message, {}, {}, 0, {}});
    }
  }
  void add(const Error& error) { add(error.message); }

  [[nodiscard]] Status status() const {
    if (count_ == 0) return {};
    auto failed = damaged(std::to_string(count_) + (count_ == 1 ? " fault" : " faults") +
                          ", the first: " + list_.front().message);
    failed.error().details = list_;
    return failed;
  }

 private:
  std::vector<Error> list_;
  std::size_t count_ = 0;
};

using RowsOfCommits = std::map<std::uint64_t, SetSum>;

void check_pages(DatabaseParts& parts, Faults& faults) {
  auto answers = parts.connection->list("PRAGMA integrity_check(100)");
  if (!answers) return faults.add(answers.error());
  for (const std::string& answer : *answers) {
    if (answer != "ok") faults.add("the database file: " + answer);
  }
}

// The chain from the first commit that is kept to the head; the rows each commit says it added.
RowsOfCommits check_chain(DatabaseParts& parts, Faults& faults) {
  RowsOfCommits rows;
  BooksHead last = parts.start;
  auto walked = parts.walk_commits(all_commits, [&](const CommitRow& row) -> Status {
    if (row.no != last.commit + 1) {
      faults.add("commit " + std::to_string(row.no) + " follows commit " +
                 std::to_string(last.commit));
    } else if (row.prev_hash != last.hash) {
      faults.add("commit " + std::to_string(row.no) + " does not name its predecessor's hash");
    }
    if (row.rows.count() > 0) rows[row.no] = row.rows;
    last = {row.no, row.hash};
    return {};
  });
  if (!walked) faults.add(walked.error());
  if (last != parts.head) {
    faults.add("the commits end at " + std::to_string(last.commit) + " instead of " +
               std::to_string(parts.head.commit));
  }
  return rows;
}

// Every row of a table, and their sum; adds what belongs to each commit to `found`.
void check_table(DatabaseParts& parts, const Table& table, RowsOfCommits& found, Faults& faults) {
  SetSum sum;
  auto walked = parts.walk(
      table, "", {},
      [&](std::uint64_t commit, const Row& row, const Digest& digest, bool intact) -> Status {
        if (!intact) faults.add(place_of(table, row, commit) + " fails its checksum");
        sum.add(digest);
        if (table.kind == TableKind::history) found[commit].add(digest);
        return {};
      });
  if (!walked) faults.add(std::string(table.name) + ": " + walked.error().message);
  const auto state = parts.states.find(table.name);
  const SetSum expected = state == parts.states.end() ? SetSum() : state->second;
  if (sum == expected) return;
  faults.add("table " + std::string(table.name) + " does not hold the rows written to it (" +
             std::to_string(sum.count()) + " found, " + std::to_string(expected.count()) +
             " written)");
}

// Of commits that were forgotten the sums of the tables must do.
void compare_commits(const BooksHead& start, const RowsOfCommits& said,
                     const RowsOfCommits& found, Faults& faults) {
  for (const auto& [commit, sum] : said) {
    const auto rows = found.find(commit);
    if (rows != found.end() && rows->second == sum) continue;
    const std::uint64_t count = rows == found.end() ? 0 : rows->second.count();
    faults.add("commit " + std::to_string(commit) + " wrote other rows than are there (" +
               std::to_string(count) + " found, " + std::to_string(sum.count()) + " written)");
  }
  for (const auto& [commit, sum] : found) {
    if (commit > start.commit && !said.contains(commit)) {
      faults.add(std::to_string(sum.count()) + " rows say they are of commit " +
                 std::to_string(commit) + ", which wrote none");
    }
  }
}

void check_head(DatabaseParts& parts, Faults& faults) {
  auto kept = read_books_head(parts.disk, parts.directory);
  if (!kept) return faults.add(kept.error());
  if (!parts.head_unwritten && kept->value_or(BooksHead{}) != parts.head) {
    faults.add("books.head does not name the newest commit");
  }
}

// What was loaded on open, read again.
void check_states(DatabaseParts& parts, Faults& faults) {
  auto newest = read_newest_commit(parts);
  auto states = read_states(parts);
  if (!newest) return faults.add(newest.error());
  if (!states) return faults.add(states.error());
  if (*states != parts.states) faults.add("the sums of the tables changed");
  auto start = read_start(parts);
  if (!start) return faults.add(start.error());
  if (*start != parts.start) faults.add("the chain begins at another commit than it did");
  if (*newest && (*newest)->state != state_digest(*states)) {
    faults.add("the sums of the tables are not those of the newest commit");
  }
}

}  // namespace

Status Database::verify() {
  Faults faults;
  check_pages(*parts_, faults);
  const RowsOfCommits said = check_chain(*parts_, faults);
  RowsOfCommits found;
  for (const Table* table : parts_->layout.tables) check_table(*parts_, *table, found, faults);
  compare_commits(parts_->start, said, found, faults);
  check_states(*parts_, faults);
  check_head(*parts_, faults);
  return faults.status();
}

}  // namespace tollbridge::store
