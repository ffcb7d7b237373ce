// SPDX-License-Identifier: Apache-2.0
// Goal: a file is read to its end, and a path that cannot be read says so by name.
// Method: files of a temporary folder.
#include "intake/file/file_source.h"

#include <gtest/gtest.h>

#include <array>
#include <fstream>

namespace tollbridge::intake::file {
namespace {

TEST(FileSource, a_file_is_read_to_its_end) {
  const std::string path = testing::TempDir() + "intake_file_source_test";
  std::ofstream(path) << "some usage";
  auto source = open_source(path);
  ASSERT_TRUE(source);
  std::array<char, 6> buffer{};
  std::string all;
  while (true) {
    const auto count = (*source)->read(buffer.data(), buffer.size());
    ASSERT_TRUE(count);
    if (*count == 0) break;
    all.append(buffer.data(), *count);
  }
  EXPECT_EQ(all, "some usage");
}

TEST(FileSource, what_cannot_be_read_is_named) {
  const auto missing = open_source("/no/such/file");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "FileNotFound");
  EXPECT_NE(missing.error().message.find("/no/such/file"), std::string::npos);
  const auto folder = open_source(testing::TempDir());
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code, "FileUnreadable");
}

}  // namespace
}  // namespace tollbridge::intake::file
