// SPDX-License-Identifier: Apache-2.0
#include "journal/sql/sql_mark_store.h"

#include <optional>

#include "store/row_reader.h"
#include "store/row_sum.h"
#include "store/schema.h"

namespace tollbridge::journal {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;

Result<Digest> parse_hash(std::string_view text) {
  const auto digest = store::parse_digest(text);
  if (!digest) return fail(ErrorKind::invalid, "InvalidHash", std::string(text));
  return *digest;
}

// A sum of quantities in units of 10^-18, of any size 256 bits hold, from its decimal text.
Result<Int256> parse_sum(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = parse_decimal(text.substr(0, point), 0);
  const auto rest = point == std::string_view::npos
                        ? Result<ParsedDecimal>(ParsedDecimal{})
                        : parse_decimal("0" + std::string(text.substr(point)), Quantity::scale);
  if (whole && rest && !whole->rounded && !rest->rounded) {
    const auto units =
        Int256::product(whole->units, power_of_ten(Quantity::scale)).plus(Int256(rest->units));
    if (units) return negative ? units->negated() : *units;
  }
  return fail(ErrorKind::invalid, "InvalidNumber", std::string(text));
}

struct Count {
  std::int64_t records = 0;
  Int256 units;  // of 10^-18
};

Count count_of(RowReader& row) {
  Count count;
  count.records = row.integer();
  count.units = row.parsed(parse_sum, Int256());
  return count;
}

Status advance_mark(store::Transaction& transaction, const Head& head) {
  auto found = transaction.find(schema::marks, {head.stack.text()});
  if (!found) return pass(found);
  const auto sequence = static_cast<std::int64_t>(head.sequence);
  if (*found && std::get<std::int64_t>((**found)[1]) >= sequence) {
    return fail(ErrorKind::conflict, "MarkWouldGoBack",
                "The mark of stack " + head.stack.text() + " stands at block " +
                    std::to_string(std::get<std::int64_t>((**found)[1])) +
                    " and cannot be set to " + std::to_string(sequence) + ".");
  }
  return transaction.put(schema::marks, {head.stack.text(), sequence, hex(head.hash)});
}

// Whether these are the marks already: an advance that was recorded and could not be confirmed
// (CommitUnconfirmed) is asked for again.
Result<bool> are_marks(store::Transaction& transaction, std::span<const Head> heads) {
  for (const Head& head : heads) {
    auto found = transaction.find(schema::marks, {head.stack.text()});
    if (!found) return pass(found);
    const auto sequence = static_cast<std::int64_t>(head.sequence);
    if (!*found || std::get<std::int64_t>((**found)[1]) != sequence ||
        std::get<std::string>((**found)[2]) != hex(head.hash)) {
      return false;
    }
  }
  return !heads.empty();
}

Status add_delta(store::Transaction& transaction, const CountDelta& delta) {
  const Row key = {delta.stack.text(), delta.meter.text(), delta.period.to_string()};
  auto found = transaction.find(schema::usage_counts, key);
  if (!found) return pass(found);
  Count count;
  if (*found) {
    RowReader row(schema::usage_counts, transaction.commit(), **found);
    for (std::size_t i = 0; i < key.size(); ++i) row.text();
    count = count_of(row);
    if (!row.status()) return row.status();
  }
  count.records += delta.records;
  const auto sum = count.units.plus(Int256(delta.quantity.units()));
  if (!sum) {
    return fail(ErrorKind::invalid, "NumberOutOfRange",
                "The quantity of meter " + delta.meter.text() + " on stack " + delta.stack.text() +
                    " in " + delta.period.to_string() + " does not fit 256 bits.");
  }
  Row row = key;
  row.emplace_back(count.records);
  row.emplace_back(decimal_text(*sum, Quantity::scale));
  return transaction.put(schema::usage_counts, row);
}

}  // namespace

Result<std::vector<Head>> SqlMarkStore::marks() {
  std::vector<Head> heads;
  auto read = database_.read(schema::marks, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::marks, commit, values);
    Head head;
    head.stack = row.id<StackId>();
    head.sequence = static_cast<std::uint64_t>(row.integer());
    head.hash = row.parsed(parse_hash, Digest{});
    heads.push_back(head);
    return row.status();
  });
  if (!read) return pass(read);
  return heads;
}

Status SqlMarkStore::advance(std::span<const Head> heads, std::span<const CountDelta> deltas,
                             const std::string& actor) {
  std::string detail;
  for (const Head& head : heads) {
    if (!detail.empty()) detail += ", ";
    detail += head.stack.text() + " block " + std::to_string(head.sequence);
  }
  bool recorded = false;
  auto done = database_.transact(
      {clock_.now(), actor.empty() ? actor_ : actor, "import", detail},
      [&](store::Transaction& transaction) -> Status {
        const auto known = are_marks(transaction, heads);
        if (!known) return std::unexpected(known.error());
        recorded = *known;
        if (recorded) return fail(ErrorKind::conflict, "MarkKnown", "Nothing is to be recorded.");
        for (const Head& head : heads) {
          if (auto advanced = advance_mark(transaction, head); !advanced) return advanced;
        }
        for (const CountDelta& delta : deltas) {
          if (auto added = add_delta(transaction, delta); !added) return added;
        }
        return {};
      });
  if (!done && !recorded) return pass(done);
  return {};
}

Result<std::vector<CountDelta>> SqlMarkStore::counts(Period period) {
  std::vector<CountDelta> found;
  std::optional<Error> too_large;
  auto read = database_.read(schema::usage_counts, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::usage_counts, commit, values);
    const auto stack = row.id<StackId>();
    const auto meter = row.id<MeterId>();
    CountDelta delta{stack, meter, row.period(), 0, {}};
    const Count count = count_of(row);
    if (delta.period != period || (count.records == 0 && count.units.is_zero())) {
      return row.status();
    }
    const auto units = count.units.to_i128();
    if (!units) {
      too_large = Error{ErrorKind::invalid, "NumberOutOfRange",
                        "The quantity of meter " + delta.meter.text() + " on stack " +
                            delta.stack.text() + " in " + period.to_string() +
                            " does not fit 128 bits.", {}, {}, 0, {}};
    }
    delta.records = count.records;
    delta.quantity = Quantity::from_units(units.value_or(0));
    found.push_back(delta);
    return row.status();
  });
  if (!read) return pass(read);
  if (too_large) return std::unexpected(*too_large);
  return found;
}

}  // namespace tollbridge::journal
