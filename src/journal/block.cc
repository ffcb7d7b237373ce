// SPDX-License-Identifier: Apache-2.0
#include "journal/block.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "core/check.h"
#include "core/limits.h"
#include "journal/varint.h"

namespace tollbridge::journal {
namespace {

constexpr std::uint8_t format_version = 1;

// Columns in the order they stand in. Each: number, byte length, bytes.
enum class ColumnId : std::uint8_t {
  strings = 1,
  verdict,
  subscription,
  tenant,
  meter,
  resource,
  location,
  tags,
  start,
  end,
  quantity,
  revision,
  given,
  reported_at,
  received_at,
  line,
  event_id,
  replaces,
};
constexpr std::uint8_t column_last = static_cast<std::uint8_t>(ColumnId::replaces);

enum class Mode : std::uint8_t { constant = 0, delta = 1 };
enum class Presence : std::uint8_t { none = 0, all = 1, some = 2 };

// Units times are counted in; the largest that divides every time of a column is taken.
constexpr std::array<std::int64_t, 5> time_units = {3'600'000'000'000, 1'000'000'000, 1'000'000,
                                                    1'000, 1};
constexpr std::uint8_t exponent_max = 37;

// Encoding ------------------------------------------------------------------------------------

template <class T>
std::uint64_t bits(T value) {
  return static_cast<std::uint64_t>(value);
}

// `value_of(i)` for i < count: one value, or differences to the value before.
template <class ValueOf>
void put_integers(Writer& out, std::size_t count, ValueOf value_of) {
  const std::uint64_t first = count == 0 ? 0 : value_of(std::size_t{0});
  std::size_t same = 1;
  while (same < count && value_of(same) == first) ++same;
  if (same >= count) {
    out.byte(static_cast<std::uint8_t>(Mode::constant));
    out.varint(first);
    return;
  }
  out.byte(static_cast<std::uint8_t>(Mode::delta));
  char* at = out.room(count * varint_bytes_max);
  std::uint64_t previous = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t value = value_of(i);
    at = write_varint(at, zigzag(value - previous));
    previous = value;
  }
  out.filled_to(at);
}

std::uint8_t unit_of(const std::vector<std::int64_t>& times) {
  for (std::uint8_t i = 0; i < time_units.size(); ++i) {
    const std::int64_t unit = time_units[i];
    if (std::all_of(times.begin(), times.end(), [&](std::int64_t t) { return t % unit == 0; })) {
      return i;
    }
  }
  return static_cast<std::uint8_t>(time_units.size() - 1);
}

void put_times(Writer& out, const std::vector<std::int64_t>& times) {
  const std::uint8_t unit = unit_of(times);
  out.byte(unit);
  put_integers(out, times.size(), [&](std::size_t i) { return bits(times[i] / time_units[unit]); });
}

void put_presence(Writer& out, const std::vector<std::uint8_t>& has) {
  const auto present = static_cast<std::size_t>(std::count(has.begin(), has.end(), 1));
  if (present == 0 || present == has.size()) {
    out.byte(static_cast<std::uint8_t>(present == 0 ? Presence::none : Presence::all));
    return;
  }
  out.byte(static_cast<std::uint8_t>(Presence::some));
  for (const std::uint8_t one : has) out.byte(one);
}

// Optional times; `base` is taken off each first, so that spans become lengths. Where none is, the
// one before stands.
void put_optional_times(Writer& out, const std::vector<std::uint8_t>& has,
                        const std::vector<std::int64_t>& times,
                        const std::vector<std::int64_t>* base) {
  put_presence(out, has);
  if (std::find(has.begin(), has.end(), 1) == has.end()) return;
  std::vector<std::int64_t> differences(times.size());
  std::int64_t previous = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (has[i] != 0) {
      const std::uint64_t from = base == nullptr ? 0 : bits((*base)[i]);
      previous = static_cast<std::int64_t>(bits(times[i]) - from);
    }
    differences[i] = previous;
  }
  put_times(out, differences);
}

// units = mantissa * 10^exponent, without the trailing zeros that are cheap to find.
struct Scaled {
  u128 mantissa = 0;  // of the magnitude
  std::uint8_t exponent = 0;
};

template <std::uint64_t Power, std::uint8_t Digits>
void strip(std::uint64_t& value, std::uint8_t& exponent) {
  if (value % Power == 0) {
    value /= Power;
    exponent = static_cast<std::uint8_t>(exponent + Digits);
  }
}

std::uint8_t strip_zeros(std::uint64_t& value) {
  std::uint8_t digits = 0;
  strip<10'000'000'000'000'000, 16>(value, digits);
  strip<100'000'000, 8>(value, digits);
  strip<10'000, 4>(value, digits);
  strip<100, 2>(value, digits);
  strip<10, 1>(value, digits);
  return digits;
}

Scaled scaled(u128 magnitude) {
  if (magnitude == 0) return {};
  if (magnitude >> 64 == 0) {
    auto small = static_cast<std::uint64_t>(magnitude);
    const std::uint8_t digits = strip_zeros(small);
    return {small, digits};
  }
  constexpr std::uint64_t whole = 1'000'000'000'000'000'000;
  auto fraction = static_cast<std::uint64_t>(magnitude % whole);
  if (fraction == 0) return {magnitude / whole, 18};
  const std::uint8_t digits = strip_zeros(fraction);
  return {magnitude / static_cast<u128>(power_of_ten(digits)), digits};
}

void put_quantities(Writer& out, const std::vector<Quantity>& quantities) {
  std::vector<std::uint8_t> exponents(quantities.size());
  Writer mantissas;
  char* at = mantissas.room(quantities.size() * wide_varint_bytes_max);
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    const i128 units = quantities[i].units();
    const bool negative = units < 0;
    const Scaled value =
        scaled(negative ? u128{0} - static_cast<u128>(units) : static_cast<u128>(units));
    exponents[i] = static_cast<std::uint8_t>(value.exponent * 2 + (negative ? 1 : 0));
    at = write_wide_varint(at, value.mantissa);
  }
  mantissas.filled_to(at);
  put_integers(out, exponents.size(), [&](std::size_t i) { return bits(exponents[i]); });
  out.bytes(mantissas.text());
}

