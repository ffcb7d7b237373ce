// SPDX-License-Identifier: Apache-2.0
// Goal: what the bridge tells of a stack's directory has the same numbers before and after a
// restart, and a restored stack takes back what it lost, once. Method: a stack half over memory,
// opened again where a restart is meant.
#include "bridge/directory/stack_directory_log.h"

#include <gtest/gtest.h>

#include <memory>

#include "core/check.h"
#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"
#include "stack/memory/memory_stack_books.h"

namespace tollbridge::bridge {
namespace {

using stack::DirectoryFact;
using stack::LocalSubscription;
using stack::StackHalf;
using stack::SubscriptionState;
using std::chrono::hours;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();

DirectoryFact subscription(const std::string& id, SubscriptionState state, Instant from) {
  LocalSubscription one;
  one.id = LocalSubscriptionId(id);
  one.tenant = TenantId("tenant");
  one.display_name = "The " + id;
  one.state = state;
  return {one, from, from + hours(1), "operator"};
}

class Stack {
 public:
  Stack() : journal_(journal::open_memory_journal(marks_).value()) { restart(); }
  void restart() {
    half_ = StackHalf::open(StackId("s"), books, *journal_, {}).value();
    log_ = std::make_unique<StackDirectoryLog>(*half_, noon);
  }
  StackHalf& half() { return *half_; }
  StackDirectoryLog& log() { return *log_; }
  void know(const std::vector<DirectoryFact>& facts) {
    CHECK(half_->record(facts, noon).has_value());
  }

  stack::MemoryStackBooks books;

 private:
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<StackHalf> half_;
  std::unique_ptr<StackDirectoryLog> log_;
};

std::vector<DirectoryFact> some_facts() {
  stack::Plan plan;
  plan.name = "gold";
  return {subscription("shop", SubscriptionState::enabled, noon),
          {plan, noon, noon, "operator"},
          subscription("bank", SubscriptionState::enabled, noon),
          subscription("shop", SubscriptionState::partially_deleted, noon + hours(5))};
}

TEST(StackDirectoryLog, changes_are_numbered_as_they_were_learned_and_the_rest_is_not_told) {
  Stack stack;
  EXPECT_EQ(stack.log().newest().value(), 0U);
  stack.know(some_facts());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(stack.log().newest().value(), 3U);
    const auto all = stack.log().after(0, 100).value();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[1], (DirectoryChange{2, LocalSubscriptionId("bank"), TenantId("tenant"),
                                       LocalState::enabled, noon, noon + hours(1)}));
    EXPECT_EQ(all[2].state, LocalState::partially_deleted);
    EXPECT_EQ(stack.log().after(1, 1).value(), std::vector{all[1]});
    EXPECT_TRUE(stack.log().after(3, 100).value().empty());
    EXPECT_TRUE(stack.log().after(99, 100).value().empty());
    stack.restart();
  }
}

TEST(StackDirectoryLog, a_restored_stack_takes_back_what_it_lost_and_that_once) {
  Stack before;
  before.know(some_facts());
  const auto told = before.log().after(0, 100).value();

  Stack restored;  // from a backup with the first fact only, and learned something since
  restored.know({some_facts()[0], subscription("new", SubscriptionState::enabled, noon)});
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(restored.log().adopt(told).has_value());
    EXPECT_EQ(restored.log().newest().value(), 4U);
    restored.restart();
  }
  const auto now = restored.log().after(2, 100).value();
  ASSERT_EQ(now.size(), 2U);
  EXPECT_EQ(now[0].sequence, 3U);
  EXPECT_EQ(now[0].subscription, told[1].subscription);
  EXPECT_EQ(now[1].state, LocalState::partially_deleted);

  const LocalSubscription* shop =
      restored.half().directory().subscription(LocalSubscriptionId("shop"), noon + hours(6));
  ASSERT_NE(shop, nullptr);
  EXPECT_EQ(shop->state, SubscriptionState::partially_deleted);
  EXPECT_EQ(shop->display_name, "The shop") << "what commerce never knew stays";
  EXPECT_EQ(restored.books.facts().value().back().actor, "bridge");
}

TEST(StackDirectoryLog, every_state_comes_back_as_it_was_told) {
  Stack before;
  int at = 0;
  for (const auto state :
       {SubscriptionState::enabled, SubscriptionState::disabled, SubscriptionState::deleting,
        SubscriptionState::deleted, SubscriptionState::partially_deleted}) {
    before.know({subscription("shop", state, noon + hours(++at))});
  }
  Stack restored;
  ASSERT_TRUE(restored.log().adopt(before.log().after(0, 100).value()).has_value());
  EXPECT_EQ(restored.log().after(0, 100).value(), before.log().after(0, 100).value());
}

}  // namespace
}  // namespace tollbridge::bridge
