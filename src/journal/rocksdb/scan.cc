// SPDX-License-Identifier: Apache-2.0
// Scanning: only the blocks that touch the hours asked for, each decoded once, in log order.
#include <algorithm>
#include <limits>
#include <numeric>

#include "journal/rocksdb/impl.h"
#include "journal/rocksdb/keys.h"
#include "journal/rocksdb/postings.h"

namespace tollbridge::journal {
namespace {

constexpr std::size_t run_rows = 1'024;

// Reading a block costs about as much as this many entries of the index of hours.
constexpr std::uint64_t entries_per_block = 64;

// Times exist within these hours only.
HourSpan within_time(const HourSpan& hours) {
  const Hour first = Hour::containing(Instant::min());
  const Hour last = Hour::containing(Instant::max());
  return {std::clamp(hours.begin, first, last), std::clamp(hours.end, first, last.plus(1))};
}

// The first nanosecond of an hour that may lie outside of time.
std::int64_t start_of(Hour hour) {
  if (hour <= Hour::containing(Instant::min())) return std::numeric_limits<std::int64_t>::min();
  if (hour > Hour::containing(Instant::max())) return std::numeric_limits<std::int64_t>::max();
  return hour.start().time_since_epoch().count();
}

std::optional<Instant> instant_if(std::uint8_t has, std::int64_t nanoseconds) {
  if (has == 0) return std::nullopt;
  return Instant(std::chrono::nanoseconds(nanoseconds));
}

class Scan {
 public:
  Scan(Database& database, Dictionary& dictionary, const StackState& stack,
       const ScanRequest& request, const ScanVisitor& visit)
      : database_(database),
        stack_(stack),
        request_(request),
        visit_(visit),
        as_of_(std::min(request.as_of.value_or(stack.marked), stack.marked)),
        hours_(within_time(request.hours)),
        begin_(start_of(hours_.begin)),
        end_(start_of(hours_.end)),
        to_the_end_(hours_.end > Hour::containing(Instant::max())),
        numbers_(database, stack.number, stack.next_string, pool_),
        dictionary_(dictionary) {
    run_.reserve(run_rows);
  }

  Status run();

 private:
  // Rows of one block that were superseded, by index, with the block that did.
  using Superseded = std::vector<std::pair<std::uint32_t, std::uint64_t>>;

  [[nodiscard]] bool faster_without_index() const;
  Status find_blocks();
  Status find_narrow();
  Status find_wide();
  Status resolve(const BlockRows& rows);
  Status read_superseded(std::uint64_t sequence);
  Status rows_of(std::uint64_t sequence);
  Status flush();
  void put(const BlockRows& rows, std::size_t i, std::uint64_t sequence, bool counted);

  [[nodiscard]] bool touches(const BlockRows& rows, std::size_t i) const {
    const bool early = rows.start[i] < end_ || to_the_end_;
    return early && (rows.start[i] >= begin_ || (rows.has_end[i] != 0 && rows.end[i] > begin_));
  }

