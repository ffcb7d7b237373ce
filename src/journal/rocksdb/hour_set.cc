// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/hour_set.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/check.h"
#include "journal/rocksdb/keys.h"
#include "journal/rocksdb/postings.h"
#include "journal/rocksdb/spilled_key.h"
#include "journal/varint.h"

namespace tollbridge::journal {
namespace {

constexpr std::int64_t hour_nanoseconds = 3'600'000'000'000;
// Looking a key up costs about as much as reading this many keys in a row.
constexpr std::uint64_t lookup_cost = 16;
// An hour is expensive to build if its blocks hold this many times its keys, and many rows at all:
// else writing and merging its keys costs more than reading its blocks again.
constexpr std::uint64_t spread_max = 4;

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::damaged, "JournalDamaged",
              "The journal is damaged: " + what + ". Restore a backup.");
}

std::string spilled_prefix(std::uint32_t stack, Hour hour) {
  return keys::Key(keys::spilled).u32(stack).hour(hour).str();
}

}  // namespace

// Hours read together.
struct HourSet::Pass {
  std::unordered_map<std::int32_t, std::pair<OpenHour*, std::uint64_t>> hours;  // with marker
  std::set<std::uint64_t> sequences;
};

HourKey key_of(const BlockRows& rows, std::size_t i) {
  const std::int64_t start = rows.start[i];
  const std::int64_t rest = start % hour_nanoseconds;
  return {rows.subscription[i], rows.meter[i], rows.resource[i],
          rest < 0 ? rest + hour_nanoseconds : rest,
          rows.event_id.size() == 0 ? std::string_view() : rows.event_id[i]};
}

Version version_of(const BlockRows& rows, std::size_t i) {
  Version version{rows.revision[i], rows.given[i], {rows.quantity[i], std::nullopt}};
  if (rows.has_end[i] != 0) version.content.end = Instant(std::chrono::nanoseconds(rows.end[i]));
  return version;
}

Status apply_row(const BlockRows& rows, std::size_t i, std::uint64_t sequence, HourIndex& index) {
  const HourKey key = key_of(rows, i);
  const Version version = version_of(rows, i);
  const Verdict verdict = rows.verdict[i];
  const RowPlace place{sequence, static_cast<std::uint32_t>(i)};
  const std::uint32_t entry = index.find(key);
  if ((entry == HourIndex::none) != (verdict == Verdict::accepted)) {
    return damaged("a row of block " + std::to_string(sequence) + " contradicts the ones before");
  }
  if (entry == HourIndex::none) {
    index.insert(key, version, place);
    return {};
  }
  KeyRecord record = index.record(entry);
  record.state = applied(&record.state, version, {verdict, version.revision, true});
  if (counts(verdict)) record.place = place;
  index.update(entry, record);
  return {};
}

Status HourSet::add_narrow(std::uint32_t stack, Hour hour, Sources& sources) {
  const std::uint64_t after = sources.marker ? sources.marker->sequence : 0;
  const std::string prefix = keys::Key(keys::posting).u32(stack).hour(hour).str();
  const std::string end_key = after_prefix(prefix);
  const rocksdb::Slice end = slice(end_key);
  const auto at = database_.iterate(
      keys::Key(keys::posting).u32(stack).hour(hour).u64(after + 1).str(), &end);
  for (; at->Valid(); at->Next()) {
    const auto posting = read_posting(view(at->value()));
    if (!posting) return std::unexpected(posting.error());
    if (posting->starts == 0) continue;
    sources.sequences.push_back(
        keys::big_endian<std::uint64_t>(at->key().data() + prefix.size()));
    sources.keys += posting->starts;
  }
  if (!at->status().ok()) return std::unexpected(error_of(at->status(), "read the journal"));
  return {};
}

