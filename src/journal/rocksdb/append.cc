// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/append.h"

#include <algorithm>
#include <numeric>

#include "core/check.h"
#include "core/limits.h"
#include "journal/rocksdb/keys.h"
#include "journal/rocksdb/postings.h"

namespace tollbridge::journal {
namespace {

// A block ends before its texts reach what a reader accepts.
constexpr std::size_t texts_bytes_full = texts_bytes_max / 2;
static_assert(texts_bytes_full + 8 * limits::line_bytes_max < texts_bytes_max);

// Sorts by stack, then hour; as unsigned numbers.
std::uint64_t order_key(const UsageRow& row) {
  return std::uint64_t{row.stack} << 32 | keys::sortable(row.hour());
}

std::int64_t nanoseconds(Instant instant) { return instant.time_since_epoch().count(); }

}  // namespace

Append::Append(RocksJournal& journal, const UsageBatch& batch, const AppendOptions& options)
    : journal_(journal), batch_(batch), options_(options), memo_(batch.strings.size(), 0) {
  outcome_.verdicts.resize(batch.rows.size());
}

void Append::sort_rows() {
  std::vector<std::uint64_t> keys;
  keys.reserve(batch_.rows.size());
  for (const UsageRow& row : batch_.rows) keys.push_back(order_key(row));
  order_.resize(keys.size());
  std::iota(order_.begin(), order_.end(), std::uint32_t{0});
  if (std::is_sorted(keys.begin(), keys.end())) return;
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return keys[a] < keys[b]; });
}

Status Append::run() {
  sort_rows();
  for (std::size_t begin = 0; begin < order_.size();) {
    const std::uint32_t stack = batch_.rows[order_[begin]].stack;
    std::size_t end = begin;
    while (end < order_.size() && batch_.rows[order_[end]].stack == stack) ++end;
    if (Status done = stack_rows(std::span(order_).subspan(begin, end - begin)); !done) {
      return done;
    }
    begin = end;
  }
  return {};
}

StackState& Append::touch(std::string_view id) {
  if (const auto found = journal_.by_id_.find(id); found != journal_.by_id_.end()) {
    touched_.push_back({found->second, *found->second, false});
    return *found->second;
  }
  auto made = std::make_unique<StackState>();
  made->number = static_cast<std::uint32_t>(journal_.stacks_.size() + 1);
  made->id = StackId(id);
  StackState& stack = *made;
  journal_.stacks_.push_back(std::move(made));
  journal_.by_id_.emplace(id, &stack);
  journal_.database_->put(writes_, keys::Key(keys::stack).u32(stack.number).str(), id);
  touched_.push_back({&stack, stack, true});
  return stack;
}

void Append::undo() {
  for (auto touched = touched_.rbegin(); touched != touched_.rend(); ++touched) {
    if (touched->created) {
      journal_.by_id_.erase(touched->before.id.text());
      journal_.stacks_.pop_back();
    } else {
      *touched->stack = touched->before;
    }
  }
}

Unmarked Append::unmarked() const {
  Unmarked all;
  for (const Touched& touched : touched_) {
    if (touched.stack->sequence > touched.before.sequence) {
      all.heads.push_back(touched.stack->head());
    }
  }
  for (const DeltaSums::Entry& entry : sums_.entries()) {
    all.deltas.push_back({StackId(batch_.strings.text(entry.stack)),
                          MeterId(batch_.strings.text(entry.meter)), entry.period, entry.records,
                          entry.quantity});
  }
  return all;
}

Status Append::stack_rows(std::span<const std::uint32_t> order) {
  stack_ = &touch(batch_.strings.text(batch_.rows[order[0]].stack));
  ++epoch_;
  block_.clear();
  block_.first_string = stack_->next_string;
  std::vector<HourDemand> demands;
  for (const std::uint32_t at : order) {
    const Hour hour = batch_.rows[at].hour();
    if (demands.empty() || demands.back().hour != hour) demands.push_back({hour, 0});
    demands.back().rows += 1;
  }
  std::size_t begin = 0;
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const auto rows = order.subspan(begin, demands[i].rows);
    if (Status done = hour_rows(rows, std::span(demands).subspan(i)); !done) return done;
    begin += demands[i].rows;
  }
  if (block_.rows.size() > 0) finish_block();
  CHECK(stack_->sequence > 0);  // the first row of a new stack is always kept
  return {};
}

Status Append::hour_rows(std::span<const std::uint32_t> order,
                         std::span<const HourDemand> demands) {
  auto opened = journal_.hours_.open(stack_->number, demands, [&] { return known_keys(order); });
  if (!opened) return pass(opened);
  OpenHour& open = **opened;
  for (const std::uint32_t at : order) {
    if (Status done = judge_row(at, open); !done) return done;
  }
  open.source_rows += std::max(order.size(), block_.rows.size());
  const std::uint64_t covered = stack_->sequence + (block_.rows.size() > 0 ? 1 : 0);
  journal_.hours_.finish(open, covered, journal_.appends_, writes_);
  journal_.hours_.shrink([&](const OpenHour& hour) { return sequence_of(hour); }, writes_);
  return {};
}

