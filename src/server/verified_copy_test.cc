// SPDX-License-Identifier: Apache-2.0
// Goal: a backup that is not exactly what was written is never restored. Method: a small backup of
// real files, damaged in each possible way.
#include "server/verified_copy.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "ops/real_disk.h"

namespace tollbridge::server {
namespace {

class VerifiedCopyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = ::testing::TempDir() + "verified_copy_" +
            ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(root_);
    write("backup/books/books.db", "rows");
    write("backup/journal/000001.log", std::string(3'000'000, 'x'));
    const auto totals = write_manifest(disk_, backup());
    ASSERT_TRUE(totals.has_value());
    EXPECT_EQ(totals->files, 2U);
    EXPECT_EQ(totals->bytes, 3'000'004U);
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  std::string backup() { return root_ + "/backup"; }
  void write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = std::filesystem::path(root_) / name;
    std::filesystem::create_directories(path.parent_path());
    ASSERT_TRUE(disk_.replace(path.string(), text).has_value());
  }
  void expect_damaged(const std::string& name) {
    const auto checked = check_manifest(backup());
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().code, "BackupDamaged");
    ASSERT_EQ(checked.error().details.size(), 1U);
    EXPECT_EQ(checked.error().details[0].path, name);
  }

  ops::RealDisk disk_;
  std::string root_;
};

TEST_F(VerifiedCopyTest, an_untouched_backup_is_sound_and_copies_whole) {
  ASSERT_TRUE(check_manifest(backup()).has_value());
  ASSERT_TRUE(copy_manifest_files(disk_, backup(), root_ + "/restored").has_value());
  EXPECT_EQ(disk_.read_all(root_ + "/restored/books/books.db").value(), "rows");
  EXPECT_EQ(disk_.read_all(root_ + "/restored/journal/000001.log").value().size(), 3'000'000U);
}

TEST_F(VerifiedCopyTest, a_flipped_bit_is_found) {
  std::string log(3'000'000, 'x');
  log[2'999'999] = 'y';
  write("backup/journal/000001.log", log);
  expect_damaged("journal/000001.log");
}

TEST_F(VerifiedCopyTest, a_missing_file_is_found) {
  std::filesystem::remove(backup() + "/books/books.db");
  expect_damaged("books/books.db");
}

TEST_F(VerifiedCopyTest, a_file_that_was_added_is_found) {
  write("backup/books/books.db-wal", "more rows");
  expect_damaged("books/books.db-wal");
}

TEST_F(VerifiedCopyTest, a_directory_without_a_manifest_is_no_backup) {
  std::filesystem::remove(backup() + "/manifest");
  const auto checked = check_manifest(backup());
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().code, "NotABackup");
}

}  // namespace
}  // namespace tollbridge::server
