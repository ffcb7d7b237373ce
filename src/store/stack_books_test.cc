// SPDX-License-Identifier: Apache-2.0
// A stack's books are kept like the commerce half's, cannot be mistaken for them, and give parts
// of a long table without reading all of it. Method: real SQLite files in a scratch directory.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "store/scratch_books_testing.h"
#include "store/stack_schema.h"

namespace tollbridge::store {
namespace {

const CommitInfo info = {parse_instant("2026-11-01T10:00:00Z").value(), "stack", "take", "test"};

class StackBooksTest : public ::testing::Test, public testing::ScratchBooks {
 protected:
  Result<std::unique_ptr<Database>> open_as(const Layout& layout) {
    OpenOptions options;
    options.directory = data;
    options.busy_timeout_ms = 0;
    options.layout = &layout;
    return Database::open(disk, options);
  }
  std::unique_ptr<Database> books() { return open_as(stack_layout()).value(); }

  static Row reading(std::int64_t track, std::int64_t at, const std::string& id) {
    return {track, at, id, std::int64_t{0}, "1", std::int64_t{60}, std::int64_t{7}, "", ""};
  }
  static Status put(Database& books, const std::vector<Row>& rows) {
    auto done = books.transact(info, [&](Transaction& transaction) -> Status {
      for (const Row& row : rows) {
        if (auto put = transaction.put(stack_schema::readings, row); !put) return put;
      }
      return {};
    });
    return done ? Status() : pass(done);
  }
  // "at id" of each row found.
  static std::vector<std::string> part(Database& books, const Database::Range& range) {
    std::vector<std::string> found;
    auto read = books.read_range(stack_schema::readings, range,
                                 [&](std::uint64_t, const Row& row) -> Status {
                                   found.push_back(std::to_string(std::get<std::int64_t>(row[1])) +
                                                   std::get<std::string>(row[2]));
                                   return {};
                                 });
    if (!read) found = {read.error().code};
    return found;
  }
};

TEST_F(StackBooksTest, a_part_of_a_table_is_what_lies_in_the_range_in_order) {
  auto open = books();
  ASSERT_TRUE(put(*open, {reading(1, -5, "a"), reading(1, 3, "b"), reading(1, 3, "a"),
                          reading(1, 9, ""), reading(2, 4, "x")}));
  EXPECT_EQ(part(*open, {1, -10, 9}), (std::vector<std::string>{"-5a", "3a", "3b"}));
  EXPECT_EQ(part(*open, {1, 9, 10}), (std::vector<std::string>{"9"}));
  EXPECT_EQ(part(*open, {3, -10, 10}), (std::vector<std::string>{}));
}

TEST_F(StackBooksTest, the_last_row_before_a_number_is_found_or_there_is_none) {
  auto open = books();
  ASSERT_TRUE(put(*open, {reading(1, 3, "a"), reading(1, 3, "b"), reading(1, 9, "")}));
  const auto before = [&](std::int64_t number) {
    const auto row = open->last_before(stack_schema::readings, 1, number).value();
    return row ? std::get<std::string>((*row)[2]) : "none";
  };
  EXPECT_EQ(before(3), "none");
  EXPECT_EQ(before(4), "b");
  EXPECT_EQ(before(9), "b");
  EXPECT_EQ(before(10), "");
}

TEST_F(StackBooksTest, a_row_that_changed_is_refused_in_a_part_too) {
  ASSERT_TRUE(put(*books(), {reading(1, 3, "a"), reading(1, 9, "b")}));
  tamper(data, "UPDATE readings SET value = '2' WHERE at = 9");
  auto open = books();
  EXPECT_EQ(part(*open, {1, 0, 9}), (std::vector<std::string>{"3a"}));
  EXPECT_EQ(part(*open, {1, 0, 10}), (std::vector<std::string>{"BooksDamaged"}));
  EXPECT_EQ(open->last_before(stack_schema::readings, 1, 10).error().code, "BooksDamaged");
  EXPECT_EQ(open->verify().error().code, "BooksDamaged");
}

TEST_F(StackBooksTest, a_walk_left_half_way_does_not_disturb_the_next_transaction) {
  auto open = books();
  ASSERT_TRUE(put(*open, {reading(1, 3, "a"), reading(1, 4, "b"), reading(1, 5, "c")}));
  auto left = open->read_range(stack_schema::readings, {1, 0, 10},
                               [](std::uint64_t, const Row&) -> Status {
                                 return fail(ErrorKind::busy, "Enough", "That is enough.");
                               });
  EXPECT_EQ(left.error().code, "Enough");
  EXPECT_TRUE(put(*open, {reading(1, 6, "d")}));
  EXPECT_EQ(part(*open, {1, 0, 10}).size(), 4U);
  EXPECT_TRUE(open->verify());
}

// Commits 1, 2, 3 … an hour apart.
class ForgetCommitsTest : public StackBooksTest {
 protected:
  static Instant hour(int n) { return info.known_at + std::chrono::hours(n); }
  static CommitInfo at(int n) { return {hour(n), "stack", "take", "test"}; }
  static void commit(Database& books, int n) {
    auto done = books.transact(at(n), [&](Transaction& transaction) {
      return transaction.put(stack_schema::readings, reading(1, n, ""));
    });
    ASSERT_TRUE(done);
  }
  std::unique_ptr<Database> books_of(int commits) {
    auto open = books();
    for (int n = 1; n <= commits; ++n) commit(*open, n);
    return open;
  }
  static std::string kept(Database& books) {
    std::string numbers;
    auto read = books.commits([&](const Commit& one) -> Status {
      numbers += std::to_string(one.no) + " ";
      return {};
    });
    return read ? numbers : read.error().code;
  }
};

TEST_F(ForgetCommitsTest, old_commits_go_and_what_they_wrote_stays) {
  auto open = books_of(6);
  EXPECT_EQ(open->forget_commits(at(7), hour(4), 100).value(), 3U);
  EXPECT_EQ(kept(*open), "4 5 6 7 ");
  EXPECT_EQ(open->forget_commits(at(8), hour(4), 100).value(), 0U) << "and that is no commit";
  commit(*open, 9);
  EXPECT_TRUE(open->verify());
  EXPECT_EQ(part(*open, {1, 0, 100}).size(), 7U);
  open.reset();
  open = books();
  EXPECT_EQ(kept(*open), "4 5 6 7 8 ");
  EXPECT_EQ(open->forget_commits(at(10), hour(6), 100).value(), 2U);
  EXPECT_TRUE(open->verify());
  EXPECT_TRUE(open->copy_to(root + "/copy"));
  data = root + "/copy";
  EXPECT_EQ(kept(*books()), "6 7 8 9 ");
}

TEST_F(ForgetCommitsTest, a_portion_at_a_time_and_never_the_newest) {
  auto open = books_of(5);
  EXPECT_EQ(open->forget_commits(at(6), hour(99), 2).value(), 2U);
  EXPECT_EQ(kept(*open), "3 4 5 6 ");
  EXPECT_EQ(open->forget_commits(at(7), hour(99), 100).value(), 3U) << "but for the newest, 6";
  EXPECT_EQ(kept(*open), "6 7 ");
  open.reset();
  EXPECT_TRUE(books()->verify());
}

TEST_F(ForgetCommitsTest, clocks_that_were_wrong_neither_keep_nor_lose_much) {
  auto open = books();
  for (const int n : {1, 2, 5000, 3, 8, 4, 9}) commit(*open, n);
  // Hour 5,000 was no time yet; hour 8 may be, so what follows is kept with it.
  EXPECT_EQ(open->forget_commits(at(10), hour(6), 100).value(), 4U);
  EXPECT_EQ(kept(*open), "5 6 7 8 ");
  EXPECT_TRUE(open->verify());
}

TEST_F(ForgetCommitsTest, a_commit_that_is_gone_otherwise_is_found) {
  ASSERT_EQ(books_of(6)->forget_commits(at(7), hour(4), 100).value(), 3U);
  tamper(data, "DELETE FROM commits WHERE no = 4");
  auto open = books();
  EXPECT_EQ(open->verify().error().code, "BooksDamaged");
  EXPECT_EQ(kept(*open), "BooksDamaged");
  EXPECT_EQ(open->forget_commits(at(8), hour(6), 100).error().code, "BooksDamaged");
}

TEST_F(ForgetCommitsTest, where_the_chain_begins_cannot_be_altered) {
  for (const char* damage : {"UPDATE chain_start SET after_no = 4", "DELETE FROM chain_start",
                             "UPDATE chain_start SET after_hash = 'x'"}) {
    data = root + "/" + std::to_string(std::string(damage).size());
    ASSERT_EQ(books_of(6)->forget_commits(at(7), hour(4), 100).value(), 3U);
    tamper(data, damage);
    EXPECT_EQ(open_as(stack_layout()).error().code, "BooksDamaged") << damage;
  }
}

TEST_F(ForgetCommitsTest, rows_of_forgotten_commits_are_still_checked) {
  auto open = books();
  const auto fact = [&](int n) {
    auto done = open->transact(at(n), [&](Transaction& transaction) {
      return transaction.add(stack_schema::guests, {std::int64_t{0}, "f", "k", "a",
                                                    "name" + std::to_string(n), "t",
                                                    std::int64_t{0}});
    });
    ASSERT_TRUE(done);
  };
  for (int n = 1; n <= 4; ++n) fact(n);
  ASSERT_EQ(open->forget_commits(at(5), hour(3), 100).value(), 2U);
  EXPECT_TRUE(open->verify());
  open.reset();
  tamper(data, "DELETE FROM guests WHERE commit_no = 1");
  EXPECT_EQ(books()->verify().error().code, "BooksDamaged");
}

TEST_F(StackBooksTest, neither_kind_of_books_is_taken_for_the_other) {
  ASSERT_TRUE(put(*books(), {reading(1, 3, "a")}));
  EXPECT_EQ(open_as(commerce_layout()).error().code, "BooksOfAnotherKind");
  EXPECT_EQ(part(*books(), {1, 0, 10}).size(), 1U) << "and nothing was changed";
  data = root + "/commerce";
  ASSERT_TRUE(open_as(commerce_layout()));
  EXPECT_EQ(open_as(stack_layout()).error().code, "BooksOfAnotherKind");
}

TEST_F(StackBooksTest, a_copy_is_books_of_a_stack_again) {
  ASSERT_TRUE(put(*books(), {reading(1, 3, "a")}));
  ASSERT_TRUE(books()->copy_to(root + "/copy"));
  data = root + "/copy";
  EXPECT_EQ(part(*books(), {1, 0, 10}).size(), 1U);
}

}  // namespace
}  // namespace tollbridge::store