void put_texts(Writer& out, const Texts& texts) {
  std::string_view previous;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string_view text = texts[i];
    const auto differs =
        std::mismatch(text.begin(), text.end(), previous.begin(), previous.end()).first;
    const auto shared = static_cast<std::size_t>(differs - text.begin());
    out.varint(shared);
    out.varint(text.size() - shared);
    out.bytes(text.substr(shared));
    previous = text;
  }
}

void put_column(const Block& block, ColumnId id, Writer& out) {
  const BlockRows& rows = block.rows;
  const auto ids = [&](const std::vector<std::uint32_t>& column) {
    put_integers(out, column.size(), [&](std::size_t i) { return bits(column[i]); });
  };
  switch (id) {
    case ColumnId::strings:
      out.varint(block.first_string);
      out.varint(block.strings.size());
      return put_texts(out, block.strings);
    case ColumnId::verdict:
      return put_integers(out, rows.size(), [&](std::size_t i) { return bits(rows.verdict[i]); });
    case ColumnId::subscription: return ids(rows.subscription);
    case ColumnId::tenant: return ids(rows.tenant);
    case ColumnId::meter: return ids(rows.meter);
    case ColumnId::resource: return ids(rows.resource);
    case ColumnId::location: return ids(rows.location);
    case ColumnId::tags: return ids(rows.tags);
    case ColumnId::start: return put_times(out, rows.start);
    case ColumnId::end: return put_optional_times(out, rows.has_end, rows.end, &rows.start);
    case ColumnId::quantity: return put_quantities(out, rows.quantity);
    case ColumnId::revision:
      return put_integers(out, rows.size(), [&](std::size_t i) { return bits(rows.revision[i]); });
    case ColumnId::given:
      return put_integers(out, rows.size(), [&](std::size_t i) {
        return bits(rows.revision[i]) - bits(rows.given[i]);
      });
    case ColumnId::reported_at:
      return put_optional_times(out, rows.has_reported, rows.reported_at, nullptr);
    case ColumnId::received_at: return put_times(out, rows.received_at);
    case ColumnId::line:
      return put_integers(out, rows.size(), [&](std::size_t i) { return rows.line[i]; });
    case ColumnId::event_id: return put_texts(out, rows.event_id);
    case ColumnId::replaces:
      for (const RowPlace& place : rows.replaces) {
        out.varint(place.sequence);
        out.varint(place.index);
      }
      return;
  }
}

