// SPDX-License-Identifier: Apache-2.0
// Lines of issued documents that are questioned, from the question to a credit or a kept charge.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "billing/dispute.h"
#include "billing/invoice_store.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::engine {

struct DisputeRequest {
  std::string document;
  std::string line;    // "<document id>-<n>", or "<n>"
  std::string reason;
  std::string actor = "operator";
};

struct DisputeAnswer {
  std::string dispute;  // "<line id>-d<n>"
  std::string text;     // to the buyer; needed to reject
  std::string amount;   // accepted: in the document's currency; empty: all that is left of the line
  std::string actor = "operator";
};

// Errors: not_found UnknownInvoice, UnknownLine; invalid MissingReason, TextTooLong,
// NowBeforeBooks; conflict DisputeOpen (the line has one already).
Result<billing::Dispute> open_dispute(Books& books, const DisputeRequest& request, Instant now);

// Errors of all three: not_found UnknownDispute; conflict DisputeClosed; invalid MissingReason,
// TextTooLong, NowBeforeBooks.
//
// Accepted: a credit note by hand that names the dispute in its reason; its errors are those of
// engine/credit.h. Interrupted between the two, a second call finds that note and issues no other.
Result<billing::Dispute> accept_dispute(Books& books, journal::UsageReader& journal,
                                        const DisputeAnswer& answer, Instant now);
Result<billing::Dispute> reject_dispute(Books& books, const DisputeAnswer& answer, Instant now);
Result<billing::Dispute> withdraw_dispute(Books& books, const DisputeAnswer& answer, Instant now);

// By document, line, number. The filter's period is not looked at.
Result<std::vector<billing::Dispute>> disputes(Books& books,
                                               const billing::DocumentFilter& filter = {});
Result<std::vector<billing::Dispute>> disputes_of(Books& books, const std::string& document);
Result<billing::Dispute> dispute(Books& books, const std::string& id);  // not_found UnknownDispute

}  // namespace tollbridge::engine
