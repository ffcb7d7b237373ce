// SPDX-License-Identifier: Apache-2.0
// Goal: two processes never write to one data directory, and nothing is ever put into a directory
// that is not ours. Method: real directories under the test's temporary folder.
#include "server/data_directory.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "ops/real_disk.h"

namespace tollbridge::server {
namespace {

class DataDirectoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = ::testing::TempDir() + "data_directory_" +
            ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(path_);
  }
  void TearDown() override { std::filesystem::remove_all(path_); }

  ops::RealDisk disk_;
  std::string path_;
};

TEST_F(DataDirectoryTest, is_made_on_first_use_and_opened_again) {
  ASSERT_TRUE(DataDirectory::open(disk_, path_ + "/deep/inside", "apply").has_value());
  auto again = DataDirectory::open(disk_, path_ + "/deep/inside", "apply");
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(disk_.read_all(again->path() + "/format").value(), data_format);
}

TEST_F(DataDirectoryTest, has_one_owner_and_says_who_it_is) {
  const auto first = DataDirectory::open(disk_, path_, "close");
  ASSERT_TRUE(first.has_value());
  const auto second = DataDirectory::open(disk_, path_, "apply");
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, "DataDirectoryBusy");
  EXPECT_NE(second.error().message.find("tollbridge close"), std::string::npos);
}

TEST_F(DataDirectoryTest, is_free_again_when_its_owner_is_gone) {
  { ASSERT_TRUE(DataDirectory::open(disk_, path_, "close").has_value()); }
  EXPECT_TRUE(DataDirectory::open(disk_, path_, "apply").has_value());
}

TEST_F(DataDirectoryTest, a_directory_with_other_things_in_it_is_left_alone) {
  std::filesystem::create_directories(path_);
  ASSERT_TRUE(disk_.replace(path_ + "/holiday.jpg", "beach").has_value());
  const auto opened = DataDirectory::open(disk_, path_, "apply");
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "DataDirectoryNotEmpty");
  EXPECT_EQ(disk_.list(path_).value(), std::vector<std::string>{"holiday.jpg"});
}

TEST_F(DataDirectoryTest, a_format_of_tomorrow_is_refused) {
  std::filesystem::create_directories(path_);
  ASSERT_TRUE(disk_.replace(path_ + "/format", "tollbridge data 2\n").has_value());
  const auto opened = DataDirectory::open(disk_, path_, "apply");
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "DataFormatUnknown");
}

}  // namespace
}  // namespace tollbridge::server
