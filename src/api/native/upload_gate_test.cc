// SPDX-License-Identifier: Apache-2.0
// Goal: uploads that wait together are stored by one append, each gets its own counts, and a store
// that fails or stops leaves nobody waiting. Method: threads at a gate before an engine that does
// not begin until all of them wait.
#include "api/native/upload_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "api/desk_testing.h"

namespace tollbridge::api::native {
namespace {

constexpr std::size_t uploads = 6;

// Runs work on the caller's thread, one at a time, the first not before all uploads wait.
class HeldEngine final : public Engine {
 public:
  HeldEngine(Desk& desk, const UploadGate& gate) : desk_(desk), gate_(gate) {}

  Status run(const std::function<Status(Desk&)>& work) override {
    const auto begun = std::chrono::steady_clock::now();
    while (runs == 0 && gate_.waiting() < uploads) {
      if (std::chrono::steady_clock::now() - begun > std::chrono::seconds(20)) {
        return fail(ErrorKind::busy, "TestTimedOut", "Not all uploads came.");
      }
      std::this_thread::yield();
    }
    const std::lock_guard lock(mutex_);
    ++runs;
    if (stopped) return fail(ErrorKind::busy, "ServerStopping", "The server is stopping.");
    return work(desk_);
  }
  Instant now() override { return desk_.now(); }

  std::atomic<int> runs = 0;
  std::atomic<bool> stopped = false;

 private:
  Desk& desk_;
  const UploadGate& gate_;
  std::mutex mutex_;
};

intake::Portion portion_of(int resource) {
  intake::Portion portion;
  journal::StringPool& strings = portion.batch.strings;
  journal::UsageRow row;
  row.stack = strings.intern("stack");
  row.subscription = strings.intern("local");
  row.tenant = strings.intern("7b6d3d3a-0000-4000-8000-000000000001");
  row.meter = strings.intern("meter");
  row.resource = strings.intern("/vm" + std::to_string(resource));
  row.start = parse_instant("2026-10-01T00:00:00Z").value();
  row.quantity = Quantity::from_whole(1);
  portion.batch.rows.push_back(row);
  return portion;
}

struct Outcome {
  std::vector<std::string> codes;  // of the uploads that failed
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
};

// All uploads at once; the last has the record of the first.
Outcome store_all(UploadGate& gate, HeldEngine& engine) {
  const engine::ImportOptions options{engine.now(), false, {}};
  std::deque<engine::ImportReport> reports(uploads);
  std::vector<Status> stored(uploads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < uploads; ++i) {
    threads.emplace_back([&, i] {
      const int resource = static_cast<int>(i % (uploads - 1));
      engine::Upload upload{portion_of(resource), options, reports[i], nullptr, {}};
      stored[i] = gate.store(upload, engine);
    });
  }
  for (std::thread& thread : threads) thread.join();
  Outcome outcome;
  for (std::size_t i = 0; i < uploads; ++i) {
    if (!stored[i]) outcome.codes.push_back(stored[i].error().code);
    outcome.accepted += reports[i].accepted;
    outcome.duplicate += reports[i].duplicate;
  }
  return outcome;
}

TEST(UploadGate, uploads_that_wait_together_are_one_append) {
  MemoryDesk desk;
  UploadGate gate;
  HeldEngine engine(desk, gate);
  const Outcome outcome = store_all(gate, engine);
  EXPECT_TRUE(outcome.codes.empty());
  EXPECT_EQ(outcome.accepted, uploads - 1);
  EXPECT_EQ(outcome.duplicate, 1U);
  EXPECT_EQ(engine.runs, 1);
  const auto heads = desk.journal().heads().value();
  ASSERT_EQ(heads.size(), 1U);
  EXPECT_EQ(heads[0].sequence, 1U);
  EXPECT_EQ(gate.waiting(), 0U);
}

TEST(UploadGate, a_server_that_stops_leaves_nobody_waiting) {
  MemoryDesk desk;
  UploadGate gate;
  HeldEngine engine(desk, gate);
  engine.stopped = true;
  const Outcome outcome = store_all(gate, engine);
  EXPECT_EQ(outcome.codes, std::vector<std::string>(uploads, "ServerStopping"));
  EXPECT_EQ(gate.waiting(), 0U);
}

}  // namespace
}  // namespace tollbridge::api::native
