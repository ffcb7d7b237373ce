// SPDX-License-Identifier: Apache-2.0
// Books that were acknowledged are there, whole, or are refused; never something else.
// Method: real SQLite files in a scratch directory, damaged behind the books' back, cut off in
// the middle, and under a file system with faults.
#include "store/database.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "store/faulty_vfs_testing.h"
#include "store/schema.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::store {
namespace {

using testing::bytes_of;
using testing::FaultyVfs;
using testing::ScratchBooks;
using testing::write_bytes;

const CommitInfo info = {parse_instant("2026-11-01T10:00:00Z").value(), "book", "apply", "test"};

Row tenant(std::int64_t item, const std::string& text) { return {std::int64_t{0}, item, text}; }

Row mark(const std::string& stack, std::int64_t sequence) { return {stack, sequence, "hash"}; }

class BooksTest : public ::testing::Test, public ScratchBooks {
 protected:
  // One commit with `rows` tenants, texts "<prefix>0", "<prefix>1" …
  static Result<std::uint64_t> add_tenants(Database& books, const std::string& prefix, int rows) {
    return books.transact(info, [&](Transaction& transaction) -> Status {
      for (int i = 0; i < rows; ++i) {
        auto added = transaction.add(schema::customer_tenants,
                                     tenant(i, prefix + std::to_string(i)));
        if (!added) return added;
      }
      return {};
    });
  }

  static Result<std::uint64_t> put_mark(Database& books, const std::string& stack,
                                        std::int64_t sequence) {
    return books.transact(info, [&](Transaction& transaction) {
      return transaction.put(schema::marks, mark(stack, sequence));
    });
  }

  static Result<std::vector<std::string>> tenants(Database& books) {
    std::vector<std::string> found;
    auto done = books.read(schema::customer_tenants, [&](std::uint64_t, const Row& row) -> Status {
      found.push_back(std::get<std::string>(row[2]));
      return {};
    });
    if (!done) return pass(done);
    return found;
  }

  // Books with two commits of three tenants and two marks, closed.
  void make_books() {
    auto books = must_open(data);
    ASSERT_EQ(add_tenants(*books, "a", 3), 1U);
    ASSERT_EQ(add_tenants(*books, "b", 3), 2U);
    ASSERT_EQ(put_mark(*books, "s1", 1), 3U);
    ASSERT_EQ(put_mark(*books, "s1", 2), 4U);
  }