  Database& database_;
  const StackState& stack_;
  const ScanRequest& request_;
  const ScanVisitor& visit_;
  std::uint64_t as_of_;
  HourSpan hours_;
  std::int64_t begin_, end_;
  bool to_the_end_;
  StringPool pool_;
  PoolNumbers numbers_;
  Dictionary& dictionary_;
  std::uint32_t stack_index_ = 0;   // in pool_
  std::uint32_t subscription_ = 0;  // only this one, if asked for
  std::vector<std::uint64_t> sequences_;
  std::unique_ptr<rocksdb::Iterator> corrections_;
  Superseded superseded_;
  std::string buffer_;
  Block block_;
  std::vector<ScannedRow> run_;
};

Status Scan::find_narrow() {
  const std::string prefix = keys::Key(keys::posting).u32(stack_.number).str();
  const std::string end_key =
      keys::Key(keys::posting).u32(stack_.number).hour(hours_.end).str();
  const rocksdb::Slice end = slice(end_key);
  const auto at = database_.iterate(
      keys::Key(keys::posting).u32(stack_.number).hour(hours_.begin).str(), &end);
  for (; at->Valid(); at->Next()) {
    const auto sequence = keys::big_endian<std::uint64_t>(at->key().data() + prefix.size() + 4);
    // Neighbouring hours mostly name the same block.
    if (sequence <= request_.after || sequence > as_of_) continue;
    if (sequences_.empty() || sequences_.back() != sequence) sequences_.push_back(sequence);
  }
  if (!at->status().ok()) return std::unexpected(error_of(at->status(), "read the journal"));
  return {};
}

Status Scan::find_wide() {
  const std::string prefix = keys::Key(keys::wide).u32(stack_.number).str();
  const std::string end_key = after_prefix(prefix);
  const rocksdb::Slice end = slice(end_key);
  const auto at = database_.iterate(
      keys::Key(keys::wide).u32(stack_.number).u64(request_.after + 1).str(), &end);
  for (; at->Valid(); at->Next()) {
    const auto sequence = keys::big_endian<std::uint64_t>(at->key().data() + prefix.size());
    if (sequence > as_of_) break;
    const auto wide = read_wide(view(at->value()));
    if (!wide) return std::unexpected(wide.error());
    if (wide->touched.begin < hours_.end && wide->touched.end > hours_.begin) {
      sequences_.push_back(sequence);
    }
  }
  if (!at->status().ok()) return std::unexpected(error_of(at->status(), "read the journal"));
  return {};
}

// The index has at least an entry for each hour that was used.
bool Scan::faster_without_index() const {
  const auto hours = static_cast<std::uint64_t>(hours_.hours());
  return as_of_ - request_.after <= hours / entries_per_block;
}

Status Scan::find_blocks() {
  if (faster_without_index()) {
    sequences_.resize(as_of_ - request_.after);
    std::iota(sequences_.begin(), sequences_.end(), request_.after + 1);
    return {};
  }
  if (Status found = find_narrow(); !found) return found;
  if (Status found = find_wide(); !found) return found;
  std::sort(sequences_.begin(), sequences_.end());
  sequences_.erase(std::unique(sequences_.begin(), sequences_.end()), sequences_.end());
  return {};
}

Status Scan::resolve(const BlockRows& rows) {
  for (const auto* column : {&rows.subscription, &rows.tenant, &rows.meter, &rows.resource,
                             &rows.location, &rows.tags}) {
    if (Status known = numbers_.need(*column); !known) return known;
  }
  return numbers_.fetch();
}

Status Scan::read_superseded(std::uint64_t sequence) {
  superseded_.clear();
  const std::string prefix =
      keys::Key(keys::correction).u32(stack_.number).u64(sequence).str();
  rocksdb::Iterator& at = *corrections_;
  if (at.Valid() && view(at.key()) < prefix) at.Seek(slice(prefix));
  for (; at.Valid() && view(at.key()).starts_with(prefix); at.Next()) {
    if (at.key().size() != prefix.size() + 4 || at.value().size() != 8) {
      return fail(ErrorKind::damaged, "JournalDamaged",
                  "The table of corrections of the journal is damaged; restore a backup.");
    }
    superseded_.emplace_back(keys::big_endian<std::uint32_t>(at.key().data() + prefix.size()),
                             keys::big_endian<std::uint64_t>(at.value().data()));
  }
  if (!at.status().ok()) return std::unexpected(error_of(at.status(), "read the journal"));
  return {};
}

void Scan::put(const BlockRows& rows, std::size_t i, std::uint64_t sequence, bool counted) {
  run_.emplace_back();
  ScannedRow& out = run_.back();
  UsageRow& row = out.row;
  row.stack = stack_index_;
  row.subscription = numbers_[rows.subscription[i]];
  row.tenant = numbers_[rows.tenant[i]];
  row.meter = numbers_[rows.meter[i]];
  row.resource = numbers_[rows.resource[i]];
  row.location = numbers_[rows.location[i]];
  row.tags = numbers_[rows.tags[i]];
  if (rows.event_id.size() > 0) row.event_id = pool_.intern(rows.event_id[i]);
  row.start = Instant(std::chrono::nanoseconds(rows.start[i]));
  row.end = instant_if(rows.has_end[i], rows.end[i]);
  row.quantity = rows.quantity[i];
  row.revision = rows.revision[i];
  row.reported_at = instant_if(rows.has_reported[i], rows.reported_at[i]);
  row.received_at = Instant(std::chrono::nanoseconds(rows.received_at[i]));
  row.line = rows.line[i];
  out.sequence = sequence;
  out.verdict = rows.verdict[i];
  out.counted = counted;
}

Status Scan::flush() {
  if (run_.empty()) return {};
  Status visited = visit_(pool_, run_);
  run_.clear();
  return visited;
}

Status Scan::rows_of(std::uint64_t sequence) {
  const BlockRows& rows = block_.rows;
  if (Status known = resolve(rows); !known) return known;
  if (Status read = read_superseded(sequence); !read) return read;
  auto superseded = superseded_.begin();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    bool counted = counts(rows.verdict[i]);
    if (superseded != superseded_.end() && superseded->first == i) {
      counted = counted && superseded->second > as_of_;
      ++superseded;
    }
    if (!touches(rows, i) || (!counted && request_.show == Show::counted)) continue;
    if (request_.subscription && rows.subscription[i] != subscription_) continue;
    put(rows, i, sequence, counted);
    if (run_.size() < run_rows) continue;
    if (Status visited = flush(); !visited) return visited;
  }
  return {};
}

Status Scan::run() {
  if (hours_.begin >= hours_.end || as_of_ <= request_.after) return {};
  if (request_.subscription) {
    const auto number = dictionary_.find(stack_.number, request_.subscription->text());
    if (!number) return std::unexpected(number.error());
    if (*number == Dictionary::unknown) return {};
    subscription_ = *number;
  }
  if (Status found = find_blocks(); !found) return found;
  if (sequences_.empty()) return {};
  stack_index_ = pool_.intern(stack_.id.text());
  const std::string end_key = keys::Key(keys::correction).u32(stack_.number + 1).str();
  const rocksdb::Slice end = slice(end_key);
  corrections_ = database_.iterate(
      keys::Key(keys::correction).u32(stack_.number).u64(sequences_[0]).str(), &end);
  const auto log = database_.iterate_log();
  const Columns wanted = request_.event_ids ? Columns::all : Columns::for_sums;
  std::uint64_t at = 0;
  for (const std::uint64_t sequence : sequences_) {
    const std::string key = keys::Key().u32(stack_.number).u64(sequence).str();
    if (at != 0 && sequence == at + 1 && log->Valid()) {
      log->Next();
    } else {
      log->Seek(slice(key));
    }
    at = sequence;
    if (!log->status().ok()) return std::unexpected(error_of(log->status(), "read the journal"));
    if (!log->Valid() || view(log->key()) != key) {
      return fail(ErrorKind::damaged, "JournalDamaged",
                  "Block " + std::to_string(sequence) + " of stack " + stack_.id.text() +
                      " is missing; restore a backup.");
    }
    Status read = read_frame_block(view(log->value()), sequence, wanted, buffer_, block_);
    if (!read) return read;
    if (Status done = rows_of(sequence); !done) return done;
  }
  return flush();
}

// Everything it needs of the journal is copied but for the database, which may be read on several
// threads at once. Blocks, postings and corrections are only ever added, and a scan looks at none
// that is newer than the marks copied here.
class RocksReader final : public UsageReader {
 public:
  RocksReader(Database& database, std::vector<StackState> stacks)
      : database_(database), dictionary_(database, cache_bytes), stacks_(std::move(stacks)) {}

