// SPDX-License-Identifier: Apache-2.0
// Nothing is lost between hops: quantity in = quantity out, by stack and local meter, from the
// books' counts to the charges; from there exact amounts against rounded lines, by seller and
// buyer; and for what is closed, lines against documents. Pure functions.
//
//   books -> journal -> usage -> attributed -> charged | free | unrated | development | capacity |
//                                              infrastructure | quarantined | not_sold
//
// What is not charged is a hop of its own with its figure on both sides; whatever attribution
// handed over and rating gave no account of shows as the difference of the hop to `charged`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "attribution/attribution.h"
#include "billing/bill.h"
#include "core/decimal.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "journal/journal.h"
#include "metering/usage_table.h"
#include "rating/rate.h"
#include "registry/registry.h"

namespace tollbridge::billing {

struct Hop {
  std::string from;
  std::string to;
  PartyId seller;  // from `attributed` on; else empty
  StackId stack;
  MeterId meter;  // local
  Quantity quantity_in;
  Quantity quantity_out;
  Quantity difference;  // out - in
  friend bool operator==(const Hop&, const Hop&) = default;
};

// Charges against the lines made of them.
struct AmountHop {
  PartyId seller;
  PartyId buyer;
  Currency currency;
  ExactAmount charged;  // exact sum of the charges
  Money lines;          // sum of the usage lines
  ExactAmount rounding;  // lines - charged; explained while each line is off by less than the
                         // profile may round
  std::size_t line_count = 0;
  // Where the period is closed for the seller: billed so far for it, and what the next closing
  // will adjust (lines and commitments now - billed). Not a difference.
  std::optional<Money> billed;
  std::optional<Money> pending;
};

struct Reconciliation {
  Period period;
  bool ok = false;
  std::vector<Hop> hops;           // by hop in the order above, seller, stack, meter
  std::vector<AmountHop> amounts;  // by seller, buyer
  std::vector<std::string> differences;  // a sentence each; empty when ok
};

using MeterTotals = std::map<std::pair<StackId, MeterId>, Quantity>;

// Totals of the hops, each from its own source. Errors: QuantityOverflow.
Result<MeterTotals> totals_of(const std::vector<journal::CountDelta>& counts);
Result<MeterTotals> totals_of(const metering::UsageTable& usage);
Result<MeterTotals> totals_of(const std::vector<attribution::AttributedRun>& runs);

// One seller's side of it.
struct SellerSide {
  PartyId seller;
  std::vector<BuyerLines> lines;             // f now
  std::optional<std::vector<BilledLine>> billed;  // of this period; set when closed
};

struct ReconcileInput {
  Period period;
  MeterTotals books;
  MeterTotals journal;
  MeterTotals usage;
  const std::vector<attribution::AttributedRun>& runs;
  const rating::Rating& rating;
  const registry::Registry& registry;
  std::vector<SellerSide> sellers;
};

// Errors: QuantityOverflow, AmountOutOfRange.
Result<Reconciliation> reconcile(const ReconcileInput& input);

}  // namespace tollbridge::billing
