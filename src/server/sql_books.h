// SPDX-License-Identifier: Apache-2.0
// The books on SQLite: engine::Books composed of the adapters over one store::Database.
//
//   ops::RealDisk disk;
//   ops::RealClock clock;   // or ops::FixedClock for --now
//   auto books = server::SqlBooks::open(disk, clock, {.directory = data});
//
// One thread, one process: the data directory is locked until the books are destroyed. Errors:
// store/database.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "billing/sql/sql_invoice_store.h"
#include "billing/sql/sql_settlements.h"
#include "bridge/sql/sql_ledger.h"
#include "core/world.h"
#include "engine/books.h"
#include "engine/sql/sql_service_records.h"
#include "journal/sql/sql_mark_store.h"
#include "store/database.h"

namespace tollbridge::server {

struct BooksOptions {
  std::string directory{};           // DATA: books.sqlite and books.head live in it
  std::string actor = "operator";    // who imports, closes and issues, for the audit log
  std::string vfs{};                 // SQLite's virtual file system; empty: the system's
  int busy_timeout_ms = 2000;        // how long to wait for another process to end
};

class SqlBooks final : public engine::Books {
 public:
  // Both must outlive the books; the clock is asked for the known_at of imports.
  static Result<std::unique_ptr<SqlBooks>> open(Disk& disk, Clock& clock,
                                                const BooksOptions& options);

  Result<std::vector<registry::RecordedFact>> facts() override;
  Result<std::vector<rating::RecordedPriceFact>> price_facts() override;
  Result<engine::FactCommits> fact_commits() override { return fact_commits_; }
  // Of the last few thousand facts recorded here: from memory.
  Result<std::vector<registry::RecordedFact>> facts_after(std::uint64_t commit) override;
  // An empty change writes nothing and returns the newest commit. Errors also: NowBeforeBooks.
  Result<std::uint64_t> record(const engine::Change& change, Instant known_at,
                               const std::string& actor, const std::string& action) override;
  Result<std::uint64_t> commit() override { return database_->newest(); }
  Result<std::optional<Instant>> newest_known_at() override {
    return database_->newest_known_at();
  }
  journal::MarkStore& marks() override { return marks_; }
  billing::InvoiceStore& invoices() override { return invoices_; }
  billing::SettlementStore& settlements() override { return settlements_; }
  // What the service keeps in these books.
  engine::ServiceRecords& service() { return service_; }
  // What was taken from stacks; the bytes of batches are in DATA/batches/.
  bridge::Ledger& batches() { return batches_; }
  Result<std::vector<engine::AuditEntry>> audit() override;
  Status verify() override;
  // With the bytes of batches.
  Status copy_to(const std::string& path) override;

 private:
  SqlBooks(std::unique_ptr<store::Database> database, Disk& disk, Clock& clock,
           const BooksOptions& options);

  void remember(const engine::Change& change, Instant known_at, const std::string& actor);

  std::unique_ptr<store::Database> database_;
  engine::FactCommits fact_commits_;
  std::vector<registry::RecordedFact> recent_;  // all facts of commits after recent_after_
  std::uint64_t recent_after_;
  journal::SqlMarkStore marks_;
  billing::SqlInvoiceStore invoices_;
  billing::SqlSettlements settlements_;
  engine::SqlServiceRecords service_;
  bridge::SqlLedger batches_;
};

}  // namespace tollbridge::server
