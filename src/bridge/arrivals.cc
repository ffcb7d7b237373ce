// SPDX-License-Identifier: Apache-2.0
#include "bridge/arrivals.h"

#include <algorithm>
#include <set>

#include "core/check.h"

namespace tollbridge::bridge {
namespace {

constexpr std::size_t batches_at_once = 256;
// Hours a stack's clock may be ahead when it cuts a batch.
constexpr std::chrono::hours ahead_longest{48};
constexpr std::size_t differences_told = 1'000;

void add(CountAndSum& sum, std::uint64_t records, const Int256& units) {
  sum.records += records;
  const auto together = sum.units.plus(units);
  CHECK(together.has_value());  // 2^128 rows of the largest quantity would be needed
  sum.units = *together;
}

bool in_month(const MeterHour& one, Period month) { return month.span().contains(one.hour); }

// One batch: its fresh rows are those taken less those known before.
void take(const BatchUsage& usage, Period month, SentUsage& sent) {
  bool any = false;
  for (const MeterHour& one : usage.taken) {
    if (!in_month(one, month)) continue;
    any = true;
    add(sent.fresh[{one.meter, one.hour}], one.records, one.units);
  }
  for (const MeterHour& one : usage.again) {
    if (!in_month(one, month)) continue;
    CountAndSum& sum = sent.fresh[{one.meter, one.hour}];
    sent.again += one.records;
    sum.records -= one.records;
    add(sum, 0, one.units.negated());
  }
  sent.batches += any ? 1 : 0;
}

bool proven(const BatchUsage& usage, const Taken& taken, const ReadReceipt& read_receipt) {
  const auto receipt = read_receipt(taken.receipt);
  return receipt && receipt->number == taken.number && receipt->usage == hash_of(usage.taken);
}

Result<ByMeterHour> held_of(journal::UsageReader& usage, const StackId& stack, Period month) {
  ByMeterHour held;
  journal::ScanRequest request;
  request.stack = stack;
  request.hours = month.span();
  request.show = journal::Show::everything;
  request.event_ids = false;
  auto scanned = usage.scan(request, [&](const journal::StringPool& pool, const auto& rows) {
    for (const journal::ScannedRow& one : rows) {
      if (one.verdict == journal::Verdict::conflict) continue;
      if (!month.span().contains(one.row.hour())) continue;
      add(held[{std::string(pool.text(one.row.meter)), one.row.hour()}], 1,
          Int256(one.row.quantity.units()));
    }
    return Status();
  });
  if (!scanned) return pass(scanned);
  return held;
}

StackArrivals compare(const SentUsage& sent, const ByMeterHour& held) {
  StackArrivals arrivals{sent.stack, sent.batches, sent.through, sent.unproven, 0, 0, 0,
                         sent.again, 0, {}};
  std::set<std::string> meters;
  for (const auto& [key, fresh] : sent.fresh) {
    meters.insert(key.first);
    ++arrivals.hours;
    arrivals.records += fresh.records;
    const auto found = held.find(key);
    const CountAndSum there = found == held.end() ? CountAndSum() : found->second;
    if (there.records > fresh.records) {
      arrivals.other_ways += there.records - fresh.records;
    } else if (there != fresh) {
      arrivals.differing.push_back({key.first, key.second, fresh, there});
    }
  }
  for (const auto& [key, there] : held) {
    if (!sent.fresh.contains(key)) arrivals.other_ways += there.records;
  }
  arrivals.meters = meters.size();
  return arrivals;
}

std::string rows_of(const CountAndSum& sum) {
  return std::to_string(sum.records) + (sum.records == 1 ? " row, " : " rows, ") +
         decimal_text(sum.units, Quantity::scale);
}

}  // namespace

// Batches made before the month began say nothing of it.
Result<SentUsage> sent_usage_of(Ledger& ledger, const StackId& stack, Period month,
                                const ReadReceipt& read_receipt) {
  SentUsage sent;
  sent.stack = stack;
  for (std::uint64_t from = 1;;) {
    const auto batches = ledger.list(stack, from, batches_at_once);
    if (!batches) return std::unexpected(batches.error());
    if (batches->empty()) return sent;
    const auto all = ledger.usage(stack, from, batches_at_once);
    if (!all) return std::unexpected(all.error());
    for (const Taken& taken : *batches) {
      sent.through = taken.number;
      const auto found = std::ranges::find(*all, taken.number, &BatchUsage::number);
      if (found == all->end() || taken.made_at + ahead_longest < month.begin().start()) continue;
      take(*found, month, sent);
      const bool about = std::ranges::any_of(
          found->taken, [&](const MeterHour& one) { return in_month(one, month); });
      if (about && !proven(*found, taken, read_receipt)) ++sent.unproven;
    }
    from = batches->back().number + 1;
  }
}

Result<std::vector<SentUsage>> sent_usage(Ledger& ledger, Period month,
                                          const ReadReceipt& read_receipt) {
  const auto stacks = ledger.stacks();
  if (!stacks) return std::unexpected(stacks.error());
  std::vector<SentUsage> all;
  for (const StackId& stack : *stacks) {
    auto sent = sent_usage_of(ledger, stack, month, read_receipt);
    if (!sent) return pass(sent);
    all.push_back(*std::move(sent));
  }
  return all;
}

Result<std::vector<StackArrivals>> reconcile_arrivals(const std::vector<SentUsage>& sent,
                                                      journal::UsageReader& usage, Period month) {
  std::vector<StackArrivals> all;
  for (const SentUsage& one : sent) {
    const auto held = held_of(usage, one.stack, month);
    if (!held) return std::unexpected(held.error());
    all.push_back(compare(one, *held));
  }
  return all;
}

void append_arrivals(Json& json, const StackArrivals& arrivals) {
  json.object().field("stack", arrivals.stack.text()).field("ok", arrivals.ok());
  json.field("batches", arrivals.batches).field("through", arrivals.through);
  json.field("meters", arrivals.meters).field("hours", arrivals.hours);
  json.field("records", arrivals.records).field("known_before", arrivals.again);
  json.field("by_other_ways", arrivals.other_ways).field("unproven", arrivals.unproven);
  json.array("differing");
  const std::size_t told = std::min(arrivals.differing.size(), differences_told);
  for (std::size_t i = 0; i < told; ++i) {
    const ArrivalDifference& one = arrivals.differing[i];
    json.object().field("meter", one.meter).field("hour", one.hour.to_string());
    json.field("records_sent", one.sent.records);
    json.field("quantity_sent", decimal_text(one.sent.units, Quantity::scale));
    json.field("records_held", one.held.records);
    json.field("quantity_held", decimal_text(one.held.units, Quantity::scale)).end();
  }
  json.end().field("differing_count", arrivals.differing.size()).end();
}

std::vector<std::string> differences_of(const StackArrivals& arrivals) {
  std::vector<std::string> all;
  const std::string stack = "Stack " + arrivals.stack.text();
  for (const ArrivalDifference& one : arrivals.differing) {
    if (all.size() == differences_told) break;
    all.push_back(stack + ", meter " + one.meter + ", hour " + one.hour.to_string() + ": sent " +
                  rows_of(one.sent) + "; held " + rows_of(one.held) + ".");
  }
  if (arrivals.unproven > 0) {
    all.push_back(stack + ": " + std::to_string(arrivals.unproven) +
                  " of its batches have a receipt that does not tell what was kept of them.");
  }
  return all;
}

}  // namespace tollbridge::bridge
