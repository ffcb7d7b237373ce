// SPDX-License-Identifier: Apache-2.0
// Rows a second into and out of a batch, and into the journal after that, synced; bytes a row on
// the wire.
//
// Input: hours of 10,000 resources with three meters each, a subscription for each hundred;
// quantities half whole, half fractions of a month with 18 digits. Batches of 90,000 rows (three
// hours), made before the clock runs.
#include "bridge/batch.h"

#include <benchmark/benchmark.h>

#include <filesystem>

#include "bridge/batch_testing.h"
#include "journal/memory/memory_mark_store.h"
#include "journal/rocksdb/rocks_journal.h"

namespace tollbridge::bridge {
namespace {

constexpr std::uint64_t resources = 10'000;
constexpr std::uint64_t meters = 3;
constexpr std::uint64_t batch_rows = 3 * resources * meters;

Batch hours_from(std::int32_t first) {
  Batch batch;
  batch.head.stack = stack_one;
  batch.head.number = 1;
  batch.usage.rows.reserve(batch_rows);
  journal::StringPool& pool = batch.usage.strings;
  for (std::uint64_t n = 0; n < batch_rows; ++n) {
    const std::uint64_t resource = n / meters % resources;
    const auto hour = first + static_cast<std::int32_t>(n / meters / resources);
    const std::string subscription = std::to_string(resource / 100);
    journal::UsageRow& row = batch.usage.rows.emplace_back();
    row.stack = pool.intern(stack_one.text());
    row.subscription = pool.intern("5d20c2de-0000-4000-8000-" + subscription);
    row.tenant = pool.intern("7b6d3d3a-0000-4000-8000-" + subscription);
    row.meter = pool.intern("meter-" + std::to_string(n % meters));
    row.resource = pool.intern("/subscriptions/" + subscription +
                               "/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm" +
                               std::to_string(resource));
    row.location = pool.intern("northwest");
    row.start = october.plus(hour).start();
    row.quantity = n % 2 == 0
                       ? Quantity::from_whole(static_cast<std::int64_t>(n * 31 % 1'000))
                       : Quantity::from_units(i128{1'344'086'021'505'376} *
                                              static_cast<std::int64_t>(1 + n * 17 % 744));
    row.reported_at = october.plus(hour + 1).start();
  }
  return batch;
}

void count(benchmark::State& state, std::size_t bytes) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch_rows));
  state.counters["bytes_a_row"] =
      benchmark::Counter(static_cast<double>(bytes) / static_cast<double>(batch_rows));
}

void write(benchmark::State& state) {
  const Batch batch = hours_from(0);
  std::size_t bytes = 0;
  for (auto _ : state) bytes = write_batch(batch, word_key("one")).value().size();
  count(state, bytes);
}
BENCHMARK(write)->Unit(benchmark::kMillisecond);

void read(benchmark::State& state) {
  const std::string bytes = write_batch(hours_from(0), word_key("one")).value();
  for (auto _ : state) benchmark::DoNotOptimize(read_batch(open_batch(bytes).value()).value());
  count(state, bytes.size());
}
BENCHMARK(read)->Unit(benchmark::kMillisecond);

void read_and_append(benchmark::State& state) {
  namespace fs = std::filesystem;
  const std::string path = (fs::current_path() / "build" / "bench_bridge").string();
  fs::remove_all(path);
  std::vector<std::string> batches;
  std::size_t bytes = 0;
  for (std::int32_t i = 0; i < 40; ++i) {
    batches.push_back(write_batch(hours_from(i * 3), word_key("one")).value());
    bytes += batches.back().size();
  }
  journal::MemoryMarkStore marks;
  auto journal = journal::open_rocks_journal(path, marks).value();
  std::size_t next = 0;
  for (auto _ : state) {
    const Batch batch = read_batch(open_batch(batches[next++]).value()).value();
    if (!journal->append(batch.usage, {}).has_value()) state.SkipWithError("append");
  }
  count(state, bytes / batches.size());
  journal.reset();
  fs::remove_all(path);
}
BENCHMARK(read_and_append)->Iterations(40)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tollbridge::bridge
