// SPDX-License-Identifier: Apache-2.0
// Goal: what fuzzing finds stays found. Method: every file of the corpus goes through the checks of
// the fuzz target; a broken promise ends the test.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "api/arm/fuzz_check.h"

namespace tollbridge::api::arm {
namespace {

TEST(ArmCorpus, every_file_is_replayed) {
  int files = 0;
  int tokens = 0;
  int filters = 0;
  int cursors = 0;
  for (const auto& entry : std::filesystem::directory_iterator("fuzz/corpus/arm")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    check_input(bytes);
    ++files;
    tokens += parse_registration_token(bytes) ? 1 : 0;
    filters += parse_rate_filter(bytes) ? 1 : 0;
    cursors += metering::parse_cursor(bytes) ? 1 : 0;
  }
  EXPECT_GT(files, 25);
  EXPECT_GT(tokens, 1);
  EXPECT_GT(filters, 1);
  EXPECT_GT(cursors, 0);
}

}  // namespace
}  // namespace tollbridge::api::arm
