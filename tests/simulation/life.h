// SPDX-License-Identifier: Apache-2.0
// Lives of a journal: opened on a simulated disk, used, cut off at a random operation, opened anew.
//
// The oracle of one life (spec/reliability.md, appendix B): after recovery the counted set is what
// was acknowledged, or that and the one append that was under way, whole. Anything acknowledged and
// gone is lost; anything else is wrong.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "journal/memory/memory_mark_store.h"
#include "journal/rocksdb/rocks_journal.h"
#include "tests/simulation/seeded.h"
#include "tests/simulation/sim_env.h"

namespace tollbridge::simulation {

// The books as far as the journal needs them: an advance is one write and one sync, and is there
// whole or not at all after a power loss in between.
class SimMarks final : public journal::MarkStore {
 public:
  SimMarks(SimDisk& disk, std::uint64_t seed) : disk_(disk), random_(seed) {}
  Result<std::vector<journal::Head>> marks() override { return kept_.marks(); }
  Status advance(std::span<const journal::Head> heads,
                 std::span<const journal::CountDelta> deltas,
                 const std::string& actor) override;
  Result<std::vector<journal::CountDelta>> counts(Period period) override {
    return kept_.counts(period);
  }
  [[nodiscard]] const journal::MemoryMarkStore& kept() const { return kept_; }

 private:
  SimDisk& disk_;
  Seeded random_;
  journal::MemoryMarkStore kept_;
};

// The set as the oracle knows it: the highest revision by key. The quantity follows from both.
using Model = std::map<std::string, std::int64_t>;

struct Tally {
  std::uint64_t lives = 0;
  std::uint64_t acknowledged_rows = 0;
  std::uint64_t steps = 0;
  std::uint64_t lost = 0;        // acknowledged rows that were gone
  std::uint64_t behind = 0;      // opens refused as behind the mark
  std::uint64_t wrong = 0;       // sets that are neither before nor after the pending append
  std::uint64_t refused = 0;     // opens RocksDB or we refused for other damage
  std::uint64_t rolled = 0;      // appends found whole though never acknowledged
  std::uint64_t verified = 0;
  std::uint64_t background = 0;  // flushes and compactions run
  std::string first_fault;

  void fault(std::uint64_t& count, std::uint64_t by, const std::string& what) {
    count += by;
    if (first_fault.empty()) first_fault = what;
  }
};

struct WorldOptions {
  bool sync = true;
  Tails tails = Tails::cut;
  std::size_t keys_max = 1'000'000;
  bool background = true;  // run flushes and compactions
};

// A disk with a journal that lives on through power losses.
class World {
 public:
  World(std::uint64_t seed, const WorldOptions& options);
  ~World();

  // One life, from opening to losing power. False if the journal could not be opened any more: the
  // world ends.
  bool live(Tally& tally);

  // Opens, appends and works without any fault, and closes.
  void grow(int appends, Tally& tally);
  [[nodiscard]] const Model& acknowledged() const { return must_; }
  [[nodiscard]] SimDisk& disk() { return disk_; }
  [[nodiscard]] const SimMarks& marks() const { return marks_; }

 private:
  void use(Tally& tally);
  void append(Tally& tally);
  bool recovered(Tally& tally);
  void refuse(const Error& error, Tally& tally);
  void check(Tally& tally);
  void power_loss();

  Seeded random_;
  WorldOptions options_;
  SimDisk disk_;
  SimEnv env_;
  SimMarks marks_;
  std::unique_ptr<journal::Journal> journal_;
  Model must_;
  std::optional<Model> pending_;  // with the append that was under way
};

journal::RocksOptions simulated(SimEnv& env);

// What counts in the journal. Errors are those of the scans.
Result<Model> read_all(journal::Journal& journal);

// Whether the marks' own counts are those of the set.
bool counts_agree(journal::MarkStore& marks, const Model& set);

}  // namespace tollbridge::simulation
