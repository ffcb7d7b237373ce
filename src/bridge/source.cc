// SPDX-License-Identifier: Apache-2.0
#include "bridge/source.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "bridge/limits.h"

namespace tollbridge::bridge {
namespace {

using journal::ScannedRow;
using journal::StringPool;
using journal::UsageBatch;
using journal::UsageRow;
using journal::Verdict;

constexpr std::string_view enough = "BatchIsFull";

HourSpan all_hours() {
  return {Hour::containing(Instant::min()), Hour::containing(Instant::max()).plus(1)};
}

// Copies rows from the pool of a scan into that of a batch.
class Copier {
 public:
  explicit Copier(UsageBatch& to) : to_(to) {}

  void copy(const StringPool& from, const UsageRow& row) {
    UsageRow& out = to_.rows.emplace_back(row);
    for (std::uint32_t UsageRow::* field :
         {&UsageRow::stack, &UsageRow::subscription, &UsageRow::tenant, &UsageRow::meter,
          &UsageRow::resource, &UsageRow::event_id, &UsageRow::location, &UsageRow::tags}) {
      out.*field = index_of(from, row.*field);
    }
    out.received_at = Instant{};
    out.line = 0;
  }
  [[nodiscard]] std::size_t text_bytes() const { return text_bytes_; }

 private:
  // The pool of a scan keeps its indexes for the whole scan.
  std::uint32_t index_of(const StringPool& from, std::uint32_t index) {
    if (index == 0) return 0;
    if (index >= indexes_.size()) indexes_.resize(std::max<std::size_t>(from.size(), index + 1), 0);
    std::uint32_t& known = indexes_[index];
    if (known == 0) {
      known = to_.strings.intern(from.text(index));
      text_bytes_ += from.text(index).size();
    }
    return known;
  }

  UsageBatch& to_;
  std::vector<std::uint32_t> indexes_;  // 0: not copied yet
  std::size_t text_bytes_ = 0;
};

// Of the rows that are in conflict with what the journal has, those that count in this batch.
std::vector<UsageRow> losing_rows(const UsageBatch& usage, const std::vector<Verdict>& verdicts) {
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, Instant, std::uint32_t>;
  const auto key_of = [](const UsageRow& row) {
    return Key{row.subscription, row.meter, row.resource, row.start, row.event_id};
  };
  std::map<Key, std::int64_t> newest;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i] == Verdict::conflict) newest[key_of(usage.rows[i])] = -1;
  }
  if (newest.empty()) return {};
  for (const UsageRow& row : usage.rows) {
    const auto found = newest.find(key_of(row));
    if (found != newest.end()) found->second = std::max(found->second, row.revision);
  }
  std::vector<UsageRow> losing;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const UsageRow& row = usage.rows[i];
    if (verdicts[i] == Verdict::conflict && newest[key_of(row)] == row.revision) {
      losing.push_back(row);
    }
  }
  return losing;
}

// What a stack says of the hours of a batch, beside the batch.
class Comparison {
 public:
  explicit Comparison(const UsageBatch& batch) {
    for (const UsageRow& row : batch.rows) {
      if (row.end || row.event_id != 0) continue;  // not an hour
      Side& said = by_key_[key_of(batch.strings, row)].batch;
      said.add(row);
      if (hours_.hours() <= 0) hours_ = {row.hour(), row.hour().plus(1)};
      hours_.begin = std::min(hours_.begin, row.hour());
      hours_.end = std::max(hours_.end, row.hour().plus(1));
    }
  }
  [[nodiscard]] HourSpan hours() const { return hours_; }

  void look_at(const StringPool& pool, const ScannedRow& scanned) {
    const UsageRow& row = scanned.row;
    if (row.end || row.event_id != 0 || scanned.verdict == Verdict::conflict) return;
    const auto found = by_key_.find(key_of(pool, row));
    if (found != by_key_.end()) found->second.stack.add(row);
  }

  // Those told otherwise under one revision, and whose quantity the batch changes.
  [[nodiscard]] std::vector<OverruledHour> overruled() const {
    std::vector<OverruledHour> found;
    for (const auto& [key, sides] : by_key_) {
      if (!contradict(sides) || sides.stack.newest() == sides.batch.newest()) continue;
      const auto& [subscription, meter, resource, hour] = key;
      found.push_back({LocalSubscriptionId(subscription), MeterId(meter), ResourceId(resource),
                       hour, sides.stack.newest(), sides.batch.newest()});
    }
    return found;
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, Hour>;
  struct Side {
    std::map<std::int64_t, Quantity> by_revision;
    void add(const UsageRow& row) { by_revision[row.revision] = row.quantity; }
    [[nodiscard]] Quantity newest() const { return by_revision.rbegin()->second; }
  };
  struct Sides {
    Side batch;
    Side stack;
  };
  static Key key_of(const StringPool& pool, const UsageRow& row) {
    return {std::string(pool.text(row.subscription)), std::string(pool.text(row.meter)),
            std::string(pool.text(row.resource)), row.hour()};
  }
  static bool contradict(const Sides& sides) {
    return std::ranges::any_of(sides.batch.by_revision, [&](const auto& said) {
      const auto own = sides.stack.by_revision.find(said.first);
      return own != sides.stack.by_revision.end() && own->second != said.second;
    });
  }

  std::map<Key, Sides> by_key_;
  HourSpan hours_{};
};

}  // namespace

