// SPDX-License-Identifier: Apache-2.0
// Invoices and credit notes: issued once, numbered without gaps per issuer, never changed.
//
// `bytes` of a document (canonical_text) are what `verify` recomputes and compares, and what the
// digest covers. The number, the time of issue and the status are outside of the bytes' inputs
// that recomputation must find again, but inside the bytes. Pure values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.h"
#include "core/ids.h"
#include "core/money.h"
#include "core/result.h"
#include "core/sha256.h"
#include "core/time.h"
#include "journal/journal.h"

namespace tollbridge::billing {

enum class LineKind : std::uint8_t { usage, adjustment, commitment, credit, rounding };
enum class DocumentType : std::uint8_t { invoice, credit_note };
enum class DocumentStatus : std::uint8_t { draft, issued, paid, voided };
std::string_view to_string(LineKind kind);
std::string_view to_string(DocumentType type);      // "invoice", "credit_note"
std::string_view to_string(DocumentStatus status);  // "draft", "issued", "paid", "void"

// What an adjustment or credit line corrects.
struct LineOrigin {
  Period period;
  std::string invoice;  // document id; empty if nothing was billed for it before
  std::string line;     // line id; likewise
  friend bool operator==(const LineOrigin&, const LineOrigin&) = default;
};

struct Line {
  std::string id;               // unique over all documents: "<document id>-<n>"
  SubscriptionId subscription;  // empty on a commitment line
  PartyId customer;             // empty where the subscription has none
  MeterId meter;                // billing meter; empty on a commitment line
  std::string name;
  std::string unit;
  ExactQuantity quantity;  // of an adjustment: the difference
  std::optional<UnitPrice> unit_price;
  Quantity tier_from;
  Money amount;
  LineKind kind = LineKind::usage;
  std::string cause;  // of adjustment, commitment and credit lines; else empty
  std::optional<LineOrigin> of;
  friend bool operator==(const Line&, const Line&) = default;
};

// The tax in the currency the seller's country wants to read, where the document has another one.
struct LocalTax {
  Money amount;
  Factor rate;         // 1 of the document's currency costs so much
  std::string day;     // of the rate
  std::string source;  // of the rate
  friend bool operator==(const LocalTax&, const LocalTax&) = default;
};

struct Tax {
  std::string category;  // UNCL5305: S, AE, O (spec/standards.md 3.7)
  Factor rate_percent;
  Money amount;
  std::string note;  // "Reverse charge", …; empty for S
  std::optional<LocalTax> local = {};
  friend bool operator==(const Tax&, const Tax&) = default;
};

// What f read when the document was made; enough to evaluate it again for ever.
struct Inputs {
  std::vector<journal::Head> heads;  // by stack
  std::uint64_t commit = 0;          // of the books: registry and prices as known then
  Instant known_at{};
  std::uint32_t rules_version = 1;   // of this program's billing rules
  friend bool operator==(const Inputs&, const Inputs&) = default;
};

struct Document {
  std::string id;      // "provider-000001"
  std::string number;  // per issuer, without gaps; the same text as the id's number
  PartyId seller;
  PartyId buyer;
  Period period;
  Currency currency;
  RoundingProfile rounding = RoundingProfile::en16931;
  DocumentType type = DocumentType::invoice;
  DocumentStatus status = DocumentStatus::issued;
  Instant issued_at{};
  std::string corrects;  // the document a credit by hand refers to; else empty
  std::string reason;    // of a credit by hand
  std::vector<Line> lines;
  Money total;  // exactly the sum of the lines
  Tax tax;
  Money payable;  // total + tax
  Inputs inputs;
  friend bool operator==(const Document&, const Document&) = default;
};

// One text per document, the same bytes for equal documents on every machine. Status is left out:
// it changes when the document is paid or voided.
std::string canonical_text(const Document& document);
Digest digest(const Document& document);
// Reads canonical_text back (status issued). Errors: DocumentDamaged.
Result<Document> parse_document(std::string_view canonical);

}  // namespace tollbridge::billing
