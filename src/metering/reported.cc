// SPDX-License-Identifier: Apache-2.0
#include "metering/reported.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace tollbridge::metering {
namespace {

using journal::ScannedRow;
using journal::StringPool;
using journal::UsageRow;

constexpr std::int32_t day_hours = 24;

std::int32_t floor_to(std::int32_t index, std::int32_t step) {
  const std::int32_t rest = index % step;
  return index - (rest < 0 ? rest + step : rest);
}

Hour day_of(Hour hour) { return Hour::from_index(floor_to(hour.index(), day_hours)); }

// A key whose texts live elsewhere, to look up before anything is copied.
struct KeyView {
  Hour start;
  std::string_view subscription;
  std::string_view meter;
  std::string_view resource;
  std::string_view stack;
};

KeyView view_of(const ReportedKey& key) {
  return {key.start, key.subscription, key.meter, key.resource, key.stack};
}
KeyView view_of(const KeyView& key) { return key; }

struct KeyOrder {
  using is_transparent = void;
  template <class A, class B>
  bool operator()(const A& a, const B& b) const {
    const KeyView left = view_of(a);
    const KeyView right = view_of(b);
    return std::tie(left.start, left.subscription, left.meter, left.resource, left.stack) <
           std::tie(right.start, right.subscription, right.meter, right.resource, right.stack);
  }
};

struct Sum {
  Quantity quantity;
  Instant located{};  // when the record was reported that location is of
  Instant tagged{};
  std::string location;
  std::string tags;
};

// The first `rows_max` keys of all that are added. A key that has fallen out behind them never
// comes back, because the ones before it stay.
class FirstRows {
 public:
  FirstRows(const ReportedQuery& query, std::size_t rows_max)
      : query_(query), rows_max_(rows_max) {}

  // False on overflow.
  bool add(const KeyView& key, Quantity quantity, const StringPool& pool, const UsageRow& row) {
    if (query_.after && !KeyOrder{}(*query_.after, key)) return true;
    auto found = sums_.find(key);
    if (found == sums_.end()) {
      if (rows_max_ == 0) return true;
      if (sums_.size() == rows_max_) {
        const auto last = std::prev(sums_.end());
        if (!KeyOrder{}(key, last->first)) return true;
        sums_.erase(last);
      }
      ReportedKey owned{key.start, std::string(key.subscription), std::string(key.meter),
                        std::string(key.resource), std::string(key.stack)};
      found = sums_.emplace(std::move(owned), Sum{}).first;
    }
    Sum& sum = found->second;
    const auto total = sum.quantity.plus(quantity);
    if (!total) return false;
    sum.quantity = *total;
    describe(sum, pool, row);
    return true;
  }

  void move_into(std::vector<ReportedRow>& rows) {
    for (auto& [key, sum] : sums_) {
      rows.push_back({key, sum.quantity, std::move(sum.location), std::move(sum.tags)});
    }
  }

 private:
  static void describe(Sum& sum, const StringPool& pool, const UsageRow& row) {
    const Instant at = reported_at(row);
    const auto take = [&](std::uint32_t text, std::string& into, Instant& since) {
      if (text == 0 || (!into.empty() && at < since)) return;
      into = pool.text(text);
      since = at;
    };
    take(row.location, sum.location, sum.located);
    take(row.tags, sum.tags, sum.tagged);
  }

  const ReportedQuery& query_;
  std::size_t rows_max_;
  std::map<ReportedKey, Sum, KeyOrder> sums_;
};

// One stack's records of some hours, added to the first rows.
class Adder {
 public:
  Adder(const ReportedQuery& query, const StackId& stack, HourSpan hours, FirstRows& rows)
      : query_(query), stack_(stack), hours_(hours), rows_(rows) {}

  Status add(const StringPool& pool, const UsageRow& row) {
    const Instant at = reported_at(row);
    if (at < query_.from || at >= query_.to) return {};
    if (!row.end) return add(pool, row, row.hour(), row.quantity);
    for (const journal::HourShare& share : journal::hour_shares(row)) {
      if (auto added = add(pool, row, share.hour, share.quantity); !added) return added;
    }
    return {};
  }

