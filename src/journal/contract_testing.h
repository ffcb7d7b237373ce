// SPDX-License-Identifier: Apache-2.0
// What the tests of every journal stand on: a journal under test, rows in words, and what a scan
// of them shows.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"
#include "journal/memory/memory_mark_store.h"

namespace tollbridge::journal {

// A journal under test with its marks; `reopen` closes and opens it where it can be.
class JournalUnderTest {
 public:
  virtual ~JournalUnderTest() = default;
  virtual Journal& journal() = 0;
  virtual MemoryMarkStore& marks() = 0;
  virtual void reopen() = 0;
};
using JournalFactory = std::function<std::unique_ptr<JournalUnderTest>()>;

inline const StackId stack_a("9c1e0000-0000-4000-8000-000000000001");
inline const StackId stack_b("9c1e0000-0000-4000-8000-000000000002");
// 2026-10-01T00:00:00Z
inline const Hour october = Hour::from_index(497'448);

// One row in words; what is not said is ordinary.
struct Said {
  std::string quantity = "1";
  std::string resource = "vm1";
  std::string subscription = "sub1";
  std::int32_t hour = 0;  // after `october`
  std::int64_t revision = 0;
  std::string event_id = "";
  StackId stack = stack_a;
  std::optional<std::chrono::nanoseconds> length = {};  // a span
  std::chrono::nanoseconds offset{0};              // into the hour
};

inline void add_row(UsageBatch& batch, const Said& said) {
  StringPool& pool = batch.strings;
  UsageRow row;
  row.stack = pool.intern(said.stack.text());
  row.subscription = pool.intern(said.subscription);
  row.tenant = pool.intern("tenant of " + said.subscription);
  row.meter = pool.intern("meter");
  row.resource = pool.intern(said.resource);
  row.event_id = pool.intern(said.event_id);
  row.location = pool.intern("northwest");
  row.tags = pool.intern(R"({"owner":"a"})");
  row.start = october.plus(said.hour).start() + said.offset;
  if (said.length) row.end = row.start + *said.length;
  row.quantity = Quantity::parse(said.quantity).value();
  row.revision = said.revision;
  row.received_at = october.plus(1'000).start();
  row.line = batch.rows.size() + 1;
  batch.rows.push_back(row);
}

inline UsageBatch batch_of(const std::vector<Said>& all) {
  UsageBatch batch;
  for (const Said& said : all) add_row(batch, said);
  return batch;
}

// A scanned row, freed from its pool.
struct Seen {
  std::string subscription, tenant, meter, resource, event_id, location, tags;
  UsageRow row;
  std::uint64_t sequence = 0;
  Verdict verdict = Verdict::accepted;
  bool counted = false;

  [[nodiscard]] std::string brief() const {
    return resource + "@" + std::to_string(row.hour().index() - october.index()) + "=" +
           row.quantity.to_string() + (counted ? "" : " not counted");
  }
};

inline HourSpan all_hours() { return {october.plus(-20'000), october.plus(20'000)}; }

class JournalContract : public testing::TestWithParam<JournalFactory> {
 protected:
  std::unique_ptr<JournalUnderTest> made_ = GetParam()();

  Journal& journal() { return made_->journal(); }

  std::vector<Verdict> append(const std::vector<Said>& rows, bool restate = false) {
    const auto outcome = journal().append(batch_of(rows), {restate});
    EXPECT_TRUE(outcome.has_value()) << outcome.error().message;
    return outcome ? outcome->verdicts : std::vector<Verdict>();
  }

  std::vector<Seen> scan(ScanRequest request) {
    std::vector<Seen> seen;
    const Status done =
        journal().scan(request, [&](const StringPool& pool, std::span<const ScannedRow> rows) {
          for (const ScannedRow& r : rows) {
            const auto text = [&](std::uint32_t index) { return std::string(pool.text(index)); };
            EXPECT_EQ(text(r.row.stack), request.stack.text());
            seen.push_back({text(r.row.subscription), text(r.row.tenant), text(r.row.meter),
                            text(r.row.resource), text(r.row.event_id), text(r.row.location),
                            text(r.row.tags), r.row, r.sequence, r.verdict, r.counted});
          }
          return Status();
        });
    EXPECT_TRUE(done.has_value()) << done.error().message;
    return seen;
  }

  // What counts, or everything, in words, sorted.
  std::vector<std::string> brief(Show show = Show::counted,
                                 std::optional<std::uint64_t> as_of = {},
                                 HourSpan hours = all_hours()) {
    std::vector<std::string> words;
    for (const Seen& seen : scan({stack_a, hours, as_of, show, {}})) words.push_back(seen.brief());
    std::sort(words.begin(), words.end());
    return words;
  }

  std::uint64_t sequence(const StackId& stack = stack_a) {
    const std::vector<Head> heads = journal().heads().value();
    for (const Head& head : heads) {
      if (head.stack == stack) return head.sequence;
    }
    return 0;
  }

  // "records/quantity" the marks have counted for the month.
  std::string counted_in(std::string_view month, const StackId& stack = stack_a) {
    const auto counts = made_->marks().counts(Period::parse(month).value()).value();
    for (const CountDelta& c : counts) {
      if (c.stack == stack) return std::to_string(c.records) + "/" + c.quantity.to_string();
    }
    return "none";
  }
};

using Words = std::vector<std::string>;

}  // namespace tollbridge::journal
