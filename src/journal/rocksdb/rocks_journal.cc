// SPDX-License-Identifier: Apache-2.0
#include "journal/rocksdb/rocks_journal.h"

#include <rocksdb/env.h>
#include <rocksdb/utilities/checkpoint.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/check.h"
#include "journal/rocksdb/impl.h"
#include "journal/rocksdb/keys.h"

namespace tollbridge::journal {
namespace {

void say_and_abort(std::string_view what) {
  std::fprintf(stderr, "tollbridge: %.*s The process ends; start it again to recover.\n",
               static_cast<int>(what.size()), what.data());
  std::abort();
}

Error fault(std::string_view code, std::string message) {
  return Error{ErrorKind::damaged, std::string(code), std::move(message), {}, {}, 0, {}};
}

constexpr std::string_view behind = "JournalBehindMark";

// One Error of all faults; code JournalBehindMark if that is among them.
std::unexpected<Error> all_of(std::vector<Error> faults) {
  const auto missing = std::find_if(faults.begin(), faults.end(),
                                    [](const Error& e) { return e.code == behind; });
  Error all = missing != faults.end() ? *missing : faults.front();
  if (faults.size() > 1) {
    all.message += " (" + std::to_string(faults.size() - 1) + " more faults)";
    all.details = std::move(faults);
  }
  return std::unexpected(std::move(all));
}

RocksOptions with_defaults(RocksOptions options) {
  if (!options.die) options.die = say_and_abort;
  return options;
}

}  // namespace

RocksJournal::RocksJournal(std::unique_ptr<Database> database, MarkStore& marks,
                           const RocksOptions& options)
    : database_(std::move(database)),
      marks_(marks),
      options_(options),
      dictionary_(*database_, options.dictionary_cache_bytes),
      hours_(*database_, options.open_hour_keys_max, options.cheap_hour_rows) {}

StackState* RocksJournal::find(const StackId& id) {
  const auto found = by_id_.find(id.text());
  return found == by_id_.end() ? nullptr : found->second;
}

Status RocksJournal::check_format() {
  const std::string key = keys::Key(keys::format).str();
  std::string now;
  keys::append_big_endian(now, keys::format_now);
  auto found = database_->get(key);
  if (!found) return pass(found);
  if (*found) {
    if (**found == now) return {};
    return fail(ErrorKind::refused, "JournalFormatUnknown",
                "The journal was written by another version of Tollbridge; use that version.");
  }
  const auto any = database_->iterate("", nullptr);
  if (any->Valid()) {
    return fail(ErrorKind::damaged, "JournalDamaged",
                "The journal does not say its format; restore a backup.");
  }
  rocksdb::WriteBatch batch;
  database_->put(batch, key, now);
  const rocksdb::Status written = database_->write(batch, options_.sync);
  if (!written.ok()) return std::unexpected(error_of(written, "make the journal"));
  return {};
}

Status RocksJournal::load_stacks() {
  const std::string prefix = keys::Key(keys::stack).str();
  const std::string end_key = after_prefix(prefix);
  const rocksdb::Slice end = slice(end_key);
  const auto at = database_->iterate(prefix, &end);
  for (; at->Valid(); at->Next()) {
    auto stack = std::make_unique<StackState>();
    stack->number = keys::big_endian<std::uint32_t>(at->key().data() + 1);
    stack->id = StackId(view(at->value()));
    if (stack->number != stacks_.size() + 1) {
      return fail(ErrorKind::damaged, "JournalDamaged",
                  "The journal lacks a stack; restore a backup.");
    }
    if (Status loaded = load_head(*stack); !loaded) return loaded;
    by_id_.emplace(stack->id.text(), stack.get());
    stacks_.push_back(std::move(stack));
  }
  if (!at->status().ok()) return std::unexpected(error_of(at->status(), "read the journal"));
  return {};
}

Status RocksJournal::load_head(StackState& stack) {
  const auto last = database_->iterate_log();
  const std::string above = keys::Key().u32(stack.number + 1).str();
  last->SeekForPrev(slice(above));
  if (!last->status().ok()) return std::unexpected(error_of(last->status(), "read the journal"));
  const bool found = last->Valid() && last->key().size() == 12 &&
                     keys::big_endian<std::uint32_t>(last->key().data()) == stack.number;
  if (!found) {
    return fail(ErrorKind::damaged, "JournalDamaged",
                "The journal has no block of stack " + stack.id.text() + "; restore a backup.");
  }
  stack.sequence = keys::big_endian<std::uint64_t>(last->key().data() + 4);
  stack.hash = frame_hash(view(last->value()));
  std::string buffer;
  Block block;
  Status read =
      read_frame_block(view(last->value()), stack.sequence, Columns::all, buffer, block);
  if (!read) return read;
  stack.next_string =
      block.first_string + static_cast<std::uint32_t>(block.strings.size());
  return {};
}

Status RocksJournal::check_mark(const Head& mark, std::vector<Error>& faults) {
  StackState* stack = find(mark.stack);
  const std::uint64_t there = stack == nullptr ? 0 : stack->sequence;
  if (there < mark.sequence) {
    faults.push_back(fault(
        behind, "The journal lost acknowledged usage of stack " + mark.stack.text() + ": blocks " +
                    std::to_string(there + 1) + " to " + std::to_string(mark.sequence) +
                    " are missing. Nothing may be billed from it: restore a backup of the whole "
                    "data directory, or restore it and have the usage sent again."));
    return {};
  }
  Digest hash = stack->hash;
  if (there > mark.sequence) {
    rocksdb::PinnableSlice frame;
    Status got = database_->get_frame(stack->number, mark.sequence, frame);
    if (!got) return got;
    hash = frame_hash(view(frame));
  }
  if (hash != mark.hash) {
    faults.push_back(fault("JournalDamaged",
                           "Block " + std::to_string(mark.sequence) + " of stack " +
                               mark.stack.text() +
                               " is not the one the books remember. Journal and books do not "
                               "belong together, or one was altered; restore both from one "
                               "backup."));
  }
  stack->marked = mark.sequence;
  stack->marked_hash = mark.hash;
  return {};
}

Status RocksJournal::compare_with(const std::vector<Head>& marks, std::vector<Error>& faults) {
  for (const Head& mark : marks) {
    if (Status checked = check_mark(mark, faults); !checked) return checked;
  }
  return {};
}

Result<std::string> RocksJournal::text_of(std::uint32_t stack, std::uint32_t number) {
  if (number == 0) return std::string();
  auto text = database_->get(keys::Key(keys::text).u32(stack).u32(number).str());
  if (!text) return pass(text);
  if (!*text) {
    return fail(ErrorKind::damaged, "JournalDamaged",
                "The dictionary of the journal lacks a string; restore a backup.");
  }
  return **text;
}

// Counts of dictionary numbers as counts of meters.
Result<std::vector<CountDelta>> RocksJournal::named(const StackState& stack,
                                                    const DeltaSums& sums) {
  std::vector<CountDelta> deltas;
  for (const DeltaSums::Entry& entry : sums.entries()) {
    auto meter = text_of(stack.number, entry.meter);
    if (!meter) return pass(meter);
    deltas.push_back({stack.id, MeterId(*meter), entry.period, entry.records, entry.quantity});
  }
  return deltas;
}

Status RocksJournal::count_rows(const StackState& stack, const Block& block, DeltaSums& sums) {
  const BlockRows& rows = block.rows;
  Block other;
  std::uint64_t other_sequence = 0;
  std::size_t restated = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!counts(rows.verdict[i])) continue;
    const Instant start{std::chrono::nanoseconds(rows.start[i])};
    sums.add(stack.number, rows.meter[i], start, version_of(rows, i).content);
    if (rows.verdict[i] != Verdict::restated) continue;
    const RowPlace place = rows.replaces[restated++];
    if (place.sequence != other_sequence) {
      Status read =
          database_->read(stack.number, place.sequence, Columns::for_keys, other);
      if (!read) return read;
      other_sequence = place.sequence;
    }
    if (place.index >= other.rows.size()) {
      return fail(ErrorKind::damaged, "JournalDamaged",
                  "A restatement names a row that is not there; restore a backup.");
    }
    sums.remove(stack.number, rows.meter[i], start, version_of(other.rows, place.index).content);
  }
  return {};
}

