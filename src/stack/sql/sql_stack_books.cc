// SPDX-License-Identifier: Apache-2.0
#include "stack/sql/sql_stack_books.h"

#include <charconv>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

#include "core/check.h"
#include "stack/hours.h"
#include "stack/sql/directory_rows.h"
#include "store/row_reader.h"
#include "store/stack_schema.h"

namespace tollbridge::stack {
namespace {

namespace schema = store::stack_schema;
using store::Row;
using store::RowReader;

constexpr std::string_view closed_note = "closed_to";
constexpr std::string_view moved_note = "tracks_moved";  // live_tracks holds what tracks held
constexpr std::string_view next_note = "next_track";     // after tracks were dropped

std::int64_t number(Instant when) { return when.time_since_epoch().count(); }

Instant instant(std::int64_t number) { return Instant(std::chrono::nanoseconds(number)); }

store::CommitInfo info(Instant now, std::string action, std::string detail) {
  return {now, "stack", std::move(action), std::move(detail)};
}

Row row_of(TrackNo track, const Reading& reading, Instant taken_at) {
  return {static_cast<std::int64_t>(track), number(reading.at), reading.id,
          reading.end ? number(*reading.end) : 0, reading.value.to_string(),
          std::int64_t{reading.gap.count()}, number(taken_at), reading.location, reading.tags};
}

Status read_reading(std::uint64_t commit, const Row& values, Reading& reading) {
  RowReader row(schema::readings, commit, values);
  row.integer();
  reading.at = instant(row.integer());
  reading.id = row.text();
  const std::int64_t end = row.integer();
  reading.end.reset();
  if (end != 0) reading.end = instant(end);
  reading.value = row.decimal<Quantity>();
  reading.gap = std::chrono::seconds(row.integer());
  row.integer();
  reading.location = row.text();
  reading.tags = row.text();
  return row.status();
}

Row row_of(const KnownTrack& known) {
  const Series& series = known.track.series;
  return {static_cast<std::int64_t>(known.no), series.subscription.text(), series.meter.text(),
          series.resource.text(), known.track.source, std::string(to_string(known.meaning.kind)),
          std::string(to_string(known.meaning.measure))};
}

Row key_of(const Overruled& one) {
  return {one.series.subscription.text(), one.series.meter.text(), one.series.resource.text(),
          std::int64_t{one.hour.index()}};
}

Row row_of(const Overruled& one) {
  Row row = key_of(one);
  row.emplace_back(one.stack.to_string());
  row.emplace_back(one.commerce.to_string());
  row.emplace_back(number(one.since));
  return row;
}

Status erase_overruled(std::span<const Overruled> hours, store::Transaction& transaction) {
  for (const Overruled& one : hours) {
    if (auto erased = transaction.erase(schema::overruled, key_of(one)); !erased) return erased;
  }
  return {};
}

}  // namespace

// What one `add` is about to write.
struct SqlStackBooks::Batch {
  std::vector<Taken> taken;
  std::vector<KnownTrack> tracks;              // new ones
  std::vector<std::pair<TrackNo, const Reading*>> readings;
  std::map<std::tuple<TrackNo, Instant, std::string_view>, const Reading*> fresh;
  std::map<Track, TrackNo> numbers;            // of new tracks
  std::map<TrackNo, DueSet> due;
};

Result<std::unique_ptr<SqlStackBooks>> SqlStackBooks::open(store::Database& database) {
  std::unique_ptr<SqlStackBooks> books(new SqlStackBooks(database));
  if (auto loaded = books->load(); !loaded) return pass(loaded);
  return books;
}

Status SqlStackBooks::load() {
  if (auto notes = load_notes(); !notes) return notes;
  if (auto tracks = load_tracks(schema::live_tracks); !tracks) return tracks;
  if (auto moved = move_tracks(); !moved) return moved;
  tracks_.skip_to(next_track_);
  if (auto due = load_due(); !due) return due;
  return load_overruled();
}

Status SqlStackBooks::load_overruled() {
  return database_.read(schema::overruled, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::overruled, commit, values);
    Overruled one;
    one.series.subscription = row.id<LocalSubscriptionId>();
    one.series.meter = row.id<MeterId>();
    one.series.resource = row.id<ResourceId>();
    one.hour = Hour::from_index(static_cast<std::int32_t>(row.integer()));
    one.stack = row.decimal<Quantity>();
    one.commerce = row.decimal<Quantity>();
    one.since = instant(row.integer());
    overruled_.put(one);
    return row.status();
  });
}

