// SPDX-License-Identifier: Apache-2.0
// What every Ledger promises about one stack. An adapter's test says how its ledger is opened and
// opened again, and instantiates the suite.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "bridge/batch_testing.h"
#include "bridge/inbox.h"

namespace tollbridge::bridge {

// Where a ledger is kept during a test.
class LedgerPlace {
 public:
  virtual ~LedgerPlace() = default;
  virtual Ledger& ledger() = 0;
  virtual void reopen() = 0;  // as after a restart; may do nothing
};

using MakeLedgerPlace = std::unique_ptr<LedgerPlace> (*)();

// Batch `number` of a stack: one row, made in the hour of its number.
inline std::string batch_bytes(std::uint64_t number, const StackId& stack = stack_one,
                               const std::string& quantity = "1") {
  Batch batch = example_batch();
  batch.changes.clear();
  batch.head.stack = stack;
  batch.head.number = number;
  const auto hour = static_cast<std::int32_t>(number);
  batch.usage = usage_of({{.hour = hour, .quantity = quantity}}, stack);
  return write_batch(batch, word_key("key")).value();
}

inline Taken taken_of(std::uint64_t number, const StackId& stack = stack_one,
                      Instant at = october.start()) {
  Taken taken;
  taken.number = number;
  taken.hash = open_batch(batch_bytes(number, stack)).value().hash;
  taken.rows = 1;
  taken.changes = 2;
  taken.rejected = 3;
  taken.made_at = at - std::chrono::minutes{5};
  taken.taken_at = at;
  taken.receipt = "receipt " + std::to_string(number);
  return taken;
}

// What batch `number` says: its own row, and one more of two days later, known before.
inline BatchUsage sums_of(std::uint64_t number) {
  const Hour hour = october.plus(static_cast<std::int32_t>(number));
  const MeterHour own{"meter", hour, 1, Int256(i128{1'000'000'000'000'000'000})};
  const MeterHour again{"other meter", hour.plus(48), 2, Int256(i128{-25})};
  return {number, {own, again}, {again}};
}

inline Rejected rejected_row(std::uint64_t number, std::uint64_t row) {
  return {number, row, 0, "TenantMismatch", "Row " + std::to_string(row) + " is not taken."};
}

class LedgerSuite : public ::testing::TestWithParam<MakeLedgerPlace> {
 protected:
  Ledger& ledger() { return place_->ledger(); }
  void reopen() { place_->reopen(); }
  void record(std::uint64_t number, const std::vector<Rejected>& rejected = {}) {
    ASSERT_TRUE(ledger().keep_bytes(stack_one, number, batch_bytes(number)));
    ASSERT_TRUE(ledger().record(stack_one, taken_of(number), rejected, sums_of(number)));
  }

