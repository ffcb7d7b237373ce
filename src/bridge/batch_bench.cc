// SPDX-License-Identifier: Apache-2.0
// Rows a second into and out of a batch, and into the journal after that, synced; bytes a row on
// the wire.
//
// Input: batches of 90,000 rows (three hours, batch_bench_testing.h), made before the clock runs.
#include "bridge/batch.h"

#include <benchmark/benchmark.h>

#include <filesystem>

#include "bridge/batch_bench_testing.h"
#include "journal/memory/memory_mark_store.h"
#include "journal/rocksdb/rocks_journal.h"

namespace tollbridge::bridge {
namespace {

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
