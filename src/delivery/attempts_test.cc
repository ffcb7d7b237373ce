// SPDX-License-Identifier: Apache-2.0
// Goal: nothing is sent twice without saying so, whenever the process ends. Method: every way an
// attempt can end or not; a property over runs of attempts.
#include "delivery/attempts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "delivery/schedule.h"

namespace tollbridge::delivery {
namespace {

const Instant start = parse_instant("2026-11-24T00:00:00Z").value();
const std::string message = "msg_1";

Attempt ended(Outcome outcome) { return {start, outcome, start, {}}; }

TEST(Message, has_one_id_for_ever_and_no_other_has_it) {
  EXPECT_EQ(message_id("books", "document.issued provider-000001"),
            message_id("books", "document.issued provider-000001"));
  EXPECT_NE(message_id("a", "bc"), message_id("ab", "c"));
  EXPECT_EQ(message_id("a", "b").size(), 36U);
}

TEST(Message, not_tried_yet_is_due_from_its_event_on) {
  EXPECT_EQ(standing_of(message, {}, start),
            (Standing{DeliveryState::waiting, start, false}));
}

TEST(Message, whose_attempt_has_no_end_may_have_been_delivered_and_is_not_sent_on) {
  const Standing standing = standing_of(message, {Attempt{start, {}, {}, {}}}, start);
  EXPECT_EQ(standing, (Standing{DeliveryState::unsure, {}, true}));
  EXPECT_EQ(to_string(standing.state), "may have been delivered");
}

TEST(Message, that_may_have_arrived_is_repeated_and_says_so) {
  const Standing standing = standing_of(message, {ended(Outcome::unsure)}, start);
  EXPECT_EQ(standing, (Standing{DeliveryState::waiting, next_attempt(message, 1, start), true}));
  EXPECT_TRUE(standing_of(message, {ended(Outcome::unsure), ended(Outcome::failed)}, start)
                  .may_have_arrived)
      << "an answer to the second says nothing of the first";
}

TEST(Message, that_certainly_failed_is_no_repeat) {
  const Standing standing = standing_of(message, {ended(Outcome::failed)}, start);
  EXPECT_EQ(standing, (Standing{DeliveryState::waiting, next_attempt(message, 1, start), false}));
}

TEST(Message, that_is_refused_is_given_up_at_once) {
  EXPECT_EQ(standing_of(message, {ended(Outcome::refused)}, start).state,
            DeliveryState::given_up);
}

RC_GTEST_PROP(Message, ends_delivered_or_given_up_and_never_forgets_what_may_have_arrived, ()) {
  const auto outcomes = *rc::gen::container<std::vector<Outcome>>(
      rc::gen::element(Outcome::delivered, Outcome::failed, Outcome::unsure));
  std::vector<Attempt> attempts;
  bool perhaps = false;
  for (const Outcome outcome : outcomes) {
    const Standing before = standing_of(message, attempts, start);
    if (before.state != DeliveryState::waiting) break;
    RC_ASSERT(before.next.has_value());
    RC_ASSERT(before.may_have_arrived == perhaps);
    attempts.push_back({*before.next, outcome, *before.next, {}});
    perhaps = perhaps || outcome == Outcome::unsure;
  }
  RC_ASSERT(attempts.size() <= attempts_max);
  const Standing last = standing_of(message, attempts, start);
  if (attempts.size() == attempts_max) RC_ASSERT(last.state != DeliveryState::waiting);
}

}  // namespace
}  // namespace tollbridge::delivery