 private:
  std::unique_ptr<LedgerPlace> place_ = GetParam()();
};

TEST_P(LedgerSuite, a_stack_that_never_sent_anything_has_nothing) {
  EXPECT_EQ(ledger().newest(stack_one).value(), std::nullopt);
  EXPECT_EQ(ledger().find(stack_one, 1).value(), std::nullopt);
  EXPECT_TRUE(ledger().list(stack_one, 1, 10)->empty());
  EXPECT_TRUE(ledger().rejected(stack_one, 1, 10)->empty());
  EXPECT_EQ(ledger().bytes(stack_one, 1).error().kind, ErrorKind::not_found);
}

TEST_P(LedgerSuite, what_was_taken_is_known_after_a_restart) {
  for (std::uint64_t number = 1; number <= 12; ++number) record(number);
  reopen();
  EXPECT_EQ(ledger().newest(stack_one).value(), taken_of(12));
  EXPECT_EQ(ledger().find(stack_one, 7).value(), taken_of(7));
  EXPECT_EQ(ledger().find(stack_one, 13).value(), std::nullopt);
  EXPECT_EQ(ledger().bytes(stack_one, 3).value(), batch_bytes(3));
}

TEST_P(LedgerSuite, a_list_begins_and_ends_where_it_is_asked_to) {
  for (std::uint64_t number = 1; number <= 5; ++number) record(number);
  const auto numbers = [&](std::uint64_t from, std::size_t most) {
    std::string text;
    const auto all = ledger().list(stack_one, from, most).value();
    for (const Taken& one : all) {
      text += std::to_string(one.number) + " ";
    }
    return text;
  };
  EXPECT_EQ(numbers(0, 10), "1 2 3 4 5 ");
  EXPECT_EQ(numbers(2, 3), "2 3 4 ");
  EXPECT_EQ(numbers(5, 1), "5 ");
  EXPECT_EQ(numbers(6, 10), "");
  EXPECT_EQ(numbers(~std::uint64_t{0}, 10), "");
}

TEST_P(LedgerSuite, bytes_kept_again_are_written_over) {
  ASSERT_TRUE(ledger().keep_bytes(stack_one, 1, batch_bytes(1, stack_one, "9")));
  ASSERT_TRUE(ledger().keep_bytes(stack_one, 1, batch_bytes(1)));
  EXPECT_EQ(ledger().bytes(stack_one, 1).value(), batch_bytes(1));
  EXPECT_EQ(ledger().newest(stack_one).value(), std::nullopt);
  reopen();
  EXPECT_EQ(ledger().bytes(stack_one, 1).value(), batch_bytes(1));
}

TEST_P(LedgerSuite, what_was_not_taken_is_told_in_order_and_by_whole_batches) {
  record(1, {rejected_row(1, 4), rejected_row(1, 9)});
  record(2);
  Rejected change = rejected_row(3, 0);
  change.change = 17;
  record(3, {change, rejected_row(3, 1), rejected_row(3, 2)});
  reopen();
  const auto all = ledger().rejected(stack_one, 1, 10).value();
  ASSERT_EQ(all.size(), 5U);
  EXPECT_EQ(all[0], rejected_row(1, 4));
  EXPECT_EQ(all[2], change);
  EXPECT_EQ(ledger().rejected(stack_one, 1, 1)->size(), 2U);
  EXPECT_EQ(ledger().rejected(stack_one, 1, 3)->size(), 5U);
  EXPECT_EQ(ledger().rejected(stack_one, 2, 10)->size(), 3U);
  EXPECT_TRUE(ledger().rejected(stack_one, 4, 10)->empty());
}

TEST_P(LedgerSuite, what_batches_said_by_meter_and_hour_is_kept) {
  for (std::uint64_t number = 1; number <= 4; ++number) record(number);
  reopen();
  const auto all = ledger().usage(stack_one, 2, 2).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0], sums_of(2));
  EXPECT_EQ(all[1], sums_of(3));
  EXPECT_TRUE(ledger().usage(stack_one, 5, 10)->empty());
  EXPECT_EQ(ledger().stacks().value(), std::vector<StackId>{stack_one});
}

TEST_P(LedgerSuite, set_back_it_expects_old_numbers_and_forgets_nothing) {
  for (std::uint64_t number = 1; number <= 3; ++number) record(number);
  const auto newest = [&] {
    const auto found = ledger().newest(stack_one).value();
    return found ? found->number : 0;
  };
  EXPECT_EQ(ledger().set_back(stack_one, 4, october.start(), "ann").error().code,
            "BatchNotTaken");
  ASSERT_TRUE(ledger().set_back(stack_one, 1, october.start(), "ann"));
  reopen();
  EXPECT_EQ(newest(), 1U);
  EXPECT_EQ(ledger().find(stack_one, 3).value(), taken_of(3));
  ASSERT_TRUE(ledger().took_again(stack_one, 2, october.start()));
  EXPECT_EQ(newest(), 2U);
  ASSERT_TRUE(ledger().took_again(stack_one, 3, october.start()));
  reopen();
  EXPECT_EQ(newest(), 3U);
  record(4);
  EXPECT_EQ(newest(), 4U);
  ASSERT_TRUE(ledger().set_back(stack_one, 0, october.start(), "ann"));
  EXPECT_EQ(newest(), 0U);
  ASSERT_TRUE(ledger().set_back(stack_one, 4, october.start(), "ann"));
  EXPECT_EQ(newest(), 4U);
}

TEST_P(LedgerSuite, when_a_stack_was_heard_of_last_is_known_to_a_minute) {
  EXPECT_EQ(ledger().last_contact(stack_one).value(), std::nullopt);
  record(1);
  EXPECT_EQ(ledger().last_contact(stack_one).value(), october.start());
  const Instant later = october.plus(5).start();
  ASSERT_TRUE(ledger().note_contact(stack_one, later));
  ASSERT_TRUE(ledger().note_contact(stack_one, later + std::chrono::seconds(59)));
  EXPECT_EQ(ledger().last_contact(stack_one).value(), later + std::chrono::seconds(59));
  reopen();
  EXPECT_GE(ledger().last_contact(stack_one).value(), later);
}

TEST_P(LedgerSuite, of_a_batch_where_all_is_wrong_the_first_thousand_are_kept) {
  std::vector<Rejected> many;
  for (std::uint64_t row = 1; row <= 1'500; ++row) many.push_back(rejected_row(1, row));
  record(1, many);
  const auto kept = ledger().rejected(stack_one, 1, 10'000).value();
  ASSERT_EQ(kept.size(), rejections_kept_max);
  EXPECT_EQ(kept.back(), rejected_row(1, 1'000));
}

}  // namespace tollbridge::bridge
