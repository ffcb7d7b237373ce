// SPDX-License-Identifier: Apache-2.0
// A credit note by hand against an issued document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "billing/bill.h"
#include "billing/document.h"
#include "billing/invoice_store.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::engine {

struct CreditAsked {
  std::string line;    // "<document id>-<n>", or "<n>"
  std::string amount;  // in the document's currency; empty: all that is left of the line
};

struct CreditRequest {
  std::string invoice;
  std::vector<CreditAsked> lines;  // empty: all that is left of every line, also of negative ones
  std::string reason;
  bool dry_run = false;
  std::string actor = {};  // for the audit; empty: whom the books were opened for
};

// Returns the credit note issued. Errors: not_found UnknownInvoice, UnknownLine; invalid
// InvalidNumber, TooManyDigits, MissingReason, NowBeforeBooks; refused CreditExceedsLine,
// NothingToCredit.
Result<billing::Document> credit(Books& books, journal::UsageReader& journal,
                                 const CreditRequest& request, Instant now);

// Documents as they stand: an invoice whose lines are all credited by hand is void.
Result<std::vector<billing::Document>> documents_with_status(
    Books& books, const billing::DocumentFilter& filter = {});

}  // namespace tollbridge::engine
