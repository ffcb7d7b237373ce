// SPDX-License-Identifier: Apache-2.0
#include "bridge/sql/sql_ledger.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

#include "bridge/limits.h"
#include "store/row_reader.h"
#include "store/row_sum.h"
#include "store/schema.h"

namespace tollbridge::bridge {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;

constexpr std::string_view ending = ".batch";
constexpr std::size_t name_digits = 16;
constexpr std::chrono::seconds contact_kept_every{60};
constexpr std::int64_t last_number = std::numeric_limits<std::int64_t>::max();

std::int64_t whole(std::uint64_t count) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(count, last_number));
}

Result<Digest> parse_hash(std::string_view text) {
  const auto digest = store::parse_digest(text);
  if (!digest) return fail(ErrorKind::invalid, "InvalidHash", std::string(text));
  return *digest;
}

Result<Taken> taken_of(std::uint64_t commit, const Row& values) {
  RowReader row(schema::batches, commit, values);
  row.integer();  // the stack
  Taken taken;
  taken.number = static_cast<std::uint64_t>(row.integer());
  taken.hash = row.parsed(parse_hash, Digest{});
  taken.rows = static_cast<std::uint64_t>(row.integer());
  taken.changes = static_cast<std::uint64_t>(row.integer());
  taken.rejected = static_cast<std::uint64_t>(row.integer());
  taken.made_at = row.instant();
  taken.taken_at = row.instant();
  taken.receipt = row.text();
  if (!row.status()) return std::unexpected(row.status().error());
  return taken;
}

Row row_of(std::int64_t stack, const Taken& taken) {
  return {stack,
          whole(taken.number),
          hex(taken.hash),
          whole(taken.rows),
          whole(taken.changes),
          whole(taken.rejected),
          tollbridge::to_string(taken.made_at),
          tollbridge::to_string(taken.taken_at),
          taken.receipt};
}

std::unexpected<Error> not_kept(std::uint64_t number) {
  return fail(ErrorKind::not_found, "BatchNotKept",
              "The bytes of batch " + std::to_string(number) +
                  " are not here: never, or not any more.");
}

// Sums as text: a line each of meter, hour, records and units, by tabs.
std::string text_of(const std::vector<MeterHour>& sums) {
  std::string text;
  for (const MeterHour& one : sums) {
    text += one.meter + '\t' + std::to_string(one.hour.index()) + '\t' +
            std::to_string(one.records) + '\t' + one.units.to_string() + '\n';
  }
  return text;
}

template <class Number>
bool parse_number(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && at == end;
}

std::optional<Int256> parse_units(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty()) return {};
  std::optional<Int256> units{Int256()};
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return {};
    units = units->times(10);
    if (units) units = units->plus(Int256(digit - '0'));
    if (!units) return {};
  }
  return negative ? units->negated() : *units;
}

// Takes what stands before the separator off the text.
std::string_view cut(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view piece = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return piece;
}

Result<std::vector<MeterHour>> parse_sums(std::string_view text) {
  std::vector<MeterHour> sums;
  while (!text.empty()) {
    std::string_view line = cut(text, '\n');
    MeterHour& one = sums.emplace_back();
    one.meter = cut(line, '\t');
    std::int32_t hour = 0;
    const bool whole_numbers =
        parse_number(cut(line, '\t'), hour) && parse_number(cut(line, '\t'), one.records);
    const auto units = parse_units(line);
    if (!whole_numbers || !units) {
      return fail(ErrorKind::invalid, "InvalidSums", "These are no sums by meter and hour.");
    }
    one.hour = Hour::from_index(hour);
    one.units = *units;
  }
  return sums;
}

// The number a file is named by; 0 if by none.
std::uint64_t number_in(std::string_view name) {
  if (!name.ends_with(ending)) return 0;
  const char* end = name.data() + name.size() - ending.size();
  std::uint64_t number = 0;
  const auto [at, error] = std::from_chars(name.data(), end, number);
  return error == std::errc{} && at == end ? number : 0;
}

}  // namespace

Status SqlLedger::load() {
  if (loaded_) return {};
  numbers_.clear();
  set_back_.clear();
  auto read = database_.read(schema::batch_stacks, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::batch_stacks, commit, values);
    const std::int64_t number = row.integer();
    numbers_[row.id<StackId>()] = number;
    return row.status();
  });
  if (!read) return read;
  read = database_.read(schema::batch_setbacks, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::batch_setbacks, commit, values);
    SetBack& one = set_back_[row.integer()];
    one.to = static_cast<std::uint64_t>(row.integer());
    one.until = static_cast<std::uint64_t>(row.integer());
    return row.status();
  });
  loaded_ = read.has_value();
  return read;
}

