// SPDX-License-Identifier: Apache-2.0
// Charges become lines, lines become documents; what was billed too much or too little becomes
// adjustment lines of the buyer's next document (design.md section 9). Pure functions.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "billing/document.h"
#include "rating/rate.h"
#include "registry/registry.h"

namespace tollbridge::billing {

// What f says for one (seller, buyer, period): a line per charge, rounded once, and a commitment
// line where the sum falls short. Ids and numbers are not given yet.
struct BuyerLines {
  PartyId seller;
  PartyId buyer;
  Currency currency;
  std::vector<Line> lines;  // by subscription, meter, tier, price; commitment last
};

// How a seller rounds: the provider's own profile; partners use en16931.
RoundingProfile rounding_of(const registry::Registry& registry, const PartyId& seller);

// All buyers of `seller` that have lines in the period. Errors: AmountOutOfRange,
// CurrencyMismatch, UnknownParty.
Result<std::vector<BuyerLines>> lines_of(const rating::Rating& rating,
                                         const registry::Registry& registry,
                                         const rating::PriceBook& prices, const PartyId& seller,
                                         Period period);

// One evaluation of a closed period under one set of inputs, for finding a difference's cause.
struct Evaluation {
  std::string cause;  // what is new in it: "late-usage", "price-corrected" (engine/causes.h)
  std::vector<BuyerLines> lines;
};

// What has been billed for a closed period: usage, commitment and adjustment lines of issued
// documents that belong to it (credits by hand are not billing and are left out).
struct BilledLine {
  std::string document;
  PartyId buyer;
  Line line;
};

// What f says now minus all that was billed, per (buyer, subscription, billing meter, tier, price):
// one `adjustment` line each where they differ, naming period, first line billed and cause.
// `evaluations` go from the inputs of the close to today's, one new input at a time; the last is
// what f says now. A line's cause is the evaluation(s) at which its amount changed, joined by '+';
// "recomputed" if it changed at none. `billed` in order of issue. Errors: AmountOutOfRange.
Result<std::vector<BuyerLines>> adjustments(const std::vector<Evaluation>& evaluations,
                                            const std::vector<BilledLine>& billed,
                                            const PartyId& seller, Period period);

// What the seller's documents of one closing are made of.
struct Issue {
  PartyId seller;
  Period period;
  Instant issued_at;
  std::uint64_t next_number = 1;  // of the seller
  Inputs inputs;
  const rating::PriceBook* prices = nullptr;  // for the rates of exchange; none: no rates
};

// One document per buyer, currency and regime of tax: usage and commitment lines of the period,
// then adjustments by period, each taxed as of the month it belongs to. Negative totals make credit
// notes. Tax by the places of seller and buyer (billing/tax.h). Documents are ordered by buyer;
// numbers follow without gaps. Errors: UnknownParty, TooManyLines, AmountOutOfRange, those of
// tax_on.
Result<std::vector<Document>> documents(const std::vector<BuyerLines>& lines,
                                        const std::vector<BuyerLines>& adjustment_lines,
                                        const registry::Registry& registry, const Issue& issue);

// The same documents with numbers from `next_number` on, issued at `issued_at`: what another
// document of the seller, issued while these were computed, makes of them.
void reissue(std::vector<Document>& documents, std::uint64_t next_number, Instant issued_at);

// A credit note by hand against an issued document: `amounts` by line id, of the sign of the line's
// own amount: a positive one is given back, a negative one (given too much) taken back with it.
// Money only: its lines carry no quantity. Its tax, at the original's rate, is the tax of all that
// is credited then minus that of what was before: parts sum to the tax of the whole. `issued`: all
// documents of the seller for the buyer so far. Errors: not_found UnknownLine; invalid
// InvalidCredit (none, zero, of another sign or currency), AmountOutOfRange; refused
// CreditExceedsLine (with what was billed, adjusted, credited and is left), NothingToCredit (in
// sum nothing is given back).
struct CreditLine {
  std::string line;
  Money amount;
};
Result<Document> credit_note(const Document& original, const std::vector<Document>& issued,
                             const std::vector<CreditLine>& lines, const std::string& reason,
                             const Issue& issue);

// What is left of each line of `original` that has something left, in its order. That is its amount
// minus its credits by hand, and no more than is left of the line first billed with all of its
// adjustments: what an adjustment took off is not given back again. An adjustment against the sign
// of the line it adjusts is left whole, so that an invoice credited whole nets to 0.
std::vector<CreditLine> creditable(const Document& original, const std::vector<Document>& issued);

// An adjustment that lowers a line of which something was credited by hand before. Credits by hand
// are no billing, so the adjustment does not know of them: the money may be given back twice, and a
// person has to look (docs/decisions/0011-credits-by-hand-stay.md).
struct LoweredAfterCredit {
  std::string line;      // the adjustment's
  Money amount;          // negative
  std::string adjusted;  // the line first billed
  Money credited;        // of it and its adjustments, by hand; positive
};
// Those of `document`, by line. `issued`: all documents of its seller for its buyer; only credits
// issued before it count, so that the answer stays the same.
std::vector<LoweredAfterCredit> lowered_after_credit(const Document& document,
                                                     const std::vector<Document>& issued);

// `voided` once credits by hand sum to the invoice's total (then also to its tax), else its own
// status.
DocumentStatus status_after(const Document& original, const std::vector<Document>& issued);

}  // namespace tollbridge::billing
