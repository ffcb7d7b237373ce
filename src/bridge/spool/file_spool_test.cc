// SPDX-License-Identifier: Apache-2.0
// Goal: what the spool said it keeps is there after the power went at any moment, and a damaged
// file is not believed. Method: a real folder behind a disk that stops before its n-th change;
// every byte of a file altered; a disk that is full.
#include "bridge/spool/file_spool.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "bridge/batch_testing.h"
#include "ops/real_disk.h"

namespace tollbridge::bridge {
namespace {

namespace fs = std::filesystem;

struct Off {};

// The real disk, until `left` changes were made: then the power is off, or the disk is full.
class StoppingDisk final : public Disk {
 public:
  std::size_t left = 1'000'000;
  bool full = false;
  std::vector<std::string> read;

  Result<std::unique_ptr<AppendFile>> open_append(const std::string& path) override {
    return disk_.open_append(path);
  }
  Result<std::string> read_all(const std::string& path) override {
    read.push_back(path);
    return disk_.read_all(path);
  }
  Status replace(const std::string& path, std::string_view bytes) override {
    if (full) return fail(ErrorKind::io, "DiskFull", "The disk is full.");
    spend();
    return disk_.replace(path, bytes);
  }
  Status remove(const std::string& path) override {
    spend();
    return disk_.remove(path);
  }
  Status make_directories(const std::string& path) override {
    return disk_.make_directories(path);
  }
  Status sync_directory(const std::string& path) override { return disk_.sync_directory(path); }
  Result<std::vector<std::string>> list(const std::string& path) override {
    return disk_.list(path);
  }
  Result<std::uint64_t> free_bytes(const std::string& path) override {
    return disk_.free_bytes(path);
  }

 private:
  void spend() {
    if (left == 0) throw Off{};
    --left;
  }
  ops::RealDisk disk_;
};

class FileSpoolTest : public testing::Test {
 protected:
  FileSpoolTest() { fs::remove_all(folder_); }
  ~FileSpoolTest() override { fs::remove_all(folder_); }
  FileSpoolTest(const FileSpoolTest&) = delete;
  FileSpoolTest& operator=(const FileSpoolTest&) = delete;

  FileSpool spool() { return FileSpool::open(disk_, folder_).value(); }

  // Batches of a past, each after the one before; `past` tells pasts apart.
  static std::vector<std::string> batches(std::size_t count, const std::string& past) {
    std::vector<std::string> all;
    Digest previous{};
    for (std::uint64_t number = 1; number <= count; ++number) {
      Batch batch = example_batch();
      batch.head.number = number;
      batch.head.previous = previous;
      add_row(batch.usage, stack_one, {.resource = past});
      all.push_back(write_batch(batch, word_key("key")).value());
      previous = open_batch(all.back())->hash;
    }
    return all;
  }
  std::vector<std::string> shown() {
    std::vector<std::string> words;
    FileSpool opened = spool();
    const std::vector<Spooled> entries = opened.entries().value();
    for (const Spooled& one : entries) {
      words.push_back(std::to_string(one.number) + " " + std::to_string(one.progress.journal) +
                      (one.received_at ? " received" : ""));
    }
    return words;
  }

