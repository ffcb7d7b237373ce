// SPDX-License-Identifier: Apache-2.0
// A stack half over memory, for tests.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/check.h"
#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"
#include "stack/memory/memory_stack_books.h"
#include "stack/stack_half.h"

namespace tollbridge::stack {

using std::chrono::hours;
using std::chrono::minutes;

inline const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();
inline const Hour twelve = Hour::containing(noon);
inline const StackId stack_id{"9c1e0000-0000-4000-8000-000000000001"};

// A half over memory, with a journal that can be made to fail.
class World {
 public:
  World() : journal_(journal::open_memory_journal(marks_).value()) {
    rules.grace = minutes(0);
    open();
  }

  void open() { half_ = StackHalf::open(stack_id, books, *journal_, rules).value(); }
  StackHalf& half() { return *half_; }
  journal::Journal& journal() { return *journal_; }

  void know(const std::string& subscription, Instant from = noon - hours(48),
            SubscriptionState state = SubscriptionState::enabled, Instant now = noon) {
    LocalSubscription one;
    one.id = LocalSubscriptionId(subscription);
    one.tenant = TenantId("tenant");
    one.state = state;
    CHECK(half_->record(std::vector{DirectoryFact{one, from, now, "operator"}}, now).has_value());
  }

  TakeOutcome take(const std::vector<Posted>& readings, Instant now = noon) {
    return half_->take(readings, now).value();
  }
  SettleOutcome settle(Instant now) { return half_->settle(now).value(); }

  // "12: 1.5 r0, 13: 2 r1": hours of the day, quantities and revisions that count, with the
  // subscription's rows only.
  std::string told(const std::string& subscription = "shop") {
    std::map<Hour, std::string> found;
    journal::ScanRequest request;
    request.stack = stack_id;
    request.hours = {twelve.plus(-1000), twelve.plus(1000)};
    request.subscription = LocalSubscriptionId(subscription);
    CHECK(journal_
              ->scan(request,
                     [&](const journal::StringPool&,
                         std::span<const journal::ScannedRow> rows) -> Status {
                       for (const auto& one : rows) {
                         found[one.row.hour()] =
                             std::to_string(one.row.hour().index() - twelve.index() + 12) + ": " +
                             one.row.quantity.to_string() + " r" +
                             std::to_string(one.row.revision);
                       }
                       return {};
                     })
              .has_value());
    std::string text;
    for (const auto& [hour, one] : found) text += (text.empty() ? "" : ", ") + one;
    return text;
  }

  MemoryStackBooks books;
  StackRules rules;
  journal::MemoryMarkStore& marks() { return marks_; }

 private:
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<StackHalf> half_;
};

inline Posted posted(Kind kind, Instant at, const std::string& value,
              const std::string& subscription = "shop", const std::string& source = "") {
  Posted one;
  one.track.series = {LocalSubscriptionId(subscription), MeterId("cpu"), ResourceId("/vm/1")};
  one.track.source = source;
  one.meaning.kind = kind;
  one.reading.at = at;
  one.reading.value = Quantity::parse(value).value();
  return one;
}

}  // namespace tollbridge::stack
