// SPDX-License-Identifier: Apache-2.0
#include "bridge/content.h"

#include <algorithm>
#include <span>

#include "core/check.h"
#include "core/limits.h"
#include "journal/block.h"
#include "journal/varint.h"

namespace tollbridge::bridge {
namespace {

using journal::Block;
using journal::BlockRows;
using journal::Reader;
using journal::UsageBatch;
using journal::UsageRow;
using journal::Verdict;
using journal::Writer;

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::invalid, "BatchDamaged", "This is no whole batch: " + what);
}

std::int64_t count_of(Instant instant) { return instant.time_since_epoch().count(); }
Instant instant_of(std::int64_t count) { return Instant(std::chrono::nanoseconds(count)); }

// Changes -------------------------------------------------------------------------------------

void put_text(Writer& out, std::string_view text) {
  out.varint(text.size());
  out.bytes(text);
}

void put_instant(Writer& out, Instant instant) {
  out.varint(journal::zigzag(static_cast<std::uint64_t>(count_of(instant))));
}
Instant get_instant(Reader& in) {
  return instant_of(static_cast<std::int64_t>(journal::unzigzag(in.varint())));
}

void put_changes(Writer& out, const std::vector<DirectoryChange>& changes) {
  out.varint(changes.size());
  std::uint64_t previous = 0;
  for (const DirectoryChange& change : changes) {
    CHECK(change.sequence > previous);
    out.varint(change.sequence - previous);
    previous = change.sequence;
    put_text(out, change.subscription.text());
    put_text(out, change.tenant.text());
    out.byte(static_cast<std::uint8_t>(change.state));
    put_instant(out, change.from);
    put_instant(out, change.known_at);
  }
}

// False if it is not in its normal form.
template <class Id>
bool get_id(Reader& in, Id& id) {
  const std::string_view text = in.bytes(in.varint());
  if (text.empty() || text.size() > tollbridge::limits::id_bytes_max) return false;
  id = Id(text);
  return id.text() == text;
}

bool get_changes(Reader& in, std::uint64_t count, std::vector<DirectoryChange>& changes) {
  // Each takes eight bytes at least.
  if (in.varint() != count || count > in.left()) return false;
  changes.reserve(static_cast<std::size_t>(count));
  std::uint64_t sequence = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    DirectoryChange change;
    const std::uint64_t step = in.varint();
    if (step == 0 || __builtin_add_overflow(sequence, step, &sequence)) return false;
    change.sequence = sequence;
    if (!get_id(in, change.subscription) || !get_id(in, change.tenant)) return false;
    const std::uint8_t state = in.byte();
    if (state > static_cast<std::uint8_t>(LocalState::partially_deleted)) return false;
    change.state = static_cast<LocalState>(state);
    change.from = get_instant(in);
    change.known_at = get_instant(in);
    changes.push_back(std::move(change));
  }
  return in.good();
}

// Rows ----------------------------------------------------------------------------------------

// Gives the strings of a pool the numbers of a batch's dictionary, as they are first used.
class Numbering {
 public:
  explicit Numbering(const journal::StringPool& strings)
      : strings_(strings), numbers_(strings.size(), 0) {}

  // The strings numbered since the last call begin with next() as it was then.
  [[nodiscard]] std::uint32_t next() const { return next_; }

  std::uint32_t of(std::uint32_t index, journal::Texts& added) {
    if (index == 0) return 0;  // the empty string
    std::uint32_t& number = numbers_[index];
    if (number == 0) {
      number = next_++;
      added.add(strings_.text(index));
    }
    return number;
  }

 private:
  const journal::StringPool& strings_;
  std::vector<std::uint32_t> numbers_;  // by index in the pool; 0: none yet
  std::uint32_t next_ = 1;
};

void fill_block(const UsageBatch& usage, std::span<const UsageRow> rows, Numbering& numbers,
                Block& block) {
  block.clear();
  block.first_string = numbers.next();
  BlockRows& out = block.rows;
  const bool events = std::any_of(rows.begin(), rows.end(),
                                  [](const UsageRow& row) { return row.event_id != 0; });
  for (const UsageRow& row : rows) {
    out.verdict.push_back(Verdict::accepted);
    out.subscription.push_back(numbers.of(row.subscription, block.strings));
    out.tenant.push_back(numbers.of(row.tenant, block.strings));
    out.meter.push_back(numbers.of(row.meter, block.strings));
    out.resource.push_back(numbers.of(row.resource, block.strings));
    out.location.push_back(numbers.of(row.location, block.strings));
    out.tags.push_back(numbers.of(row.tags, block.strings));
    out.start.push_back(count_of(row.start));
    out.has_end.push_back(row.end ? 1 : 0);
    out.end.push_back(row.end ? count_of(*row.end) : 0);
    out.quantity.push_back(row.quantity);
    out.revision.push_back(row.revision);
    out.given.push_back(row.revision);
    out.has_reported.push_back(row.reported_at ? 1 : 0);
    out.reported_at.push_back(row.reported_at ? count_of(*row.reported_at) : 0);
    out.received_at.push_back(0);
    out.line.push_back(0);
    if (events) out.event_id.add(usage.strings.text(row.event_id));
  }
}

