// SPDX-License-Identifier: Apache-2.0
// What a stack remembers beside its journal: readings, the hours they changed that the journal has
// not heard of (due hours), and the directory. Implemented by stack/sql (production) and
// stack/memory (tests, small tools); both pass stack/books_suite.h.
//
// Every call that changes something is whole or nothing, and durable when it returns. One thread.
// Errors are those of the store (kinds io and damaged).
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "stack/directory.h"
#include "stack/overruled.h"
#include "stack/reading.h"

namespace tollbridge::stack {

// 1, 2, 3 … in the order in which tracks were first heard of. A number is never given twice: a
// track that was dropped and is heard of again gets a new one.
using TrackNo = std::uint64_t;

struct KnownTrack {
  TrackNo no = 0;
  Track track;
  Meaning meaning;  // as its first reading said
};

// Hours of a track to be computed anew.
struct DueHours {
  TrackNo track = 0;
  HourSpan hours;
  friend bool operator==(const DueHours&, const DueHours&) = default;
};

// What became of a posted reading.
enum class Taken : std::uint8_t {
  accepted,
  duplicate,      // it is there already
  conflict,       // its key is there with another content: the first one stays
  other_meaning,  // the track has another kind or measure
  too_late,       // older than the hours that can still change
};

class StackBooks {
 public:
  virtual ~StackBooks() = default;

  // Adds what is new; the hours each lies in become due with it. One verdict per reading, in
  // order; within one call the first of a key counts. A duplicate makes due those overruled hours
  // of its series of which the readings say more (stack/overruled.h).
  virtual Result<std::vector<Taken>> add(std::span<const Posted> readings, Instant taken_at) = 0;

  // By number, without those dropped. Valid until the next `add` or `close`.
  [[nodiscard]] virtual std::span<const KnownTrack> tracks() const = 0;
  // One that is there. Valid as `tracks` is.
  [[nodiscard]] virtual const KnownTrack& track(TrackNo no) const = 0;
  // All tracks of a series; empty: none.
  [[nodiscard]] virtual std::vector<TrackNo> tracks_of(const Series& series) const = 0;
  [[nodiscard]] virtual std::vector<TrackNo> tracks_of(
      const LocalSubscriptionId& subscription) const = 0;

  // A track's readings told in [from, to), by time and id.
  virtual Result<std::vector<Reading>> readings(TrackNo track, Instant from, Instant to) = 0;
  // When the last one before `when` was told.
  virtual Result<std::optional<Instant>> last_before(TrackNo track, Instant when) = 0;

  // By track and hour, no two of a track overlapping.
  [[nodiscard]] virtual std::vector<DueHours> due() const = 0;
  // These tracks' due hours are those of `left` from now on.
  virtual Status settle(std::span<const TrackNo> tracks, std::span<const DueHours> left,
                        Instant now) = 0;

  // Readings told before `closed_to` are too late from now on; of each track named those before
  // its instant are forgotten, and a dropped one with all of its readings; it has no due hours.
  struct Forget {
    TrackNo track = 0;
    Instant before{};
    bool drop = false;
    friend bool operator==(const Forget&, const Forget&) = default;
  };
  virtual Status close(Hour closed_to, std::span<const Forget> forget, Instant now) = 0;
  [[nodiscard]] virtual std::optional<Hour> closed_to() const = 0;

  // Commerce's word counts of these hours, whose `stack` is what this stack's readings said; see
  // OverruledSet::merged. Those closed are dropped by `close`.
  virtual Status overrule(std::span<const Overruled> hours, Instant now) = 0;
  // They were settled from readings again.
  virtual Status reinstate(std::span<const Overruled> hours, Instant now) = 0;
  [[nodiscard]] virtual const OverruledSet& overruled() const = 0;

  // Forgets the oldest records of who changed these books when (commits), at most `most` of those
  // made before `before`: nothing else is lost with them. How many; fewer than `most`: no more.
  virtual Result<std::uint64_t> forget_commits(Instant before, std::uint64_t most,
                                               Instant now) = 0;

  // The directory's facts in the order in which they were learned.
  virtual Result<std::vector<DirectoryFact>> facts() = 0;
  // Records them, and the hours they change, together.
  virtual Status record(std::span<const DirectoryFact> facts, std::span<const DueHours> due,
                        Instant now) = 0;

  // Single values that outlive a restart, by name; empty: none.
  [[nodiscard]] virtual std::string note(std::string_view name) const = 0;
  virtual Status keep_note(std::string_view name, std::string_view text, Instant now) = 0;
};

// Due hours in memory, as both adapters keep them: per track, merged where they meet.
class DueSet {
 public:
  // False if all of it was due already.
  bool add(TrackNo track, HourSpan hours);
  void clear(TrackNo track) { by_track_.erase(track); }
  [[nodiscard]] std::vector<DueHours> all() const;
  [[nodiscard]] std::vector<DueHours> of(TrackNo track) const;

 private:
  std::map<TrackNo, std::map<Hour, Hour>> by_track_;  // begin -> end
};

// Tracks in memory, as both adapters keep them.
class TrackList {
 public:
  void add(const KnownTrack& known);  // with the next number, or a later one
  void drop(const std::set<TrackNo>& numbers);
  [[nodiscard]] TrackNo next() const { return next_; }
  void skip_to(TrackNo next) { next_ = std::max(next_, next); }  // lower ones were given before
  [[nodiscard]] const KnownTrack* find(const Track& track) const;
  [[nodiscard]] const KnownTrack* find(TrackNo no) const;
  [[nodiscard]] std::span<const KnownTrack> all() const { return all_; }
  [[nodiscard]] std::vector<TrackNo> of(const Series& series) const;
  [[nodiscard]] std::vector<TrackNo> of(const LocalSubscriptionId& subscription) const;

 private:
  std::vector<KnownTrack> all_;  // by number
  TrackNo next_ = 1;
  std::map<Track, TrackNo> numbers_;  // sorted, so the tracks of a series lie together
};

// The track of that number, which is there.
const KnownTrack& known(const TrackList& tracks, TrackNo no);

// The rules of `add` that need no store: whether the incoming one is new beside what is there.
Taken judge(const Reading* there, const Reading& incoming);

}  // namespace tollbridge::stack