// Decoding ------------------------------------------------------------------------------------

bool get_integers(Reader& in, std::size_t count, std::uint64_t limit,
                  std::vector<std::uint64_t>& values) {
  values.resize(count);
  const std::uint8_t mode = in.byte();
  if (mode == static_cast<std::uint8_t>(Mode::constant)) {
    const std::uint64_t value = in.varint();
    std::fill(values.begin(), values.end(), value);
    return in.good() && (count == 0 || value <= limit);
  }
  if (mode != static_cast<std::uint8_t>(Mode::delta)) return false;
  std::uint64_t value = 0;
  bool within = true;
  for (std::uint64_t& each : values) {
    value += unzigzag(in.varint());
    within &= value <= limit;
    each = value;
  }
  return within && in.good();
}

constexpr std::uint64_t any_value = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t any_id = std::numeric_limits<std::uint32_t>::max();

// Reads one block's columns one after the other, with one buffer for numbers.
class Decoder {
 public:
  Decoder(std::size_t count, Block& block) : count_(count), block_(block), rows_(block.rows) {}

  bool column(ColumnId id, Reader& in);
  bool consistent() const;

 private:
  bool ids(Reader& in, std::vector<std::uint32_t>& column);
  bool times(Reader& in, std::vector<std::int64_t>& column);
  bool optional_times(Reader& in, std::vector<std::uint8_t>& has,
                      std::vector<std::int64_t>& column, const std::vector<std::int64_t>* base);
  bool quantities(Reader& in);
  bool texts(Reader& in, std::size_t count, Texts& texts);
  bool verdicts(Reader& in);
  bool strings(Reader& in);
  bool replaces(Reader& in);
  bool revisions(Reader& in);
  bool givens(Reader& in);

  std::size_t count_;
  Block& block_;
  BlockRows& rows_;
  std::vector<std::uint64_t> numbers_;
};

bool Decoder::ids(Reader& in, std::vector<std::uint32_t>& column) {
  if (!get_integers(in, count_, any_id, numbers_)) return false;
  column.resize(count_);
  for (std::size_t i = 0; i < count_; ++i) column[i] = static_cast<std::uint32_t>(numbers_[i]);
  return true;
}

bool Decoder::times(Reader& in, std::vector<std::int64_t>& column) {
  const std::uint8_t unit = in.byte();
  if (unit >= time_units.size()) return false;
  if (!get_integers(in, count_, any_value, numbers_)) return false;
  column.resize(count_);
  const auto factor = bits(time_units[unit]);
  for (std::size_t i = 0; i < count_; ++i) {
    column[i] = static_cast<std::int64_t>(numbers_[i] * factor);
  }
  return true;
}

bool Decoder::optional_times(Reader& in, std::vector<std::uint8_t>& has,
                             std::vector<std::int64_t>& column,
                             const std::vector<std::int64_t>* base) {
  const std::uint8_t presence = in.byte();
  if (presence > static_cast<std::uint8_t>(Presence::some)) return false;
  if (presence == static_cast<std::uint8_t>(Presence::some)) {
    const std::string_view each = in.bytes(count_);
    if (each.size() != count_) return false;
    has.assign(each.begin(), each.end());
    if (std::any_of(has.begin(), has.end(), [](std::uint8_t h) { return h > 1; })) return false;
  } else {
    has.assign(count_, presence);
    if (presence == static_cast<std::uint8_t>(Presence::none)) {
      column.assign(count_, 0);
      return in.good();
    }
  }
  if (!times(in, column)) return false;
  for (std::size_t i = 0; i < count_; ++i) {
    const std::uint64_t from = base == nullptr ? 0 : bits((*base)[i]);
    column[i] = has[i] == 0 ? 0 : static_cast<std::int64_t>(bits(column[i]) + from);
  }
  return true;
}