void SqlLedger::forget() { loaded_ = false; }

Result<std::int64_t> SqlLedger::number_of(const StackId& stack) {
  if (auto known = load(); !known) return pass(known);
  const auto found = numbers_.find(stack);
  return found == numbers_.end() ? 0 : found->second;
}

Result<std::vector<StackId>> SqlLedger::stacks() {
  if (auto known = load(); !known) return pass(known);
  std::vector<StackId> all;
  for (const auto& [stack, number] : numbers_) all.push_back(stack);
  return all;
}

Result<std::optional<Taken>> SqlLedger::newest(const StackId& stack) {
  const auto number = number_of(stack);
  if (!number) return std::unexpected(number.error());
  if (*number == 0) return std::nullopt;
  const auto back = set_back_.find(*number);
  const std::int64_t before = back == set_back_.end() ? last_number : whole(back->second.to) + 1;
  auto row = database_.last_before(schema::batches, *number, before);
  if (!row) return pass(row);
  if (!*row) return std::nullopt;
  auto taken = taken_of(database_.newest(), **row);
  if (!taken) return pass(taken);
  return std::optional(std::move(*taken));
}

Result<std::optional<Taken>> SqlLedger::find(const StackId& stack, std::uint64_t number) {
  const auto all = list(stack, number, 1);
  if (!all) return std::unexpected(all.error());
  if (all->empty() || all->front().number != number) return std::nullopt;
  return all->front();
}

Result<std::vector<Taken>> SqlLedger::list(const StackId& stack, std::uint64_t from,
                                           std::size_t most) {
  std::vector<Taken> all;
  const auto number = number_of(stack);
  if (!number) return std::unexpected(number.error());
  const std::int64_t first = std::max<std::int64_t>(whole(from), 1);
  if (*number == 0 || first > last_number - whole(most)) return all;
  auto read = database_.read_range(schema::batches, {*number, first, first + whole(most)},
                                   [&](std::uint64_t commit, const Row& values) -> Status {
                                     auto taken = taken_of(commit, values);
                                     if (!taken) return pass(taken);
                                     all.push_back(std::move(*taken));
                                     return {};
                                   });
  if (!read) return pass(read);
  return all;
}

std::string SqlLedger::folder_of(const StackId& stack) const {
  // A cloud id that is no GUID could name any folder.
  const bool plain = normal_guid(stack.text()) == stack.text();
  return folder_ + "/" + (plain ? stack.text() : hex(sha256(stack.text())));
}

std::string SqlLedger::path(const StackId& stack, std::uint64_t number) const {
  std::string name = std::to_string(number);
  if (name.size() < name_digits) name.insert(0, name_digits - name.size(), '0');
  return folder_of(stack) + "/" + name + std::string(ending);
}

Result<std::set<std::uint64_t>*> SqlLedger::kept(const StackId& stack) {
  const auto known = kept_.find(stack);
  if (known != kept_.end()) return &known->second;
  if (auto made = disk_.make_directories(folder_of(stack)); !made) return pass(made);
  const auto names = disk_.list(folder_of(stack));
  if (!names) return std::unexpected(names.error());
  std::set<std::uint64_t> numbers;
  for (const std::string& name : *names) {
    if (const std::uint64_t number = number_in(name); number > 0) numbers.insert(number);
  }
  return &(kept_[stack] = std::move(numbers));
}

Status SqlLedger::keep_bytes(const StackId& stack, std::uint64_t number, std::string_view bytes) {
  auto numbers = kept(stack);
  if (!numbers) return pass(numbers);
  if (auto written = disk_.replace(path(stack, number), bytes); !written) return written;
  (*numbers)->insert(number);
  return {};
}

Result<std::string> SqlLedger::bytes(const StackId& stack, std::uint64_t number) {
  auto bytes = disk_.read_all(path(stack, number));
  if (!bytes && bytes.error().kind == ErrorKind::not_found) return not_kept(number);
  if (!bytes) return bytes;
  const auto sealed = open_batch(*bytes);
  if (!sealed || sealed->head.stack != stack || sealed->head.number != number) {
    return not_kept(number);
  }
  const auto taken = find(stack, number);
  if (!taken) return std::unexpected(taken.error());
  if (*taken && (*taken)->hash != sealed->hash) return not_kept(number);
  return bytes;
}

