// SPDX-License-Identifier: Apache-2.0
// Marks only go forward, counts add up exactly, and both survive a restart together.
// Method: the memory store of the journal's tests as the oracle, any deltas, real files.
#include "journal/sql/sql_mark_store.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <ctime>
#include <string>
#include <vector>

#include "journal/memory/memory_mark_store.h"
#include "ops/real_clock.h"
#include "store/schema.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::journal {
namespace {

using store::testing::ScratchBooks;

const Period october = Period::parse("2026-10").value();

class SqlMarkStoreTest : public ::testing::Test, public ScratchBooks {
 protected:
  ops::FixedClock clock_{Instant{}};
};

Head head(const std::string& stack, std::uint64_t sequence) {
  return {StackId(stack), sequence, sha256(stack + std::to_string(sequence))};
}

CountDelta delta(const std::string& meter, std::int64_t records, i128 units) {
  return {StackId("s1"), MeterId(meter), october, records, Quantity::from_units(units)};
}

RC_GTEST_FIXTURE_PROP(SqlMarkStoreTest, any_appends_leave_the_marks_and_sums_of_the_oracle, ()) {
  MemoryMarkStore oracle;
  {
    auto books = must_open(data);
    SqlMarkStore store(*books, clock_, "importer");
    const auto appends = *rc::gen::inRange<std::uint64_t>(1, 6);
    for (std::uint64_t n = 1; n <= appends; ++n) {
      const std::vector<Head> heads = {head("s1", n), head("s2", 2 * n)};
      std::vector<CountDelta> deltas;
      for (int d = *rc::gen::inRange(0, 5); d > 0; --d) {
        const auto units = *rc::gen::arbitrary<std::int64_t>();
        deltas.push_back({StackId(*rc::gen::element<std::string>("s1", "s2")),
                          MeterId(*rc::gen::element<std::string>("cpu", "disk")),
                          *rc::gen::element(october, october.next()),
                          *rc::gen::inRange<std::int64_t>(-5, 5),
                          Quantity::from_units(i128{units} * 1'000'000'007)});
      }
      RC_ASSERT(store.advance(heads, deltas).has_value());
      RC_ASSERT(oracle.advance(heads, deltas).has_value());
    }
  }
  auto books = must_open(data);
  SqlMarkStore store(*books, clock_, "importer");
  RC_ASSERT(store.marks().value() == oracle.marks().value());
  for (const Period period : {october, october.next(), october.next().next()}) {
    const auto found = store.counts(period).value();
    const auto expected = oracle.counts(period).value();
    RC_ASSERT(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      RC_ASSERT(found[i].stack == expected[i].stack);
      RC_ASSERT(found[i].meter == expected[i].meter);
      RC_ASSERT(found[i].records == expected[i].records);
      RC_ASSERT(found[i].quantity == expected[i].quantity);
    }
  }
}

TEST_F(SqlMarkStoreTest, a_mark_never_goes_back_and_nothing_is_counted_then) {
  auto books = must_open(data);
  SqlMarkStore store(*books, clock_, "importer");
  ASSERT_TRUE(store.advance(std::vector{head("s1", 5)}, std::vector{delta("cpu", 1, 10)}));
  Head other = head("s1", 5);
  other.hash = sha256("another block");
  for (const Head& wrong : {head("s1", 4), other}) {
    const auto back = store.advance(std::vector{wrong}, std::vector{delta("cpu", 1, 10)});
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().code, "MarkWouldGoBack");
  }
  EXPECT_EQ(store.counts(october).value()[0].records, 1);
}

TEST_F(SqlMarkStoreTest, an_advance_that_was_recorded_but_not_confirmed_is_done_once) {
  auto books = must_open(data);
  SqlMarkStore store(*books, clock_, "importer");
  const std::vector heads{head("s1", 1), head("s2", 1)};
  const std::vector deltas{delta("cpu", 1, 10)};
  disk.full = true;  // when the head is written, after the rows
  EXPECT_EQ(store.advance(heads, deltas).error().code, "CommitUnconfirmed");
  EXPECT_EQ(store.advance(heads, deltas).error().code, "DiskFull") << "still not confirmed";
  disk.full = false;
  ASSERT_TRUE(store.advance(heads, deltas)) << "as the journal asks again before its next append";
  EXPECT_EQ(store.counts(october).value()[0].records, 1);
  ASSERT_TRUE(store.advance(std::vector{head("s1", 2)}, deltas));
  EXPECT_EQ(store.counts(october).value()[0].records, 2);
  EXPECT_TRUE(books->verify());
}

TEST_F(SqlMarkStoreTest, sums_beyond_128_bits_are_kept_and_told_only_when_asked_for) {
  auto books = must_open(data);
  SqlMarkStore store(*books, clock_, "importer");
  const i128 most = static_cast<i128>((u128{1} << 127U) - 1);
  ASSERT_TRUE(store.advance(std::vector{head("s1", 1)}, std::vector{delta("cpu", 1, most)}));
  ASSERT_TRUE(store.advance(std::vector{head("s1", 2)}, std::vector{delta("cpu", 1, most)}));
  const auto counts = store.counts(october);
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().code, "NumberOutOfRange");
  ASSERT_TRUE(store.advance(std::vector{head("s1", 3)}, std::vector{delta("cpu", -1, -most)}));
  EXPECT_EQ(store.counts(october).value()[0].quantity.units(), most);
  ASSERT_TRUE(store.advance(std::vector{head("s1", 4)}, std::vector{delta("cpu", -1, -most)}));
  ASSERT_TRUE(store.advance(std::vector{head("s1", 5)}, std::vector{delta("cpu", 1, -1)}));
  EXPECT_EQ(store.counts(october).value()[0].quantity.to_string(), "-0.000000000000000001");
}

TEST_F(SqlMarkStoreTest, a_flipped_digit_of_a_mark_is_refused) {
  {
    auto books = must_open(data);
    SqlMarkStore store(*books, clock_, "importer");
    ASSERT_TRUE(store.advance(std::vector{head("s1", 5)}, {}));
  }
  tamper(data, "UPDATE marks SET sequence = 4");
  auto books = must_open(data);
  SqlMarkStore store(*books, clock_, "importer");
  EXPECT_EQ(store.marks().error().code, "BooksDamaged");
  EXPECT_EQ(store.advance(std::vector{head("s1", 6)}, {}).error().code, "BooksDamaged");
}

TEST_F(SqlMarkStoreTest, an_append_of_a_hundred_meters_costs_milliseconds) {
  auto books = must_open(data);
  SqlMarkStore store(*books, clock_, "importer");
  std::vector<CountDelta> deltas;
  for (int i = 0; i < 100; ++i) deltas.push_back(delta("meter-" + std::to_string(i), 1, i));
  ASSERT_TRUE(store.advance(std::vector{head("s1", 1)}, deltas));
  const std::clock_t begin = std::clock();
  for (std::uint64_t n = 2; n <= 21; ++n) {
    ASSERT_TRUE(store.advance(std::vector{head("s1", n)}, deltas));
  }
  const auto each_us = (std::clock() - begin) * 1'000'000 / CLOCKS_PER_SEC / 20;
  EXPECT_LT(each_us, 10'000 * store::testing::slowness);
  RecordProperty("each_us", std::to_string(each_us));
}

}  // namespace
}  // namespace tollbridge::journal