Status RocksJournal::roll_forward(StackState& stack, Unmarked& unmarked) {
  DeltaSums sums;
  Digest previous = stack.marked_hash;
  std::string buffer;
  Block block;
  for (std::uint64_t sequence = stack.marked + 1; sequence <= stack.sequence; ++sequence) {
    rocksdb::PinnableSlice bytes;
    if (Status got = database_->get_frame(stack.number, sequence, bytes); !got) return got;
    const auto frame = read_frame(view(bytes));
    if (!frame) return std::unexpected(frame.error());
    if (frame->previous != previous || frame->stack != stack.id.text() ||
        frame->sequence != sequence) {
      return fail(ErrorKind::damaged, "JournalDamaged",
                  "The chain of stack " + stack.id.text() + " breaks at block " +
                      std::to_string(sequence) + "; restore a backup.");
    }
    previous = frame_hash(view(bytes));
    Status read = read_block(*frame, Columns::all, buffer, block);
    if (read) read = count_rows(stack, block, sums);
    if (!read) return read;
  }
  auto deltas = named(stack, sums);
  if (!deltas) return pass(deltas);
  unmarked.heads.push_back(stack.head());
  unmarked.deltas.insert(unmarked.deltas.end(), deltas->begin(), deltas->end());
  return {};
}

