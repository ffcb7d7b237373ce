// SPDX-License-Identifier: Apache-2.0
#include "stack/forgetting.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "stack/hours.h"

namespace tollbridge::stack {
namespace {

// How far a reading that is not running reaches.
constexpr std::chrono::hours reach_max = std::max(delta_length_max, gap_max);

struct Candidate {
  const KnownTrack* known = nullptr;
  bool open = false;                   // has hours that are not settled, or runs
  std::optional<Instant> last;         // reading; empty: none are left
  std::optional<Instant> last_closed;  // the last one before the hours closed now
};

Result<bool> runs(StackBooks& books, const Candidate& one) {
  if (one.known->meaning.kind != Kind::duration || !one.last) return false;
  auto last = books.readings(one.known->no, *one.last, *one.last + std::chrono::nanoseconds(1));
  if (!last) return pass(last);
  return !last->empty() && !last->back().value.is_zero();
}

Result<Candidate> looked_at(StackBooks& books, const KnownTrack& known, bool due, Hour closed_to) {
  Candidate one{&known, due, {}, {}};
  auto last = books.last_before(known.no, Instant::max());
  if (!last) return pass(last);
  one.last = *last;
  auto closed = books.last_before(known.no, closed_to.start());
  if (!closed) return pass(closed);
  one.last_closed = *closed;
  auto running = runs(books, one);
  if (!running) return pass(running);
  one.open = one.open || *running;
  return one;
}

// The hour of the reading that the next one of a counter is compared with.
std::optional<Hour> reaches_back_to(const Candidate& one) {
  if (one.known->meaning.kind != Kind::counter || !one.last_closed) return std::nullopt;
  return Hour::containing(*one.last_closed);
}

// The tracks of one series, those heard of last first: whether one is dropped depends on how far
// back those that stay reach.
Status look_at_series(StackBooks& books, Hour closed_to, std::vector<Candidate>& tracks,
                      std::vector<StackBooks::Forget>& forget) {
  const auto silent = [&](const Candidate& one, Hour needed) {
    return !one.open && (!one.last || *one.last + reach_max < needed.start());
  };
  std::ranges::stable_sort(tracks, [&](const Candidate& a, const Candidate& b) {
    const bool silent_a = silent(a, closed_to);
    const bool silent_b = silent(b, closed_to);
    return silent_a != silent_b ? silent_b : b.last < a.last;
  });
  Hour needed = closed_to;
  std::vector<const Candidate*> staying;
  for (const Candidate& one : tracks) {
    if (silent(one, needed)) {
      forget.push_back({one.known->no, {}, true});
      continue;
    }
    staying.push_back(&one);
    needed = std::min(needed, reaches_back_to(one).value_or(needed));
  }
  for (const Candidate* one : staying) {
    const KnownTrack& known = *one->known;
    // What a counter needs of the hours it reaches back to itself is within needed_from.
    const Hour first = reaches_back_to(*one) == needed ? closed_to : needed;
    auto from = needed_from(known.meaning, first,
                            [&](Instant when) { return books.last_before(known.no, when); });
    if (!from) return pass(from);
    forget.push_back({known.no, *from});
  }
  return {};
}

}  // namespace

Result<std::vector<StackBooks::Forget>> forgettable(StackBooks& books, Hour closed_to) {
  std::set<TrackNo> due;
  std::set<Series> unsettled;  // in hours that are to be closed: all of it is still needed
  for (const DueHours& one : books.due()) {
    due.insert(one.track);
    if (one.hours.begin < closed_to) unsettled.insert(books.track(one.track).track.series);
  }
  std::map<Series, std::vector<Candidate>> series;
  for (const KnownTrack& known : books.tracks()) {
    if (unsettled.contains(known.track.series)) continue;
    auto one = looked_at(books, known, due.contains(known.no), closed_to);
    if (!one) return pass(one);
    series[known.track.series].push_back(*one);
  }
  std::vector<StackBooks::Forget> forget;
  for (auto& [key, tracks] : series) {
    auto looked = look_at_series(books, closed_to, tracks, forget);
    if (!looked) return pass(looked);
  }
  return forget;
}

}  // namespace tollbridge::stack
