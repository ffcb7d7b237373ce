// SPDX-License-Identifier: Apache-2.0
// Goal: the sending end waits longer each time but never for ever, does what commerce asks, and
// stops where pasts have nothing in common. Method: by hand; all orders and faults together:
// explorer_test.cc.
#include "bridge/outbox.h"

#include <gtest/gtest.h>

#include "bridge/batch_testing.h"
#include "bridge/limits.h"

namespace tollbridge::bridge {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

Digest hash_of(std::uint64_t number) { return sha256(std::to_string(number)); }

std::vector<Spooled> spooled(std::uint64_t first, std::uint64_t last) {
  std::vector<Spooled> all;
  for (std::uint64_t n = first; n <= last; ++n) {
    all.push_back({n, hash_of(n), n == 1 ? Digest{} : hash_of(n - 1), {n * 10, 0},
                   october.start(), october.start()});
  }
  return all;
}
Standing standing(std::uint64_t from, std::uint64_t last) {
  Standing standing;
  standing.watermark = last;
  for (std::uint64_t n = from; n <= last; ++n) standing.known.push_back({n, hash_of(n)});
  return standing;
}
const Instant start = october.start();

TEST(Outbox, waits_longer_each_time_and_never_for_ever) {
  Outbox outbox({});
  Instant now = start;
  std::chrono::nanoseconds before{0};
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(outbox.next(now, true).kind, StepKind::ask);
    outbox.failed(now, 0);
    const Step step = outbox.next(now, true);
    ASSERT_EQ(step.kind, StepKind::wait);
    EXPECT_GE(step.until - now, before);
    EXPECT_LE(step.until - now, wait_longest);
    before = step.until - now;
    now = step.until;
  }
  EXPECT_EQ(before, wait_longest);
}

TEST(Outbox, two_stacks_that_failed_together_do_not_come_back_together) {
  Outbox one({});
  Outbox two({});
  one.failed(start, 0);
  two.failed(start, 1'234'567'890'123);
  EXPECT_NE(one.next(start, true).until, two.next(start, true).until);
  EXPECT_GE(two.next(start, true).until - start, wait_first / 2);
}

TEST(Outbox, commerce_may_ask_for_more_time_but_not_for_ever) {
  Outbox outbox({});
  outbox.failed(start, 0, seconds(90));
  EXPECT_EQ(outbox.next(start, true).until, start + seconds(90));
  outbox.failed(start, 0, seconds(1'000'000'000));
  EXPECT_EQ(outbox.next(start, true).until, start + hours(1));
}

TEST(Outbox, a_clock_that_was_set_back_does_not_make_it_wait) {
  Outbox outbox({});
  outbox.failed(start, 0);
  EXPECT_EQ(outbox.next(start - hours(5), true).kind, StepKind::ask);
  EXPECT_EQ(outbox.next(start + hours(5), true).kind, StepKind::ask);
}

TEST(Outbox, a_restored_commerce_gets_again_what_it_lost) {
  Outbox outbox(spooled(3, 9));
  outbox.stands(standing(2, 5), start);
  const Step step = outbox.next(start, true);
  EXPECT_EQ(step.kind, StepKind::send);
  EXPECT_EQ(step.number, 6U);
  outbox.was_received(6, 6, start);
  EXPECT_EQ(outbox.next(start, true).number, 7U);
}

TEST(Outbox, a_commerce_older_than_the_spool_is_for_somebody_to_look_at) {
  Outbox outbox(spooled(5, 9));
  outbox.stands(standing(1, 3), start);
  EXPECT_EQ(outbox.next(start, true).kind, StepKind::stopped);
  Outbox at_the_edge(spooled(5, 9));
  at_the_edge.stands(standing(1, 4), start);
  EXPECT_EQ(at_the_edge.next(start, true).number, 5U);
}

TEST(Outbox, a_restored_stack_takes_back_what_commerce_has_more) {
  Outbox outbox(spooled(1, 4));
  Standing other = standing(1, 6);
  other.known[3].hash = hash_of(99);  // number 4 was another
  outbox.stands(other, start);
  const Step step = outbox.next(start, true);
  EXPECT_EQ(step.kind, StepKind::take_back);
  EXPECT_EQ(step.number, 4U);
  EXPECT_EQ(outbox.progress_of(3).journal, 30U);
}

TEST(Outbox, what_is_common_is_found_however_far_back_it_is) {
  const std::uint64_t last = standing_known_max * 3;
  Outbox outbox(spooled(1, last));
  for (int asked = 0; asked < 5; ++asked) {
    if (outbox.next(start, true).kind != StepKind::ask) break;
    Standing other = standing(outbox.ask_from(), last);
    other.known.resize(std::min(other.known.size(), standing_known_max));
    for (Standing::Known& known : other.known) {
      if (known.number > 10) known.hash = hash_of(known.number + 1);
    }
    outbox.stands(other, start);
  }
  EXPECT_EQ(outbox.next(start, true).kind, StepKind::take_back);
  EXPECT_EQ(outbox.next(start, true).number, 11U);
}

TEST(Outbox, a_batch_goes_after_the_keep_time_and_the_newest_never) {
  Outbox outbox(spooled(1, 2));
  outbox.stands(standing(1, 2), start);
  EXPECT_EQ(outbox.next(start + limits::keep_time, false).kind, StepKind::ask);
  outbox.stands(standing(1, 2), start + limits::keep_time - seconds(1));
  EXPECT_EQ(outbox.next(start + limits::keep_time - seconds(1), false).kind, StepKind::rest);
  const Step step = outbox.next(start + limits::keep_time, false);
  EXPECT_EQ(step.kind, StepKind::remove);
  EXPECT_EQ(step.number, 1U);
  outbox.was_removed(1);
  EXPECT_EQ(outbox.next(start + limits::keep_time, false).kind, StepKind::rest);
}

TEST(Outbox, a_stack_with_an_empty_spool_takes_back_what_is_still_kept) {
  Outbox outbox({});
  outbox.stands(standing(1, 3), start);
  EXPECT_EQ(outbox.next(start, true).number, 1U);
  outbox.was_gone(1, start, 0);
  EXPECT_EQ(outbox.next(start, true).kind, StepKind::take_back);
  EXPECT_EQ(outbox.next(start, true).number, 2U);
  outbox.was_taken_back(spooled(2, 2)[0]);
  EXPECT_EQ(outbox.next(start, true).number, 3U);
}

TEST(Outbox, a_silent_stack_asks_every_hour) {
  Outbox outbox(spooled(1, 2));
  outbox.stands(standing(1, 2), start);
  EXPECT_EQ(outbox.next(start + seconds(3'599), false).kind, StepKind::rest);
  EXPECT_EQ(outbox.next(start + hours(1), false).kind, StepKind::ask);
  EXPECT_EQ(outbox.next(start - hours(1), false).kind, StepKind::ask);
}

TEST(Outbox, a_batch_without_a_receipt_is_sent_again_though_commerce_has_it) {
  std::vector<Spooled> batches = spooled(1, 2);
  batches[0].received_at.reset();
  Outbox outbox(batches);
  outbox.stands(standing(1, 2), start);
  EXPECT_EQ(outbox.next(start + limits::keep_time, true).kind, StepKind::send);
  EXPECT_EQ(outbox.next(start + limits::keep_time, true).number, 1U);
}

}  // namespace
}  // namespace tollbridge::bridge