// The last block an hour's index covers; see HourSet::shrink.
std::uint64_t Append::sequence_of(const OpenHour& open) const {
  const StackState& stack = *journal_.stacks_[open.stack - 1];
  const auto touched = std::find_if(touched_.begin(), touched_.end(),
                                    [&](const Touched& t) { return t.stack == &stack; });
  if (touched == touched_.end()) return stack.sequence;
  if (open.finished_in != journal_.appends_) return touched->before.sequence;
  const bool filling = &stack == stack_ && block_.rows.size() > 0;
  return stack.sequence + (filling ? 1 : 0);
}

std::uint32_t Append::number_of(std::uint32_t index) {
  if (index == 0) return 0;
  std::uint64_t& memo = memo_[index];
  if (memo >> 32 == epoch_) return static_cast<std::uint32_t>(memo);
  const auto found = journal_.dictionary_.find(stack_->number, batch_.strings.text(index));
  if (!found) {
    failure_ = found.error();
    return 0;
  }
  memo = std::uint64_t{epoch_} << 32 | *found;
  return *found;
}

std::uint32_t Append::number_for(std::uint32_t index) {
  const std::uint32_t known = number_of(index);
  if (known != Dictionary::unknown) return known;
  const std::uint32_t number = stack_->next_string++;
  CHECK(number < Dictionary::unknown - 1);
  const std::string_view text = batch_.strings.text(index);
  journal_.dictionary_.add(stack_->number, text, number, writes_);
  block_.strings.add(text);
  memo_[index] = std::uint64_t{epoch_} << 32 | number;
  return number;
}

namespace {

HourKey key_with(const UsageRow& row, const StringPool& pool) {
  HourKey key;
  key.offset = (row.start - row.hour().start()).count();
  if (row.event_id != 0) key.event_id = pool.text(row.event_id);
  return key;
}

}  // namespace

Result<std::vector<HourKey>> Append::known_keys(std::span<const std::uint32_t> order) {
  std::vector<HourKey> keys;
  for (const std::uint32_t at : order) {
    const UsageRow& row = batch_.rows[at];
    HourKey key = key_with(row, batch_.strings);
    key.subscription = number_of(row.subscription);
    key.meter = number_of(row.meter);
    key.resource = number_of(row.resource);
    const bool known = key.subscription != Dictionary::unknown &&
                       key.meter != Dictionary::unknown && key.resource != Dictionary::unknown;
    if (known) keys.push_back(key);
  }
  if (failure_) return std::unexpected(*failure_);
  return keys;
}

Status Append::judge_row(std::uint32_t at, OpenHour& open) {
  const UsageRow& row = batch_.rows[at];
  Verdict& verdict = outcome_.verdicts[at];
  HourKey key = key_with(row, batch_.strings);
  key.subscription = number_of(row.subscription);
  key.meter = number_of(row.meter);
  key.resource = number_of(row.resource);
  const bool known = key.subscription != Dictionary::unknown &&
                     key.meter != Dictionary::unknown && key.resource != Dictionary::unknown;
  const std::uint32_t found = known ? open.index.find(key) : HourIndex::none;
  const Version version = version_of(row);
  if (found != HourIndex::none && open.index.is_plain_duplicate(found, version)) {
    verdict = Verdict::duplicate;
    return failure_ ? Status(std::unexpected(*failure_)) : Status();
  }
  std::optional<KeyRecord> before;
  if (found != HourIndex::none) before = open.index.record(found);
  const KeyState* state = before ? &before->state : nullptr;
  const Judgement judgement = judge(state, version, options_);
  verdict = judgement.verdict;
  if (!judgement.kept) return failure_ ? Status(std::unexpected(*failure_)) : Status();

  key.subscription = number_for(row.subscription);
  key.meter = number_for(row.meter);
  key.resource = number_for(row.resource);
  const RowPlace place{stack_->sequence + 1, static_cast<std::uint32_t>(block_.rows.size())};
  keep(row, key, judgement);
  std::uint32_t entry = found;
  if (!before) {
    Version kept = version;
    kept.revision = judgement.revision;
    entry = open.index.insert(key, kept, place);
  } else {
    KeyRecord after{applied(state, version, judgement), before->place};
    if (judgement.verdict == Verdict::restated) {
      sums_.remove(row.stack, row.meter, row.start, state->current.content);
      block_.rows.replaces.push_back(before->place);
    }
    if (counts(judgement.verdict)) after.place = place;
    open.index.update(entry, after);
  }
  if (open.marked || open.partial) open.changed.push_back(entry);
  if (counts(judgement.verdict)) {
    sums_.add(row.stack, row.meter, row.start, version.content);
  }
  block_if_full();
  return failure_ ? Status(std::unexpected(*failure_)) : Status();
}