  std::string folder_ =
      (fs::temp_directory_path() / ("file_spool_" + std::to_string(::getpid()))).string();
  StoppingDisk disk_;
  std::vector<std::string> old_ = batches(3, "old");
  std::vector<std::string> new_ = [this] {
    std::vector<std::string> all = batches(2, "old");
    Batch batch = example_batch();
    batch.head.number = 2;
    batch.head.previous = open_batch(all[0])->hash;
    batch.usage = usage_of({{.resource = "new"}});
    all[1] = write_batch(batch, word_key("key")).value();
    return all;
  }();
};

using Words = std::vector<std::string>;

TEST_F(FileSpoolTest, what_was_put_is_there_when_it_is_opened_again) {
  FileSpool opened = spool();
  ASSERT_TRUE(opened.put(1, old_[0], {10, 1}).has_value());
  ASSERT_TRUE(opened.put(2, old_[1], {20, 1}).has_value());
  ASSERT_TRUE(opened.put_receipt(1, "receipt", october.start()).has_value());
  EXPECT_EQ(shown(), (Words{"1 10 received", "2 20"}));
  EXPECT_EQ(spool().bytes(2).value(), old_[1]);
  EXPECT_EQ(spool().receipt(1).value(), "receipt");
  EXPECT_EQ(spool().entries()->front().received_at, october.start());
  ASSERT_TRUE(opened.remove(1).has_value());
  EXPECT_EQ(shown(), Words{"2 20"});
}

TEST_F(FileSpoolTest, another_past_takes_the_place_of_what_followed) {
  FileSpool opened = spool();
  for (std::uint64_t n = 1; n <= 3; ++n) {
    ASSERT_TRUE(opened.put(n, old_[n - 1], {n, 0}).has_value());
    ASSERT_TRUE(opened.put_receipt(n, "old receipt", october.start()).has_value());
  }
  ASSERT_TRUE(opened.put(2, new_[1], {1, 0}).has_value());
  EXPECT_EQ(shown(), (Words{"1 1 received", "2 1"}));
}

TEST_F(FileSpoolTest, who_shares_it_never_writes_over_what_another_one_put) {
  FileSpool one = FileSpool::open_shared(disk_, folder_).value();
  FileSpool two = FileSpool::open_shared(disk_, folder_).value();
  ASSERT_TRUE(one.put(1, old_[0], {10, 1}).has_value());
  const auto refused = two.put(1, new_[0], {1, 1});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, spool_changed);
  EXPECT_EQ(two.put_receipt(1, "receipt", october.start()).error().code, spool_changed);
  EXPECT_TRUE(two.changed());
  EXPECT_EQ(two.entries()->size(), 1U);
  EXPECT_FALSE(two.changed());
  ASSERT_TRUE(two.put_receipt(1, "receipt", october.start()).has_value());
  EXPECT_EQ(one.put(2, old_[1], {20, 1}).error().code, spool_changed);
  EXPECT_EQ(shown(), Words{"1 10 received"});
}

TEST_F(FileSpoolTest, the_power_may_go_at_any_moment) {
  for (std::size_t left = 0;; ++left) {
    fs::remove_all(folder_);
    disk_.left = 1'000'000;
    FileSpool opened = spool();
    for (std::uint64_t n = 1; n <= 3; ++n) {
      ASSERT_TRUE(opened.put(n, old_[n - 1], {n, 0}).has_value());
    }
    disk_.left = left;
    bool fell = false;
    Words kept = {"1 1", "2 2", "3 3"};
    try {
      ASSERT_TRUE(opened.put(2, new_[1], {7, 0}).has_value());
      kept = {"1 1", "2 7"};
      ASSERT_TRUE(opened.put_receipt(2, "receipt", october.start()).has_value());
      kept = {"1 1", "2 7 received"};
      ASSERT_TRUE(opened.remove(1).has_value());
      kept = {"2 7 received"};
    } catch (const Off&) {
      fell = true;
    }
    disk_.left = 1'000'000;
    const Words now = shown();
    if (!fell) {
      EXPECT_EQ(now, kept);
      EXPECT_GT(left, 5U);
      return;
    }
    // As it was before the change that was going on, or after it.
    const std::vector<Words> allowed = {kept, {"1 1", "2 7"}, {"1 1", "2 7 received"},
                                        {"2 7 received"}};
    EXPECT_NE(std::find(allowed.begin(), allowed.end(), now), allowed.end()) << left;
    if (kept.size() == 3) {
      EXPECT_TRUE(now == kept || now == allowed[1]) << left;
    }
  }
}

TEST_F(FileSpoolTest, a_damaged_file_is_not_believed) {
  FileSpool opened = spool();
  for (std::uint64_t n = 1; n <= 3; ++n) {
    ASSERT_TRUE(opened.put(n, old_[n - 1], {n, 0}).has_value());
  }
  const std::string path = folder_ + "/0000000000000002.batch";
  ops::RealDisk disk;
  const std::string whole = disk.read_all(path).value();
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 0x10);
    ASSERT_TRUE(disk.replace(path, altered).has_value());
    ASSERT_EQ(shown(), Words{"1 1"}) << at;
  }
  EXPECT_EQ(spool().bytes(2).error().code, "SpoolDamaged");
}