Status SqlStackBooks::load_due() {
  return database_.read(schema::due, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::due, commit, values);
    const auto track = static_cast<TrackNo>(row.integer());
    const auto begin = static_cast<std::int32_t>(row.integer());
    const auto end = static_cast<std::int32_t>(row.integer());
    if (tracks_.find(track) == nullptr || begin >= end) row.fault();
    due_.add(track, {Hour::from_index(begin), Hour::from_index(end)});
    return row.status();
  });
}

Status SqlStackBooks::load_tracks(const store::Table& table) {
  return database_.read(table, [&](std::uint64_t commit, const Row& values) {
    RowReader row(table, commit, values);
    KnownTrack known;
    known.no = static_cast<TrackNo>(row.integer());
    if (known.no < tracks_.next()) row.fault();
    known.track.series.subscription = row.id<LocalSubscriptionId>();
    known.track.series.meter = row.id<MeterId>();
    known.track.series.resource = row.id<ResourceId>();
    known.track.source = row.text();
    known.meaning.kind = row.parsed(parse_kind, Kind::delta);
    known.meaning.measure = row.parsed(parse_measure, Measure::hours);
    if (row.status()) tracks_.add(known);
    return row.status();
  });
}

// Books of schema 1 have their tracks in a table nothing can leave.
Status SqlStackBooks::move_tracks() {
  if (notes_.contains(moved_note)) return {};
  const TrackNo before = tracks_.next();
  if (auto loaded = load_tracks(schema::tracks); !loaded) return loaded;
  if (tracks_.next() == before) return {};
  auto newest = database_.newest_known_at();
  if (!newest) return pass(newest);
  const std::string detail = std::to_string(tracks_.all().size()) + " tracks";
  return transact(
      info(newest->value_or(Instant{}), "upgrade", detail),
      [&](store::Transaction& transaction) -> Status {
        for (const KnownTrack& known : tracks_.all()) {
          if (auto put = transaction.put(schema::live_tracks, row_of(known)); !put) return put;
        }
        return transaction.put(schema::notes, {std::string(moved_note), "1"});
      },
      [&] { notes_[std::string(moved_note)] = "1"; });
}

Status SqlStackBooks::load_notes() {
  return database_.read(schema::notes, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::notes, commit, values);
    const std::string name = row.text();
    notes_[name] = row.text();
    if (name == closed_note) {
      const auto closed = parse_instant(notes_[name]);
      if (!closed) row.fault();
      if (closed) closed_to_ = Hour::containing(*closed);
    }
    if (name == next_note) {
      const std::string& text = notes_[name];
      const auto [end, error] =
          std::from_chars(text.data(), text.data() + text.size(), next_track_);
      if (error != std::errc() || end != text.data() + text.size()) row.fault();
    }
    return row.status();
  });
}

Status SqlStackBooks::transact(const store::CommitInfo& info,
                               const std::function<Status(store::Transaction&)>& work,
                               const std::function<void()>& keep) {
  const std::uint64_t before = database_.newest();
  auto done = database_.transact(info, work);
  if (database_.newest() != before) keep();
  if (!done) return pass(done);
  return {};
}

Result<std::vector<Taken>> SqlStackBooks::add(std::span<const Posted> readings,
                                              Instant taken_at) {
  Batch batch;
  for (const Posted& posted : readings) {
    if (auto looked = look_at(posted, batch); !looked) return pass(looked);
  }
  if (batch.readings.empty() && batch.due.empty()) return std::move(batch.taken);
  auto done = transact(
      info(taken_at, "take", std::to_string(batch.readings.size()) + " readings"),
      [&](store::Transaction& transaction) { return write(batch, taken_at, transaction); },
      [&] {
        for (const KnownTrack& known : batch.tracks) tracks_.add(known);
        keep_due(batch.due);
      });
  if (!done) return pass(done);
  return std::move(batch.taken);
}

// Decides what becomes of the reading.
Status SqlStackBooks::look_at(const Posted& posted, Batch& batch) {
  const Reading& reading = posted.reading;
  const KnownTrack* known = tracks_.find(posted.track);
  if (known == nullptr) {
    const auto fresh = batch.numbers.find(posted.track);
    if (fresh != batch.numbers.end()) known = &batch.tracks[fresh->second - tracks_.next()];
  }
  if (known != nullptr && known->meaning != posted.meaning) {
    batch.taken.push_back(Taken::other_meaning);
    return {};
  }
  if (closed_to_ && reading.at < closed_to_->start()) {
    batch.taken.push_back(Taken::too_late);
    return {};
  }
  TrackNo no = tracks_.next() + batch.tracks.size();
  if (known != nullptr) {
    no = known->no;
  } else {
    batch.tracks.push_back({no, posted.track, posted.meaning});
    batch.numbers[posted.track] = no;
  }
  const auto [place, fresh] =
      batch.fresh.try_emplace({no, reading.at, std::string_view(reading.id)}, &reading);
  if (!fresh) {
    batch.taken.push_back(judge(place->second, reading));
    return {};
  }
  auto there = no < tracks_.next() ? find(no, reading) : std::optional<Reading>();
  if (!there) return pass(there);
  batch.taken.push_back(judge(*there ? &**there : nullptr, reading));
  if (batch.taken.back() != Taken::accepted) {
    if (batch.taken.back() == Taken::duplicate) settle_said_more(posted.track.series, no, batch);
    batch.fresh.erase(place);
    return {};
  }
  batch.readings.emplace_back(no, &reading);
  add_due(no, touched(reading), batch.due);
  return {};
}

