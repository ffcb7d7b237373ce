// SPDX-License-Identifier: Apache-2.0
// Goal: a file dropped in the folder is taken once, whole, and never lost. Method: real files, a
// taker that counts and one that fails.
#include "stack/folder/folder_collector.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/check.h"

namespace tollbridge::stack::folder {
namespace {

namespace fs = std::filesystem;

class FolderTest : public ::testing::Test {
 protected:
  FolderTest() {
    std::string pattern = (fs::temp_directory_path() / "drop_XXXXXX").string();
    CHECK(mkdtemp(pattern.data()) != nullptr);
    root_ = pattern;
  }
  ~FolderTest() override { fs::remove_all(root_); }

  void drop(const std::string& name, const std::string& text) {
    std::ofstream(root_ / name) << text;
  }
  std::string text(const std::string& name) const {
    std::ifstream file(root_ / name);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  bool there(const std::string& name) const { return fs::exists(root_ / name); }

  Result<FolderRound> round() {
    return collect_folder(root_.string(), [&](std::span<const Posted> readings) {
      TakeOutcome outcome;
      for (const Posted& one : readings) taken_.push_back(one.track.series.resource.text());
      outcome.accepted = readings.size();
      return Result<TakeOutcome>(outcome);
    });
  }

  fs::path root_;
  std::vector<std::string> taken_;
};

std::string line(const std::string& resource) {
  return R"({"subscription":"s","meter":"m","resource":")" + resource +
         R"(","at":"2026-10-01T12:00:00Z","value":1})" + "\n";
}

TEST_F(FolderTest, files_are_taken_by_name_and_moved) {
  drop("b.ndjson", line("/3"));
  drop("a.ndjson", line("/1") + line("/2"));
  const auto found = round().value();
  EXPECT_EQ(found.files, 2U);
  EXPECT_EQ(found.collected.accepted, 3U);
  EXPECT_EQ(taken_, (std::vector<std::string>{"/1", "/2", "/3"}));
  EXPECT_TRUE(there("done/a.ndjson") && there("done/b.ndjson"));
  EXPECT_FALSE(there("a.ndjson"));
  EXPECT_EQ(round().value().files, 0U);
}

TEST_F(FolderTest, a_file_that_is_not_whole_yet_is_left) {
  for (const auto* name : {".hidden", "x.tmp", "x.part"}) drop(name, line("/1"));
  EXPECT_EQ(round().value().files, 0U);
  EXPECT_TRUE(there("x.part"));
}

TEST_F(FolderTest, what_cannot_be_taken_is_written_beside_it) {
  drop("a.ndjson", line("/1") + "oops\n");
  const auto found = round().value();
  EXPECT_EQ(found.collected.accepted, 1U);
  EXPECT_EQ(found.collected.rejected_count, 1U);
  EXPECT_TRUE(text("done/a.ndjson.rejected").starts_with(R"({"line":2,"code":"InvalidJson")"));
}

TEST_F(FolderTest, many_small_files_are_taken_at_once_and_each_gets_its_own_faults) {
  for (const char* name : {"a", "b", "c"}) {
    drop(name, std::string("oops\n") + line(std::string("/") + name + "1") +
                   line(std::string("/") + name + "2"));
  }
  std::size_t calls = 0;
  const auto found = collect_folder(root_.string(), [&](std::span<const Posted> readings) {
                       ++calls;
                       TakeOutcome outcome;
                       outcome.accepted = readings.size() - 1;
                       outcome.rejected.push_back({readings[3].line, "TooLate", "late", {}});
                       return Result<TakeOutcome>(outcome);
                     }).value();
  EXPECT_EQ(calls, 1U);
  EXPECT_EQ(found.files, 3U);
  EXPECT_EQ(found.collected.readings, 6U);
  EXPECT_EQ(found.collected.rejected_count, 4U);
  EXPECT_EQ(found.collected.rejected.size(), 4U);
  const auto lines = [&](const std::string& name) {
    const std::string whole = text("done/" + name + ".rejected");
    return std::count(whole.begin(), whole.end(), '\n');
  };
  EXPECT_EQ(lines("a"), 1);
  EXPECT_EQ(lines("b"), 2);
  EXPECT_EQ(lines("c"), 1);
  EXPECT_NE(text("done/b.rejected").find(R"({"line":3,"code":"TooLate")"), std::string::npos);
}

TEST_F(FolderTest, an_old_name_may_come_again) {
  drop("a.ndjson", line("/1"));
  round().value();
  drop("a.ndjson", line("/2"));
  round().value();
  EXPECT_EQ(text("done/a.ndjson"), line("/1"));
  EXPECT_EQ(text("done/a.ndjson.2"), line("/2"));
}

TEST_F(FolderTest, a_taker_that_fails_leaves_the_file) {
  drop("a.ndjson", line("/1"));
  const auto failed = collect_folder(root_.string(), [](std::span<const Posted>) {
    return Result<TakeOutcome>(fail(ErrorKind::io, "DiskFull", "full"));
  });
  EXPECT_EQ(failed.error().code, "DiskFull");
  EXPECT_TRUE(there("a.ndjson"));
  EXPECT_EQ(round().value().files, 1U);
}

TEST_F(FolderTest, a_folder_that_is_not_there_is_an_error) {
  const auto take = [](std::span<const Posted>) { return Result<TakeOutcome>(TakeOutcome()); };
  EXPECT_EQ(collect_folder(root_.string() + "/none", take).error().code, "FolderUnreadable");
}

}  // namespace
}  // namespace tollbridge::stack::folder