// Each file is read whole once, and again when it was changed or found damaged.
TEST_F(FileSpoolTest, who_shares_it_reads_again_only_what_has_changed) {
  FileSpool opened = FileSpool::open_shared(disk_, folder_).value();
  for (std::uint64_t n = 1; n <= 3; ++n) {
    ASSERT_TRUE(opened.put(n, old_[n - 1], {n, 0}).has_value());
  }
  const auto reads = [&](FileSpool& spool) {
    disk_.read.clear();
    const auto entries = spool.entries().value();
    std::string names;
    for (const std::string& path : disk_.read) {
      if (path.ends_with(".batch")) names += path.substr(path.size() - 7, 1);
    }
    return names + " of " + std::to_string(entries.size());
  };
  EXPECT_EQ(reads(opened), "123 of 3") << "what it wrote itself, too";
  EXPECT_EQ(reads(opened), " of 3");
  FileSpool other = FileSpool::open_shared(disk_, folder_).value();
  EXPECT_EQ(reads(other), " of 3");
  ASSERT_TRUE(opened.put_receipt(2, "receipt", october.start()).has_value());
  EXPECT_EQ(reads(other), "2 of 3");
  EXPECT_TRUE(other.entries()->at(1).received_at.has_value());
  ASSERT_TRUE(other.remove(1).has_value());
  EXPECT_EQ(reads(opened), " of 2");
  ASSERT_TRUE(opened.put(2, new_[1], {1, 0}).has_value());
  EXPECT_EQ(reads(opened), "2 of 1");
  EXPECT_EQ(opened.entries()->front().hash, open_batch(new_[1])->hash);
}

TEST_F(FileSpoolTest, damage_of_a_file_that_was_read_is_found_when_it_is_needed) {
  FileSpool opened = FileSpool::open_shared(disk_, folder_).value();
  for (std::uint64_t n = 1; n <= 3; ++n) {
    ASSERT_TRUE(opened.put(n, old_[n - 1], {n, 0}).has_value());
  }
  EXPECT_EQ(opened.entries()->size(), 3U);
  const std::string path = folder_ + "/0000000000000002.batch";
  ops::RealDisk disk;
  std::string altered = disk.read_all(path).value();
  altered[altered.size() / 2] = static_cast<char>(altered[altered.size() / 2] ^ 1);
  ASSERT_TRUE(disk.replace(path, altered).has_value());
  EXPECT_EQ(opened.entries()->size(), 3U);
  EXPECT_EQ(opened.bytes(2).error().code, "SpoolDamaged");
  EXPECT_EQ(opened.entries()->size(), 1U) << "it is taken back, or cut anew";
}

TEST_F(FileSpoolTest, a_full_disk_leaves_what_was_there) {
  FileSpool opened = spool();
  ASSERT_TRUE(opened.put(1, old_[0], {1, 0}).has_value());
  disk_.full = true;
  EXPECT_EQ(opened.put(2, old_[1], {2, 0}).error().code, "DiskFull");
  EXPECT_EQ(opened.put_receipt(1, "receipt", october.start()).error().code, "DiskFull");
  EXPECT_EQ(shown(), Words{"1 1"});
  disk_.full = false;
  EXPECT_TRUE(opened.put(2, old_[1], {2, 0}).has_value());
}

}  // namespace
}  // namespace tollbridge::bridge
