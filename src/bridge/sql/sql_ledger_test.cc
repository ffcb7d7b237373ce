// SPDX-License-Identifier: Apache-2.0
// Goal: nothing commerce took is forgotten, and bytes it cannot vouch for are not handed out.
// Method: the suite all ledgers pass, on real books; then files damaged, lost, left over and old.
#include "bridge/sql/sql_ledger.h"

#include "bridge/ledger_suite.h"
#include "bridge/limits.h"
#include "bridge/world_testing.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::bridge {
namespace {

using store::testing::ScratchBooks;

struct SqlPlace final : LedgerPlace, ScratchBooks {
  std::unique_ptr<store::Database> books = must_open(data);
  std::string folder = root + std::string(batches_folder);
  SqlLedger sql{*books, disk, folder};

  Ledger& ledger() override { return sql; }
  void reopen() override {
    std::destroy_at(&sql);
    books.reset();
    books = must_open(data);
    std::construct_at(&sql, *books, disk, folder);
  }
  [[nodiscard]] std::string file(std::uint64_t number) const {
    std::string name = std::to_string(number);
    name.insert(0, 16 - name.size(), '0');
    return folder + "/" + stack_one.text() + "/" + name + ".batch";
  }
  void take(std::uint64_t number, Instant at, const StackId& stack = stack_one) {
    ASSERT_TRUE(sql.keep_bytes(stack, number, batch_bytes(number, stack)));
    ASSERT_TRUE(sql.record(stack, taken_of(number, stack, at), {}, sums_of(number)));
  }
};

INSTANTIATE_TEST_SUITE_P(Sql, LedgerSuite,
                         testing::Values(+[]() -> std::unique_ptr<LedgerPlace> {
                           return std::make_unique<SqlPlace>();
                         }));

TEST(SqlLedger, what_is_recorded_but_not_confirmed_is_known) {
  SqlPlace place;
  ASSERT_TRUE(place.sql.keep_bytes(stack_one, 1, batch_bytes(1)));
  place.disk.full = true;  // when the head is written, after the rows
  const auto recorded = place.sql.record(stack_one, taken_of(1), {}, sums_of(1));
  ASSERT_FALSE(recorded);
  EXPECT_EQ(recorded.error().code, "CommitUnconfirmed");
  place.disk.full = false;
  EXPECT_EQ(place.sql.newest(stack_one).value(), taken_of(1));
  place.take(2, october.start());
  place.take(1, october.start(), stack_two);
  EXPECT_EQ(place.sql.newest(stack_one).value()->number, 2U);
  EXPECT_EQ(place.sql.newest(stack_two).value()->number, 1U);
}

TEST(SqlLedger, stacks_are_kept_apart) {
  SqlPlace place;
  const StackId odd("../odd stack");
  place.take(1, october.start());
  place.take(1, october.start(), stack_two);
  place.take(2, october.start(), stack_two);
  place.take(1, october.start(), odd);
  place.reopen();
  EXPECT_EQ(place.sql.newest(stack_one).value()->number, 1U);
  EXPECT_EQ(place.sql.newest(stack_two).value()->number, 2U);
  EXPECT_EQ(place.sql.bytes(stack_two, 1).value(), batch_bytes(1, stack_two));
  EXPECT_EQ(place.sql.bytes(odd, 1).value(), batch_bytes(1, odd));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place.folder)) {
    EXPECT_EQ(entry.path().string().find("odd"), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(place.root + "/odd stack"));
}

TEST(SqlLedger, damaged_bytes_and_those_of_another_batch_count_as_gone) {
  SqlPlace place;
  place.take(1, october.start());
  place.take(2, october.start());
  std::string flipped = batch_bytes(1);
  flipped[flipped.size() / 2] ^= 1;
  store::testing::write_bytes(place.file(1), flipped);
  EXPECT_EQ(place.sql.bytes(stack_one, 1).error().code, "BatchNotKept");
  store::testing::write_bytes(place.file(1), batch_bytes(2));
  EXPECT_EQ(place.sql.bytes(stack_one, 1).error().code, "BatchNotKept");
  // Sound, but not what was taken under this number.
  store::testing::write_bytes(place.file(2), batch_bytes(2, stack_one, "7"));
  const auto other = place.sql.bytes(stack_one, 2);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().kind, ErrorKind::not_found);
  EXPECT_EQ(other.error().code, "BatchNotKept");
  std::filesystem::remove(place.file(2));
  EXPECT_EQ(place.sql.bytes(stack_one, 2).error().code, "BatchNotKept");
}