Status HourSet::add_wide(std::uint32_t stack, Hour hour, Sources& sources) {
  const std::uint64_t after = sources.marker ? sources.marker->sequence : 0;
  const std::string prefix = keys::Key(keys::wide).u32(stack).str();
  const std::string end_key = after_prefix(prefix);
  const rocksdb::Slice end = slice(end_key);
  const auto at = database_.iterate(keys::Key(keys::wide).u32(stack).u64(after + 1).str(), &end);
  for (; at->Valid(); at->Next()) {
    const auto wide = read_wide(view(at->value()));
    if (!wide) return std::unexpected(wide.error());
    if (!wide->touched.contains(hour)) continue;
    sources.sequences.push_back(
        keys::big_endian<std::uint64_t>(at->key().data() + prefix.size()));
    sources.keys += 1 + wide->rows / static_cast<std::uint64_t>(wide->touched.hours());
  }
  if (!at->status().ok()) return std::unexpected(error_of(at->status(), "read the journal"));
  return {};
}

Result<HourSet::Sources> HourSet::sources_of(std::uint32_t stack, Hour hour) {
  Sources sources;
  auto marker = database_.get(keys::Key(keys::marker).u32(stack).hour(hour).str());
  if (!marker) return pass(marker);
  if (*marker) {
    Reader in(**marker);
    sources.marker = Marker{in.varint(), in.varint()};
    if (!in.good() || in.left() != 0) return damaged("a marker cannot be read");
    sources.keys = sources.marker->keys;
  }
  if (Status done = add_narrow(stack, hour, sources); !done) return pass(done);
  if (Status done = add_wide(stack, hour, sources); !done) return pass(done);
  return sources;
}

Status HourSet::read_spilled(OpenHour& hour) {
  const std::string prefix = spilled_prefix(hour.stack, hour.hour);
  const std::string end_key = after_prefix(prefix);
  const rocksdb::Slice end = slice(end_key);
  const auto at = database_.iterate(prefix, &end);
  for (; at->Valid(); at->Next()) {
    std::string_view rest = view(at->key());
    rest.remove_prefix(prefix.size());
    const auto key = read_spilled_key(rest);
    if (!key) return std::unexpected(key.error());
    const auto record = read_spilled_record(view(at->value()));
    if (!record) return std::unexpected(record.error());
    const std::uint32_t entry = hour.index.insert(*key, record->state.current, record->place);
    if (!record->state.others.empty() || !record->state.conflicts.empty()) {
      hour.index.update(entry, *record);
    }
  }
  if (!at->status().ok()) return std::unexpected(error_of(at->status(), "read the journal"));
  return {};
}

Status HourSet::look_up(OpenHour& hour, const std::vector<HourKey>& wanted) {
  for (const HourKey& key : wanted) {
    if (hour.index.find(key) != HourIndex::none) continue;
    auto value = database_.get(spilled_prefix(hour.stack, hour.hour) + spilled_key(key));
    if (!value) return pass(value);
    if (!*value) continue;
    const auto record = read_spilled_record(**value);
    if (!record) return std::unexpected(record.error());
    const std::uint32_t entry = hour.index.insert(key, record->state.current, record->place);
    if (!record->state.others.empty() || !record->state.conflicts.empty()) {
      hour.index.update(entry, *record);
    }
  }
  return {};
}

Result<OpenHour*> HourSet::open_partial(std::uint32_t stack, Hour hour, const Marker& marker,
                                        const KeysOf& keys_of) {
  auto wanted = keys_of();
  if (!wanted) return pass(wanted);
  partial_.emplace();
  partial_->stack = stack;
  partial_->hour = hour;
  partial_->partial = true;
  partial_->keys_on_disk = marker.keys;
  if (Status done = look_up(*partial_, *wanted); !done) return pass(done);
  return &*partial_;
}

OpenHour& HourSet::take(std::uint32_t stack, Hour hour) {
  hours_.emplace_front();
  OpenHour& open = hours_.front();
  open.stack = stack;
  open.hour = hour;
  by_id_[{stack, hour}] = hours_.begin();
  return open;
}

Status HourSet::read_blocks(std::uint32_t stack, const Pass& pass) {
  for (const std::uint64_t sequence : pass.sequences) {
    Status read = database_.read(stack, sequence, Columns::for_keys, block_);
    if (!read) return read;
    const BlockRows& rows = block_.rows;
    OpenHour* last = nullptr;
    std::optional<Hour> last_hour;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Hour hour = hour_of(rows.start[i]);
      if (hour != last_hour) {
        const auto found = pass.hours.find(hour.index());
        const bool needed = found != pass.hours.end() && sequence > found->second.second;
        last = needed ? found->second.first : nullptr;
        last_hour = hour;
        if (last != nullptr) last->source_rows += rows.size();
      }
      if (last == nullptr) continue;
      if (Status done = apply_row(rows, i, sequence, last->index); !done) return done;
      if (last->marked) last->changed.push_back(last->index.find(key_of(rows, i)));
    }
  }
  return {};
}