void Append::keep(const UsageRow& row, const HourKey& key, const Judgement& judgement) {
  BlockRows& rows = block_.rows;
  rows.subscription.push_back(key.subscription);
  rows.meter.push_back(key.meter);
  rows.resource.push_back(key.resource);
  rows.tenant.push_back(number_for(row.tenant));
  rows.location.push_back(number_for(row.location));
  rows.tags.push_back(number_for(row.tags));
  // Once one row has an event id, all that were before it get an empty one.
  if (row.event_id != 0 && !has_events_) {
    for (std::size_t i = 0; i < rows.size(); ++i) rows.event_id.add({});
    has_events_ = true;
  }
  if (has_events_) rows.event_id.add(batch_.strings.text(row.event_id));
  push_columns(row, judgement);
}

void Append::push_columns(const UsageRow& row, const Judgement& judgement) {
  BlockRows& rows = block_.rows;
  rows.verdict.push_back(judgement.verdict);
  rows.start.push_back(nanoseconds(row.start));
  rows.has_end.push_back(row.end ? 1 : 0);
  rows.end.push_back(row.end ? nanoseconds(*row.end) : 0);
  rows.quantity.push_back(row.quantity);
  rows.revision.push_back(judgement.revision);
  rows.given.push_back(row.revision);
  rows.has_reported.push_back(row.reported_at ? 1 : 0);
  rows.reported_at.push_back(row.reported_at ? nanoseconds(*row.reported_at) : 0);
  rows.received_at.push_back(nanoseconds(row.received_at));
  rows.line.push_back(row.line);
}

void Append::block_if_full() {
  if (block_.rows.size() == limits::block_records_max ||
      block_.strings.bytes() >= texts_bytes_full ||
      block_.rows.event_id.bytes() >= texts_bytes_full) {
    finish_block();
  }
}

void Append::finish_block() {
  Database& database = *journal_.database_;
  const std::uint64_t sequence = stack_->sequence + 1;
  const std::string frame = write_frame(stack_->id.text(), sequence, stack_->hash, block_);
  database.put_frame(writes_, stack_->number, sequence, frame);
  for (const PostingEntry& entry : posting_entries(stack_->number, sequence, block_.rows)) {
    database.put(writes_, entry.key, entry.value);
  }
  std::string by;
  keys::append_big_endian(by, sequence);
  for (const RowPlace& place : block_.rows.replaces) {
    database.put(writes_,
                 keys::Key(keys::correction)
                     .u32(stack_->number)
                     .u64(place.sequence)
                     .u32(place.index)
                     .str(),
                 by);
  }
  stack_->sequence = sequence;
  stack_->hash = frame_hash(frame);
  ++blocks_;
  block_.clear();
  block_.first_string = stack_->next_string;
  has_events_ = false;
}

// The journal's side --------------------------------------------------------------------------

Result<AppendOutcome> RocksJournal::append(const UsageBatch& batch,
                                           const AppendOptions& options) {
  CHECK(batch.rows.size() <= limits::batch_records_max);
  for (const UsageRow& row : batch.rows) {
    CHECK(row.stack != 0 && row.tenant != 0);
    CHECK(!row.end || *row.end > row.start);
  }
  if (broken_) return std::unexpected(*broken_);
  if (unmarked_) {
    if (Status marked = mark(*unmarked_); !marked) return pass(marked);
    unmarked_.reset();
  }
  if (batch.rows.empty()) return AppendOutcome();
  ++appends_;
  Append append(*this, batch, options);
  Status done = append.run();
  if (done) done = commit(append);
  if (!done) {
    forget(append);
    return pass(done);
  }
  if (append.has_blocks()) {
    Unmarked unmarked = append.unmarked();
    unmarked.actor = options.actor;
    if (Status marked = mark(unmarked); !marked) {
      unmarked_ = std::move(unmarked);
      return pass(marked);
    }
  }
  return append.take_outcome();
}

Status RocksJournal::commit(Append& append) {
  rocksdb::WriteBatch& writes = append.writes();
  if (writes.Count() == 0) return {};
  const std::uint64_t needed = options_.free_bytes_min + 2 * writes.GetDataSize();
  if (const auto free = database_->free_bytes(); free && *free < needed) {
    return fail(ErrorKind::io, "DiskFull",
                "Only " + std::to_string(*free) + " bytes are free where the journal is, and " +
                    std::to_string(needed) + " are needed. Make room and send it again.");
  }
  const rocksdb::Status written =
      database_->write(writes, options_.sync && append.has_blocks());
  if (written.ok()) return {};
  // What reached the disk is not known, and asking again would prove nothing (D3).
  broken_ = error_of(written, "write the journal");
  options_.die(broken_->message);
  return std::unexpected(*broken_);
}

void RocksJournal::forget(Append& append) {
  append.undo();
  hours_.clear();
  dictionary_.forget();
}

Status RocksJournal::mark(const Unmarked& unmarked) {
  const Status marked = marks_.advance(unmarked.heads, unmarked.deltas, unmarked.actor);
  if (!marked) return marked;
  for (const Head& head : unmarked.heads) {
    StackState& stack = *find(head.stack);
    stack.marked = head.sequence;
    stack.marked_hash = head.hash;
  }
  return {};
}

}  // namespace tollbridge::journal
