// SPDX-License-Identifier: Apache-2.0
// What becomes of a row whose key is known. Method: each verdict by hand, then any order of the
// same versions against "the highest revision counts".
#include "journal/usage_set.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>
#include <vector>

namespace tollbridge::journal {
namespace {

constexpr std::int64_t last_revision = std::numeric_limits<std::int64_t>::max();

Version version(std::int64_t revision, std::int64_t quantity) {
  return {revision, revision, {Quantity::from_whole(quantity), std::nullopt}};
}

struct Arrival {
  Version row;
  bool restate = false;
};

// The state after the arrivals, and the last verdict.
struct After {
  std::optional<KeyState> state;
  Judgement last;
};
After after(const std::vector<Arrival>& arrivals) {
  After result;
  for (const Arrival& arrival : arrivals) {
    const KeyState* state = result.state ? &*result.state : nullptr;
    result.last = judge(state, arrival.row, {arrival.restate});
    result.state = applied(state, arrival.row, result.last);
  }
  return result;
}

TEST(Judge, the_first_conflict_is_kept_the_same_again_is_not) {
  EXPECT_TRUE(after({{version(0, 1)}, {version(0, 2)}}).last.kept);
  const After again = after({{version(0, 1)}, {version(0, 2)}, {version(0, 2)}});
  EXPECT_EQ(again.last.verdict, Verdict::conflict);
  EXPECT_FALSE(again.last.kept);
  EXPECT_EQ(again.state->current, version(0, 1));
  EXPECT_EQ(again.state->conflicts.size(), 1U);
}

TEST(Judge, a_superseded_version_is_still_known) {
  EXPECT_EQ(after({{version(0, 1)}, {version(2, 2)}, {version(0, 1)}}).last.verdict,
            Verdict::duplicate);
  EXPECT_EQ(after({{version(0, 1)}, {version(2, 2)}, {version(0, 3)}}).last.verdict,
            Verdict::conflict);
  EXPECT_EQ(after({{version(0, 1)}, {version(2, 2)}, {version(1, 3)}}).last.verdict,
            Verdict::history);
}

TEST(Judge, restate_takes_the_next_revision_whatever_the_row_says) {
  const After up = after({{version(5, 1)}, {version(0, 2), true}});
  EXPECT_EQ(up.last.verdict, Verdict::restated);
  EXPECT_EQ(up.state->current.revision, 6);
  const After far = after({{version(5, 1)}, {version(9, 2), true}});
  EXPECT_EQ(far.state->current.revision, 9) << "its own revision is higher already";
  const After back = after({{version(0, 1)}, {version(0, 2), true}, {version(0, 1), true}});
  EXPECT_EQ(back.state->current.content, version(0, 1).content);
  EXPECT_EQ(back.state->current.revision, 2);
}

TEST(Judge, restate_of_what_counts_already_is_a_duplicate) {
  EXPECT_EQ(after({{version(0, 1)}, {version(0, 1), true}}).last.verdict, Verdict::duplicate);
  EXPECT_EQ(after({{version(0, 1)}, {version(0, 2), true}, {version(0, 2), true}}).last.verdict,
            Verdict::duplicate);
  EXPECT_EQ(after({{version(3, 1)}, {version(1, 1), true}}).last.verdict, Verdict::duplicate);
}

TEST(Judge, a_restated_row_sent_again_without_the_flag_is_a_duplicate) {
  EXPECT_EQ(after({{version(0, 1)}, {version(0, 2), true}, {version(0, 2)}}).last.verdict,
            Verdict::duplicate);
}

TEST(Judge, above_the_last_revision_nothing_restates) {
  const After stuck = after({{version(last_revision, 1)}, {version(last_revision, 2), true}});
  EXPECT_EQ(stuck.last.verdict, Verdict::conflict);
  EXPECT_EQ(stuck.state->current.content, version(0, 1).content);
}

TEST(Judge, the_highest_revision_counts_in_any_order) {
  const bool holds = rc::check("highest revision counts", [] {
    const auto revisions = *rc::gen::nonEmpty<std::vector<std::int64_t>>();
    std::vector<Arrival> arrivals;
    std::int64_t highest = revisions.front();
    for (const std::int64_t revision : revisions) {
      arrivals.push_back({version(revision, revision / 2)});
      highest = std::max(highest, revision);
    }
    const After result = after(arrivals);
    RC_ASSERT(result.state->current == version(highest, highest / 2));
    RC_ASSERT(result.state->conflicts.empty());
  });
  EXPECT_TRUE(holds);
}

TEST(DeltaSums, sums_beyond_128_bits_are_split_not_wrapped) {
  DeltaSums sums;
  const auto most = std::numeric_limits<i128>::max();
  const Instant start = parse_instant("2026-10-01T00:00:00Z").value();
  sums.add(1, 2, start, {Quantity::from_units(most), {}});
  sums.add(1, 2, start, {Quantity::from_units(most), {}});
  sums.remove(1, 2, start, {Quantity::from_units(-most - 1), {}});
  ExactQuantity total;
  std::int64_t records = 0;
  for (const auto& entry : sums.entries()) {
    total = total.plus(exact(entry.quantity)).value();
    records += entry.records;
  }
  EXPECT_EQ(records, 1);
  // 2 * (2^127 - 1) + 2^127 = 3 * 2^127 - 2
  EXPECT_EQ(total.to_string(), "510423550381407695195.061911147652317182");
}

TEST(DeltaSums, a_row_added_and_removed_leaves_nothing) {
  DeltaSums sums;
  const Instant start = parse_instant("2026-10-31T12:00:00Z").value();
  const Content span{Quantity::from_whole(7), start + std::chrono::hours(100)};
  sums.add(1, 2, start, span);
  EXPECT_EQ(sums.entries().size(), 2U);
  sums.remove(1, 2, start, span);
  EXPECT_TRUE(sums.entries().empty());
}

}  // namespace
}  // namespace tollbridge::journal