Status SqlLedger::write(store::Transaction& transaction, const StackId& stack, std::int64_t number,
                        bool fresh, const Taken& taken, const std::vector<Rejected>& rejected,
                        const BatchUsage& usage) {
  if (fresh) {
    auto added = transaction.add(schema::batch_stacks, {number, stack.text()});
    if (!added) return added;
  }
  if (auto added = transaction.add(schema::batches, row_of(number, taken)); !added) return added;
  auto sums = transaction.add(schema::batch_usage,
                              {number, whole(taken.number), text_of(usage.taken),
                               text_of(usage.again)});
  if (!sums) return sums;
  const std::size_t most = std::min(rejected.size(), rejections_kept_max);
  for (std::size_t i = 0; i < most; ++i) {
    const Rejected& one = rejected[i];
    auto added = transaction.add(schema::batch_rejections,
                                 {number, whole(taken.number), whole(i), whole(one.row),
                                  whole(one.change), one.code, one.message});
    if (!added) return added;
  }
  return {};
}

Status SqlLedger::record(const StackId& stack, const Taken& taken,
                         const std::vector<Rejected>& rejected, const BatchUsage& usage) {
  const auto known = number_of(stack);
  if (!known) return std::unexpected(known.error());
  const std::int64_t number = *known != 0 ? *known : whole(numbers_.size() + 1);
  const std::string detail = "stack " + stack.text() + " batch " + std::to_string(taken.number) +
                             ", " + std::to_string(taken.rows) + " rows";
  auto done = database_.transact(
      {taken.taken_at, "stack " + stack.text(), "batch", detail},
      [&](store::Transaction& transaction) {
        return write(transaction, stack, number, *known == 0, taken, rejected, usage);
      });
  if (!done) {
    forget();
    return pass(done);
  }
  numbers_[stack] = number;
  // What could not be removed now is tried with the next batch.
  ignore_status(prune(stack, taken));
  return {};
}

Result<std::vector<BatchUsage>> SqlLedger::usage(const StackId& stack, std::uint64_t from,
                                                 std::size_t most) {
  std::vector<BatchUsage> all;
  const auto number = number_of(stack);
  if (!number) return std::unexpected(number.error());
  const std::int64_t first = std::max<std::int64_t>(whole(from), 1);
  if (*number == 0 || first > last_number - whole(most)) return all;
  auto read = database_.read_range(
      schema::batch_usage, {*number, first, first + whole(most)},
      [&](std::uint64_t commit, const Row& values) -> Status {
        RowReader row(schema::batch_usage, commit, values);
        row.integer();  // the stack
        BatchUsage& one = all.emplace_back();
        one.number = static_cast<std::uint64_t>(row.integer());
        one.taken = row.parsed(parse_sums, std::vector<MeterHour>());
        one.again = row.parsed(parse_sums, std::vector<MeterHour>());
        return row.status();
      });
  if (!read) return pass(read);
  return all;
}

Status SqlLedger::move_to(const StackId& stack, std::uint64_t number,
                          const store::CommitInfo& info) {
  const auto known = number_of(stack);
  if (!known) return std::unexpected(known.error());
  const auto last = database_.last_before(schema::batches, *known, last_number);
  if (!last) return std::unexpected(last.error());
  const auto newest = *last ? taken_of(database_.newest(), **last) : Taken();
  if (!newest) return std::unexpected(newest.error());
  const auto there = find(stack, number);
  if (!there) return std::unexpected(there.error());
  if (*known == 0 || (number > 0 && !*there)) {
    return fail(ErrorKind::invalid, "BatchNotTaken",
                "Commerce never took batch " + std::to_string(number) + " of the stack " +
                    stack.text() + "; the newest it took is " + std::to_string(newest->number) +
                    ".");
  }
  auto done = database_.transact(info, [&](store::Transaction& transaction) -> Status {
    const Row row{*known, whole(number), whole(newest->number)};
    if (number < newest->number) return transaction.put(schema::batch_setbacks, row);
    return transaction.erase(schema::batch_setbacks, {*known});
  });
  forget();
  if (!done) return pass(done);
  return {};
}

