// SPDX-License-Identifier: Apache-2.0
// Recomputes issued documents from the stored usage and compares every byte. Evaluates with the
// inputs named in the document (heads, commit), never with today's.
#pragma once

#include <string>
#include <vector>

#include "billing/document.h"
#include "core/result.h"
#include "engine/books.h"
#include "engine/progress.h"
#include "journal/journal.h"

namespace tollbridge::engine {

struct FieldDifference {
  std::string field;       // "total", "lines[3].amount", "tax.category", …
  std::string issued;      // empty: not there
  std::string recomputed;  // likewise
};

struct VerifiedDocument {
  std::string id;
  bool same = false;  // byte for byte
  Digest digest{};    // of the issued bytes
  std::vector<FieldDifference> differences;
};

struct Verification {
  bool ok = false;
  std::vector<VerifiedDocument> documents;  // by id
  // Documents that recomputing gives but nobody issued: "contoso-000007 for adatum".
  std::vector<std::string> missing;
};

// All documents, or those named. Errors: not_found UnknownInvoice; those of the journal (damaged
// when usage the document was made from is gone), the books, of evaluating and of the progress.
Result<Verification> verify_documents(Books& books, journal::UsageReader& journal,
                                      const std::vector<std::string>& ids = {},
                                      Progress& progress = no_progress());

}  // namespace tollbridge::engine