  Result<std::vector<Head>> heads() override {
    std::vector<Head> all;
    for (const StackState& stack : stacks_) {
      all.push_back({stack.id, stack.marked, stack.marked_hash});
    }
    return all;
  }

  Status scan(const ScanRequest& request, const ScanVisitor& visit) override {
    const auto found = std::ranges::find(stacks_, request.stack, &StackState::id);
    if (found == stacks_.end()) return {};
    return scan_stack(database_, dictionary_, *found, request, visit);
  }

 private:
  static constexpr std::size_t cache_bytes = 1024 * 1024;

  Database& database_;
  Dictionary dictionary_;
  std::vector<StackState> stacks_;  // by id, each with a block
};

}  // namespace

Status scan_stack(Database& database, Dictionary& dictionary, const StackState& stack,
                  const ScanRequest& request, const ScanVisitor& visit) {
  Scan scan(database, dictionary, stack, request, visit);
  return scan.run();
}

Status RocksJournal::scan(const ScanRequest& request, const ScanVisitor& visit) {
  const StackState* stack = find(request.stack);
  return stack == nullptr ? Status()
                          : scan_stack(*database_, dictionary_, *stack, request, visit);
}

std::unique_ptr<UsageReader> RocksJournal::reader() {
  std::vector<StackState> stacks;
  for (const auto& [id, stack] : by_id_) {
    if (stack->marked > 0) stacks.push_back(*stack);
  }
  return std::make_unique<RocksReader>(*database_, std::move(stacks));
}

}  // namespace tollbridge::journal
