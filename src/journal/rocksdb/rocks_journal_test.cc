// SPDX-License-Identifier: Apache-2.0
// The journal over RocksDB keeps every promise, also when memory for keys is next to nothing,
// across restarts, and says so when what it had is gone. Method: the contract suite over two
// limits, the journal in memory as judge, then a directory with its marks, tampered with.
#include "journal/rocksdb/rocks_journal.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "journal/contract_suite.h"
#include "journal/memory/memory_journal.h"

namespace tollbridge::journal {
namespace {

namespace fs = std::filesystem;

// A directory of its own, removed at the end.
class Directory {
 public:
  Directory() {
    static int made = 0;
    // Memory where there is such a place: what a sync is worth is tested in tests/simulation/.
    const fs::path memory = "/dev/shm";
    path_ = (fs::is_directory(memory) ? memory : fs::temp_directory_path()) /
            ("tollbridge_journal_" + std::to_string(::getpid()) + "_" + std::to_string(++made));
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Directory() { fs::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  [[nodiscard]] std::string journal() const { return (path_ / "journal").string(); }
  [[nodiscard]] std::string other() const { return (path_ / "other").string(); }

 private:
  fs::path path_;
};

class RocksUnderTest final : public JournalUnderTest {
 public:
  RocksUnderTest(std::size_t keys_max, std::uint64_t cheap_hour_rows) {
    options_.open_hour_keys_max = keys_max;
    options_.cheap_hour_rows = cheap_hour_rows;
    options_.dictionary_cache_bytes = keys_max * 16;
    options_.write_buffer_bytes = 1024 * 1024;
    reopen();
  }
  Journal& journal() override { return *journal_; }
  MemoryMarkStore& marks() override { return marks_; }
  void reopen() override {
    journal_.reset();
    auto opened = open_rocks_journal(directory_.journal(), marks_, options_);
    if (!opened) throw std::runtime_error(opened.error().message);
    journal_ = std::move(*opened);
  }

 private:
  Directory directory_;
  MemoryMarkStore marks_;
  RocksOptions options_;
  std::unique_ptr<Journal> journal_;
};

JournalFactory with_keys(std::size_t keys_max, std::uint64_t cheap_hour_rows = 0) {
  return [=] { return std::make_unique<RocksUnderTest>(keys_max, cheap_hour_rows); };
}

INSTANTIATE_TEST_SUITE_P(Rocks, JournalContract,
                         testing::Values(with_keys(1'000'000), with_keys(1), with_keys(1, 100)));

// A file sorted by resource spreads every hour over many blocks; with little memory its keys go to
// disk and come back, one by one or all together. The journal in memory is the judge.
// With 0 every hour whose rows are spread goes to disk, with 2,000 those of many blocks only.
class HoursBeyondMemory : public testing::TestWithParam<std::uint64_t> {};
INSTANTIATE_TEST_SUITE_P(Rocks, HoursBeyondMemory, testing::Values(0, 2'000, 160'000));

TEST_P(HoursBeyondMemory, are_judged_the_same) {
  RocksUnderTest small(1'500, GetParam());
  MemoryMarkStore marks;
  const auto judge = open_memory_journal(marks).value();
  std::uint64_t random = 42;
  const auto below = [&random](std::uint64_t n) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::int32_t>((random >> 33) % n);
  };
  std::map<Verdict, int> seen;
  for (int round = 0; round < 60; ++round) {
    UsageBatch batch;
    // Mostly new resources over all hours; sometimes a whole hour, sometimes what was there before.
    const int kind = below(4);
    for (int i = 0; i < 500; ++i) {
      Said said{.quantity = std::to_string(below(3)),
                .resource = "vm" + std::to_string(kind == 0 ? below(1'500) : round * 25 + i / 20),
                .hour = kind == 1 ? 7 : i % 20,
                .revision = below(20) == 0 ? below(3) : 0};
      if (below(15) == 0) said.event_id = "event" + std::to_string(below(50));
      add_row(batch, said);
    }
    const bool restate = below(10) == 0;
    const auto got = small.journal().append(batch, {restate});
    const auto expected = judge->append(batch, {restate});
    ASSERT_TRUE(got.has_value()) << got.error().message;
    ASSERT_EQ(got->verdicts, expected->verdicts) << "round " << round;
    for (const Verdict verdict : got->verdicts) ++seen[verdict];
    if (round % 7 == 0) small.reopen();
  }
  EXPECT_EQ(seen.size(), 5U) << "each verdict occurred";
  const Period period = Period::parse("2026-10").value();
  const auto counted = small.marks().counts(period).value();
  const auto right = marks.counts(period).value();
  ASSERT_EQ(counted.size(), 1U);
  EXPECT_EQ(counted[0].records, right[0].records);
  EXPECT_EQ(counted[0].quantity, right[0].quantity);
  EXPECT_TRUE(small.journal().verify().has_value());
}

class RocksJournalTest : public testing::Test {
 protected:
  Directory directory_;
  MemoryMarkStore marks_;

  Result<std::unique_ptr<Journal>> open() {
    return open_rocks_journal(directory_.journal(), marks_, {});
  }
  void append(const std::vector<Said>& rows) {
    auto journal = open();
    ASSERT_TRUE(journal.has_value()) << journal.error().message;
    ASSERT_TRUE((*journal)->append(batch_of(rows), {}).has_value());
  }
};

TEST_F(RocksJournalTest, is_open_once_at_a_time) {
  const auto first = open();
  ASSERT_TRUE(first.has_value()) << first.error().message;
  const auto second = open();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, "DataDirectoryBusy");
  EXPECT_EQ(second.error().kind, ErrorKind::busy);
}

TEST_F(RocksJournalTest, behind_its_mark_it_refuses_to_open) {
  append({{}});
  fs::rename(directory_.journal(), directory_.other());
  {
    const auto empty = open();
    ASSERT_FALSE(empty.has_value());
    EXPECT_EQ(empty.error().code, "JournalBehindMark");
    EXPECT_NE(empty.error().message.find("blocks 1 to 1"), std::string::npos)
        << empty.error().message;
  }
  fs::remove_all(directory_.journal());
  fs::rename(directory_.other(), directory_.journal());
  EXPECT_TRUE(open().has_value());
}

TEST_F(RocksJournalTest, another_block_than_the_marked_one_is_damage) {
  append({{}});
  Head mark = marks_.marks().value()[0];
  mark.hash[0] ^= 1;
  marks_.put(mark);
  const auto opened = open();
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().code, "JournalDamaged");
}

TEST_F(RocksJournalTest, marks_that_a_crash_left_behind_are_brought_forward_with_their_counts) {
  const auto october_2026 = Period::parse("2026-10").value();
  MemoryMarkStore fresh;  // as the books were before the second append
  {
    auto journal = open_rocks_journal(directory_.journal(), fresh, {}).value();
    ASSERT_TRUE(journal->append(batch_of({{.quantity = "2"}, {.quantity = "3", .hour = 1}}), {})
                    .has_value());
    marks_ = fresh;
    ASSERT_TRUE(journal
                    ->append(batch_of({{.quantity = "7", .revision = 1},
                                       {.quantity = "5", .hour = 2},
                                       {.quantity = "1", .hour = 1},
                                       {.quantity = "9", .stack = stack_b}}),
                             {})
                    .has_value());
  }
  ASSERT_TRUE(open().has_value());
  EXPECT_EQ(marks_.marks().value(), fresh.marks().value());
  const auto rolled = marks_.counts(october_2026).value();
  const auto counted = fresh.counts(october_2026).value();
  ASSERT_EQ(rolled.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(rolled[i].records, counted[i].records);
    EXPECT_EQ(rolled[i].quantity, counted[i].quantity);
  }
  EXPECT_EQ(rolled[0].quantity.to_string(), "15");
}

TEST_F(RocksJournalTest, a_copy_is_a_journal) {
  append({{}, {.hour = 1}});
  {
    auto journal = open().value();
    fs::create_directory(directory_.other());
    ASSERT_TRUE(journal->copy_to(directory_.other()).has_value());
    const Status again = journal->copy_to(directory_.other());
    ASSERT_FALSE(again.has_value());
    EXPECT_EQ(again.error().code, "DirectoryNotEmpty");
  }
  auto copy = open_rocks_journal(directory_.other(), marks_, {});
  ASSERT_TRUE(copy.has_value()) << copy.error().message;
  EXPECT_TRUE((*copy)->verify().has_value());
  EXPECT_EQ((*copy)->heads().value(), marks_.marks().value());
}

TEST_F(RocksJournalTest, a_full_disk_refuses_before_anything_is_written) {
  RocksOptions options;
  options.free_bytes_min = std::uint64_t{1} << 62;
  auto journal = open_rocks_journal(directory_.journal(), marks_, options).value();
  const auto refused = journal->append(batch_of({{}}), {});
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, "DiskFull");
  EXPECT_TRUE(journal->heads()->empty());
  journal.reset();
  append({{}});
  EXPECT_EQ(marks_.marks().value().size(), 1U);
}

}  // namespace
}  // namespace tollbridge::journal