  void expect_damage(const std::string& fault) {
    auto books = open(data);
    const Status verified = books ? (*books)->verify() : Status(pass(books));
    ASSERT_FALSE(verified) << "expected: " << fault;
    EXPECT_EQ(verified.error().kind, ErrorKind::damaged);
    bool told = verified.error().message.find(fault) != std::string::npos;
    for (const Error& detail : verified.error().details) {
      told = told || detail.message.find(fault) != std::string::npos;
    }
    EXPECT_TRUE(told) << fault << " is not in: " << verified.error().message;
  }
};

TEST_F(BooksTest, what_was_written_is_there_after_the_books_were_closed) {
  make_books();
  auto books = must_open(data);
  EXPECT_EQ(books->newest(), 4U);
  EXPECT_EQ(tenants(*books), (std::vector<std::string>{"a0", "a1", "a2", "b0", "b1", "b2"}));
  EXPECT_EQ(books->find(schema::marks, {"s1"}), mark("s1", 2));
  EXPECT_EQ(books->find(schema::marks, {"s2"}), std::nullopt);
  EXPECT_TRUE(books->verify());
}

TEST_F(BooksTest, the_audit_log_names_every_commit_and_its_chain_holds) {
  make_books();
  auto books = must_open(data);
  std::vector<std::uint64_t> numbers;
  ASSERT_TRUE(books->commits([&](const Commit& commit) -> Status {
    numbers.push_back(commit.no);
    EXPECT_EQ(commit.info.actor, "book");
    EXPECT_EQ(commit.info.action, "apply");
    EXPECT_EQ(commit.info.detail, "test");
    EXPECT_EQ(commit.info.known_at, info.known_at);
    return {};
  }));
  EXPECT_EQ(numbers, (std::vector<std::uint64_t>{1, 2, 3, 4}));
}

TEST_F(BooksTest, a_transaction_that_fails_half_way_writes_nothing) {
  auto books = must_open(data);
  auto done = books->transact(info, [&](Transaction& transaction) -> Status {
    EXPECT_TRUE(transaction.add(schema::customer_tenants, tenant(0, "x")));
    EXPECT_TRUE(transaction.put(schema::marks, mark("s1", 1)));
    return fail(ErrorKind::refused, "Refused", "no");
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "Refused");
  EXPECT_EQ(books->newest(), 0U);
  EXPECT_EQ(tenants(*books), std::vector<std::string>{});
  EXPECT_EQ(books->find(schema::marks, {"s1"}), std::nullopt);
  EXPECT_TRUE(books->verify());
  EXPECT_EQ(add_tenants(*books, "a", 1), 1U);
}

TEST_F(BooksTest, a_key_that_is_there_is_a_conflict_even_if_the_caller_looks_away) {
  auto books = must_open(data);
  auto done = books->transact(info, [&](Transaction& transaction) -> Status {
    EXPECT_TRUE(transaction.add(schema::document_texts, {"p-1", std::int64_t{0}, "one"}));
    EXPECT_FALSE(transaction.add(schema::document_texts, {"p-1", std::int64_t{0}, "two"}));
    return {};
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::conflict);
  EXPECT_EQ(done.error().code, "AlreadyRecorded");
  EXPECT_EQ(books->newest(), 0U);
}

TEST_F(BooksTest, a_second_process_is_told_that_the_data_directory_is_taken) {
  auto books = must_open(data);
  auto second = open(data);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::busy);
  EXPECT_EQ(second.error().code, "DataDirectoryBusy");
  EXPECT_NE(second.error().message.find(data), std::string::npos);
  books.reset();
  EXPECT_TRUE(open(data));
}

TEST_F(BooksTest, closing_leaves_only_the_books_and_their_head) {
  make_books();
  auto names = disk.list(data);
  ASSERT_TRUE(names);
  std::sort(names->begin(), names->end());
  EXPECT_EQ(*names, (std::vector<std::string>{"books.head", "books.sqlite"}));
}

RC_GTEST_FIXTURE_PROP(BooksTest, any_text_and_any_number_come_back_bit_for_bit,
                      (const std::vector<std::pair<std::string, std::int64_t>>& values)) {
  std::filesystem::remove_all(data);
  std::filesystem::create_directories(root);
  auto books = must_open(data);
  auto done = books->transact(info, [&](Transaction& transaction) -> Status {
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto added = transaction.add(
          schema::closing_heads, {std::int64_t{0}, static_cast<std::int64_t>(i), values[i].first,
                                  values[i].second, "0.100000000000000001"});
      if (!added) return added;
    }
    return {};
  });
  RC_ASSERT(done.has_value());
  books.reset();
  books = must_open(data);
  std::vector<std::pair<std::string, std::int64_t>> found;
  RC_ASSERT(books->read(schema::closing_heads, [&](std::uint64_t, const Row& row) -> Status {
    found.emplace_back(std::get<std::string>(row[2]), std::get<std::int64_t>(row[3]));
    RC_ASSERT(std::get<std::string>(row[4]) == "0.100000000000000001");
    return {};
  }).has_value());
  RC_ASSERT(found == values);
}

TEST_F(BooksTest, a_changed_row_is_refused_when_read_and_named_by_verify) {
  make_books();
  tamper(data, "UPDATE customer_tenants SET tenant = 'b9' WHERE tenant = 'b1'");
  {
    auto books = must_open(data);
    const auto read = tenants(*books);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::damaged);
    EXPECT_NE(read.error().message.find("customer_tenants (0, 1) of commit 2"),
              std::string::npos);
  }
  expect_damage("customer_tenants (0, 1) of commit 2 fails its checksum");
}

TEST_F(BooksTest, every_column_of_a_row_is_under_its_checksum) {
  for (const char* change : {"position = 7", "item = 7", "tenant = 'x'", "commit_no = 3",
                             "row_sum = 'x'", "tenant = ''"}) {
    std::filesystem::remove_all(data);
    make_books();
    tamper(data, std::string("UPDATE customer_tenants SET ") + change + " WHERE tenant = 'a2'");
    auto books = must_open(data);
    EXPECT_FALSE(tenants(*books)) << change;
    EXPECT_FALSE(books->verify()) << change;
  }
}

