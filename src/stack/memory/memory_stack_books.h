// SPDX-License-Identifier: Apache-2.0
// A stack's books as plain containers, for tests and small tools: the same promises but for
// durability.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "stack/books.h"

namespace tollbridge::stack {

class MemoryStackBooks final : public StackBooks {
 public:
  Result<std::vector<Taken>> add(std::span<const Posted> readings, Instant taken_at) override;
  [[nodiscard]] std::span<const KnownTrack> tracks() const override { return tracks_.all(); }
  [[nodiscard]] const KnownTrack& track(TrackNo no) const override { return known(tracks_, no); }
  [[nodiscard]] std::vector<TrackNo> tracks_of(const Series& series) const override {
    return tracks_.of(series);
  }
  [[nodiscard]] std::vector<TrackNo> tracks_of(
      const LocalSubscriptionId& subscription) const override {
    return tracks_.of(subscription);
  }
  Result<std::vector<Reading>> readings(TrackNo track, Instant from, Instant to) override;
  Result<std::optional<Instant>> last_before(TrackNo track, Instant when) override;
  [[nodiscard]] std::vector<DueHours> due() const override { return due_.all(); }
  Status settle(std::span<const TrackNo> tracks, std::span<const DueHours> left,
                Instant now) override;
  Status close(Hour closed_to, std::span<const Forget> forget, Instant now) override;
  [[nodiscard]] std::optional<Hour> closed_to() const override { return closed_to_; }
  // There are none; what was asked last is told.
  Result<std::uint64_t> forget_commits(Instant before, std::uint64_t /*most*/,
                                       Instant /*now*/) override {
    commits_before = before;
    return 0;
  }
  std::optional<Instant> commits_before;
  Status overrule(std::span<const Overruled> hours, Instant now) override;
  Status reinstate(std::span<const Overruled> hours, Instant now) override;
  [[nodiscard]] const OverruledSet& overruled() const override { return overruled_; }
  Result<std::vector<DirectoryFact>> facts() override { return facts_; }
  Status record(std::span<const DirectoryFact> facts, std::span<const DueHours> due,
                Instant now) override;
  [[nodiscard]] std::string note(std::string_view name) const override;
  Status keep_note(std::string_view name, std::string_view text, Instant now) override;

 private:
  using Told = std::map<std::pair<Instant, std::string>, Reading>;

  TrackList tracks_;
  std::map<TrackNo, Told> readings_;
  DueSet due_;
  OverruledSet overruled_;
  std::optional<Hour> closed_to_;
  std::vector<DirectoryFact> facts_;
  std::map<std::string, std::string, std::less<>> notes_;
};

}  // namespace tollbridge::stack
