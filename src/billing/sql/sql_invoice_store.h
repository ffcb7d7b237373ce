// SPDX-License-Identifier: Apache-2.0
// Documents and closings in the books. A document is its canonical text, kept in parts, and a row
// of columns to find it by; neither ever changes. A closing is a row when it begins and another
// when it is finished. Thread-safety and Errors: store/database.h.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "billing/invoice_store.h"
#include "store/database.h"

namespace tollbridge::billing {

class SqlInvoiceStore final : public InvoiceStore {
 public:
  // `actor` is who closes and issues, for the audit log. The database must outlive the store.
  SqlInvoiceStore(store::Database& database, std::string actor)
      : database_(database), actor_(std::move(actor)) {}

  Result<std::vector<Closing>> closings() override;
  Result<Closing> begin_closing(const Closing& closing, const std::string& actor = {}) override;
  // Also: NumberTaken (conflict), where a document's number is not its seller's next one.
  Status finish_closing(const Closing& closing, const std::vector<Document>& documents,
                        const std::string& actor = {}) override;
  Status issue(const Document& document, const std::string& actor = {}) override;
  Result<std::uint64_t> next_number(const PartyId& seller) override;
  Result<std::vector<Document>> documents(const DocumentFilter& filter) override;
  Result<Document> document(const std::string& id) override;

 private:
  // What is known of a document without its text.
  struct Heading {
    std::string id;
    PartyId seller;
    PartyId buyer;
    Period period = Period::from_index(0);
    std::int64_t series_no = 0;
    std::string digest;
    std::int64_t parts = 0;
  };

  // Read once; nobody else writes while the books are open here.
  Result<const std::vector<Heading>*> headings();
  Status record(const store::CommitInfo& info, std::span<const Document> documents,
                const Closing* closing);
  Status check_numbers(std::span<const Document> documents);
  Result<Document> load(const Heading& heading);

  store::Database& database_;
  [[nodiscard]] const std::string& who(const std::string& actor) const {
    return actor.empty() ? actor_ : actor;
  }

  std::string actor_;
  std::optional<std::vector<Heading>> headings_;  // by seller and number
};

}  // namespace tollbridge::billing