TEST_F(BooksTest, a_deleted_row_is_noticed_when_its_table_is_read_and_its_commit_is_named) {
  make_books();
  tamper(data, "DELETE FROM customer_tenants WHERE tenant = 'a1'");
  {
    auto books = must_open(data);
    const auto read = tenants(*books);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "BooksDamaged");
  }
  expect_damage("commit 1 wrote other rows than are there (2 found, 3 written)");
}

TEST_F(BooksTest, an_old_mark_brought_back_with_its_own_checksum_is_noticed) {
  {
    auto books = must_open(data);
    ASSERT_TRUE(put_mark(*books, "s1", 1));
  }
  const std::string copy = cut();
  {
    auto books = must_open(data);
    ASSERT_TRUE(put_mark(*books, "s1", 2));
  }
  tamper(data, "ATTACH '" + copy + "/books.sqlite' AS old; DELETE FROM marks; "
               "INSERT INTO marks SELECT * FROM old.marks");
  auto books = must_open(data);
  EXPECT_FALSE(books->read(schema::marks, [](std::uint64_t, const Row&) { return Status(); }));
  books.reset();
  expect_damage("table marks does not hold the rows written to it");
}

TEST_F(BooksTest, a_changed_audit_entry_breaks_the_chain) {
  make_books();
  tamper(data, "UPDATE commits SET actor = 'nobody' WHERE no = 2");
  expect_damage("commit 2 fails its hash");
  tamper(data, "UPDATE commits SET actor = 'book' WHERE no = 2");
  EXPECT_TRUE(must_open(data)->verify());
  tamper(data, "DELETE FROM commits WHERE no = 2");
  expect_damage("commit 3 follows commit 1");
}

TEST_F(BooksTest, books_whose_log_was_lost_are_refused) {
  auto books = must_open(data);
  ASSERT_TRUE(add_tenants(*books, "a", 3));
  const std::string copy = cut();
  std::filesystem::remove(copy + "/books.sqlite-wal");
  const auto opened = open(copy);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::damaged);
  EXPECT_EQ(opened.error().code, "BooksBehindHead");
}

TEST_F(BooksTest, books_whose_log_was_cut_or_flipped_anywhere_are_refused_or_whole) {
  auto books = must_open(data);
  books.reset();
  books = must_open(data);
  ASSERT_TRUE(add_tenants(*books, "a", 3));
  ASSERT_TRUE(add_tenants(*books, "b", 3));
  const std::string log = bytes_of(data + "/books.sqlite-wal");
  ASSERT_GT(log.size(), 8192U);
  int refused = 0;
  for (std::size_t at = 0; at < log.size(); at += 1021) {
    const std::string cut_off = cut();
    write_bytes(cut_off + "/books.sqlite-wal", log.substr(0, at));
    auto opened = open(cut_off);
    EXPECT_FALSE(opened);
    const std::string flipped = cut();
    std::string bytes = log;
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    write_bytes(flipped + "/books.sqlite-wal", bytes);
    opened = open(flipped);
    if (!opened) {
      ++refused;
      EXPECT_EQ(opened.error().kind, ErrorKind::damaged) << opened.error().code;
    } else {
      EXPECT_EQ(tenants(**opened).value().size(), 6U);
    }
  }
  EXPECT_GT(refused, 3);
}

TEST_F(BooksTest, refused_books_are_left_as_they_are_and_can_be_repaired) {
  auto books = must_open(data);
  ASSERT_TRUE(add_tenants(*books, "a", 3));
  ASSERT_TRUE(add_tenants(*books, "b", 3));
  const std::string copy = cut();
  std::string log = bytes_of(copy + "/books.sqlite-wal");
  const auto flip = [&] {
    log[log.size() - 5000] = static_cast<char>(log[log.size() - 5000] ^ 1);
    write_bytes(copy + "/books.sqlite-wal", log);
  };
  flip();
  const std::string file = bytes_of(copy + "/books.sqlite");
  EXPECT_EQ(open(copy).error().code, "BooksBehindHead");
  EXPECT_EQ(open(copy).error().code, "BooksBehindHead");
  EXPECT_EQ(bytes_of(copy + "/books.sqlite-wal"), log);
  EXPECT_EQ(bytes_of(copy + "/books.sqlite"), file);
  flip();
  EXPECT_EQ(tenants(*must_open(copy)).value().size(), 6U);
}

