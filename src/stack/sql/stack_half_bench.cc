// SPDX-License-Identifier: Apache-2.0
// How many readings a stack takes a second, and what an hour of many resources costs to settle:
// real books on the machine's disk, the journal in memory (it has a benchmark of its own).
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "core/check.h"
#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"
#include "stack/sql/sql_stack_books.h"
#include "stack/stack_half.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::stack {
namespace {

using std::chrono::minutes;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();

class Stack : public store::testing::ScratchBooks {
 public:
  Stack() {
    store::OpenOptions options;
    options.directory = data;
    options.layout = &store::stack_layout();
    database_ = store::Database::open(disk, options).value();
    books_ = SqlStackBooks::open(*database_).value();
    journal_ = journal::open_memory_journal(marks_).value();
    StackRules rules;
    rules.grace = minutes(0);
    rules.tracks_max = 1'000'000;
    half_ = StackHalf::open(StackId("stack"), *books_, *journal_, rules).value();
    for (int i = 0; i < 100; ++i) {
      LocalSubscription one;
      one.id = LocalSubscriptionId("s" + std::to_string(i));
      one.tenant = TenantId("t");
      CHECK(half_->record(std::vector{DirectoryFact{one, noon, noon, "bench"}}, noon).has_value());
    }
  }

  static std::vector<Posted> minute_of(std::int64_t resources, Instant at) {
    std::vector<Posted> readings;
    for (std::int64_t i = 0; i < resources; ++i) {
      Posted one;
      one.track.series = {LocalSubscriptionId("s" + std::to_string(i % 100)), MeterId("cpu"),
                          ResourceId("/vm/" + std::to_string(i))};
      one.meaning.kind = Kind::counter;
      one.reading.at = at;
      one.reading.value = Quantity::from_whole((at - noon) / std::chrono::seconds(1));
      readings.push_back(one);
    }
    return readings;
  }

  StackHalf& half() { return *half_; }

 private:
  std::unique_ptr<store::Database> database_;
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<SqlStackBooks> books_;
  std::unique_ptr<StackHalf> half_;
};

void take_a_minute(benchmark::State& state) {
  Stack stack;
  Instant at = noon;
  for (auto _ : state) {
    state.PauseTiming();
    const auto readings = Stack::minute_of(state.range(0), at);
    at += minutes(1);
    state.ResumeTiming();
    CHECK(stack.half().take(readings, at)->accepted == readings.size());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(take_a_minute)->Arg(100)->Arg(10'000)->Unit(benchmark::kMillisecond);

void settle_an_hour(benchmark::State& state) {
  Stack stack;
  Instant at = noon;
  for (auto _ : state) {
    state.PauseTiming();
    for (int minute = 0; minute < 60; ++minute, at += minutes(1)) {
      CHECK(stack.half().take(Stack::minute_of(state.range(0), at), at).has_value());
    }
    state.ResumeTiming();
    CHECK(stack.half().settle(at).has_value());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(settle_an_hour)->Arg(1'000)->Iterations(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tollbridge::stack
