// SPDX-License-Identifier: Apache-2.0
// Rows a second that commerce takes from a stack, one batch after the other: signature checked,
// unpacked, judged, bytes kept, rows in the journal, batch in the books, receipt signed; everything
// synced. Bytes a row on the wire. A server opens batches on other threads than the one that takes
// them: `take` with 1 counts the second part alone.
//
// Input: 40 batches of 90,000 rows (batch_bench_testing.h), made before the clock runs; keys are
// real ones, and so are journal, books and disk.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <utility>

#include "bridge/batch_bench_testing.h"
#include "bridge/jose/receipts.h"
#include "bridge/jose/stack_key.h"
#include "bridge/sql/sql_ledger.h"
#include "bridge/world_testing.h"
#include "journal/rocksdb/rocks_journal.h"
#include "journal/sql/sql_mark_store.h"
#include "ops/real_clock.h"
#include "ops/real_disk.h"

namespace tollbridge::bridge {
namespace {

namespace fs = std::filesystem;

constexpr int batches = 40;

std::vector<std::string> signed_batches(const StackKey& key) {
  std::vector<std::string> all;
  Digest before{};
  for (int i = 0; i < batches; ++i) {
    Batch batch = hours_from(i * 3);
    batch.head.number = static_cast<std::uint64_t>(i) + 1;
    batch.head.previous = before;
    const auto sign = [&](std::string_view bytes) { return key.sign(bytes); };
    all.push_back(write_batch(batch, sign).value());
    before = open_batch(all.back())->hash;
  }
  return all;
}

void take(benchmark::State& state) {
  const std::string root = (fs::current_path() / "build" / "bench_inbox").string();
  fs::remove_all(root);
  const StackKey key = StackKey::read(StackKey::make()).value();
  const StackPublicKey half = StackPublicKey::read(key.public_jwk()).value();
  const auto verifies = [&](std::string_view bytes, std::string_view signature) {
    return half.verifies(bytes, signature);
  };
  const auto signer = jose::SigningKey::read(jose::SigningKey::make_rsa()).value();
  const auto attest_receipt = [&](const Receipt& receipt) -> Result<std::string> {
    return signer.jwt(receipt_claims(receipt));
  };
  const std::vector<std::string> sent = signed_batches(key);
  std::size_t bytes = 0;
  for (const std::string& one : sent) bytes += one.size();
  {
    ops::RealDisk disk;
    ops::RealClock clock;
    store::OpenOptions options;
    options.directory = root;
    auto books = store::Database::open(disk, options).value();
    journal::SqlMarkStore marks(*books, clock, "bench");
    auto journal = journal::open_rocks_journal(root + "/journal", marks).value();
    SqlLedger ledger(*books, disk, root + std::string(batches_folder));
    MemoryDirectory directory;
    Inbox inbox({ledger, directory, *journal, attest_receipt});
    std::size_t next = 0;
    for (auto _ : state) {
      const std::string& one = sent[next++];
      if (state.range(0) == 1) state.PauseTiming();
      Arrived arrived = open_arrived(stack_one, verifies, one).value();
      if (state.range(0) == 1) state.ResumeTiming();
      const auto receipt = inbox.take(std::move(arrived), one, clock.now());
      if (!receipt) state.SkipWithError(receipt.error().message.c_str());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch_rows));
  state.counters["bytes_a_row"] = benchmark::Counter(static_cast<double>(bytes) /
                                                     static_cast<double>(batches * batch_rows));
  fs::remove_all(root);
}
BENCHMARK(take)->Arg(0)->Arg(1)->Iterations(batches)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace tollbridge::bridge