TEST_F(BooksTest, an_older_copy_of_the_books_is_refused_beside_the_newer_head) {
  make_books();
  const std::string old = cut();
  {
    auto books = must_open(data);
    ASSERT_TRUE(add_tenants(*books, "c", 1));
  }
  write_bytes(data + "/books.sqlite", bytes_of(old + "/books.sqlite"));
  const auto opened = open(data);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "BooksBehindHead");
}

TEST_F(BooksTest, a_commit_whose_head_a_crash_held_back_is_taken_over) {
  make_books();
  const std::string head = bytes_of(data + "/books.head");
  {
    auto books = must_open(data);
    ASSERT_EQ(add_tenants(*books, "c", 1), 5U);
  }
  const std::string newer = bytes_of(data + "/books.head");
  write_bytes(data + "/books.head", head);
  auto books = must_open(data);
  EXPECT_EQ(books->newest(), 5U);
  EXPECT_EQ(bytes_of(data + "/books.head"), newer);
  EXPECT_TRUE(books->verify());
}

TEST_F(BooksTest, a_head_more_than_one_commit_behind_or_of_other_books_is_refused) {
  make_books();
  const std::string head = bytes_of(data + "/books.head");
  {
    auto books = must_open(data);
    ASSERT_TRUE(add_tenants(*books, "c", 1));
    ASSERT_TRUE(add_tenants(*books, "d", 1));
  }
  write_bytes(data + "/books.head", head);
  EXPECT_EQ(open(data).error().code, "BooksDamaged");
  std::filesystem::remove(data + "/books.head");
  EXPECT_EQ(open(data).error().code, "BooksDamaged");
  auto others = must_open(root + "/others");
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(add_tenants(*others, "o", 1));
  others.reset();
  write_bytes(data + "/books.head", bytes_of(root + "/others/books.head"));
  EXPECT_EQ(open(data).error().code, "BooksDamaged");
}

TEST_F(BooksTest, any_flipped_bit_of_the_head_is_noticed) {
  make_books();
  const std::string head = bytes_of(data + "/books.head");
  for (std::size_t bit = 0; bit < 8 * head.size(); bit += 3) {
    std::string flipped = head;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    write_bytes(data + "/books.head", flipped);
    const auto opened = open(data);
    ASSERT_FALSE(opened) << bit;
    EXPECT_EQ(opened.error().kind, ErrorKind::damaged);
  }
}

TEST_F(BooksTest, books_of_a_newer_program_are_refused_and_left_as_they_are) {
  make_books();
  tamper(data, "INSERT INTO schema_versions VALUES (999, 'from the future')");
  const std::string before = bytes_of(data + "/books.sqlite");
  const auto opened = open(data);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, "SchemaTooNew");
  EXPECT_NE(opened.error().message.find("999"), std::string::npos);
  EXPECT_EQ(bytes_of(data + "/books.sqlite"), before);
}

TEST_F(BooksTest, a_file_that_is_no_database_is_refused) {
  std::filesystem::create_directories(data);
  write_bytes(data + "/books.sqlite", std::string(8192, 'x'));
  const auto opened = open(data);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::damaged);
}

TEST_F(BooksTest, a_disk_that_fills_at_any_write_loses_nothing_and_recovers_by_itself) {
  FaultyVfs faults;
  auto books = must_open(data, FaultyVfs::name);
  ASSERT_TRUE(add_tenants(*books, "a", 3));
  std::uint64_t commits = 1;
  for (int n = 0;; ++n) {
    faults.fail_writes_from(n, SQLITE_FULL);
    const auto done = add_tenants(*books, "b", 200);
    const bool struck = faults.struck();
    faults.repair();
    if (done) ++commits;
    if (!struck) break;
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::io);
    EXPECT_EQ(done.error().code, "DiskFull");
    EXPECT_EQ(books->newest(), commits);
    ASSERT_EQ(tenants(*books).value().size(), 3U) << n;
  }
  EXPECT_EQ(tenants(*books).value().size(), 203U);
  EXPECT_TRUE(books->verify());
  books.reset();
  EXPECT_TRUE(must_open(data)->verify());
}

TEST_F(BooksTest, a_disk_that_fails_at_any_write_is_called_failed_and_nothing_is_written) {
  FaultyVfs faults;
  auto books = must_open(data, FaultyVfs::name);
  faults.fail_writes_from(1, SQLITE_IOERR_WRITE);
  const auto done = add_tenants(*books, "b", 200);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "DiskFailed");
  faults.repair();
  EXPECT_EQ(tenants(*books).value().size(), 0U);
  EXPECT_EQ(add_tenants(*books, "c", 2), 1U);
}