// First the journal's, then the directory's: what a block needs was known to the directory.
Result<Progress> Source::newest() {
  const auto heads = journal_.heads();
  if (!heads) return std::unexpected(heads.error());
  const auto found = std::ranges::find(*heads, stack_, &journal::Head::stack);
  const auto change = directory_.newest();
  if (!change) return std::unexpected(change.error());
  return Progress{found == heads->end() ? 0 : found->sequence, *change};
}

Result<bool> Source::pending(const Progress& from) {
  const auto now = newest();
  if (!now) return std::unexpected(now.error());
  return now->journal > from.journal || now->directory > from.directory;
}

Result<Portion> Source::portion(const Progress& from, std::size_t rows_aim) {
  Portion portion;
  portion.through = from;
  const auto newest_now = newest();
  if (!newest_now) return std::unexpected(newest_now.error());
  auto changes = directory_.after(from.directory, limits::batch_changes_max);
  if (!changes) return pass(changes);
  portion.changes = std::move(*changes);
  if (!portion.changes.empty()) portion.through.directory = portion.changes.back().sequence;
  if (portion.changes.size() == limits::batch_changes_max) return portion;  // there may be more
  const Status taken = take_rows(from, rows_aim, newest_now->journal, portion);
  if (!taken) return std::unexpected(taken.error());
  return portion;
}

Status Source::take_rows(const Progress& from, std::size_t rows_aim, std::uint64_t until,
                         Portion& portion) {
  if (until <= from.journal) return {};
  journal::ScanRequest request;
  request.stack = stack_;
  request.hours = all_hours();
  request.as_of = until;
  request.show = journal::Show::everything;
  request.after = from.journal;
  Copier copier(portion.usage);
  std::uint64_t block = 0;
  const auto visit = [&](const StringPool& pool, std::span<const ScannedRow> rows) -> Status {
    for (const ScannedRow& scanned : rows) {
      const bool full = portion.usage.rows.size() >= rows_aim ||
                        copier.text_bytes() >= limits::batch_texts_bytes_aim;
      if (scanned.sequence != block && full) {
        return fail(ErrorKind::busy, std::string(enough), "");
      }
      block = scanned.sequence;
      if (scanned.verdict != Verdict::conflict) copier.copy(pool, scanned.row);
    }
    return {};
  };
  const Status scanned = journal_.scan(request, visit);
  if (!scanned && scanned.error().code != enough) return scanned;
  portion.through.journal = scanned ? until : block;
  return {};
}

// Told before anything is appended: after a fall it is found again.
Status Source::tell_overruled(const UsageBatch& usage) {
  Comparison comparison(usage);
  if (comparison.hours().hours() <= 0) return {};
  journal::ScanRequest request;
  request.stack = stack_;
  request.hours = comparison.hours();
  request.show = journal::Show::everything;
  const auto visit = [&](const StringPool& pool, std::span<const ScannedRow> rows) -> Status {
    for (const ScannedRow& scanned : rows) comparison.look_at(pool, scanned);
    return {};
  };
  if (auto scanned = journal_.scan(request, visit); !scanned) return scanned;
  const auto overruled = comparison.overruled();
  return overruled.empty() ? Status() : directory_.overrule(overruled);
}

Result<Progress> Source::take_back(Batch&& batch, const Progress& before, Instant now) {
  const auto newest_before = newest();
  if (!newest_before) return std::unexpected(newest_before.error());
  if (auto adopted = directory_.adopt(batch.changes); !adopted) return pass(adopted);
  journal::UsageBatch& usage = batch.usage;
  for (UsageRow& row : usage.rows) row.received_at = now;
  if (auto told = tell_overruled(usage); !told) return pass(told);
  journal::AppendOutcome outcome;
  if (!usage.rows.empty()) {
    auto appended = journal_.append(usage, {});
    if (!appended) return pass(appended);
    outcome = std::move(*appended);
  }
  const auto newest_after = newest();
  if (!newest_after) return std::unexpected(newest_after.error());
  Progress progress = before;
  if (newest_before->journal == before.journal) progress.journal = newest_after->journal;
  if (newest_before->directory == before.directory) {
    progress.directory = newest_after->directory;
  }
  usage.rows = losing_rows(usage, outcome.verdicts);
  if (usage.rows.empty()) return progress;
  auto restated = journal_.append(usage, {true});
  if (!restated) return pass(restated);
  return progress;
}

}  // namespace tollbridge::bridge