bool Decoder::quantities(Reader& in) {
  if (!get_integers(in, count_, exponent_max * 2 + 1, numbers_)) return false;
  rows_.quantity.resize(count_);
  constexpr u128 largest = ~u128{0} >> 1;
  bool fits = true;
  for (std::size_t i = 0; i < count_; ++i) {
    const u128 mantissa = in.wide_varint();
    const bool negative = (numbers_[i] & 1) != 0;
    const auto scale = static_cast<u128>(power_of_ten(static_cast<int>(numbers_[i] >> 1)));
    u128 magnitude = 0;
    fits &= !__builtin_mul_overflow(mantissa, scale, &magnitude);
    fits &= magnitude <= largest + (negative ? 1 : 0);
    rows_.quantity[i] =
        Quantity::from_units(static_cast<i128>(negative ? u128{0} - magnitude : magnitude));
  }
  return fits && in.good();
}

bool Decoder::texts(Reader& in, std::size_t count, Texts& texts) {
  texts.clear();
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t shared = in.varint();
    const std::uint64_t rest = in.varint();
    if (!in.good() || shared > text.size()) return false;
    text.resize(static_cast<std::size_t>(shared));
    const std::string_view tail = in.bytes(rest);
    if (!in.good() || texts.bytes() + text.size() + tail.size() > texts_bytes_max) return false;
    text.append(tail);
    texts.add(text);
  }
  return true;
}

bool Decoder::verdicts(Reader& in) {
  constexpr auto last = static_cast<std::uint64_t>(Verdict::conflict);
  if (!get_integers(in, count_, last, numbers_)) return false;
  rows_.verdict.resize(count_);
  for (std::size_t i = 0; i < count_; ++i) {
    rows_.verdict[i] = static_cast<Verdict>(numbers_[i]);
    if (rows_.verdict[i] == Verdict::duplicate) return false;
  }
  return true;
}

bool Decoder::strings(Reader& in) {
  const std::uint64_t first = in.varint();
  const std::uint64_t count = in.varint();
  // Each takes two bytes at least.
  if (!in.good() || first > any_id || count > in.left() || first + count > any_id) return false;
  block_.first_string = static_cast<std::uint32_t>(first);
  return texts(in, static_cast<std::size_t>(count), block_.strings);
}

bool Decoder::replaces(Reader& in) {
  rows_.replaces.clear();
  const auto count = std::count(rows_.verdict.begin(), rows_.verdict.end(), Verdict::restated);
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const std::uint64_t sequence = in.varint();
    const std::uint64_t index = in.varint();
    if (!in.good() || sequence == 0 || index >= limits::block_records_max) return false;
    rows_.replaces.push_back({sequence, static_cast<std::uint32_t>(index)});
  }
  return true;
}

bool Decoder::revisions(Reader& in) {
  if (!get_integers(in, count_, any_value, numbers_)) return false;
  rows_.revision.resize(count_);
  for (std::size_t i = 0; i < count_; ++i) {
    rows_.revision[i] = static_cast<std::int64_t>(numbers_[i]);
  }
  return true;
}

bool Decoder::givens(Reader& in) {
  if (!get_integers(in, count_, any_value, numbers_)) return false;
  rows_.given.resize(count_);
  for (std::size_t i = 0; i < count_; ++i) {
    rows_.given[i] = static_cast<std::int64_t>(bits(rows_.revision[i]) - numbers_[i]);
  }
  return true;
}