Result<OpenHour*> HourSet::open(std::uint32_t stack, std::span<const HourDemand> demands,
                                const KeysOf& keys_of) {
  CHECK(!demands.empty());
  if (const auto found = by_id_.find({stack, demands[0].hour}); found != by_id_.end()) {
    hours_.splice(hours_.begin(), hours_, found->second);
    return &hours_.front();
  }
  Pass pass;
  std::uint64_t keys = 0;
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const Hour hour = demands[i].hour;
    if (i > 0 && by_id_.contains({stack, hour})) continue;
    auto sources = sources_of(stack, hour);
    if (!sources) return tollbridge::pass(sources);
    const auto& marker = sources->marker;
    if (marker && sources->sequences.empty() && demands[i].rows * lookup_cost < marker->keys) {
      if (i == 0) return open_partial(stack, hour, *marker, keys_of);
      continue;
    }
    keys += sources->keys;
    if (i > 0 && keys > keys_max_ / 2) break;
    OpenHour& open = take(stack, hour);
    open.marked = marker.has_value();
    if (marker) {
      open.keys_on_disk = marker->keys;
      if (Status done = read_spilled(open); !done) return tollbridge::pass(done);
    }
    pass.hours[hour.index()] = {&open, marker ? marker->sequence : 0};
    pass.sequences.insert(sources->sequences.begin(), sources->sequences.end());
  }
  if (Status done = read_blocks(stack, pass); !done) return tollbridge::pass(done);
  for (const auto& [hour, read] : pass.hours) {
    weight_ += read.first->weight = read.first->index.weight();
  }
  const auto first = by_id_.find({stack, demands[0].hour})->second;
  hours_.splice(hours_.begin(), hours_, first);
  return &hours_.front();
}

void HourSet::spill(OpenHour& hour, std::uint64_t sequence, rocksdb::WriteBatch& batch) {
  const std::string prefix = spilled_prefix(hour.stack, hour.hour);
  const auto put = [&](std::uint32_t entry) {
    database_.put(batch, prefix + spilled_key(hour.index.key(entry)),
                  spilled_record(hour.index.record(entry)));
  };
  if (hour.marked || hour.partial) {
    for (const std::uint32_t entry : hour.changed) put(entry);
  } else {
    for (std::uint32_t entry = 0; entry < hour.index.size(); ++entry) put(entry);
  }
  Writer marker;
  marker.varint(sequence);
  marker.varint(hour.partial ? hour.keys_on_disk : hour.index.size());
  database_.put(batch, keys::Key(keys::marker).u32(hour.stack).hour(hour.hour).str(),
                marker.text());
}

void HourSet::finish(OpenHour& hour, std::uint64_t sequence, std::uint64_t append,
                     rocksdb::WriteBatch& batch) {
  hour.finished_in = append;
  if (hour.partial) {
    if (!hour.changed.empty()) spill(hour, sequence, batch);
    return;
  }
  weight_ += hour.index.weight() - hour.weight;
  hour.weight = hour.index.weight();
}

void HourSet::shrink(const SequenceOf& sequence_of, rocksdb::WriteBatch& batch) {
  while (weight_ > keys_max_ && !hours_.empty()) {
    OpenHour& oldest = hours_.back();
    const bool expensive =
        oldest.source_rows > std::max(cheap_rows_, spread_max * oldest.index.size());
    const bool stale = oldest.marked && !oldest.changed.empty();
    if (stale || (!oldest.marked && expensive)) spill(oldest, sequence_of(oldest), batch);
    weight_ -= oldest.weight;
    by_id_.erase({oldest.stack, oldest.hour});
    hours_.pop_back();
  }
}

void HourSet::clear() {
  hours_.clear();
  by_id_.clear();
  partial_.reset();
  weight_ = 0;
}

}  // namespace tollbridge::journal
