// SPDX-License-Identifier: Apache-2.0
#include "billing/sql/sql_settlements.h"

#include <algorithm>
#include <string>
#include <utility>

#include "store/row_reader.h"
#include "store/schema.h"

namespace tollbridge::billing {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;

Result<PaymentEntry> entry_of(std::uint64_t commit, const Row& values) {
  RowReader row(schema::payments, commit, values);
  std::string document = row.text();
  const auto n = static_cast<std::uint32_t>(row.integer());
  const auto seller = row.id<PartyId>();
  const auto buyer = row.id<PartyId>();
  std::string day = row.text();
  const Currency currency = row.currency();
  const Money zero = Money::zero(currency);
  const Money amount = row.parsed(
      [currency](std::string_view text) { return Money::parse(text, currency); }, zero);
  PaymentEntry entry{std::move(document), n,  seller, buyer, std::move(day), amount,
                     row.text(),          {}, {},     {},    {}};
  entry.set_off = row.text();
  entry.undoes = row.text();
  entry.known_at = row.instant();
  entry.actor = row.text();
  if (!row.status()) return std::unexpected<Error>(row.status().error());
  return entry;
}

std::string action_of(const PaymentEntry& entry) {
  if (!entry.undoes.empty()) return "payment undone";
  return entry.set_off.empty() ? "payment" : "set off";
}

}  // namespace

Result<std::vector<PaymentEntry>> SqlSettlements::payments() {
  if (payments_) return *payments_;
  std::vector<PaymentEntry> all;
  auto read = database_.read(schema::payments,
                             [&](std::uint64_t commit, const Row& values) -> Status {
                               auto entry = entry_of(commit, values);
                               if (!entry) return pass(entry);
                               all.push_back(std::move(*entry));
                               return {};
                             });
  if (!read) return pass(read);
  payments_ = all;
  return all;
}

Status SqlSettlements::record_payments(std::span<const PaymentEntry> entries) {
  if (entries.empty()) return {};
  const PaymentEntry& first = entries.front();
  payments_.reset();
  auto done = database_.transact(
      {first.known_at, first.actor, action_of(first),
       first.id() + ": " + first.amount.to_string() + " " +
           std::string(first.amount.currency().code())},
      [&](store::Transaction& transaction) -> Status {
        for (const PaymentEntry& one : entries) {
          auto added = transaction.add(
              schema::payments,
              {one.document, std::int64_t{one.n}, one.seller.text(), one.buyer.text(), one.day,
               std::string(one.amount.currency().code()), one.amount.to_string(), one.reference,
               one.set_off, one.undoes, tollbridge::to_string(one.known_at), one.actor});
          if (!added) return added;
        }
        return {};
      });
  if (!done) return pass(done);
  return {};
}

Result<std::vector<DisputeStep>> SqlSettlements::dispute_steps() {
  std::vector<DisputeStep> all;
  auto read = database_.read(schema::dispute_steps, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::dispute_steps, commit, values);
    DisputeStep step;
    step.line = row.text();
    step.n = static_cast<std::uint32_t>(row.integer());
    row.integer();  // the place of the step: rows come in its order
    step.document = row.text();
    step.seller = row.id<PartyId>();
    step.buyer = row.id<PartyId>();
    step.state = row.parsed(parse_dispute_state, DisputeState::open);
    step.text = row.text();
    step.credit = row.text();
    step.commit = static_cast<std::uint64_t>(row.integer());
    step.known_at = row.instant();
    step.actor = row.text();
    all.push_back(std::move(step));
    return row.status();
  });
  if (!read) return pass(read);
  return all;
}

Status SqlSettlements::record_dispute_step(const DisputeStep& step) {
  auto known = dispute_steps();
  if (!known) return pass(known);
  const auto place = std::ranges::count_if(
      *known, [&](const DisputeStep& one) { return one.line == step.line && one.n == step.n; });
  auto done = database_.transact(
      {step.known_at, step.actor, "dispute " + std::string(to_string(step.state)), step.id()},
      [&](store::Transaction& transaction) -> Status {
        return transaction.add(
            schema::dispute_steps,
            {step.line, std::int64_t{step.n}, static_cast<std::int64_t>(place), step.document,
             step.seller.text(), step.buyer.text(), std::string(to_string(step.state)), step.text,
             step.credit, static_cast<std::int64_t>(step.commit),
             tollbridge::to_string(step.known_at), step.actor});
      });
  if (!done) return pass(done);
  return {};
}

}  // namespace tollbridge::billing
