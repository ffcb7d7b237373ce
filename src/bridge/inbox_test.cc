// SPDX-License-Identifier: Apache-2.0
// Goal: commerce takes each batch once and in order, believes a stack nothing about others, and a
// bad row never costs a good one. Method: batches sent by hand, out of order, altered, of other
// stacks, with rows of every kind of fault. What falls between the steps: explorer_test.cc.
#include "bridge/inbox.h"

#include <gtest/gtest.h>

#include "bridge/world_testing.h"

namespace tollbridge::bridge {
namespace {

class InboxTest : public testing::Test {
 protected:
  MemoryLedger ledger_;
  MemoryDirectory directory_;
  ModelJournal journal_;
  Inbox inbox_{{ledger_, directory_, journal_, attest}};

  static std::string batch(std::uint64_t number, const Digest& previous,
                           const std::vector<Said>& rows) {
    Batch batch = example_batch();
    batch.head.number = number;
    batch.head.previous = previous;
    batch.usage = usage_of(rows);
    return write_batch(batch, word_key("key")).value();
  }
  Result<std::string> take(const std::string& bytes, const StackId& stack = stack_one,
                           const std::string& key = "key") {
    return inbox_.take(stack, word_check(key), bytes, october.start());
  }
  std::string code(const std::string& bytes, const StackId& stack = stack_one,
                   const std::string& key = "key") {
    const auto taken = take(bytes, stack, key);
    return taken ? "taken" : taken.error().code;
  }
  std::vector<std::string> reasons() {
    std::vector<std::string> codes;
    for (const Rejected& one : ledger_.refused) {
      codes.push_back(std::to_string(one.row) + " " + one.code);
    }
    return codes;
  }
};

TEST_F(InboxTest, batches_are_taken_in_order_each_once) {
  const std::string one = batch(1, {}, {{.quantity = "1"}});
  const std::string two = batch(2, open_batch(one)->hash, {{.quantity = "2", .revision = 1}});
  EXPECT_EQ(code(two), "BatchGap");
  const auto first = take(one);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(take(one).value(), *first);
  EXPECT_EQ(code(two), "taken");
  EXPECT_EQ(take(one).value(), *first);
  EXPECT_EQ(journal_.rows.size(), 2U);
  const auto standing = inbox_.standing(stack_one, 2, october.start()).value();
  EXPECT_EQ(standing.watermark, 2U);
  EXPECT_EQ(standing.expected(), 3U);
  ASSERT_EQ(standing.known.size(), 1U);
  EXPECT_EQ(standing.known[0].hash, open_batch(two)->hash);
  EXPECT_TRUE(check_receipt(read_attested(*first).value(), open_batch(one)->head,
                            open_batch(one)->hash).has_value());
}

TEST_F(InboxTest, set_back_it_takes_again_what_was_lost_and_doubles_nothing) {
  const std::string one = batch(1, {}, {{.quantity = "1"}});
  const std::string two = batch(2, open_batch(one)->hash, {{.hour = 1}, {.hour = 2}});
  const std::string receipts[] = {take(one).value(), take(two).value()};
  const auto whole = journal_.counted();
  journal_.rows.pop_back();  // an hour of batch 2 is lost
  journal_.keys.erase(std::prev(journal_.keys.end()));
  ASSERT_NE(journal_.counted(), whole);
  ASSERT_TRUE(ledger_.set_back(stack_one, 0, october.start(), "ann"));
  // Its own files are looked at first; without them the stack sends again.
  ledger_.kept.clear();
  EXPECT_EQ(inbox_.standing(stack_one, 1, october.start())->watermark, 0U);
  EXPECT_EQ(code(two), "BatchGap");
  EXPECT_EQ(code(batch(1, {}, {{.quantity = "7"}})), "BatchDiverged");
  EXPECT_EQ(take(one).value(), receipts[0]);
  EXPECT_EQ(take(two).value(), receipts[1]);
  EXPECT_EQ(journal_.counted(), whole);
  EXPECT_EQ(inbox_.standing(stack_one, 1, october.start())->watermark, 2U);
  const std::string three = batch(3, open_batch(two)->hash, {{.hour = 3}});
  EXPECT_EQ(code(three), "taken");
  ASSERT_TRUE(ledger_.set_back(stack_one, 1, october.start(), "ann"));
  EXPECT_EQ(inbox_.standing(stack_one, 1, october.start())->watermark, 3U)
      << "from its own files";
  EXPECT_EQ(journal_.rows.size(), 4U);
}

TEST_F(InboxTest, another_past_is_told_from_this_one) {
  const std::string one = batch(1, {}, {{.quantity = "1"}});
  ASSERT_EQ(code(one), "taken");
  EXPECT_EQ(code(batch(1, {}, {{.quantity = "5"}})), "BatchDiverged");
  EXPECT_EQ(code(batch(2, {}, {{.hour = 1}})), "BatchDiverged");
  EXPECT_EQ(journal_.rows.size(), 1U);
}

TEST_F(InboxTest, a_batch_is_taken_only_from_its_stack_and_with_its_key) {
  const std::string one = batch(1, {}, {{}});
  EXPECT_EQ(code(one, stack_two), "BatchOfAnotherStack");
  EXPECT_EQ(code(one, stack_one, "other"), "BatchSignatureWrong");
  EXPECT_EQ(code(one.substr(0, one.size() - 1)), "BatchDamaged");
  EXPECT_TRUE(journal_.rows.empty());
  EXPECT_TRUE(ledger_.taken.empty());
}

TEST_F(InboxTest, a_bad_row_never_costs_a_good_one) {
  const std::string foreign = "7b6d3d3a-0000-4000-8000-00000000000f";
  Said long_one{.resource = "vm9"};
  Batch batch = example_batch();
  batch.usage = usage_of({{.resource = "vm1"},
                          {.resource = "VM2"},                      // not in its normal form
                          {.resource = "vm3", .tenant = foreign},   // of another tenant
                          {.resource = "vm4", .revision = -1},
                          {.resource = "vm5", .meter = ""},
                          {.resource = "vm6", .subscription = "new", .tenant = ""},
                          {.resource = "vm\n7"},
                          {.resource = "vm8"},
                          long_one,
                          {.resource = "vm10"}});
  batch.usage.rows[8].end = batch.usage.rows[8].start + std::chrono::hours(24 * 32);
  batch.usage.rows[9].tags = batch.usage.strings.intern("{ \"a\": 1 }");
  const auto taken = take(write_batch(batch, word_key("key")).value());
  ASSERT_TRUE(taken.has_value()) << taken.error().message;
  EXPECT_EQ(reasons(), (std::vector<std::string>{"2 InvalidId", "3 TenantMismatch",
                                                 "4 InvalidRevision", "5 InvalidId",
                                                 "6 UnknownTenant", "7 InvalidId", "9 SpanTooLong",
                                                 "10 InvalidTags"}));
  EXPECT_EQ(journal_.rows.size(), 2U);
  EXPECT_EQ(read_attested(*taken)->rejected, 8U);
  EXPECT_EQ(read_attested(*taken)->rows, 10U);
}

TEST_F(InboxTest, a_conflict_is_told_and_the_first_one_counts) {
  const std::string one = batch(1, {}, {{.quantity = "1"}});
  ASSERT_EQ(code(one), "taken");
  const std::string two =
      batch(2, open_batch(one)->hash, {{.hour = 1}, {.quantity = "2"}, {.hour = 2}});
  ASSERT_EQ(code(two), "taken");
  EXPECT_EQ(reasons(), std::vector<std::string>{"2 Conflict"});
  EXPECT_EQ(journal_.counted().size(), 3U);
}

TEST_F(InboxTest, a_directory_change_that_contradicts_is_told_and_costs_nothing_else) {
  directory_.tenants[LocalSubscriptionId(Said().subscription)] = TenantId("somebody else");
  const auto taken = take(batch(1, {}, {{}, {.subscription = "other"}}));
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(reasons(), (std::vector<std::string>{"0 TenantMismatch", "1 TenantMismatch"}));
  EXPECT_EQ(journal_.rows.size(), 1U);
}

}  // namespace
}  // namespace tollbridge::bridge
