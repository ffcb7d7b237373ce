// SPDX-License-Identifier: Apache-2.0
// Rows a second into and out of the journal, every append synced, and bytes a row on disk.
//
// Input: 10,000 resources with three meters each, hour after hour, a subscription for each hundred;
// quantities half whole, half fractions of a month with 18 digits. Batches of 100,000 rows, made
// before the clock runs. `by_resource` gives the same month sorted by resource.
#include "journal/rocksdb/rocks_journal.h"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "journal/memory/memory_mark_store.h"

namespace tollbridge::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t batch_rows = 100'000;
constexpr std::int32_t first_hour = 497'448;  // 2026-10-01T00:00Z
constexpr std::uint32_t meters = 3;

struct Place {
  std::string path = (fs::current_path() / "build" / "bench_journal").string();
  Place() { fs::remove_all(path); }
  ~Place() { fs::remove_all(path); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  [[nodiscard]] std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& file : fs::recursive_directory_iterator(path)) {
      if (file.is_regular_file()) sum += file.file_size();
    }
    return sum;
  }
};

// Row `n` of a month; `resource` and `hour` say in which order.
UsageRow row_of(StringPool& pool, std::uint64_t n, std::uint64_t resource, std::int32_t hour) {
  UsageRow row;
  const std::string subscription = std::to_string(resource / 100);
  row.stack = pool.intern("9c1e0000-0000-4000-8000-000000000001");
  row.subscription = pool.intern("5d20c2de-0000-4000-8000-" + subscription);
  row.tenant = pool.intern("7b6d3d3a-0000-4000-8000-" + subscription);
  row.meter = pool.intern("meter-" + std::to_string(n % meters));
  row.resource = pool.intern("/subscriptions/" + subscription +
                             "/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm" +
                             std::to_string(resource));
  row.location = pool.intern("northwest");
  row.tags = pool.intern("{\"owner\":\"" + subscription + "\"}");
  row.start = Hour::from_index(first_hour + hour).start();
  row.quantity = n % 2 == 0 ? Quantity::from_whole(static_cast<std::int64_t>(n * 31 % 1'000))
                            : Quantity::from_units(i128{1'344'086'021'505'376} *
                                                   static_cast<std::int64_t>(1 + n * 17 % 744));
  row.received_at = Hour::from_index(first_hour + hour + 1).start();
  row.line = n + 2;
  return row;
}

UsageBatch in_order(std::uint64_t begin, std::uint64_t resources) {
  UsageBatch batch;
  for (std::uint64_t n = begin; n < begin + batch_rows; ++n) {
    const std::uint64_t in_hour = n % (resources * meters);
    batch.rows.push_back(row_of(batch.strings, n, in_hour / meters,
                                static_cast<std::int32_t>(n / (resources * meters))));
  }
  return batch;
}

UsageBatch by_resource(std::uint64_t begin) {
  UsageBatch batch;
  for (std::uint64_t n = begin; n < begin + batch_rows; ++n) {
    batch.rows.push_back(row_of(batch.strings, n, n / (meters * 744),
                                static_cast<std::int32_t>(n / meters % 744)));
  }
  return batch;
}

// With the keys of so many rows in memory: all of them, or those of three hours.
void append_in_order(benchmark::State& state) {
  Place place;
  MemoryMarkStore marks;
  RocksOptions options;
  options.open_hour_keys_max = static_cast<std::size_t>(state.range(0));
  auto journal = open_rocks_journal(place.path, marks, options).value();
  std::uint64_t at = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const UsageBatch batch = in_order(at, 10'000);
    at += batch_rows;
    state.ResumeTiming();
    if (!journal->append(batch, {})) state.SkipWithError("append failed");
  }
  journal.reset();
  state.SetItemsProcessed(static_cast<std::int64_t>(at));
  state.counters["bytes_per_row"] =
      static_cast<double>(place.bytes()) / static_cast<double>(at);
}
BENCHMARK(append_in_order)
    ->Arg(8'000'000)
    ->Arg(100'000)
    ->Iterations(30)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void append_duplicates(benchmark::State& state) {
  Place place;
  MemoryMarkStore marks;
  auto journal = open_rocks_journal(place.path, marks).value();
  const UsageBatch batch = in_order(0, 10'000);
  std::int64_t rows = 0;
  for (auto _ : state) {
    if (!journal->append(batch, {})) state.SkipWithError("append failed");
    rows += batch_rows;
  }
  state.SetItemsProcessed(rows);
}
BENCHMARK(append_duplicates)->Iterations(20)->Unit(benchmark::kMillisecond)->UseRealTime();

void append_by_resource(benchmark::State& state) {
  Place place;
  MemoryMarkStore marks;
  RocksOptions options;
  options.open_hour_keys_max = static_cast<std::size_t>(state.range(0));
  auto journal = open_rocks_journal(place.path, marks, options).value();
  std::uint64_t at = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const UsageBatch batch = by_resource(at);
    at += batch_rows;
    state.ResumeTiming();
    if (!journal->append(batch, {})) state.SkipWithError("append failed");
  }
  journal.reset();
  state.SetItemsProcessed(static_cast<std::int64_t>(at));
  state.counters["bytes_per_row"] =
      static_cast<double>(place.bytes()) / static_cast<double>(at);
}
BENCHMARK(append_by_resource)
    ->Arg(16'000'000)
    ->Arg(1'000'000)
    ->Iterations(30)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

void scan_month(benchmark::State& state) {
  Place place;
  MemoryMarkStore marks;
  auto journal = open_rocks_journal(place.path, marks).value();
  constexpr std::uint64_t rows = 3'000'000;
  for (std::uint64_t at = 0; at < rows; at += batch_rows) {
    if (!journal->append(in_order(at, 10'000), {})) state.SkipWithError("append failed");
  }
  const ScanRequest request{StackId("9c1e0000-0000-4000-8000-000000000001"),
                            {Hour::from_index(first_hour), Hour::from_index(first_hour + 744)},
                            {}, Show::counted, {}, false};
  for (auto _ : state) {
    i128 sum = 0;
    const Status done =
        journal->scan(request, [&](const StringPool&, std::span<const ScannedRow> run) {
          for (const ScannedRow& scanned : run) sum += scanned.row.quantity.units();
          return Status();
        });
    if (!done) state.SkipWithError("scan failed");
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows * state.iterations()));
}
BENCHMARK(scan_month)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tollbridge::journal