 private:
  Status add(const StringPool& pool, const UsageRow& row, Hour hour, Quantity quantity) {
    if (!hours_.contains(hour) || !counts(pool, row, hour)) return {};
    const std::string_view subscription =
        query_.shown_as.empty() ? pool.text(row.subscription) : std::string_view(query_.shown_as);
    const Hour start = query_.granularity == Granularity::daily ? day_of(hour) : hour;
    const KeyView key{start, subscription, pool.text(row.meter), pool.text(row.resource),
                      stack_.text()};
    if (rows_.add(key, quantity, pool, row)) return {};
    return fail(ErrorKind::invalid, "QuantityOverflow",
                "Usage of meter '" + std::string(key.meter) + "' at " + hour.to_string() +
                    " adds up to more than can be counted.");
  }

  bool counts(const StringPool& pool, const UsageRow& row, Hour hour) {
    if (!query_.counts) return true;
    if (!key_ || row.subscription != subscription_ || row.tenant != tenant_ ||
        row.meter != meter_) {
      key_ = SeriesKey{stack_, LocalSubscriptionId(pool.text(row.subscription)),
                       TenantId(pool.text(row.tenant)), MeterId(pool.text(row.meter))};
      std::tie(subscription_, tenant_, meter_) = std::tie(row.subscription, row.tenant, row.meter);
    }
    return query_.counts(*key_, hour);
  }

  const ReportedQuery& query_;
  const StackId& stack_;
  HourSpan hours_;
  FirstRows& rows_;
  std::optional<SeriesKey> key_;  // of the row before, which mostly is the next one's too
  std::uint32_t subscription_ = 0;
  std::uint32_t tenant_ = 0;
  std::uint32_t meter_ = 0;
};

// Runs of hours that together hold all that is asked for. Each begins at a day if days are asked
// for, so that no row is in two of them. They begin small, because a page of a large stack is less
// than an hour, and double, so that an empty century is a few of them.
class Runs {
 public:
  explicit Runs(const ReportedQuery& query)
      : step_(query.granularity == Granularity::daily ? day_hours : 1) {
    const Hour first = day_of(Hour::containing(Instant::min()));
    const Hour last = Hour::containing(Instant::max()).plus(1);
    at_ = first;
    end_ = last;
    if (query.used) {
      at_ = std::clamp(query.used->begin, first, last);
      end_ = std::clamp(query.used->end, first, last);
    }
    // What is reported in a window is mostly of use then; the hours before and after are one run.
    if (query.from > Instant::min()) usual_ = day_of(Hour::containing(query.from)).plus(-48);
    if (query.to < Instant::max()) unusual_ = day_of(Hour::containing(query.to)).plus(day_hours);
    if (query.after) at_ = std::max(at_, query.after->start);
  }

  std::optional<HourSpan> next() {
    if (at_ >= end_) return {};
    Hour end = std::min(at_.plus(step_), end_);
    if (usual_ && at_ < *usual_) {
      end = std::min(*usual_, end_);
    } else if (unusual_ && at_ >= *unusual_) {
      end = end_;
    } else {
      step_ *= 2;
    }
    return HourSpan{std::exchange(at_, end), end};
  }

 private:
  std::int32_t step_;
  Hour at_;
  Hour end_;
  std::optional<Hour> usual_;
  std::optional<Hour> unusual_;
};

Status scan(journal::UsageReader& journal, const ReportedQuery& query, HourSpan hours,
            FirstRows& rows) {
  for (const journal::Head& head : query.heads) {
    Adder adder(query, head.stack, hours, rows);
    const journal::ScanRequest request{head.stack, hours, head.sequence, journal::Show::counted,
                                       query.subscription, false};
    auto scanned = journal.scan(
        request, [&](const StringPool& pool, std::span<const ScannedRow> found) -> Status {
          for (const ScannedRow& each : found) {
            if (auto added = adder.add(pool, each.row); !added) return added;
          }
          return {};
        });
    if (!scanned) return scanned;
  }
  return {};
}

}  // namespace

