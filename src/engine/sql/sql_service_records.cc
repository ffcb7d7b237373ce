// SPDX-License-Identifier: Apache-2.0
#include "engine/sql/sql_service_records.h"

#include <utility>

#include "store/row_reader.h"
#include "store/schema.h"

namespace tollbridge::engine {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;

constexpr std::size_t forgotten_at_once_max = 100;

KeptAnswer answer_of(RowReader& row) {
  KeptAnswer kept;
  kept.key = row.text();
  kept.fingerprint = row.text();
  kept.kept_at = row.instant();
  kept.pending = row.integer() != 0;
  kept.answer = row.text();
  return kept;
}

}  // namespace

Result<std::optional<KeptAnswer>> SqlServiceRecords::answer(const std::string& key) {
  auto found = database_.find(schema::kept_answers, {key});
  if (!found) return pass(found);
  if (!*found) return std::nullopt;
  RowReader row(schema::kept_answers, database_.newest(), **found);
  KeptAnswer kept = answer_of(row);
  if (!row.status()) return std::unexpected<Error>(row.status().error());
  return kept;
}

Result<std::map<std::string, Instant>*> SqlServiceRecords::kept_times() {
  if (kept_) return &*kept_;
  std::map<std::string, Instant> times;
  auto read = database_.read(schema::kept_answers, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::kept_answers, commit, values);
    KeptAnswer kept = answer_of(row);
    times.emplace(std::move(kept.key), kept.kept_at);
    return row.status();
  });
  if (!read) return pass(read);
  kept_ = std::move(times);
  return &*kept_;
}

Status SqlServiceRecords::keep_answer(const KeptAnswer& answer, Instant forget_before) {
  auto times = kept_times();
  if (!times) return pass(times);
  std::vector<std::string> old;
  for (const auto& [key, kept_at] : **times) {
    if (old.size() == forgotten_at_once_max) break;
    if (kept_at < forget_before && key != answer.key) old.push_back(key);
  }
  auto done = database_.transact(
      {answer.kept_at, "service", answer.pending ? "request begun" : "answer kept", {}},
      [&](store::Transaction& transaction) -> Status {
        for (const std::string& key : old) {
          if (auto gone = transaction.erase(schema::kept_answers, {key}); !gone) return gone;
        }
        return transaction.put(schema::kept_answers,
                               {answer.key, answer.fingerprint,
                                tollbridge::to_string(answer.kept_at),
                                std::int64_t{answer.pending ? 1 : 0}, answer.answer});
      });
  if (!done) {
    kept_.reset();  // it may be recorded all the same (CommitUnconfirmed)
    return pass(done);
  }
  for (const std::string& key : old) (*times)->erase(key);
  (**times)[answer.key] = answer.kept_at;
  return {};
}

Result<std::vector<CostSwitch>> SqlServiceRecords::cost_switches() {
  std::vector<CostSwitch> all;
  auto read = database_.read(schema::cost_switches, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::cost_switches, commit, values);
    row.integer();  // the position: one in each commit
    CostSwitch one;
    one.known_at = row.instant();
    one.actor = row.text();
    one.customer = row.id<PartyId>();
    one.from = row.hour();
    one.visible = row.integer() != 0;
    all.push_back(std::move(one));
    return row.status();
  });
  if (!read) return pass(read);
  return all;
}

Status SqlServiceRecords::record_cost_switch(const CostSwitch& change) {
  auto done = database_.transact(
      {change.known_at, change.actor, "customer costs " + change.customer.text(),
       std::string(change.visible ? "visible" : "hidden") + " from " + change.from.to_string()},
      [&](store::Transaction& transaction) -> Status {
        return transaction.add(schema::cost_switches,
                               {std::int64_t{0}, tollbridge::to_string(change.known_at),
                                change.actor, change.customer.text(), change.from.to_string(),
                                std::int64_t{change.visible ? 1 : 0}});
      });
  if (!done) return pass(done);
  return {};
}

}  // namespace tollbridge::engine
