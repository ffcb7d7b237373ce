// SPDX-License-Identifier: Apache-2.0
// What is acknowledged must be on the disk, and what cannot be written must be said plainly.
// Method: the real doors against a scratch directory, /dev/full and /proc as broken disks.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "ops/log.h"
#include "ops/real_clock.h"
#include "ops/real_disk.h"

namespace tollbridge::ops {
namespace {

TEST(SpedClock, time_passes_so_many_times_as_fast) {
  const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();
  const Instant began = parse_instant("2026-11-01T08:00:00Z").value();
  FixedClock at_once(began);
  EXPECT_EQ(SpedClock(at_once, noon, 3600, began).now(), noon);
  FixedClock later(began + std::chrono::milliseconds(1500));
  EXPECT_EQ(SpedClock(later, noon, 3600, began).now(), noon + std::chrono::minutes(90));
  EXPECT_EQ(SpedClock(at_once, noon, 60, began + std::chrono::seconds(1)).now(),
            noon - std::chrono::minutes(1)) << "before it began";
  FixedClock years_later(began + std::chrono::hours(24 * 365 * 100));
  EXPECT_EQ(SpedClock(years_later, noon, 3600, began).now(), Instant::max());
}

class DiskTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "ops_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  [[nodiscard]] std::string at(const std::string& name) const { return directory_ + "/" + name; }

  std::string directory_;
  RealDisk disk_;
};

TEST_F(DiskTest, a_replaced_file_holds_the_new_content_and_leaves_nothing_beside_it) {
  ASSERT_TRUE(disk_.replace(at("head"), "first"));
  ASSERT_TRUE(disk_.replace(at("head"), std::string("se\0cond", 7)));
  EXPECT_EQ(disk_.read_all(at("head")), std::string("se\0cond", 7));
  EXPECT_EQ(disk_.list(directory_), std::vector<std::string>{"head"});
}

TEST_F(DiskTest, an_appended_file_grows_at_its_end_also_after_opening_it_again) {
  {
    auto file = disk_.open_append(at("log"));
    ASSERT_TRUE(file);
    ASSERT_TRUE((*file)->append("one,"));
    ASSERT_TRUE((*file)->sync());
  }
  auto file = disk_.open_append(at("log"));
  ASSERT_TRUE((*file)->append("two"));
  ASSERT_TRUE((*file)->sync());
  EXPECT_EQ(disk_.read_all(at("log")), "one,two");
}

TEST_F(DiskTest, a_missing_file_is_said_to_be_missing_and_removing_it_is_no_fault) {
  const auto bytes = disk_.read_all(at("nothing"));
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().kind, ErrorKind::not_found);
  EXPECT_EQ(bytes.error().code, "FileNotFound");
  EXPECT_TRUE(disk_.remove(at("nothing")));
}

TEST_F(DiskTest, directories_are_made_with_all_their_parents_and_files_can_be_removed) {
  ASSERT_TRUE(disk_.make_directories(at("a/b/c")));
  ASSERT_TRUE(disk_.make_directories(at("a/b/c")));
  ASSERT_TRUE(disk_.replace(at("a/b/c/file"), "x"));
  ASSERT_TRUE(disk_.remove(at("a/b/c/file")));
  EXPECT_EQ(disk_.list(at("a/b/c")), std::vector<std::string>{});
  EXPECT_EQ(disk_.list(at("a")), std::vector<std::string>{"b"});
}

TEST_F(DiskTest, a_file_in_the_place_of_a_directory_is_refused) {
  ASSERT_TRUE(disk_.replace(at("taken"), "x"));
  const auto made = disk_.make_directories(at("taken"));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, "DiskFailed");
}

TEST_F(DiskTest, a_full_disk_is_called_full) {
  auto file = disk_.open_append("/dev/full");
  ASSERT_TRUE(file);
  const auto written = (*file)->append("x");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::io);
  EXPECT_EQ(written.error().code, "DiskFull");
}

TEST_F(DiskTest, a_place_that_takes_no_files_gives_an_error_and_no_crash) {
  EXPECT_FALSE(disk_.replace("/proc/tollbridge", "x"));
  EXPECT_FALSE(disk_.make_directories("/proc/tollbridge"));
  EXPECT_FALSE(disk_.list(at("nowhere")));
  EXPECT_FALSE(disk_.free_bytes(at("nowhere")));
}

TEST_F(DiskTest, the_free_space_of_a_directory_is_known) {
  const auto free = disk_.free_bytes(directory_);
  ASSERT_TRUE(free);
  EXPECT_GT(*free, 0U);
}

TEST_F(DiskTest, a_failed_sync_ends_the_process_and_says_which_file) {
  EXPECT_DEATH(sync_failed("/data/books.head", EIO), "books.head.*Input/output error");
}

TEST_F(DiskTest, a_file_that_cannot_be_synced_ends_the_process) {
  // /dev/full takes no sync: fsync on it answers EINVAL.
  auto file = disk_.open_append("/dev/full");
  ASSERT_TRUE(file);
  EXPECT_DEATH(ignore_status((*file)->sync()), "syncing '/dev/full' failed");
}

TEST(Clock, the_real_clock_moves_on_and_a_fixed_one_stands_still) {
  RealClock real;
  const auto before = real.mono_nanoseconds();
  EXPECT_GE(real.mono_nanoseconds(), before);
  EXPECT_GT(real.now(), parse_instant("2024-01-01T00:00:00Z").value());
  FixedClock fixed(parse_instant("2026-11-01T00:00:00Z").value());
  EXPECT_EQ(fixed.now(), fixed.now());
}

TEST(Random, two_draws_differ) {
  RealRandom random;
  EXPECT_NE(random.u64(), random.u64());
}

TEST(Log, a_level_nobody_knows_is_refused) {
  EXPECT_TRUE(set_up_log("warn"));
  EXPECT_TRUE(set_up_log("off"));
  const auto wrong = set_up_log("loud");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, "UnknownLogLevel");
}

}  // namespace
}  // namespace tollbridge::ops
