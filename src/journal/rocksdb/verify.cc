// SPDX-License-Identifier: Apache-2.0
// Verifying: every block against its checksum, its predecessor and the marks, and everything that
// is derived from the log against the log.
#include "core/check.h"
#include "journal/rocksdb/impl.h"
#include "journal/rocksdb/keys.h"
#include "journal/rocksdb/postings.h"

namespace tollbridge::journal {
namespace {

constexpr std::size_t faults_max = 1'000;  // listed; a worse disk needs no longer list

// Walks one stack's log.
class StackCheck {
 public:
  StackCheck(Database& database, const StackState& stack, std::vector<Error>& faults)
      : database_(database), stack_(stack), faults_(faults) {}

  void run();

 private:
  void fault(std::string what) {
    if (faults_.size() >= faults_max) return;
    faults_.push_back(Error{ErrorKind::damaged, "JournalDamaged",
                            "Stack " + stack_.id.text() + ": " + std::move(what), {}, {}, 0, {}});
  }
  void check_frame(std::string_view bytes, std::uint64_t sequence);
  void check_derived(std::uint64_t sequence);
  void expect(const std::string& key, std::string_view value, std::string_view what,
              std::uint64_t sequence);
  void count(char kind, std::uint64_t expected, std::string_view what);

  Database& database_;
  const StackState& stack_;
  std::vector<Error>& faults_;
  Digest previous_{};
  std::uint32_t next_string_ = 1;
  std::uint64_t postings_ = 0, wides_ = 0, corrections_ = 0;
  std::string buffer_;
  Block block_;
};

void StackCheck::expect(const std::string& key, std::string_view value, std::string_view what,
                        std::uint64_t sequence) {
  const auto found = database_.get(key);
  if (!found) return fault(found.error().message);
  if (!*found || **found != value) {
    fault("the " + std::string(what) + " of block " + std::to_string(sequence) + " is wrong.");
  }
}

void StackCheck::check_derived(std::uint64_t sequence) {
  for (const PostingEntry& entry : posting_entries(stack_.number, sequence, block_.rows)) {
    expect(entry.key, entry.value, "hour table", sequence);
    ++(entry.key[0] == keys::wide ? wides_ : postings_);
  }
  std::string by;
  keys::append_big_endian(by, sequence);
  for (const RowPlace& place : block_.rows.replaces) {
    const keys::Key key =
        keys::Key(keys::correction).u32(stack_.number).u64(place.sequence).u32(place.index);
    expect(key.str(), by, "table of corrections", sequence);
    ++corrections_;
  }
  if (block_.first_string != next_string_) fault("the dictionary has a gap.");
  for (std::size_t i = 0; i < block_.strings.size(); ++i) {
    const auto number = static_cast<std::uint32_t>(next_string_ + i);
    std::string value;
    keys::append_big_endian(value, number);
    const std::string_view text = block_.strings[i];
    expect(keys::Key(keys::text).u32(stack_.number).u32(number).str(), text, "dictionary",
           sequence);
    expect(keys::Key(keys::number).u32(stack_.number).bytes(text).str(), value, "dictionary",
           sequence);
  }
  next_string_ += static_cast<std::uint32_t>(block_.strings.size());
}

void StackCheck::check_frame(std::string_view bytes, std::uint64_t sequence) {
  const std::string name = "block " + std::to_string(sequence);
  const auto frame = read_frame(bytes);
  const Digest hash = frame_hash(bytes);
  if (sequence == stack_.marked && hash != stack_.marked_hash) {
    fault(name + " is not the one the books remember.");
  }
  if (!frame) return fault(name + ": " + frame.error().message);
  if (frame->sequence != sequence || frame->stack != stack_.id.text()) {
    fault(name + " stands in another's place.");
  }
  if (frame->previous != previous_) fault("the chain breaks before " + name + ".");
  previous_ = hash;
  if (const Status read = read_block(*frame, Columns::all, buffer_, block_); !read) {
    return fault(name + ": " + read.error().message);
  }
  check_derived(sequence);
}

void StackCheck::count(char kind, std::uint64_t expected, std::string_view what) {
  const std::string prefix = keys::Key(kind).u32(stack_.number).str();
  const std::string end_key = after_prefix(prefix);
  const rocksdb::Slice end = slice(end_key);
  const auto at = database_.iterate(prefix, &end);
  std::uint64_t found = 0;
  for (; at->Valid(); at->Next()) ++found;
  if (!at->status().ok()) return fault(at->status().ToString());
  if (found != expected) {
    fault("the " + std::string(what) + " has " + std::to_string(found) + " entries instead of " +
          std::to_string(expected) + ".");
  }
}

void StackCheck::run() {
  const auto at = database_.iterate_log();
  const std::string first = keys::Key().u32(stack_.number).u64(0).str();
  at->Seek(slice(first));
  std::uint64_t sequence = 0;
  for (; at->Valid(); at->Next()) {
    if (at->key().size() != 12 ||
        keys::big_endian<std::uint32_t>(at->key().data()) != stack_.number) {
      break;
    }
    const auto found = keys::big_endian<std::uint64_t>(at->key().data() + 4);
    if (found != ++sequence) {
      fault("block " + std::to_string(sequence) + " is missing.");
      sequence = found;
    }
    check_frame(view(at->value()), sequence);
  }
  if (!at->status().ok()) return fault(at->status().ToString());
  if (sequence != stack_.sequence || previous_ != stack_.hash) fault("its head is another.");
  count(keys::posting, postings_, "hour table");
  count(keys::wide, wides_, "table of wide blocks");
  count(keys::correction, corrections_, "table of corrections");
  count(keys::text, next_string_ - 1, "dictionary");
  count(keys::number, next_string_ - 1, "dictionary");
}

}  // namespace

void RocksJournal::verify_stack(const StackState& stack, std::vector<Error>& faults) {
  StackCheck check(*database_, stack, faults);
  check.run();
}

Status RocksJournal::verify() {
  std::vector<Error> faults;
  const rocksdb::Status files = database_->db().VerifyChecksum();
  if (!files.ok()) faults.push_back(error_of(files, "verify the files of the journal"));
  const auto marks = marks_.marks();
  if (!marks) return std::unexpected(marks.error());
  for (const Head& mark : *marks) {
    const StackState* stack = find(mark.stack);
    if (stack != nullptr && stack->marked == mark.sequence && stack->marked_hash == mark.hash) {
      continue;
    }
    faults.push_back(Error{ErrorKind::damaged, "JournalDamaged",
                           "The books remember another head of stack " + mark.stack.text() + ".",
                           {}, {}, 0, {}});
  }
  for (const auto& stack : stacks_) verify_stack(*stack, faults);
  if (faults.empty()) return {};
  Error all{ErrorKind::damaged, "JournalDamaged",
            "The journal is damaged (" + std::to_string(faults.size()) +
                " faults). Nothing may be billed from it; restore a backup.",
            {}, {}, 0, std::move(faults)};
  return std::unexpected(std::move(all));
}

}  // namespace tollbridge::journal
