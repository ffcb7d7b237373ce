// SPDX-License-Identifier: Apache-2.0
// Goal: whatever commerce lost or changed of what a stack sent is named, by meter and hour, and
// what came by other ways is not mistaken for it. Method: batches taken by an inbox in memory, then
// rows of the journal lost, changed and added.
#include "bridge/arrivals.h"

#include <gtest/gtest.h>

#include "bridge/world_testing.h"

namespace tollbridge::bridge {
namespace {

const Period month = Period::containing(october);

class ArrivalsTest : public testing::Test {
 protected:
  void send(const std::vector<Said>& rows) {
    Batch batch = example_batch();
    const auto newest = ledger_.newest(stack_one).value();
    batch.head.number = newest ? newest->number + 1 : 1;
    batch.head.previous = newest ? newest->hash : Digest{};
    batch.usage = bridge::usage_of(rows);
    const std::string bytes = write_batch(batch, word_key("key")).value();
    ASSERT_TRUE(Inbox({ledger_, directory_, journal_, attest})
                    .take(stack_one, word_check("key"), bytes, october.start()));
  }
  StackArrivals compared(Period of = month) {
    const auto sent = sent_usage(ledger_, of, read_attested).value();
    EXPECT_EQ(sent.size(), 1U);
    return reconcile_arrivals(sent, journal_, of).value().front();
  }
  // Takes the row of that hour and resource out of the journal.
  void lose(const std::string& resource, std::int32_t hour) {
    std::erase_if(journal_.rows, [&](const ModelJournal::Row& row) {
      return row.resource == resource && row.row.hour() == october.plus(hour);
    });
  }

  MemoryLedger ledger_;
  MemoryDirectory directory_;
  ModelJournal journal_;
};

TEST_F(ArrivalsTest, what_was_sent_is_there) {
  send({{.hour = 1, .quantity = "2.5"}, {.hour = 1, .meter = "disk"}, {.hour = 2}});
  send({{.hour = 1, .quantity = "4", .revision = 1}, {.hour = 2}});  // restated, and once more
  const StackArrivals found = compared();
  EXPECT_TRUE(found.ok());
  EXPECT_EQ(found.batches, 2U);
  EXPECT_EQ(found.through, 2U);
  EXPECT_EQ(found.records, 4U);
  EXPECT_EQ(found.again, 1U);
  EXPECT_EQ(found.meters, 2U);
  EXPECT_EQ(found.hours, 3U);
  EXPECT_EQ(found.other_ways, 0U);
  EXPECT_EQ(compared(month.next()).records, 0U);
}

TEST_F(ArrivalsTest, what_is_lost_is_named_by_meter_and_hour) {
  send({{.resource = "a", .hour = 1, .quantity = "2"},
        {.resource = "b", .hour = 1, .quantity = "0.5"},
        {.resource = "a", .hour = 2}});
  lose("b", 1);
  const StackArrivals found = compared();
  EXPECT_FALSE(found.ok());
  ASSERT_EQ(found.differing.size(), 1U);
  EXPECT_EQ(found.differing[0].hour, october.plus(1));
  EXPECT_EQ(differences_of(found), std::vector<std::string>{
      "Stack " + stack_one.text() + ", meter meter, hour " + october.plus(1).to_string() +
      ": sent 2 rows, 2.5; held 1 row, 2."});
  lose("a", 2);
  EXPECT_EQ(compared().differing.size(), 2U);
}

TEST_F(ArrivalsTest, another_quantity_is_a_difference_of_as_many_rows) {
  send({{.hour = 1, .quantity = "2"}});
  journal_.rows[0].row.quantity = Quantity::parse("2.000000000000000001").value();
  ASSERT_EQ(compared().differing.size(), 1U);
}

TEST_F(ArrivalsTest, what_came_by_other_ways_is_counted_apart) {
  ASSERT_TRUE(journal_.append(bridge::usage_of({{.resource = "x", .hour = 1}, {.hour = 9}}), {}));
  send({{.hour = 1}});
  const StackArrivals found = compared();
  EXPECT_TRUE(found.ok());
  EXPECT_EQ(found.other_ways, 2U);
}

TEST_F(ArrivalsTest, sums_that_do_not_fit_the_receipt_prove_nothing) {
  send({{.hour = 1, .quantity = "2"}});
  ledger_.sums[1].taken[0].units = Int256(5);
  const StackArrivals found = compared();
  EXPECT_EQ(found.unproven, 1U);
  EXPECT_FALSE(found.ok());
}

}  // namespace
}  // namespace tollbridge::bridge
