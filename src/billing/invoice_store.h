// SPDX-License-Identifier: Apache-2.0
// Where documents and the states of periods are kept. Implemented by billing/sql.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "billing/document.h"

namespace tollbridge::billing {

// Per seller: open (no row) -> closing -> closed.
enum class PeriodState : std::uint8_t { open, closing, closed };

// A closing fixes what f reads before anything is issued, so that an interrupted close goes on
// with the same inputs and issues the same documents.
struct Closing {
  PartyId seller;
  Period period;
  PeriodState state = PeriodState::closing;
  Inputs inputs;
  Instant issued_at{};
  std::vector<std::string> waived_meters;
  std::uint64_t adjustment_lines = 0;
};

struct DocumentFilter {
  std::optional<PartyId> seller;
  std::optional<PartyId> buyer;
  std::optional<Period> period;  // the document's own period
};

class InvoiceStore {
 public:
  virtual ~InvoiceStore() = default;

  virtual Result<std::vector<Closing>> closings() = 0;  // by seller, period
  // In all below `actor` is who does it, for the audit log; empty: whom the store was made for.
  // Writes state `closing` with its inputs, or returns the one already there.
  virtual Result<Closing> begin_closing(const Closing& closing, const std::string& actor = {}) = 0;
  // All documents and the state `closed` in one transaction. Errors: AlreadyClosed (conflict).
  virtual Status finish_closing(const Closing& closing, const std::vector<Document>& documents,
                                const std::string& actor = {}) = 0;
  // A document outside of a close (credit by hand).
  virtual Status issue(const Document& document, const std::string& actor = {}) = 0;

  virtual Result<std::uint64_t> next_number(const PartyId& seller) = 0;
  // By seller, number. Errors: BooksDamaged when a stored row fails its checksum.
  virtual Result<std::vector<Document>> documents(const DocumentFilter& filter) = 0;
  virtual Result<Document> document(const std::string& id) = 0;  // not_found: UnknownInvoice
};

}  // namespace tollbridge::billing