// A crash came between the sync of the blocks and that of the marks.
Status RocksJournal::roll_forward() {
  Unmarked unmarked;
  for (const auto& stack : stacks_) {
    if (stack->sequence == stack->marked) continue;
    if (Status done = roll_forward(*stack, unmarked); !done) return done;
  }
  return unmarked.heads.empty() ? Status() : mark(unmarked);
}

Status RocksJournal::start() {
  if (Status known = check_format(); !known) return known;
  const auto marks = marks_.marks();
  if (!marks) return std::unexpected(marks.error());
  if (Status loaded = load_stacks(); !loaded) return loaded;
  std::vector<Error> faults;
  if (Status compared = compare_with(*marks, faults); !compared) return compared;
  if (!faults.empty()) return all_of(std::move(faults));
  return roll_forward();
}

Result<std::vector<Head>> RocksJournal::heads() {
  std::vector<Head> all;
  for (const auto& [id, stack] : by_id_) {
    if (stack->marked > 0) all.push_back({stack->id, stack->marked, stack->marked_hash});
  }
  return all;
}

Status RocksJournal::copy_to(const std::string& path) {
  rocksdb::Env* env = database_->db().GetEnv();
  std::vector<std::string> files;
  if (env->GetChildren(path, &files).ok()) {
    std::erase_if(files, [](const std::string& f) { return f == "." || f == ".."; });
    if (!files.empty()) {
      return fail(ErrorKind::invalid, "DirectoryNotEmpty",
                  "'" + path + "' is not empty; name an empty or missing directory.");
    }
    env->DeleteDir(path).PermitUncheckedError();  // the checkpoint makes it, and says if it cannot
  }
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(&database_->db(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(path);
  if (!status.ok()) {
    return std::unexpected(error_of(status, "copy the journal to '" + path + "'"));
  }
  return {};
}

namespace {

// RocksDB makes a new database where its CURRENT file is lost, and then deletes what it does not
// know. So one is made only where nothing was ever acknowledged, or nothing is left to delete.
bool may_create(rocksdb::Env* env, const std::string& path, const std::vector<Head>& marks) {
  if (marks.empty()) return true;
  std::vector<std::string> names;
  if (!env->GetChildren(path, &names).ok()) return true;
  return std::none_of(names.begin(), names.end(),
                      [](const std::string& name) { return name.ends_with(".sst") ||
                                                           name.ends_with(".blob") ||
                                                           name.ends_with(".log") ||
                                                           name.starts_with("MANIFEST"); });
}

}  // namespace

Result<std::unique_ptr<Journal>> open_rocks_journal(const std::string& path, MarkStore& marks,
                                                    const RocksOptions& options) {
  const RocksOptions all = with_defaults(options);
  const auto known = marks.marks();
  if (!known) return std::unexpected(known.error());
  rocksdb::Env* env = all.env != nullptr ? all.env : rocksdb::Env::Default();
  auto database = Database::open(path, may_create(env, path, *known), all);
  if (!database) return pass(database);
  auto journal = std::make_unique<RocksJournal>(std::move(*database), marks, all);
  if (Status started = journal->start(); !started) return pass(started);
  return journal;
}

}  // namespace tollbridge::journal
