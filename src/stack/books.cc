// SPDX-License-Identifier: Apache-2.0
#include "stack/books.h"

#include <algorithm>
#include <iterator>

#include "core/check.h"

namespace tollbridge::stack {

bool DueSet::add(TrackNo track, HourSpan hours) {
  auto& spans = by_track_[track];
  auto next = spans.upper_bound(hours.begin);
  if (next != spans.begin()) {
    const auto before = std::prev(next);
    if (before->second >= hours.end) return false;
    if (before->second >= hours.begin) {
      hours.begin = before->first;
      next = spans.erase(before);
    }
  }
  while (next != spans.end() && next->first <= hours.end) {
    hours.end = std::max(hours.end, next->second);
    next = spans.erase(next);
  }
  spans[hours.begin] = hours.end;
  return true;
}

std::vector<DueHours> DueSet::all() const {
  std::vector<DueHours> found;
  for (const auto& [track, spans] : by_track_) {
    for (const auto& [begin, end] : spans) found.push_back({track, {begin, end}});
  }
  return found;
}

std::vector<DueHours> DueSet::of(TrackNo track) const {
  std::vector<DueHours> found;
  const auto spans = by_track_.find(track);
  if (spans == by_track_.end()) return found;
  for (const auto& [begin, end] : spans->second) found.push_back({track, {begin, end}});
  return found;
}

void TrackList::add(const KnownTrack& known) {
  CHECK(known.no >= next_);
  all_.push_back(known);
  numbers_[known.track] = known.no;
  next_ = known.no + 1;
}

void TrackList::drop(const std::set<TrackNo>& numbers) {
  if (numbers.empty()) return;
  const auto dropped = [&](TrackNo no) { return numbers.contains(no); };
  std::erase_if(numbers_, [&](const auto& one) { return dropped(one.second); });
  std::erase_if(all_, [&](const KnownTrack& known) { return dropped(known.no); });
}

const KnownTrack* TrackList::find(const Track& track) const {
  const auto found = numbers_.find(track);
  return found == numbers_.end() ? nullptr : find(found->second);
}

const KnownTrack* TrackList::find(TrackNo no) const {
  const auto found = std::ranges::lower_bound(all_, no, {}, &KnownTrack::no);
  return found == all_.end() || found->no != no ? nullptr : &*found;
}

std::vector<TrackNo> TrackList::of(const Series& series) const {
  std::vector<TrackNo> found;
  for (auto at = numbers_.lower_bound({series, ""});
       at != numbers_.end() && at->first.series == series; ++at) {
    found.push_back(at->second);
  }
  return found;
}

std::vector<TrackNo> TrackList::of(const LocalSubscriptionId& subscription) const {
  std::vector<TrackNo> found;
  for (auto at = numbers_.lower_bound({{subscription, {}, {}}, ""});
       at != numbers_.end() && at->first.series.subscription == subscription; ++at) {
    found.push_back(at->second);
  }
  return found;
}

const KnownTrack& known(const TrackList& tracks, TrackNo no) {
  const KnownTrack* found = tracks.find(no);
  CHECK(found != nullptr);
  return *found;
}

Taken judge(const Reading* there, const Reading& incoming) {
  if (there == nullptr) return Taken::accepted;
  return there->same_content(incoming) ? Taken::duplicate : Taken::conflict;
}

}  // namespace tollbridge::stack
