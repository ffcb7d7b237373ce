// SPDX-License-Identifier: Apache-2.0
#include "journal/memory/memory_journal.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "core/check.h"
#include "core/limits.h"
#include "journal/usage_set.h"

namespace tollbridge::journal {
namespace {

struct StoredRow {
  UsageRow row;  // indexes the journal's pool; the revision is the one it is kept under
  Verdict verdict = Verdict::accepted;
  std::uint64_t sequence = 0;
  std::uint64_t superseded_by = 0;  // sequence; 0: not
};

using Key = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, Instant, std::uint32_t>;

struct KeyEntry {
  KeyState state;
  std::size_t current = 0;  // in StackLog::rows
};

struct StackLog {
  Head head;
  std::vector<StoredRow> rows;
  std::map<Key, KeyEntry> keys;
};

std::string row_bytes(const StringPool& pool, const StoredRow& stored) {
  const UsageRow& row = stored.row;
  std::string bytes;
  for (const auto index : {row.stack, row.subscription, row.tenant, row.meter, row.resource,
                           row.event_id, row.location, row.tags}) {
    bytes.append(pool.text(index)).push_back('\n');
  }
  bytes += to_string(row.start) + '\n' + (row.end ? to_string(*row.end) : "") + '\n' +
           row.quantity.to_string() + '\n' + std::to_string(row.revision) + '\n' +
           std::to_string(static_cast<int>(stored.verdict)) + '\n';
  return bytes;
}

std::vector<Head> heads_of(const std::map<StackId, StackLog>& stacks) {
  std::vector<Head> all;
  for (const auto& [stack, log] : stacks) {
    if (log.head.sequence > 0) all.push_back(log.head);
  }
  return all;
}

Status scan_rows(const StringPool& pool, const std::map<StackId, StackLog>& stacks,
                 const ScanRequest& request, const ScanVisitor& visit) {
  const auto found = stacks.find(request.stack);
  if (found == stacks.end()) return {};
  const std::uint64_t as_of = request.as_of.value_or(found->second.head.sequence);
  std::vector<ScannedRow> run;
  for (const StoredRow& stored : found->second.rows) {
    if (stored.sequence > as_of) break;
    if (stored.sequence <= request.after) continue;
    const HourSpan hours = hours_of(stored.row);
    if (hours.end <= request.hours.begin || hours.begin >= request.hours.end) continue;
    if (request.subscription &&
        pool.text(stored.row.subscription) != request.subscription->text()) {
      continue;
    }
    const bool superseded = stored.superseded_by != 0 && stored.superseded_by <= as_of;
    const bool counted = counts(stored.verdict) && !superseded;
    if (!counted && request.show == Show::counted) continue;
    run.push_back({stored.row, stored.sequence, stored.verdict, counted});
    if (!request.event_ids) run.back().row.event_id = 0;
  }
  return run.empty() ? Status() : visit(pool, run);
}

// A copy of everything there is.
class MemoryReader final : public UsageReader {
 public:
  MemoryReader(const StringPool& pool, const std::map<StackId, StackLog>& stacks)
      : stacks_(stacks) {
    for (std::size_t i = 0; i < pool.size(); ++i) {
      pool_.intern(pool.text(static_cast<std::uint32_t>(i)));  // the same indexes
    }
  }

  Result<std::vector<Head>> heads() override { return heads_of(stacks_); }
  Status scan(const ScanRequest& request, const ScanVisitor& visit) override {
    return scan_rows(pool_, stacks_, request, visit);
  }

 private:
  StringPool pool_;
  std::map<StackId, StackLog> stacks_;
};

class MemoryJournal final : public Journal {
 public:
  explicit MemoryJournal(MarkStore& marks) : marks_(marks) {}

  Result<AppendOutcome> append(const UsageBatch& batch, const AppendOptions& options) override;
  Result<std::vector<Head>> heads() override;
  Status scan(const ScanRequest& request, const ScanVisitor& visit) override;
  std::unique_ptr<UsageReader> reader() override;
  Status verify() override;
  Status copy_to(const std::string& path) override;

 private:
  // What an append changed, so that a failed one can be taken back.
  struct Undo {
    std::map<StackId, StackLog> before;
  };
  UsageRow own(const StringPool& pool, UsageRow row);
  Verdict put(StackLog& log, const UsageRow& row, const AppendOptions& options, DeltaSums& sums);
  Digest chained(const StackLog& log, const Digest& previous, std::uint64_t sequence) const;
  [[nodiscard]] std::vector<CountDelta> named(const DeltaSums& sums) const;

