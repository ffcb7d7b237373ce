// SPDX-License-Identifier: Apache-2.0
// A flipped bit at rest is reported or harmless; no wrong sum is served. Method: a journal with
// tables, blobs and a log is copied cold, one random bit of one random file is turned, and the copy
// is opened, scanned and verified with its unchanged marks.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "tests/simulation/life.h"

namespace tollbridge::simulation {
namespace {

enum class Outcome : std::uint8_t { refused, scan_failed, verify_failed, harmless, wrong };

Outcome outcome_of(SimDisk& disk, const SimMarks& marks, const Model& right) {
  SimEnv env(disk);
  journal::MemoryMarkStore books = marks.kept();
  const auto journal = journal::open_rocks_journal("/journal", books, simulated(env));
  if (!journal) return Outcome::refused;
  const auto got = read_all(**journal);
  if (got && *got != right) return Outcome::wrong;
  if (!got) return got.error().code == "WrongSet" ? Outcome::wrong : Outcome::scan_failed;
  return (*journal)->verify() ? Outcome::harmless : Outcome::verify_failed;
}

TEST(BitFlip, is_reported_or_harmless) {
  constexpr int flips = 500;
  Seeded random(11);
  std::map<Outcome, int> seen;
  std::map<std::string, int> wrong_in;
  for (int i = 0; i < flips; ++i) {
    static std::unique_ptr<World> world;
    if (i % 25 == 0) {
      world = std::make_unique<World>(random.next(), WorldOptions());
      Tally tally;
      world->grow(80, tally);
      ASSERT_EQ(tally.wrong, 0U) << tally.first_fault;
    }
    SimDisk disk = world->disk().copy();
    std::uint64_t total = 0;
    for (const auto& [name, file] : disk.files()) total += file->data.size();
    std::uint64_t at = random.below(total);
    std::string flipped;
    for (const auto& [name, file] : disk.files()) {
      if (at < file->data.size()) {
        file->data[at] = static_cast<char>(file->data[at] ^ (1 << random.below(8)));
        flipped = name;
        break;
      }
      at -= file->data.size();
    }
    const Outcome outcome = outcome_of(disk, world->marks(), world->acknowledged());
    ++seen[outcome];
    if (outcome == Outcome::wrong) ++wrong_in[flipped];
  }
  std::cout << flips << " flips: " << seen[Outcome::refused] << " refused at opening, "
            << seen[Outcome::scan_failed] << " by a scan, " << seen[Outcome::verify_failed]
            << " by verify, " << seen[Outcome::harmless] << " harmless, " << seen[Outcome::wrong]
            << " wrong" << std::endl;
  for (const auto& [name, count] : wrong_in) std::cout << "wrong after " << name << std::endl;
  EXPECT_EQ(seen[Outcome::wrong], 0);
  EXPECT_GT(seen[Outcome::refused] + seen[Outcome::scan_failed], flips / 10)
      << "the flips must hit what matters";
}

}  // namespace
}  // namespace tollbridge::simulation
