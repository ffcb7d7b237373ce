// SPDX-License-Identifier: Apache-2.0
// Nothing acknowledged is lost when the power goes. Method: the real RocksDB journal on a simulated
// disk, thousands of lives cut off at a random operation, an oracle after each recovery; and a
// control that does not sync, which must be caught. TOLLBRIDGE_LIVES asks for more lives.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <string>

#include "tests/simulation/life.h"

namespace tollbridge::simulation {
namespace {

constexpr int lives_of_a_world = 15;

std::uint64_t lives_wanted() {
  const char* said = std::getenv("TOLLBRIDGE_LIVES");
  return said == nullptr ? 10'000 : std::strtoull(said, nullptr, 10);
}

Tally run(std::uint64_t lives, std::uint64_t seed, const WorldOptions& options) {
  Tally tally;
  for (std::uint64_t world = 0; tally.lives < lives; ++world) {
    World one(seed * 1'000'003 + world, options);
    for (int i = 0; i < lives_of_a_world && tally.lives < lives; ++i) {
      if (!one.live(tally)) break;
    }
  }
  return tally;
}

std::string figures(const Tally& tally) {
  return std::to_string(tally.lives) + " lives, " + std::to_string(tally.acknowledged_rows) +
         " rows acknowledged, " + std::to_string(tally.steps) + " I/O operations, " +
         std::to_string(tally.background) + " background jobs, " +
         std::to_string(tally.rolled) + " rolled forward, " + std::to_string(tally.verified) +
         " verified; lost " + std::to_string(tally.lost) + ", behind the mark " +
         std::to_string(tally.behind) + ", wrong " + std::to_string(tally.wrong) +
         ", refused to open " + std::to_string(tally.refused);
}

void expect_nothing_lost(const Tally& tally) {
  std::cout << figures(tally) << std::endl;
  EXPECT_EQ(tally.lost, 0U) << tally.first_fault;
  EXPECT_EQ(tally.behind, 0U) << tally.first_fault;
  EXPECT_EQ(tally.wrong, 0U) << tally.first_fault;
  EXPECT_GT(tally.acknowledged_rows, tally.lives) << "the test must do something";
}

TEST(PowerLoss, loses_nothing_acknowledged) {
  expect_nothing_lost(run(lives_wanted() * 7 / 10, 1, {}));
}

TEST(PowerLoss, with_hardly_any_memory_for_keys_loses_nothing_either) {
  expect_nothing_lost(run(lives_wanted() / 10, 2, {.keys_max = 20}));
}

// RocksDB may refuse to open after garbage in its own manifest; that is reported, and a backup's
// case (D7). It must stay rare, and never be a wrong or shorter set.
TEST(PowerLoss, with_garbled_tails_loses_nothing_it_would_serve) {
  const Tally tally = run(lives_wanted() / 5, 3, {.tails = Tails::garbled});
  expect_nothing_lost(tally);
  EXPECT_LE(tally.refused * 100, tally.lives) << tally.first_fault;
}

TEST(PowerLoss, without_syncing_the_harness_sees_the_loss) {
  const Tally tally = run(300, 4, {.sync = false, .background = false});
  std::cout << "control: " << figures(tally) << std::endl;
  EXPECT_GT(tally.lost, 0U);
  EXPECT_GT(tally.behind, 0U) << "and the marks report it";
  EXPECT_EQ(tally.wrong, 0U) << tally.first_fault;
}

TEST(PowerLoss, one_seed_is_one_history) {
  const Tally first = run(100, 5, {.tails = Tails::garbled});
  const Tally second = run(100, 5, {.tails = Tails::garbled});
  EXPECT_EQ(figures(first), figures(second));
}

}  // namespace
}  // namespace tollbridge::simulation
