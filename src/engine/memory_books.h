// SPDX-License-Identifier: Apache-2.0
// Books in memory: for tests, and for looking at what would happen. Documents are kept as their
// canonical text and read back from it, as the real books do. Every transaction is a commit.
//
// Calls that write can be made to fail one by one, before or after their effect, to prove that use
// cases may be interrupted anywhere.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/books.h"

namespace tollbridge::engine {

class MemoryBooks final : public Books {
 public:
  MemoryBooks();
  ~MemoryBooks() override;
  MemoryBooks(const MemoryBooks&) = delete;
  MemoryBooks& operator=(const MemoryBooks&) = delete;

  // The k-th call of any kind from now on (1 = the next) fails once, with an Error of kind io. With
  // `after_effect` it has done its work before it fails: only the answer is lost.
  void fail_call(std::uint64_t k, bool after_effect);
  [[nodiscard]] bool fault_pending() const;

  Result<std::vector<registry::RecordedFact>> facts() override;
  Result<std::vector<rating::RecordedPriceFact>> price_facts() override;
  Result<std::uint64_t> record(const Change& change, Instant known_at, const std::string& actor,
                               const std::string& action) override;
  Result<std::uint64_t> commit() override;
  journal::MarkStore& marks() override;
  billing::InvoiceStore& invoices() override;
  billing::SettlementStore& settlements() override;
  Result<std::vector<AuditEntry>> audit() override;  // of record() only
  Status verify() override;
  Status copy_to(const std::string& path) override;  // refused: NotSupported

 private:
  struct Shared;
  class Marks;
  class Invoices;
  class Settlements;
  std::unique_ptr<Shared> shared_;
  std::unique_ptr<Marks> marks_;
  std::unique_ptr<Invoices> invoices_;
  std::unique_ptr<Settlements> settlements_;
};

}  // namespace tollbridge::engine