bool Decoder::column(ColumnId id, Reader& in) {
  switch (id) {
    case ColumnId::strings: return strings(in);
    case ColumnId::verdict: return verdicts(in);
    case ColumnId::subscription: return ids(in, rows_.subscription);
    case ColumnId::tenant: return ids(in, rows_.tenant);
    case ColumnId::meter: return ids(in, rows_.meter);
    case ColumnId::resource: return ids(in, rows_.resource);
    case ColumnId::location: return ids(in, rows_.location);
    case ColumnId::tags: return ids(in, rows_.tags);
    case ColumnId::start: return times(in, rows_.start);
    case ColumnId::end: return optional_times(in, rows_.has_end, rows_.end, &rows_.start);
    case ColumnId::quantity: return quantities(in);
    case ColumnId::revision: return revisions(in);
    case ColumnId::given: return givens(in);
    case ColumnId::reported_at:
      return optional_times(in, rows_.has_reported, rows_.reported_at, nullptr);
    case ColumnId::received_at: return times(in, rows_.received_at);
    case ColumnId::line:
      if (!get_integers(in, count_, any_value, numbers_)) return false;
      rows_.line.assign(numbers_.begin(), numbers_.end());
      return true;
    case ColumnId::event_id:
      rows_.event_id.clear();
      return in.left() == 0 || texts(in, count_, rows_.event_id);
    case ColumnId::replaces: return replaces(in);
  }
  return false;
}

bool Decoder::consistent() const {
  for (std::size_t i = 0; i < count_; ++i) {
    if (rows_.has_end[i] != 0 && rows_.end[i] <= rows_.start[i]) return false;
  }
  return true;
}

bool is_wanted(Columns wanted, ColumnId id) {
  switch (id) {
    case ColumnId::strings: return wanted == Columns::all;
    case ColumnId::event_id: return wanted != Columns::for_sums;
    case ColumnId::tenant:
    case ColumnId::location:
    case ColumnId::tags:
    case ColumnId::reported_at:
    case ColumnId::received_at:
    case ColumnId::line:
      return wanted != Columns::for_keys;
    default: return true;
  }
}

std::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::damaged, "BlockDamaged", "A block of the journal is damaged: " + what);
}

}  // namespace

// Keeps the memory: the next block is mostly as large.
void BlockRows::clear() {
  for (auto* ids : {&subscription, &tenant, &meter, &resource, &location, &tags}) ids->clear();
  for (auto* numbers : {&start, &end, &revision, &given, &reported_at, &received_at}) {
    numbers->clear();
  }
  for (auto* flags : {&has_end, &has_reported}) flags->clear();
  verdict.clear();
  quantity.clear();
  line.clear();
  event_id.clear();
  replaces.clear();
}

void Block::clear() {
  first_string = 0;
  strings.clear();
  rows.clear();
}

void encode(const Block& block, std::string& out) {
  CHECK(block.rows.size() <= limits::block_records_max);
  CHECK(block.rows.event_id.size() == 0 || block.rows.event_id.size() == block.rows.size());
  Writer all;
  all.byte(format_version);
  all.varint(block.rows.size());
  Writer column;
  for (std::uint8_t id = 1; id <= column_last; ++id) {
    column.clear();
    put_column(block, static_cast<ColumnId>(id), column);
    all.byte(id);
    all.varint(column.text().size());
    all.bytes(column.text());
  }
  out.append(all.text());
}

Status decode(std::string_view bytes, Columns wanted, Block& block) {
  Reader in(bytes);
  const std::uint8_t version = in.byte();
  const std::uint64_t count = in.varint();
  if (!in.good()) return damaged("it is cut off.");
  if (version != format_version) {
    return damaged("its format " + std::to_string(version) + " is not known.");
  }
  if (count > limits::block_records_max) return damaged("it claims too many rows.");
  block.first_string = 0;
  block.strings.clear();
  block.rows.event_id.clear();
  Decoder decoder(static_cast<std::size_t>(count), block);
  for (std::uint8_t id = 1; id <= column_last; ++id) {
    const std::uint8_t found = in.byte();
    const std::string_view column = in.bytes(in.varint());
    if (!in.good() || found != id) return damaged("column " + std::to_string(id) + " is missing.");
    if (!is_wanted(wanted, static_cast<ColumnId>(id))) continue;
    Reader reader(column);
    if (!decoder.column(static_cast<ColumnId>(id), reader) || reader.left() != 0) {
      return damaged("column " + std::to_string(id) + " cannot be read.");
    }
  }
  if (in.left() != 0) return damaged("bytes are left over.");
  if (!decoder.consistent()) return damaged("a span ends before it starts.");
  return {};
}

}  // namespace tollbridge::journal