Instant reported_at(const UsageRow& row) { return row.reported_at.value_or(row.received_at); }

std::string_view to_string(Granularity granularity) {
  return granularity == Granularity::daily ? "Daily" : "Hourly";
}

Result<ReportedPage> reported_usage(journal::UsageReader& journal, const ReportedQuery& query) {
  ReportedPage page;
  const std::size_t wanted = query.rows_max + 1;
  Runs runs(query);
  while (page.rows.size() < wanted) {
    const auto hours = runs.next();
    if (!hours) break;
    FirstRows rows(query, wanted - page.rows.size());
    if (auto scanned = scan(journal, query, *hours, rows); !scanned) return pass(scanned);
    rows.move_into(page.rows);
  }
  page.more = page.rows.size() > query.rows_max;
  if (page.more) page.rows.pop_back();
  return page;
}

namespace {

constexpr std::string_view cursor_version = "1";

void write(std::string& text, std::string_view part) {
  ((text += std::to_string(part.size())) += ':') += part;
}

// Reads the parts of a cursor; what cannot be read makes it bad for good.
class CursorReader {
 public:
  explicit CursorReader(std::string_view text) : left_(text) {}

  std::string text() {
    const std::size_t size = number(':');
    if (bad_ || size > left_.size()) return refuse();
    std::string part(left_.substr(0, size));
    left_.remove_prefix(size);
    return part;
  }
  std::size_t number(char end) {
    std::size_t value = 0;
    std::size_t digits = 0;
    while (digits < left_.size() && left_[digits] >= '0' && left_[digits] <= '9') {
      value = value * 10 + static_cast<std::size_t>(left_[digits++] - '0');
    }
    if (digits == 0 || digits > 18 || digits == left_.size() || left_[digits] != end) {
      refuse();
      return 0;
    }
    left_.remove_prefix(digits + 1);
    return value;
  }
  [[nodiscard]] bool done() const { return !bad_ && left_.empty(); }
  [[nodiscard]] bool bad() const { return bad_; }

 private:
  std::string refuse() {
    bad_ = true;
    return {};
  }
  std::string_view left_;
  bool bad_ = false;
};

constexpr std::int64_t hour_offset = 3'000'000;  // so that no hour is negative

}  // namespace

std::string to_text(const ReportCursor& cursor) {
  std::string text;
  write(text, cursor_version);
  write(text, cursor.query);
  (text += std::to_string(cursor.heads.size())) += ',';
  for (const journal::Head& head : cursor.heads) {
    write(text, head.stack.text());
    (text += std::to_string(head.sequence)) += ',';
  }
  (text += std::to_string(cursor.after.start.index() + hour_offset)) += ',';
  for (const std::string* part : {&cursor.after.subscription, &cursor.after.meter,
                                  &cursor.after.resource, &cursor.after.stack}) {
    write(text, *part);
  }
  return text;
}

std::optional<ReportCursor> parse_cursor(std::string_view text) {
  CursorReader reader(text);
  if (reader.text() != cursor_version) return {};
  ReportCursor cursor;
  cursor.query = reader.text();
  for (std::size_t heads = reader.number(','); heads > 0 && !reader.bad(); --heads) {
    journal::Head head;
    head.stack = StackId(reader.text());
    head.sequence = reader.number(',');
    cursor.heads.push_back(std::move(head));
  }
  const std::size_t start = reader.number(',');
  if (start > 2 * hour_offset) return {};
  cursor.after.start = Hour::from_index(
      static_cast<std::int32_t>(static_cast<std::int64_t>(start) - hour_offset));
  for (std::string* part : {&cursor.after.subscription, &cursor.after.meter,
                            &cursor.after.resource, &cursor.after.stack}) {
    *part = reader.text();
  }
  if (!reader.done()) return {};
  return cursor;
}

}  // namespace tollbridge::metering
