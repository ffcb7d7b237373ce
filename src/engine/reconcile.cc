// SPDX-License-Identifier: Apache-2.0
#include "engine/reconcile.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "engine/billing_history.h"
#include "journal/record.h"

namespace tollbridge::engine {
namespace {

std::unexpected<Error> quantity_overflow() {
  return fail(ErrorKind::invalid, "QuantityOverflow",
              "Quantities of the journal sum to more than can be counted.");
}

// A record's part inside the period.
std::optional<Quantity> part_inside(const journal::UsageRow& row, Period period) {
  if (!row.end) return row.quantity;
  std::optional<Quantity> sum = Quantity();
  for (const journal::HourShare& share : journal::hour_shares(row)) {
    if (sum && period.span().contains(share.hour)) sum = sum->plus(share.quantity);
  }
  return sum;
}

struct MeterSum {
  MeterId meter;
  Quantity total;
};

// The journal read once more, record by record, past the usage table.
Result<billing::MeterTotals> journal_totals(journal::UsageReader& journal,
                                            const std::vector<journal::Head>& heads,
                                            Period period) {
  billing::MeterTotals totals;
  for (const journal::Head& head : heads) {
    std::unordered_map<std::uint32_t, MeterSum> sums;  // by index of the scan's pool
    const auto visited =
        journal.scan({head.stack, period.span(), head.sequence, journal::Show::counted, {}},
                     [&](const journal::StringPool& strings,
                         std::span<const journal::ScannedRow> rows) -> Status {
                       for (const journal::ScannedRow& scanned : rows) {
                         MeterSum& sum = sums[scanned.row.meter];
                         if (sum.meter.empty())
                           sum.meter = MeterId(strings.text(scanned.row.meter));
                         const auto part = part_inside(scanned.row, period);
                         const auto total = part ? sum.total.plus(*part) : std::nullopt;
                         if (!total) return quantity_overflow();
                         sum.total = *total;
                       }
                       return {};
                     });
    if (!visited) return std::unexpected(visited.error());
    for (auto& [index, sum] : sums)
      totals[{head.stack, std::move(sum.meter)}] = sum.total;
  }
  return totals;
}

Result<std::vector<billing::SellerSide>> seller_sides(Books& books, Evaluator& evaluator,
                                                      const Reading& reading, Period period) {
  auto sellers = evaluator.sellers_at(reading.commit);
  if (!sellers) return pass(sellers);
  std::vector<billing::SellerSide> sides;
  for (const PartyId& seller : *sellers) {
    auto lines = evaluator.lines(seller, period, reading);
    if (!lines) return pass(lines);
    sides.push_back({seller, std::move(*lines), {}});
    auto closings = closings_before(books, seller);
    if (!closings) return pass(closings);
    const bool closed = std::any_of(closings->begin(), closings->end(),
                                    [&](const auto& closing) { return closing.period == period; });
    if (!closed) continue;
    auto billed = billed_for(books, *closings, seller, period);
    if (!billed) return pass(billed);
    sides.back().billed = std::move(*billed);
  }
  return sides;
}

// A sum of a month that is too large says little; the largest quantity in it mostly is the mistake.
Error with_largest(Error error, journal::UsageReader& journal,
                   const std::vector<journal::Head>& heads, Period period) {
  if (error.code != "NumberOutOfRange" && error.code != "QuantityOverflow") return error;
  Quantity largest;
  std::string place;
  for (const journal::Head& head : heads) {
    const auto visited = journal.scan(
        {head.stack, period.span(), head.sequence, journal::Show::counted, {}, false},
        [&](const journal::StringPool& pool, std::span<const journal::ScannedRow> rows) -> Status {
          for (const journal::ScannedRow& scanned : rows) {
            const journal::UsageRow& row = scanned.row;
            const Quantity negated = row.quantity.negated().value_or(Quantity());
            const Quantity size = std::max(row.quantity, negated);
            if (size <= largest) continue;
            largest = size;
            place = row.quantity.to_string() + " of meter " +
                    std::string(pool.text(row.meter)) + " by local subscription " +
                    std::string(pool.text(row.subscription)) + " of stack " + head.stack.text() +
                    " in the hour " + row.hour().to_string();
          }
          return {};
        });
    if (!visited) return visited.error();
  }
  if (!place.empty()) {
    error.message += " The largest quantity of " + period.to_string() + " is " + place +
                     "; correct it with usage import --restate.";
  }
  return error;
}

}  // namespace

Result<billing::Reconciliation> reconcile(Books& books, journal::UsageReader& journal,
                                          Evaluator& evaluator, const Reading& reading,
                                          Period period) {
  auto counts = books.marks().counts(period);
  const auto named = [&](Error& error) {
    return std::unexpected(with_largest(std::move(error), journal, reading.heads, period));
  };
  if (!counts) return named(counts.error());
  auto booked = billing::totals_of(*counts);
  if (!booked) return named(booked.error());
  auto scanned = journal_totals(journal, reading.heads, period);
  if (!scanned) return named(scanned.error());
  auto usage = evaluator.usage(period, reading);
  if (!usage) return pass(usage);
  auto used = billing::totals_of(**usage);
  if (!used) return pass(used);
  auto runs = evaluator.runs(period, reading);
  if (!runs) return pass(runs);
  auto rating = evaluator.rating(period, reading);
  if (!rating) return pass(rating);
  auto registry = evaluator.registry_of(reading, period);
  if (!registry) return pass(registry);
  auto sides = seller_sides(books, evaluator, reading, period);
  if (!sides) return pass(sides);
  return billing::reconcile({period, std::move(*booked), std::move(*scanned), std::move(*used),
                             **runs, **rating, *registry, std::move(*sides)});
}

Result<billing::Reconciliation> reconcile(Books& books, journal::UsageReader& journal,
                                          Period period) {
  Evaluator evaluator(books, journal);
  auto inputs = evaluator.inputs_now({});
  if (!inputs) return pass(inputs);
  return reconcile(books, journal, evaluator, reading_of(*inputs), period);
}

}  // namespace tollbridge::engine
