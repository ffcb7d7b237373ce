// SPDX-License-Identifier: Apache-2.0
// The facts behind the alerts: which stacks are silent and for how long, what is in quarantine, and
// whether the last attempt to close the last month was refused. Method: the trade in memory at
// different times; its stacks sent usage on the 5th and the 6th of October.
#include "server/alert_watch.h"

#include <gtest/gtest.h>

#include <mutex>

#include "api/native/face_testing.h"

namespace tollbridge::server {
namespace {

class OneAtATime final : public api::Engine {
 public:
  explicit OneAtATime(api::Desk& desk) : desk_(desk) {}

  Status run(const std::function<Status(api::Desk&)>& work) override {
    const std::lock_guard lock(mutex);
    return work(desk_);
  }
  Instant now() override { return desk_.now(); }

  std::mutex mutex;

 private:
  api::Desk& desk_;
};

class AlertWatchTest : public testing::Test {
 protected:
  AlertFacts at(const std::string& time) {
    {
      const std::lock_guard lock(engine_.mutex);
      trade_.desk->clock.time = parse_instant(time).value();
    }
    return alerts_.look().value();
  }
  void use_of_unknown_stack() {
    const std::lock_guard lock(engine_.mutex);
    journal::UsageBatch batch;
    journal::UsageRow row;
    row.stack = batch.strings.intern("9c1e0000-0000-4000-8000-000000000099");
    row.tenant = batch.strings.intern("t");
    row.subscription = row.meter = row.resource = row.tenant;
    row.start = parse_instant("2026-10-07T00:00:00Z").value();
    row.quantity = Quantity::parse("1").value();
    batch.rows.push_back(row);
    ASSERT_TRUE(trade_.desk->journal().append(batch, {}).has_value());
  }

  api::native::Trade trade_;
  OneAtATime engine_{*trade_.desk};
  AlertWatch alerts_{engine_, {24, 168, 600}};
};

using Silent = std::array<std::uint64_t, 3>;

TEST_F(AlertWatchTest, a_stack_without_usage_is_silent_for_longer_and_longer) {
  EXPECT_EQ(at("2026-10-06T12:00:00Z").silent, (Silent{1, 0, 0}));
  EXPECT_EQ(at("2026-10-08T00:00:00Z").silent, (Silent{2, 0, 0}));
  EXPECT_EQ(at("2026-10-13T12:00:00Z").silent, (Silent{2, 2, 0}));
  EXPECT_EQ(at("2026-11-20T00:00:00Z").silent, (Silent{2, 2, 2}));
}

TEST_F(AlertWatchTest, a_stack_that_is_not_registered_cannot_be_silent) {
  EXPECT_EQ(at("2026-09-30T23:00:00Z").stacks.size(), 0U);
  EXPECT_EQ(at("2026-10-06T12:00:00Z").stacks.size(), 2U);
}

TEST_F(AlertWatchTest, usage_of_stacks_nobody_registered_is_counted) {
  EXPECT_EQ(at("2026-10-08T00:00:00Z").quarantined_records, 0U);
  use_of_unknown_stack();
  EXPECT_EQ(at("2026-10-08T00:00:00Z").quarantined_records, 1U);
  EXPECT_EQ(at("2026-11-08T00:00:00Z").quarantined_records, 1U) << "the month before counts too";
  EXPECT_EQ(at("2026-12-08T00:00:00Z").quarantined_records, 0U);
}

TEST_F(AlertWatchTest, the_last_month_is_open_and_what_refused_it_is_remembered) {
  const Period october = Period::parse("2026-10").value();
  EXPECT_EQ(at("2026-11-02T00:00:00Z").last_month_state, "open");
  alerts_.close_tried(october, "UnratedUsage");
  EXPECT_EQ(at("2026-11-02T00:00:00Z").last_month_refused, "UnratedUsage");
  alerts_.close_tried(october, "");
  EXPECT_EQ(at("2026-11-02T00:00:00Z").last_month_refused, "");
  alerts_.close_tried(october, "UnratedUsage");
  EXPECT_EQ(at("2026-12-02T00:00:00Z").last_month_refused, "") << "another month is the last";
}

}  // namespace
}  // namespace tollbridge::server