Status SqlLedger::set_back(const StackId& stack, std::uint64_t number, Instant now,
                           const std::string& actor) {
  return move_to(stack, number,
                 {now, actor, "bridge rewind",
                  "stack " + stack.text() + " set back to batch " + std::to_string(number)});
}

Status SqlLedger::took_again(const StackId& stack, std::uint64_t number, Instant now) {
  return move_to(stack, number,
                 {now, "stack " + stack.text(), "batch",
                  "stack " + stack.text() + " batch " + std::to_string(number) + " again"});
}

std::string SqlLedger::contact_path(const StackId& stack) const {
  return folder_of(stack) + "/contact";
}

Status SqlLedger::note_contact(const StackId& stack, Instant at) {
  Contact& contact = contacts_[stack];
  contact.last = at;
  if (contact.kept <= at && at - contact.kept < contact_kept_every) return {};
  if (auto made = disk_.make_directories(folder_of(stack)); !made) return made;
  if (auto kept = disk_.replace(contact_path(stack), tollbridge::to_string(at)); !kept) {
    return kept;
  }
  contact.kept = at;
  return {};
}

Result<std::optional<Instant>> SqlLedger::last_contact(const StackId& stack) {
  const auto known = contacts_.find(stack);
  if (known != contacts_.end()) return known->second.last;
  const auto kept = disk_.read_all(contact_path(stack));
  if (!kept && kept.error().kind != ErrorKind::not_found) return std::unexpected(kept.error());
  const auto at = kept ? parse_instant(*kept) : Result<Instant>(Instant());
  const auto last = newest(stack);
  if (!last) return std::unexpected(last.error());
  std::optional<Instant> found;
  if (kept && at) found = *at;
  if (*last && (!found || *found < (*last)->taken_at)) found = (*last)->taken_at;
  return found;
}

Status SqlLedger::prune(const StackId& stack, const Taken& newest) {
  auto numbers = kept(stack);
  if (!numbers) return pass(numbers);
  std::set<std::uint64_t>& all = **numbers;
  while (!all.empty() && *all.begin() < newest.number) {
    const std::uint64_t oldest = *all.begin();
    const auto taken = find(stack, oldest);
    if (!taken) return std::unexpected(taken.error());
    if (*taken && newest.taken_at - (*taken)->taken_at < limits::keep_time) return {};
    if (auto gone = disk_.remove(path(stack, oldest)); !gone) return gone;
    all.erase(all.begin());
  }
  return {};
}

Status SqlLedger::copy_bytes_to(const std::string& folder) {
  const auto stacks = disk_.list(folder_);
  if (!stacks && stacks.error().kind == ErrorKind::not_found) return {};
  if (!stacks) return std::unexpected(stacks.error());
  for (const std::string& stack : *stacks) {
    const std::string from = folder_ + "/" + stack;
    const std::string to = folder + "/" + stack;
    const auto names = disk_.list(from);
    if (!names) return std::unexpected(names.error());
    if (auto made = disk_.make_directories(to); !made) return made;
    for (const std::string& name : *names) {
      if (number_in(name) == 0) continue;
      const auto bytes = disk_.read_all(from + "/" + name);
      if (!bytes) return std::unexpected(bytes.error());
      if (auto copied = disk_.replace(to + "/" + name, *bytes); !copied) return copied;
    }
  }
  return {};
}

Result<std::vector<Rejected>> SqlLedger::rejected(const StackId& stack, std::uint64_t from,
                                                  std::size_t most) {
  std::vector<Rejected> all;
  const auto number = number_of(stack);
  if (!number) return std::unexpected(number.error());
  if (*number == 0) return all;
  bool enough = false;
  auto read = database_.read_range(
      schema::batch_rejections, {*number, whole(from), last_number},
      [&](std::uint64_t commit, const Row& values) -> Status {
        RowReader row(schema::batch_rejections, commit, values);
        row.integer();  // the stack
        Rejected one;
        one.number = static_cast<std::uint64_t>(row.integer());
        enough = all.size() >= most && (all.empty() || all.back().number != one.number);
        if (enough) return fail(ErrorKind::busy, "Enough", "");  // ends the walk
        row.integer();  // its place among them
        one.row = static_cast<std::uint64_t>(row.integer());
        one.change = static_cast<std::uint64_t>(row.integer());
        one.code = row.text();
        one.message = row.text();
        all.push_back(std::move(one));
        return row.status();
      });
  if (!read && !enough) return pass(read);
  return all;
}

}  // namespace tollbridge::bridge
