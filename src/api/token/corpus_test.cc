// SPDX-License-Identifier: Apache-2.0
// Goal: what is refused stays refused, and what fuzzing finds stays found. Method: every file of
// the corpus, which holds one token of each row of verify_test.cc, goes through the checks of the
// fuzz target; a broken promise ends the test.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "api/token/fuzz_check.h"

namespace tollbridge::api::token {
namespace {

TEST(TokenCorpus, every_file_is_replayed) {
  int files = 0;
  int taken = 0;
  for (const auto& entry : std::filesystem::directory_iterator("fuzz/corpus/bearer")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    check_token(bytes);
    check_key_set(bytes);
    ++files;
    taken += is_good(bytes) ? 1 : 0;
  }
  EXPECT_GT(files, 100);
  EXPECT_EQ(taken, 3);
}

}  // namespace
}  // namespace tollbridge::api::token
