// SPDX-License-Identifier: Apache-2.0
// How long a stack's bridge reads its spool when it starts, and how long when it looks again.
//
// Input: 35 days of 10,000 resources with three meters each, a batch for three hours
// (batch_bench_testing.h); the files are in the page cache.
#include "bridge/spool/file_spool.h"

#include <benchmark/benchmark.h>

#include <filesystem>

#include "bridge/batch_bench_testing.h"
#include "core/check.h"
#include "ops/real_disk.h"

namespace tollbridge::bridge {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t batches = 35 * 24 / 3;

class Kept {
 public:
  Kept() {
    fs::remove_all(folder);
    auto spool = FileSpool::open(disk, folder).value();
    Batch batch = hours_from(0);
    for (std::uint64_t number = 1; number <= batches; ++number) {
      batch.head.number = number;
      const std::string bytes = write_batch(batch, word_key("one")).value();
      batch.head.previous = open_batch(bytes)->hash;
      CHECK(spool.put(number, bytes, {number, 0}).has_value());
      CHECK(spool.put_receipt(number, "receipt", october.start()).has_value());
      size += bytes.size();
    }
  }
  ~Kept() { fs::remove_all(folder); }
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  const std::string folder = (fs::current_path() / "build" / "bench_bridge_spool").string();
  ops::RealDisk disk;
  std::size_t size = 0;
};

void start(benchmark::State& state) {
  Kept kept;
  for (auto _ : state) {
    auto spool = FileSpool::open_shared(kept.disk, kept.folder).value();
    CHECK(spool.entries()->size() == batches);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kept.size));
}
BENCHMARK(start)->Iterations(3)->Unit(benchmark::kMillisecond)->UseRealTime();

void look_again(benchmark::State& state) {
  Kept kept;
  auto spool = FileSpool::open_shared(kept.disk, kept.folder).value();
  CHECK(spool.entries()->size() == batches);
  for (auto _ : state) CHECK(spool.entries()->size() == batches);
}
BENCHMARK(look_again)->Iterations(100)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tollbridge::bridge
