// SPDX-License-Identifier: Apache-2.0
#include "stack/memory/memory_stack_books.h"

#include <iterator>
#include <set>

#include "core/check.h"
#include "stack/hours.h"

namespace tollbridge::stack {

Result<std::vector<Taken>> MemoryStackBooks::add(std::span<const Posted> readings,
                                                 Instant /*taken_at*/) {
  std::vector<Taken> taken;
  for (const Posted& posted : readings) {
    const Reading& reading = posted.reading;
    const KnownTrack* known = tracks_.find(posted.track);
    if (known != nullptr && known->meaning != posted.meaning) {
      taken.push_back(Taken::other_meaning);
      continue;
    }
    if (closed_to_ && reading.at < closed_to_->start()) {
      taken.push_back(Taken::too_late);
      continue;
    }
    if (known == nullptr) {
      tracks_.add({tracks_.next(), posted.track, posted.meaning});
      known = tracks_.find(posted.track);
    }
    Told& told = readings_[known->no];
    const auto there = told.find({reading.at, reading.id});
    taken.push_back(judge(there == told.end() ? nullptr : &there->second, reading));
    if (taken.back() == Taken::duplicate) {
      for (const HourSpan hours : said_more_of(overruled_, posted.track.series)) {
        due_.add(known->no, hours);
      }
    }
    if (taken.back() != Taken::accepted) continue;
    told[{reading.at, reading.id}] = reading;
    due_.add(known->no, touched(reading));
  }
  return taken;
}

Result<std::vector<Reading>> MemoryStackBooks::readings(TrackNo track, Instant from, Instant to) {
  std::vector<Reading> found;
  const Told& told = readings_[track];
  for (auto at = told.lower_bound({from, ""}); at != told.end() && at->first.first < to; ++at) {
    found.push_back(at->second);
  }
  return found;
}

Result<std::optional<Instant>> MemoryStackBooks::last_before(TrackNo track, Instant when) {
  const Told& told = readings_[track];
  const auto next = told.lower_bound({when, ""});
  if (next == told.begin()) return std::optional<Instant>();
  return std::optional(std::prev(next)->first.first);
}

Status MemoryStackBooks::settle(std::span<const TrackNo> tracks, std::span<const DueHours> left,
                                Instant /*now*/) {
  for (const TrackNo track : tracks) due_.clear(track);
  for (const DueHours& due : left) due_.add(due.track, due.hours);
  return {};
}

Status MemoryStackBooks::close(Hour closed_to, std::span<const Forget> forget, Instant /*now*/) {
  closed_to_ = closed_to;
  std::set<TrackNo> dropped;
  for (const Forget& one : forget) {
    if (one.drop) {
      CHECK(due_.of(one.track).empty());
      dropped.insert(one.track);
      readings_.erase(one.track);
      continue;
    }
    Told& told = readings_[one.track];
    told.erase(told.begin(), told.lower_bound({one.before, ""}));
  }
  tracks_.drop(dropped);
  for (const Overruled& one : overruled_.before(closed_to)) overruled_.remove(one);
  return {};
}

Status MemoryStackBooks::overrule(std::span<const Overruled> hours, Instant /*now*/) {
  for (const Overruled& one : hours) overruled_.put(overruled_.merged(one));
  return {};
}

Status MemoryStackBooks::reinstate(std::span<const Overruled> hours, Instant /*now*/) {
  for (const Overruled& one : hours) overruled_.remove(one);
  return {};
}

Status MemoryStackBooks::record(std::span<const DirectoryFact> facts,
                                std::span<const DueHours> due, Instant /*now*/) {
  facts_.insert(facts_.end(), facts.begin(), facts.end());
  for (const DueHours& one : due) due_.add(one.track, one.hours);
  return {};
}

std::string MemoryStackBooks::note(std::string_view name) const {
  const auto found = notes_.find(name);
  return found == notes_.end() ? std::string() : found->second;
}

Status MemoryStackBooks::keep_note(std::string_view name, std::string_view text,
                                   Instant /*now*/) {
  notes_[std::string(name)] = std::string(text);
  return {};
}

}  // namespace tollbridge::stack