TEST(SqlLedger, bytes_go_35_days_after_they_were_taken_and_the_newest_stays) {
  SqlPlace place;
  const Instant first = october.start();
  place.take(1, first);
  place.take(2, first + std::chrono::hours{1});
  place.take(3, first + limits::keep_time - std::chrono::seconds{1});
  EXPECT_TRUE(place.sql.bytes(stack_one, 1));
  place.reopen();
  place.take(4, first + limits::keep_time);
  EXPECT_FALSE(std::filesystem::exists(place.file(1)));
  EXPECT_EQ(place.sql.bytes(stack_one, 1).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(place.sql.bytes(stack_one, 2));
  EXPECT_EQ(place.sql.find(stack_one, 1).value(), taken_of(1));  // the books forget nothing
  place.take(5, first + limits::keep_time * 9);
  EXPECT_FALSE(std::filesystem::exists(place.file(4)));
  EXPECT_TRUE(place.sql.bytes(stack_one, 5));
}

TEST(SqlLedger, a_copy_has_the_bytes_of_every_stack) {
  SqlPlace place;
  const std::string target = place.root + "/copy";
  ASSERT_TRUE(place.sql.copy_bytes_to(target));  // of nothing
  place.take(1, october.start());
  place.take(2, october.start());
  place.take(1, october.start(), stack_two);
  ASSERT_TRUE(place.sql.copy_bytes_to(target));
  SqlLedger copy(*place.books, place.disk, target);
  EXPECT_EQ(copy.bytes(stack_one, 2).value(), batch_bytes(2));
  EXPECT_EQ(copy.bytes(stack_two, 1).value(), batch_bytes(1, stack_two));
}

TEST(SqlLedger, a_full_disk_takes_nothing_and_leaves_what_was_there) {
  SqlPlace place;
  ASSERT_TRUE(place.sql.keep_bytes(stack_one, 1, batch_bytes(1)));
  place.disk.full = true;
  EXPECT_EQ(place.sql.keep_bytes(stack_one, 1, batch_bytes(2)).error().code, "DiskFull");
  place.disk.full = false;
  EXPECT_EQ(place.sql.bytes(stack_one, 1).value(), batch_bytes(1));
}

TEST(SqlLedger, a_number_is_recorded_once) {
  SqlPlace place;
  place.take(1, october.start());
  EXPECT_EQ(place.sql.record(stack_one, taken_of(1), {}, sums_of(1)).error().code,
            "AlreadyRecorded");
}

TEST(SqlLedger, a_row_changed_behind_its_back_is_refused) {
  SqlPlace place;
  place.take(1, october.start());
  std::destroy_at(&place.sql);
  place.books.reset();
  ScratchBooks::tamper(place.data, "UPDATE batches SET rows = 2");
  place.books = place.must_open(place.data);
  std::construct_at(&place.sql, *place.books, place.disk, place.folder);
  EXPECT_EQ(place.sql.newest(stack_one).error().code, "BooksDamaged");
}

// Books from a backup, the files of today: the inbox finds the batch after the newest it knows and
// takes it again before it answers.
TEST(SqlLedger, restored_books_take_again_what_still_lies_there) {
  SqlPlace place;
  ModelJournal journal;
  MemoryDirectory directory;
  const auto key = word_check("key");
  std::vector<std::string> sent;
  Digest before{};
  for (std::uint64_t number = 1; number <= 3; ++number) {
    Batch batch = example_batch();
    batch.head.number = number;
    batch.head.previous = before;
    sent.push_back(write_batch(batch, word_key("key")).value());
    before = open_batch(sent.back())->hash;
  }
  std::string backup;
  {
    Inbox inbox({place.sql, directory, journal, attest});
    ASSERT_TRUE(inbox.take(stack_one, key, sent[0], october.start()));
    backup = place.cut();
    ASSERT_TRUE(inbox.take(stack_one, key, sent[1], october.start()));
    ASSERT_TRUE(inbox.take(stack_one, key, sent[2], october.start()));
  }
  place.data = backup;
  place.reopen();
  EXPECT_EQ(place.sql.newest(stack_one).value()->number, 1U);
  Inbox inbox({place.sql, directory, journal, attest});
  EXPECT_EQ(inbox.standing(stack_one, 1, october.start())->watermark, 3U);
}

}  // namespace
}  // namespace tollbridge::bridge