void SqlStackBooks::settle_said_more(const Series& series, TrackNo no, Batch& batch) {
  for (const HourSpan hours : said_more_of(overruled_, series)) add_due(no, hours, batch.due);
}

Result<std::optional<Reading>> SqlStackBooks::find(TrackNo track, const Reading& key) {
  auto row = database_.find(schema::readings,
                            {static_cast<std::int64_t>(track), number(key.at), key.id});
  if (!row) return pass(row);
  if (!*row) return std::optional<Reading>();
  Reading reading;
  if (auto read = read_reading(database_.newest(), **row, reading); !read) return pass(read);
  return std::optional(reading);
}

Status SqlStackBooks::write(const Batch& batch, Instant taken_at,
                            store::Transaction& transaction) {
  for (const KnownTrack& known : batch.tracks) {
    if (auto put = transaction.put(schema::live_tracks, row_of(known)); !put) return put;
  }
  for (const auto& [track, reading] : batch.readings) {
    auto put = transaction.put(schema::readings, row_of(track, *reading, taken_at));
    if (!put) return put;
  }
  return write_due(batch.due, transaction);
}

void SqlStackBooks::add_due(TrackNo track, HourSpan hours,
                            std::map<TrackNo, DueSet>& changed) const {
  const auto [place, fresh] = changed.try_emplace(track);
  if (fresh) {
    for (const DueHours& due : due_.of(track)) place->second.add(track, due.hours);
  }
  place->second.add(track, hours);
}

Status SqlStackBooks::write_due(const std::map<TrackNo, DueSet>& changed,
                                store::Transaction& transaction) {
  for (const auto& [track, set] : changed) {
    const auto before = due_.of(track);
    const auto after = set.of(track);
    if (before == after) continue;
    std::set<Hour> kept;
    for (const DueHours& due : after) kept.insert(due.hours.begin);
    for (const DueHours& due : before) {
      if (kept.contains(due.hours.begin)) continue;
      auto erased = transaction.erase(schema::due, {static_cast<std::int64_t>(track),
                                                    std::int64_t{due.hours.begin.index()}});
      if (!erased) return erased;
    }
    for (const DueHours& due : after) {
      auto put = transaction.put(schema::due, {static_cast<std::int64_t>(track),
                                               std::int64_t{due.hours.begin.index()},
                                               std::int64_t{due.hours.end.index()}});
      if (!put) return put;
    }
  }
  return {};
}

void SqlStackBooks::keep_due(const std::map<TrackNo, DueSet>& changed) {
  for (const auto& [track, set] : changed) {
    due_.clear(track);
    for (const DueHours& due : set.of(track)) due_.add(track, due.hours);
  }
}

Result<std::vector<Reading>> SqlStackBooks::readings(TrackNo track, Instant from, Instant to) {
  std::vector<Reading> found;
  auto read = database_.read_range(
      schema::readings, {static_cast<std::int64_t>(track), number(from), number(to)},
      [&](std::uint64_t commit, const Row& row) {
        return read_reading(commit, row, found.emplace_back());
      });
  if (!read) return pass(read);
  return found;
}

Result<std::optional<Instant>> SqlStackBooks::last_before(TrackNo track, Instant when) {
  auto row = database_.last_before(schema::readings, static_cast<std::int64_t>(track),
                                   number(when));
  if (!row) return pass(row);
  if (!*row) return std::optional<Instant>();
  return std::optional(instant(std::get<std::int64_t>((**row)[1])));
}

Status SqlStackBooks::settle(std::span<const TrackNo> tracks, std::span<const DueHours> left,
                             Instant now) {
  std::map<TrackNo, DueSet> changed;
  for (const TrackNo track : tracks) changed[track] = {};
  for (const DueHours& due : left) changed[due.track].add(due.track, due.hours);
  return transact(
      info(now, "settle", std::to_string(tracks.size()) + " tracks"),
      [&](store::Transaction& transaction) { return write_due(changed, transaction); },
      [&] { keep_due(changed); });
}