TEST_F(BooksTest, books_on_a_read_only_file_system_are_refused_in_plain_words) {
  make_books();
  FaultyVfs faults;
  faults.make_read_only();
  const auto opened = open(data, FaultyVfs::name);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, ErrorKind::io);
  EXPECT_EQ(opened.error().code, "DiskReadOnly");
}

TEST_F(BooksTest, a_failed_sync_ends_the_process) {
  FaultyVfs faults;
  auto books = must_open(data, FaultyVfs::name);
  EXPECT_DEATH(
      {
        faults.fail_syncs_from(0, SQLITE_IOERR_FSYNC);
        EXPECT_FALSE(add_tenants(*books, "a", 1));
      },
      "syncing .*books.sqlite' failed");
}

TEST_F(BooksTest, a_failed_sync_while_the_log_is_moved_ends_the_process_too) {
  FaultyVfs faults;
  auto books = must_open(data, FaultyVfs::name);
  ASSERT_TRUE(add_tenants(*books, "a", 1));
  EXPECT_DEATH(
      {
        faults.fail_syncs_from(0, SQLITE_IOERR_FSYNC);
        books.reset();
      },
      "syncing .*books.sqlite' failed");
}

TEST_F(BooksTest, a_commit_whose_head_cannot_be_written_is_unconfirmed_until_there_is_room) {
  auto books = must_open(data);
  ASSERT_TRUE(add_tenants(*books, "a", 1));
  disk.full = true;
  auto done = add_tenants(*books, "b", 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::io);
  EXPECT_EQ(done.error().code, "CommitUnconfirmed");
  done = add_tenants(*books, "c", 1);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, "DiskFull");
  disk.full = false;
  EXPECT_EQ(add_tenants(*books, "d", 1), 3U);
  EXPECT_EQ(tenants(*books), (std::vector<std::string>{"a0", "b0", "d0"}));
  books.reset();
  EXPECT_EQ(must_open(data)->newest(), 3U);
}

TEST_F(BooksTest, a_log_that_grew_long_is_moved_into_the_file_and_nothing_is_lost) {
  auto books = must_open(data);
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(books->transact(info, [&](Transaction& transaction) {
      return transaction.add(schema::document_texts,
                             {"p-1", std::int64_t{i}, std::string(300'000, 'x')});
    }));
  }
  EXPECT_LT(std::filesystem::file_size(data + "/books.sqlite-wal"), 6'000'000U);
  EXPECT_GT(std::filesystem::file_size(data + "/books.sqlite"), 4'000'000U);
  EXPECT_TRUE(books->verify());
  const std::string copy = cut();
  EXPECT_TRUE(must_open(copy)->verify());
}

TEST_F(BooksTest, a_copy_holds_the_same_and_is_verified_and_never_written_over) {
  make_books();
  auto books = must_open(data);
  const std::string copy = root + "/it's a \"copy\" = 1";
  const auto copied = books->copy_to(copy);
  ASSERT_TRUE(copied) << copied.error().message;
  auto opened = must_open(copy);
  EXPECT_EQ(opened->newest(), 4U);
  EXPECT_EQ(tenants(*opened).value(), tenants(*books).value());
  EXPECT_TRUE(opened->verify());
  EXPECT_EQ(add_tenants(*opened, "z", 1), 5U);
  opened.reset();
  EXPECT_EQ(books->copy_to(copy).error().code, "DirectoryNotEmpty");
}

TEST_F(BooksTest, a_copy_of_damaged_books_is_not_called_good) {
  make_books();
  tamper(data, "UPDATE customer_tenants SET tenant = 'b9' WHERE tenant = 'b1'");
  auto books = must_open(data);
  const auto copied = books->copy_to(root + "/copy");
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().kind, ErrorKind::damaged);
  EXPECT_EQ(disk.list(root + "/copy"), std::vector<std::string>{});
}

TEST_F(BooksTest, verify_lists_all_faults_at_once) {
  make_books();
  tamper(data, "UPDATE customer_tenants SET tenant = tenant || 'x'; DELETE FROM marks");
  auto books = must_open(data);
  const auto verified = books->verify();
  ASSERT_FALSE(verified);
  EXPECT_GE(verified.error().details.size(), 6U + 1U + 1U + 2U);
}

}  // namespace
}  // namespace tollbridge::store
