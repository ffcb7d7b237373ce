// SPDX-License-Identifier: Apache-2.0
// The stack half's use cases: take readings, settle the hours that have passed into the journal,
// keep the directory, forget old readings.
//
// A restart at any instant loses and doubles nothing. `take` is durable with the hours it makes
// due; `settle` compares what the readings say with what the journal says and appends the
// difference, so doing it again after a fall between journal and books appends nothing.
//
// `now` is an argument; a clock that goes back never makes a row's reported_at go back, so whoever
// reads consecutive windows of reported time sees every row once (R59). One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "intake/intake.h"
#include "journal/journal.h"
#include "stack/books.h"
#include "stack/directory.h"
#include "stack/emit.h"
#include "stack/reading.h"

namespace tollbridge::stack {

struct StackRules {
  // How long after its end an hour is settled, so that the readings of its last minutes are there
  // and it need not be restated.
  std::chrono::minutes grace{10};
  // How long readings are kept, and a late one can change its hour.
  std::chrono::hours keep{45 * 24};
  // How many tracks one `settle` looks at; the rest waits for the next.
  std::size_t tracks_max = 20'000;
};

struct TakeOutcome {
  std::uint64_t accepted = 0;
  std::uint64_t duplicate = 0;
  // By line: those of `check` and ReadingConflict, OtherMeaning, TooLate.
  std::vector<intake::Rejected> rejected;
};

struct SettleOutcome {
  std::uint64_t rows = 0;      // appended for hours never told before
  std::uint64_t restated = 0;  // appended for hours told otherwise before
  std::uint64_t withheld = 0;  // hours with usage in a state that emits none (R52)
  std::uint64_t waiting = 0;   // tracks whose subscription the directory does not know yet
  std::uint64_t too_large = 0;  // series with an hour beyond 128 bits: they stay due
  bool more = false;           // tracks are left: call again
};

class StackHalf {
 public:
  // Books and journal must outlive it; the journal's rows are all of `stack`. Errors: theirs.
  static Result<std::unique_ptr<StackHalf>> open(StackId stack, StackBooks& books,
                                                 journal::Journal& journal,
                                                 const StackRules& rules);

  // Takes what can be taken. At most posted_readings_max at a time (invalid, TooManyReadings).
  Result<TakeOutcome> take(std::span<const Posted> readings, Instant now);
  // The same of several posts with one commit for all, posted_readings_max together: an outcome for
  // each, as if they were taken one after the other.
  using Post = std::span<const Posted>;
  Result<std::vector<TakeOutcome>> take_together(std::span<const Post> posts, Instant now);

  // Appends what is due of the hours that ended at least `grace` ago.
  Result<SettleOutcome> settle(Instant now);

  // Records facts; the hours they change become due. Errors: those of check(DirectoryFact), with
  // nothing recorded.
  Status record(std::span<const DirectoryFact> facts, Instant now);
  [[nodiscard]] const Directory& directory() const { return directory_; }

  // Commerce's word counts of these hours (stack/overruled.h). Errors: those of the books.
  Status overrule(std::span<const Overruled> hours, Instant now) {
    return books_.overrule(hours, now);
  }

  // Forgets readings older than `keep` whose hours are settled.
  Status forget(Instant now);

 private:
  StackHalf(StackId stack, StackBooks& books, journal::Journal& journal, const StackRules& rules)
      : stack_(std::move(stack)), books_(books), journal_(journal), rules_(rules) {}

  struct Work;
  Result<Work> choose(Hour horizon, SettleOutcome& outcome);
  Status compute(Hour horizon, Work& work, SettleOutcome& outcome);
  Status compute_series(SeriesHours& series, SettleOutcome& outcome);
  Status add_track(TrackNo no, HourSpan hours, SeriesHours& sums);
  Result<std::vector<Reading>> load(const KnownTrack& known, Hour first);
  Status learn_told(Work& work);
  Status append(const Work& work, Instant reported_at, SettleOutcome& outcome);
  Result<Instant> reported_at(Instant now);
  Status reinstate(const Work& work, Instant now);

  StackId stack_;
  StackBooks& books_;
  journal::Journal& journal_;
  StackRules rules_;
  Directory directory_;
};

}  // namespace tollbridge::stack
