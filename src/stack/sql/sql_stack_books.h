// SPDX-License-Identifier: Apache-2.0
// StackBooks over a database of the stack's layout (store/stack_schema.h). Tracks, due hours,
// overruled hours and notes are also held in memory; readings are asked for by track and time. Each
// change is one commit. Thread-safety and Errors: store/database.h.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "stack/books.h"
#include "store/database.h"

namespace tollbridge::stack {

class SqlStackBooks final : public StackBooks {
 public:
  // `database` must outlive it.
  static Result<std::unique_ptr<SqlStackBooks>> open(store::Database& database);

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
  Result<std::uint64_t> forget_commits(Instant before, std::uint64_t most, Instant now) override;
  Status overrule(std::span<const Overruled> hours, Instant now) override;
  Status reinstate(std::span<const Overruled> hours, Instant now) override;
  [[nodiscard]] const OverruledSet& overruled() const override { return overruled_; }
  Result<std::vector<DirectoryFact>> facts() override;
  Status record(std::span<const DirectoryFact> facts, std::span<const DueHours> due,
                Instant now) override;
  [[nodiscard]] std::string note(std::string_view name) const override;
  Status keep_note(std::string_view name, std::string_view text, Instant now) override;

 private:
  struct Batch;

  explicit SqlStackBooks(store::Database& database) : database_(database) {}
  Status load();
  Status load_notes();
  Status load_tracks(const store::Table& table);
  Status move_tracks();
  Status load_due();
  Status load_overruled();
  // `keep` takes the changes over into memory once they are in the database: also when the store
  // could not confirm them (CommitUnconfirmed), which is the error given then.
  Status transact(const store::CommitInfo& info,
                  const std::function<Status(store::Transaction&)>& work,
                  const std::function<void()>& keep);
  Status look_at(const Posted& posted, Batch& batch);
  void settle_said_more(const Series& series, TrackNo no, Batch& batch);
  Result<std::optional<Reading>> find(TrackNo track, const Reading& key);
  Status write(const Batch& batch, Instant taken_at, store::Transaction& transaction);
  // Writes the due hours of the tracks in `changed` in the place of those that are kept.
  Status write_due(const std::map<TrackNo, DueSet>& changed, store::Transaction& transaction);
  void keep_due(const std::map<TrackNo, DueSet>& changed);
  // The track's due hours as they would be with these.
  void add_due(TrackNo track, HourSpan hours, std::map<TrackNo, DueSet>& changed) const;

  store::Database& database_;
  TrackList tracks_;
  TrackNo next_track_ = 1;  // at least, as loaded
  DueSet due_;
  OverruledSet overruled_;
  std::optional<Hour> closed_to_;
  std::map<std::string, std::string, std::less<>> notes_;
};

}  // namespace tollbridge::stack