  MarkStore& marks_;
  StringPool pool_;
  std::map<StackId, StackLog> stacks_;
};

UsageRow MemoryJournal::own(const StringPool& pool, UsageRow row) {
  for (std::uint32_t* index : {&row.stack, &row.subscription, &row.tenant, &row.meter,
                               &row.resource, &row.event_id, &row.location, &row.tags}) {
    *index = pool_.intern(pool.text(*index));
  }
  return row;
}

Verdict MemoryJournal::put(StackLog& log, const UsageRow& row, const AppendOptions& options,
                           DeltaSums& sums) {
  const Key key{row.subscription, row.meter, row.resource, row.start, row.event_id};
  const auto found = log.keys.find(key);
  const KeyState* state = found == log.keys.end() ? nullptr : &found->second.state;
  const Version version = version_of(row);
  const Judgement judgement = judge(state, version, options);
  if (!judgement.kept) return judgement.verdict;

  if (judgement.verdict == Verdict::restated) {
    sums.remove(row.stack, row.meter, row.start, state->current.content);
    log.rows[found->second.current].superseded_by = log.head.sequence + 1;
  }
  if (counts(judgement.verdict)) sums.add(row.stack, row.meter, row.start, version.content);
  KeyEntry& entry = found == log.keys.end() ? log.keys[key] : found->second;
  entry.state = applied(state, version, judgement);
  if (counts(judgement.verdict)) entry.current = log.rows.size();
  log.rows.push_back({row, judgement.verdict, log.head.sequence + 1, 0});
  log.rows.back().row.revision = judgement.revision;
  return judgement.verdict;
}

Digest MemoryJournal::chained(const StackLog& log, const Digest& previous,
                              std::uint64_t sequence) const {
  Sha256 hash;
  hash.update({reinterpret_cast<const char*>(previous.data()), previous.size()});
  const auto [begin, end] = std::equal_range(
      log.rows.begin(), log.rows.end(), StoredRow{{}, Verdict::accepted, sequence, 0},
      [](const StoredRow& a, const StoredRow& b) { return a.sequence < b.sequence; });
  for (auto row = begin; row != end; ++row) hash.update(row_bytes(pool_, *row));
  return hash.finish();
}

std::vector<CountDelta> MemoryJournal::named(const DeltaSums& sums) const {
  std::vector<CountDelta> deltas;
  for (const DeltaSums::Entry& entry : sums.entries()) {
    deltas.push_back({StackId(pool_.text(entry.stack)), MeterId(pool_.text(entry.meter)),
                      entry.period, entry.records, entry.quantity});
  }
  return deltas;
}

Result<AppendOutcome> MemoryJournal::append(const UsageBatch& batch,
                                            const AppendOptions& options) {
  CHECK(batch.rows.size() <= limits::batch_records_max);
  AppendOutcome outcome;
  outcome.verdicts.reserve(batch.rows.size());
  Undo undo;
  DeltaSums sums;
  for (const UsageRow& given : batch.rows) {
    CHECK(given.stack != 0 && given.tenant != 0);
    const UsageRow row = own(batch.strings, given);
    const StackId stack(pool_.text(row.stack));
    StackLog& log = stacks_[stack];
    undo.before.try_emplace(stack, log);
    outcome.verdicts.push_back(put(log, row, options, sums));
  }
  std::vector<Head> heads;
  for (const auto& [stack, before] : undo.before) {
    StackLog& log = stacks_[stack];
    if (log.rows.size() == before.rows.size()) continue;
    const Digest hash = chained(log, log.head.hash, log.head.sequence + 1);
    log.head = {stack, log.head.sequence + 1, hash};
    heads.push_back(log.head);
  }
  if (heads.empty()) return outcome;
  const Status advanced = marks_.advance(heads, named(sums), options.actor);
  if (!advanced) {
    for (auto& [stack, before] : undo.before) stacks_[stack] = std::move(before);
    return std::unexpected(advanced.error());
  }
  return outcome;
}

Result<std::vector<Head>> MemoryJournal::heads() { return heads_of(stacks_); }

Status MemoryJournal::scan(const ScanRequest& request, const ScanVisitor& visit) {
  return scan_rows(pool_, stacks_, request, visit);
}

std::unique_ptr<UsageReader> MemoryJournal::reader() {
  return std::make_unique<MemoryReader>(pool_, stacks_);
}

Status MemoryJournal::verify() {
  const auto marks = marks_.marks();
  if (!marks) return std::unexpected(marks.error());
  Error all{ErrorKind::damaged, "JournalDamaged", "The journal contradicts its marks.", {}, {}, 0,
            {}};
  for (const auto& [stack, log] : stacks_) {
    Digest hash{};
    for (std::uint64_t sequence = 1; sequence <= log.head.sequence; ++sequence) {
      hash = chained(log, hash, sequence);
    }
    const bool marked = log.head.sequence == 0 ||
                        std::find(marks->begin(), marks->end(), log.head) != marks->end();
    if (hash == log.head.hash && marked) continue;
    all.details.push_back(Error{ErrorKind::damaged, "JournalDamaged",
                                "Stack " + stack.text() + " was altered.", {}, {}, 0, {}});
  }
  return all.details.empty() ? Status() : Status(std::unexpected(std::move(all)));
}

Status MemoryJournal::copy_to(const std::string& path) {
  return fail(ErrorKind::invalid, "NoCopyOfMemory",
              "A journal in memory cannot be copied to '" + path + "'.");
}

}  // namespace

Result<std::unique_ptr<Journal>> open_memory_journal(MarkStore& marks) {
  const auto known = marks.marks();
  if (!known) return std::unexpected(known.error());
  if (!known->empty()) {
    return fail(ErrorKind::damaged, "JournalBehindMark",
                "The books hold marks of " + std::to_string(known->size()) +
                    " stacks, but a journal in memory starts empty.");
  }
  return std::make_unique<MemoryJournal>(marks);
}

}  // namespace tollbridge::journal