Status SqlStackBooks::close(Hour closed_to, std::span<const Forget> forget, Instant now) {
  std::vector<Row> old;
  std::set<TrackNo> dropped;
  for (const Forget& one : forget) {
    const auto track = static_cast<std::int64_t>(one.track);
    if (one.drop) CHECK(due_.of(one.track).empty());
    if (one.drop) dropped.insert(one.track);
    const Instant before = one.drop ? Instant::max() : one.before;
    auto read = database_.read_range(schema::readings,
                                     {track, number(Instant::min()), number(before)},
                                     [&](std::uint64_t, const Row& row) -> Status {
                                       old.push_back({row[0], row[1], row[2]});
                                       return {};
                                     });
    if (!read) return read;
  }
  const auto settled = overruled_.before(closed_to);
  const std::string text = closed_to.to_string();
  const std::string next = std::to_string(tracks_.next());
  return transact(
      info(now, "forget",
           std::to_string(old.size()) + " readings before " + text + ", " +
               std::to_string(dropped.size()) + " tracks"),
      [&](store::Transaction& transaction) -> Status {
        for (const Row& key : old) {
          if (auto erased = transaction.erase(schema::readings, key); !erased) return erased;
        }
        for (const TrackNo no : dropped) {
          auto erased = transaction.erase(schema::live_tracks, {static_cast<std::int64_t>(no)});
          if (!erased) return erased;
        }
        if (auto erased = erase_overruled(settled, transaction); !erased) return erased;
        if (!dropped.empty()) {
          auto put = transaction.put(schema::notes, {std::string(next_note), next});
          if (!put) return put;
        }
        return transaction.put(schema::notes, {std::string(closed_note), text});
      },
      [&] {
        tracks_.drop(dropped);
        for (const Overruled& one : settled) overruled_.remove(one);
        notes_[std::string(closed_note)] = text;
        closed_to_ = closed_to;
      });
}

Result<std::uint64_t> SqlStackBooks::forget_commits(Instant before, std::uint64_t most,
                                                    Instant now) {
  return database_.forget_commits(
      info(now, "forget", "commits before " + tollbridge::to_string(before)), before, most);
}

Status SqlStackBooks::overrule(std::span<const Overruled> hours, Instant now) {
  OverruledSet set = overruled_;
  std::vector<Overruled> kept;
  for (const Overruled& one : hours) {
    kept.push_back(set.merged(one));
    set.put(kept.back());
  }
  return transact(
      info(now, "overrule", std::to_string(hours.size()) + " hours"),
      [&](store::Transaction& transaction) -> Status {
        for (const Overruled& one : kept) {
          const bool same = one.stack == one.commerce;
          auto written = same ? erase_overruled(std::span(&one, 1), transaction)
                              : transaction.put(schema::overruled, row_of(one));
          if (!written) return written;
        }
        return {};
      },
      [&] { overruled_ = std::move(set); });
}

Status SqlStackBooks::reinstate(std::span<const Overruled> hours, Instant now) {
  return transact(
      info(now, "reinstate", std::to_string(hours.size()) + " hours"),
      [&](store::Transaction& transaction) { return erase_overruled(hours, transaction); },
      [&] {
        for (const Overruled& one : hours) overruled_.remove(one);
      });
}

Result<std::vector<DirectoryFact>> SqlStackBooks::facts() { return read_facts(database_); }

Status SqlStackBooks::record(std::span<const DirectoryFact> facts, std::span<const DueHours> due,
                             Instant now) {
  std::map<TrackNo, DueSet> changed;
  for (const DueHours& one : due) add_due(one.track, one.hours, changed);
  return transact(
      info(now, "directory", std::to_string(facts.size()) + " facts"),
      [&](store::Transaction& transaction) -> Status {
        if (auto added = add_facts(facts, transaction); !added) return added;
        return write_due(changed, transaction);
      },
      [&] { keep_due(changed); });
}

std::string SqlStackBooks::note(std::string_view name) const {
  const auto found = notes_.find(name);
  return found == notes_.end() ? std::string() : found->second;
}

Status SqlStackBooks::keep_note(std::string_view name, std::string_view text, Instant now) {
  return transact(
      info(now, "note", std::string(name)),
      [&](store::Transaction& transaction) {
        return transaction.put(schema::notes, {std::string(name), std::string(text)});
      },
      [&] { notes_[std::string(name)] = std::string(text); });
}

}  // namespace tollbridge::stack
