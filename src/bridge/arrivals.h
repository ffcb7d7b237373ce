// SPDX-License-Identifier: Apache-2.0
// The hop from a stack to commerce: what the stack's batches said, by meter and hour, against what
// commerce's journal holds.
//
// When a batch is taken, its rows are summed as the stack sent them, and the sums kept; the receipt
// carries their digest. Rows that were known before are counted apart: a set holds them once. So of
// each meter and hour commerce must hold at least as many rows as are new in the batches and, if it
// holds as many, of the same sum. What it holds beyond that came by other ways (imports).
//
// Pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bridge/inbox.h"
#include "core/json.h"
#include "journal/journal.h"

namespace tollbridge::bridge {

struct CountAndSum {
  std::uint64_t records = 0;
  Int256 units;  // of 10^-18
  friend bool operator==(const CountAndSum&, const CountAndSum&) = default;
};
using ByMeterHour = std::map<std::pair<std::string, Hour>, CountAndSum>;

// What the batches of a stack said of a month, as far as it was new.
struct SentUsage {
  StackId stack;
  std::uint64_t batches = 0;       // that said something of the month
  std::uint64_t through = 0;       // the newest batch taken
  std::uint64_t unproven = 0;      // batches whose receipt tells another digest, or cannot be read
  ByMeterHour fresh;
  std::uint64_t again = 0;         // rows that were known before
};

// Of every stack that ever sent a batch, by id. On the ledger's thread; costs a read of the sums of
// all batches since the month began. Errors: those of the ledger.
Result<std::vector<SentUsage>> sent_usage(Ledger& ledger, Period month,
                                          const ReadReceipt& read_receipt);
// Of one stack.
Result<SentUsage> sent_usage_of(Ledger& ledger, const StackId& stack, Period month,
                                const ReadReceipt& read_receipt);

struct ArrivalDifference {
  std::string meter;
  Hour hour;
  CountAndSum sent;
  CountAndSum held;
};

struct StackArrivals {
  StackId stack;
  std::uint64_t batches = 0;
  std::uint64_t through = 0;
  std::uint64_t unproven = 0;
  std::uint64_t meters = 0;      // that were sent
  std::uint64_t hours = 0;       // of all of these
  std::uint64_t records = 0;     // sent, and new
  std::uint64_t again = 0;
  std::uint64_t other_ways = 0;  // held, and in no batch
  std::vector<ArrivalDifference> differing;  // by meter and hour
  [[nodiscard]] bool ok() const { return differing.empty() && unproven == 0; }
};

// Compares; `usage` is the journal as it was at that time or later. Errors: those of the journal.
Result<std::vector<StackArrivals>> reconcile_arrivals(const std::vector<SentUsage>& sent,
                                                      journal::UsageReader& usage, Period month);

// An object of an array.
void append_arrivals(Json& json, const StackArrivals& arrivals);
// "Stack …, meter …, hour …: sent 2 rows, 3.5; held 1 row, 1.5."
std::vector<std::string> differences_of(const StackArrivals& arrivals);

}  // namespace tollbridge::bridge
