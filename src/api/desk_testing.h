// SPDX-License-Identifier: Apache-2.0
// For tests of operations: a desk over books and a journal in memory, at a time that stands still.
#pragma once

#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "api/store_desk.h"
#include "engine/memory_books.h"
#include "engine/memory_service_records.h"
#include "journal/memory/memory_journal.h"

namespace tollbridge::api {

class StandingClock final : public Clock {
 public:
  Instant now() override { return time; }
  std::int64_t mono_nanoseconds() override { return 0; }
  Instant time = parse_instant("2026-11-02T06:00:00Z").value();
};

class MemoryDesk final : public Desk {
 public:
  MemoryDesk()
      : journal_(journal::open_memory_journal(books_.marks()).value()),
        desk_(books_, *journal_, records_, clock) {}

  engine::Books& books() override { return books_; }
  engine::MemoryBooks& memory_books() { return books_; }
  engine::ServiceRecords& records() override { return records_; }
  journal::Journal& journal() override { return *journal_; }
  Result<std::shared_ptr<const registry::Registry>> registry() override {
    return desk_.registry();
  }
  Result<std::shared_ptr<const rating::PriceBook>> prices() override { return desk_.prices(); }
  Instant now() override { return clock.time; }
  stack::Stacks& stacks() override { return *stacks_; }
  // Of tests of the stack half; must outlive the desk.
  void run_stacks(stack::Stacks& stacks) { stacks_ = &stacks; }

  StandingClock clock;

 private:
  engine::MemoryBooks books_;
  std::unique_ptr<journal::Journal> journal_;
  engine::MemoryServiceRecords records_;
  StoreDesk desk_;
  stack::Stacks* stacks_ = &stack::no_stacks();
};

inline std::unique_ptr<MemoryDesk> desk_with(std::vector<registry::Fact> facts) {
  auto desk = std::make_unique<MemoryDesk>();
  auto recorded = desk->books().record({.facts = std::move(facts), .prices = {}}, desk->now(),
                                       "test", "set up");
  if (!recorded) throw std::runtime_error(recorded.error().message);
  return desk;
}

}  // namespace tollbridge::api
