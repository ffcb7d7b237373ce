// SPDX-License-Identifier: Apache-2.0
#include "server/sql_books.h"

#include <algorithm>

#include "rating/sql/sql_prices.h"
#include "registry/sql/sql_facts.h"

namespace tollbridge::server {
namespace {

constexpr std::size_t recent_facts_max = 10'000;

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

SqlBooks::SqlBooks(std::unique_ptr<store::Database> database, Disk& disk, Clock& clock,
                   const BooksOptions& options)
    : database_(std::move(database)),
      fact_commits_{database_->newest(), database_->newest()},
      recent_after_(database_->newest()),
      marks_(*database_, clock, options.actor),
      invoices_(*database_, options.actor),
      settlements_(*database_),
      service_(*database_),
      batches_(*database_, disk, options.directory + std::string(bridge::batches_folder)) {}

Result<std::unique_ptr<SqlBooks>> SqlBooks::open(Disk& disk, Clock& clock,
                                                 const BooksOptions& options) {
  store::OpenOptions open;
  open.directory = options.directory;
  open.vfs = options.vfs;
  open.busy_timeout_ms = options.busy_timeout_ms;
  auto database = store::Database::open(disk, open);
  if (!database) return pass(database);
  return std::unique_ptr<SqlBooks>(new SqlBooks(*std::move(database), disk, clock, options));
}

Status SqlBooks::copy_to(const std::string& path) {
  if (auto copied = database_->copy_to(path); !copied) return copied;
  return batches_.copy_bytes_to(path + std::string(bridge::batches_folder));
}

Result<std::vector<registry::RecordedFact>> SqlBooks::facts() {
  return registry::read_facts(*database_);
}

Result<std::vector<rating::RecordedPriceFact>> SqlBooks::price_facts() {
  return rating::read_prices(*database_);
}

Result<std::uint64_t> SqlBooks::record(const engine::Change& change, Instant known_at,
                                       const std::string& actor, const std::string& action) {
  if (change.facts.empty() && change.prices.empty()) return database_->newest();
  auto time = engine::time_to_write(*this, known_at);
  if (!time) return pass(time);
  const std::string detail =
      counted(change.facts.size(), "fact") + ", " + counted(change.prices.size(), "price fact");
  const std::uint64_t before = database_->newest();
  auto done = database_->transact(
      {*time, actor, action, detail}, [&](store::Transaction& transaction) -> Status {
        auto added = registry::add_facts(transaction, change.facts, {*time, actor});
        if (!added) return added;
        return rating::add_prices(transaction, change.prices, *time);
      });
  // Also when it could not be confirmed (CommitUnconfirmed): it is recorded.
  if (database_->newest() != before) remember(change, *time, actor);
  return done;
}

void SqlBooks::remember(const engine::Change& change, Instant known_at, const std::string& actor) {
  const std::uint64_t commit = database_->newest();
  if (!change.prices.empty()) fact_commits_.prices = commit;
  if (change.facts.empty()) return;
  fact_commits_.registry = commit;
  if (recent_.size() + change.facts.size() > recent_facts_max) {
    recent_.clear();
    recent_after_ = commit;
    return;
  }
  for (const registry::Fact& fact : change.facts) {
    recent_.push_back({fact, commit, known_at, actor});
  }
}

Result<std::vector<registry::RecordedFact>> SqlBooks::facts_after(std::uint64_t commit) {
  if (commit < recent_after_) return Books::facts_after(commit);
  const auto first = std::ranges::upper_bound(recent_, commit, {}, &registry::RecordedFact::commit);
  return std::vector(first, recent_.end());
}

Result<std::vector<engine::AuditEntry>> SqlBooks::audit() {
  std::vector<engine::AuditEntry> entries;
  auto walked = database_->commits([&](const store::Commit& commit) -> Status {
    entries.push_back({commit.no, commit.info.known_at, commit.info.actor, commit.info.action,
                       commit.info.detail, commit.hash});
    return {};
  });
  if (!walked) return pass(walked);
  return entries;
}

Status SqlBooks::verify() {
  if (auto rows = database_->verify(); !rows) return rows;
  // The rows are what was written; that they can be read as documents is a second question.
  if (auto documents = invoices_.documents({}); !documents) return pass(documents);
  return {};
}

}  // namespace tollbridge::server
