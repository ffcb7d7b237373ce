// SPDX-License-Identifier: Apache-2.0
// Goal: a stack's books keep what they acknowledged over restarts, quickly enough for a large
// stack. Method: the suite all books pass, on real files; damage behind their back; a measured
// post of many readings.
#include "stack/sql/sql_stack_books.h"

#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "stack/books_suite.h"
#include "store/scratch_books_testing.h"
#include "store/stack_schema.h"

namespace tollbridge::stack {
namespace {

class SqlPlace final : public BooksPlace, public store::testing::ScratchBooks {
 public:
  SqlPlace() { open_books(); }
  StackBooks& books() override { return *books_; }
  void reopen() override {
    books_.reset();
    database_.reset();
    open_books();
  }

 private:
  void open_books() {
    store::OpenOptions options;
    options.directory = data;
    options.layout = &store::stack_layout();
    database_ = store::Database::open(disk, options).value();
    books_ = SqlStackBooks::open(*database_).value();
  }
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<SqlStackBooks> books_;
};

INSTANTIATE_TEST_SUITE_P(Sql, StackBooksSuite,
                         testing::Values(+[]() -> std::unique_ptr<BooksPlace> {
                           return std::make_unique<SqlPlace>();
                         }));

class SqlStackBooksTest : public ::testing::Test, public store::testing::ScratchBooks {
 protected:
  std::unique_ptr<store::Database> database() {
    store::OpenOptions options;
    options.directory = data;
    options.layout = &store::stack_layout();
    return store::Database::open(disk, options).value();
  }
  static std::vector<Posted> minute_of(int resources, Instant at) {
    std::vector<Posted> readings;
    for (int i = 0; i < resources; ++i) {
      Posted one;
      one.track.series = {LocalSubscriptionId("s" + std::to_string(i % 100)), MeterId("cpu"),
                          ResourceId("/vm/" + std::to_string(i))};
      one.meaning.kind = Kind::counter;
      one.reading.at = at;
      one.reading.value = Quantity::from_whole(i);
      readings.push_back(one);
    }
    return readings;
  }
};

TEST_F(SqlStackBooksTest, a_due_hour_of_a_track_that_is_not_there_is_damage) {
  {
    auto books = database();
    auto stack = SqlStackBooks::open(*books).value();
    ASSERT_TRUE(stack->add(minute_of(1, Instant{}), Instant{}));
  }
  tamper(data, "UPDATE due SET to_hour = to_hour + 1");
  auto books = database();
  EXPECT_EQ(SqlStackBooks::open(*books).error().code, "BooksDamaged");
}

TEST_F(SqlStackBooksTest, tracks_of_books_of_schema_1_are_taken_over_once) {
  const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();
  {
    auto books = database();
    const auto row = [](std::int64_t no) -> store::Row {
      return {no, "shop", "cpu", "/vm/" + std::to_string(no), "", "counter", "hours"};
    };
    ASSERT_TRUE(books->transact({noon, "stack", "take", ""}, [&](store::Transaction& one) {
      if (auto added = one.add(store::stack_schema::tracks, row(1)); !added) return added;
      return one.add(store::stack_schema::tracks, row(2));
    }));
  }
  {
    auto books = database();
    auto stack = SqlStackBooks::open(*books).value();
    ASSERT_EQ(stack->tracks().size(), 2U);
    const std::vector<StackBooks::Forget> forget = {{1, {}, true}, {2, {}, true}};
    ASSERT_TRUE(stack->close(Hour::containing(noon), forget, noon));
  }
  auto books = database();
  auto stack = SqlStackBooks::open(*books).value();
  EXPECT_TRUE(stack->tracks().empty());
  ASSERT_TRUE(stack->add(minute_of(1, noon), noon));
  EXPECT_EQ(stack->tracks().front().no, 3U);
  EXPECT_TRUE(books->verify());
}

TEST_F(SqlStackBooksTest, a_minute_of_ten_thousand_resources_is_taken_within_seconds) {
  auto books = database();
  auto stack = SqlStackBooks::open(*books).value();
  const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();
  ASSERT_TRUE(stack->add(minute_of(10'000, noon), noon));
  const auto next = minute_of(10'000, noon + std::chrono::minutes(1));
  const std::clock_t begin = std::clock();
  ASSERT_TRUE(stack->add(next, noon));
  const auto ms = (std::clock() - begin) * 1000 / CLOCKS_PER_SEC;
  EXPECT_LT(ms, 5'000 * store::testing::slowness);
  RecordProperty("ms", std::to_string(ms));
  std::cout << "10000 readings in " << ms << " ms\n";
}

TEST_F(SqlStackBooksTest, what_is_recorded_but_not_confirmed_is_known_as_after_a_restart) {
  const Instant at = parse_instant("2026-10-01T12:30:00Z").value();
  const auto kept = database();
  auto books = SqlStackBooks::open(*kept).value();
  ASSERT_TRUE(books->add(minute_of(2, at), at));
  disk.full = true;  // when the head is written, after the rows
  const auto unconfirmed = books->add(minute_of(3, at + std::chrono::hours(1)), at);
  ASSERT_FALSE(unconfirmed);
  EXPECT_EQ(unconfirmed.error().code, "CommitUnconfirmed");
  disk.full = false;
  const auto tracks = books->tracks().size();
  const auto due = books->due();
  auto reopened = SqlStackBooks::open(*kept).value();
  EXPECT_EQ(tracks, reopened->tracks().size());
  EXPECT_EQ(due, reopened->due());
  const auto again = books->add(minute_of(3, at + std::chrono::hours(1)), at);
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, std::vector<Taken>(3, Taken::duplicate));
  ASSERT_TRUE(books->add(minute_of(4, at + std::chrono::hours(2)), at));
}

class YearOfPosts : public SqlStackBooksTest {
 protected:
  // TOLLBRIDGE_POSTS_A_DAY asks for more.
  static int posts_a_day() {
    const char* said = std::getenv("TOLLBRIDGE_POSTS_A_DAY");
    return said == nullptr ? 4 : std::atoi(said);
  }
  // Days of posts, each settled, with readings forgotten after 45 days as a server does.
  void live(int from, int to, bool forgets_commits) {
    constexpr std::chrono::hours keep{45 * 24};
    const auto kept = database();
    const auto books = SqlStackBooks::open(*kept).value();
    const Instant begin = parse_instant("2026-01-01T00:00:00Z").value();
    const auto step = std::chrono::nanoseconds(std::chrono::hours(24)) / posts_a_day();
    for (int day = from; day < to; ++day) {
      Instant at = begin + std::chrono::hours(24 * day);
      for (int post = 0; post < posts_a_day(); ++post, at += step) {
        ASSERT_TRUE(books->add(minute_of(1, at), at));
      }
      const std::vector<TrackNo> all = {1};
      ASSERT_TRUE(books->settle(all, {}, at));
      const std::vector<StackBooks::Forget> forget = {{1, at - keep}};
      ASSERT_TRUE(books->close(Hour::containing(at - keep), forget, at));
      if (!forgets_commits) continue;
      ASSERT_TRUE(books->forget_commits(at - keep, 1'000'000, at));
    }
    ASSERT_TRUE(kept->verify());
  }
  [[nodiscard]] std::uintmax_t bytes() const {
    return std::filesystem::file_size(data + "/books.sqlite");
  }
};

TEST_F(YearOfPosts, leaves_the_books_as_large_as_the_keep_time_makes_them) {
  live(0, 100, true);
  const auto hundred_days = bytes();
  live(100, 365, true);
  const auto year = bytes();
  data = root + "/all";
  live(0, 365, false);
  std::cout << posts_a_day() << " posts a day: books of " << hundred_days
            << " bytes after 100 days, " << year << " after a year, " << bytes()
            << " with all commits\n";
  EXPECT_LT(year, hundred_days + hundred_days / 4);
  EXPECT_LT(year, bytes() * 2 / 3);
}

}  // namespace
}  // namespace tollbridge::stack