// Turns blocks into rows over one pool.
class Rows {
 public:
  Rows(const StackId& stack, UsageBatch& usage)
      : usage_(usage), stack_(usage.strings.intern(stack.text())) {}

  // False if the block says what no batch says.
  bool take(const Block& block) {
    if (block.first_string != indexes_.size()) return false;
    for (std::size_t i = 0; i < block.strings.size(); ++i) {
      if (block.strings[i].empty()) return false;
      indexes_.push_back(usage_.strings.intern(block.strings[i]));
    }
    const BlockRows& rows = block.rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!is_plain(rows, i) || !take_row(rows, i)) return false;
    }
    return true;
  }

 private:
  static bool is_plain(const BlockRows& rows, std::size_t i) {
    return rows.verdict[i] == Verdict::accepted && rows.given[i] == rows.revision[i] &&
           rows.received_at[i] == 0 && rows.line[i] == 0;
  }

  bool take_row(const BlockRows& rows, std::size_t i) {
    const std::size_t known = indexes_.size();
    for (const auto* column : {&rows.subscription, &rows.tenant, &rows.meter, &rows.resource,
                               &rows.location, &rows.tags}) {
      if ((*column)[i] >= known) return false;
    }
    UsageRow& row = usage_.rows.emplace_back();
    row.stack = stack_;
    row.subscription = indexes_[rows.subscription[i]];
    row.tenant = indexes_[rows.tenant[i]];
    row.meter = indexes_[rows.meter[i]];
    row.resource = indexes_[rows.resource[i]];
    row.location = indexes_[rows.location[i]];
    row.tags = indexes_[rows.tags[i]];
    if (rows.event_id.size() > 0) row.event_id = usage_.strings.intern(rows.event_id[i]);
    row.start = instant_of(rows.start[i]);
    if (rows.has_end[i] != 0) row.end = instant_of(rows.end[i]);
    row.quantity = rows.quantity[i];
    row.revision = rows.revision[i];
    if (rows.has_reported[i] != 0) row.reported_at = instant_of(rows.reported_at[i]);
    return true;
  }

  UsageBatch& usage_;
  std::uint32_t stack_;
  std::vector<std::uint32_t> indexes_ = {0};  // in the pool, by number; 0 is the empty string
};

}  // namespace

std::string write_content(const Batch& batch) {
  Writer out;
  put_changes(out, batch.changes);
  const std::vector<UsageRow>& rows = batch.usage.rows;
  constexpr std::size_t each = tollbridge::limits::block_records_max;
  out.varint((rows.size() + each - 1) / each);
  Numbering numbers(batch.usage.strings);
  Block block;
  std::string bytes;
  for (std::size_t begin = 0; begin < rows.size(); begin += each) {
    const std::size_t count = std::min(each, rows.size() - begin);
    fill_block(batch.usage, std::span(rows).subspan(begin, count), numbers, block);
    bytes.clear();
    journal::encode(block, bytes);
    out.varint(bytes.size());
    out.bytes(bytes);
  }
  return out.take();
}

Result<Batch> read_content(std::string_view raw, const BatchHead& head) {
  Batch batch;
  batch.head = head;
  Reader in(raw);
  if (!get_changes(in, head.changes, batch.changes)) {
    return damaged("its directory changes cannot be read.");
  }
  Rows rows(head.stack, batch.usage);
  batch.usage.rows.reserve(static_cast<std::size_t>(head.rows));
  Block block;
  for (std::uint64_t left = in.varint(); left > 0 && in.good(); --left) {
    const std::string_view bytes = in.bytes(in.varint());
    const bool read = journal::decode(bytes, journal::Columns::all, block).has_value();
    if (!read || block.rows.size() == 0 ||
        batch.usage.rows.size() + block.rows.size() > head.rows || !rows.take(block)) {
      return damaged("its rows cannot be read.");
    }
  }
  if (!in.good() || in.left() != 0 || batch.usage.rows.size() != head.rows) {
    return damaged("it holds more or fewer rows than its head says.");
  }
  return batch;
}

}  // namespace tollbridge::bridge
