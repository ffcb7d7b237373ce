// SPDX-License-Identifier: Apache-2.0
// Goal: a bill is a function of what was recorded, whatever stores hold it and however it came in.
// Method: every *.scenario of this folder is played in five worlds: in memory as written, shuffled,
// and with every record sent twice; in RocksDB and SQLite shuffled and sent twice, and as written
// with the stores closed and opened after every statement. All must give the bytes of the golden
// bill beside it. TOLLBRIDGE_ACCEPT=1 writes the golden bills anew from the first world; review
// the difference before you keep it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/scenarios/player.h"
#include "tests/scenarios/scenario.h"
#include "tests/support/stores.h"

namespace tollbridge::scenarios {
namespace {

namespace fs = std::filesystem;

constexpr auto folder = "tests/scenarios";

struct World {
  const char* name;
  bool on_disk = false;
  bool shuffled = false;
  bool twice = false;
  bool reopened = false;
};

const std::vector<World>& worlds() {
  static const std::vector<World> all{
      {"memory"},
      {.name = "memory_shuffled", .shuffled = true},
      {.name = "memory_twice", .twice = true},
      {.name = "disk_shuffled_twice", .on_disk = true, .shuffled = true, .twice = true},
      {.name = "disk_reopened", .on_disk = true, .reopened = true},
  };
  return all;
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".scenario") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool accepting() { return std::getenv("TOLLBRIDGE_ACCEPT") != nullptr; }

using Case = std::tuple<World, std::string>;

class Scenarios : public testing::TestWithParam<Case> {};

TEST_P(Scenarios, gives_its_golden_bill) {
  const auto& [world, name] = GetParam();
  const fs::path base = fs::path(folder) / name;
  const auto scenario = parse_scenario(read(base.string() + ".scenario"));
  ASSERT_TRUE(scenario) << name << ":" << scenario.error().line << " "
                        << scenario.error().message;
  auto stores = world.on_disk ? support::open_disk_stores() : support::open_memory_stores();
  ASSERT_TRUE(stores) << stores.error().message;
  const PlayOptions options{std::string(folder) + "/worlds",
                            {world.shuffled, world.twice},
                            world.reopened};
  const auto bill = play(*scenario, **stores, options);
  ASSERT_TRUE(bill) << base.string() << ".scenario: " << bill.error().message;
  const fs::path golden = base.string() + ".golden";
  if (accepting() && &world.name[0] == &worlds().front().name[0]) {
    std::ofstream(golden, std::ios::binary) << *bill;
  }
  EXPECT_EQ(*bill, read(golden)) << golden << ": TOLLBRIDGE_ACCEPT=1 writes it anew";
}

std::string case_name(const testing::TestParamInfo<Case>& info) {
  return std::string(std::get<0>(info.param).name) + "_" + std::get<1>(info.param);
}

INSTANTIATE_TEST_SUITE_P(All, Scenarios,
                         testing::Combine(testing::ValuesIn(worlds()),
                                          testing::ValuesIn(scenario_names())),
                         case_name);

TEST(ScenarioFiles, every_golden_bill_has_its_scenario) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".golden") continue;
    EXPECT_TRUE(fs::exists(fs::path(entry.path()).replace_extension(".scenario")))
        << entry.path() << " is left over";
  }
}

TEST(ScenarioFiles, there_are_many) { EXPECT_GE(scenario_names().size(), 150U); }

}  // namespace
}  // namespace tollbridge::scenarios
