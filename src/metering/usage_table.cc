// SPDX-License-Identifier: Apache-2.0
// Rows name their strings by index, so a series is found by three small numbers in a flat table,
// and usually it is a series just used. Ids become texts once, at the end.
#include "metering/usage_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/check.h"

namespace tollbridge::metering {
namespace {

static_assert(sizeof(HourCell) == 32);

// A series as the pool of one scan numbers it.
struct PoolKey {
  std::uint32_t subscription = 0;
  std::uint32_t tenant = 0;
  std::uint32_t meter = 0;
  friend bool operator==(const PoolKey&, const PoolKey&) = default;
};

std::size_t hash_of(const PoolKey& key) {
  std::uint64_t hash = (std::uint64_t{key.subscription} << 32U | key.meter) * 0x9E3779B97F4A7C15U;
  hash = (hash ^ hash >> 32U ^ key.tenant) * 0xD6E8FEB86659FD93U;
  return hash ^ hash >> 32U;
}

struct OpenSeries {
  PoolKey key;
  std::size_t last = 0;  // the cell touched last: the next row is mostly there or just after
  std::vector<HourCell> cells;

  HourCell& cell_of(Hour hour) {
    if (last < cells.size() && cells[last].hour == hour) return cells[last];
    if (cells.empty() || cells.back().hour < hour) {
      last = cells.size();
      return cells.emplace_back(hour, Quantity());
    }
    if (last + 1 < cells.size() && cells[last + 1].hour == hour) return cells[++last];
    const auto at =
        std::lower_bound(cells.begin(), cells.end(), hour,
                         [](const HourCell& cell, Hour wanted) { return cell.hour < wanted; });
    last = static_cast<std::size_t>(at - cells.begin());
    if (at->hour != hour) cells.insert(at, HourCell(hour, Quantity()));
    return cells[last];
  }
};

// All series of one stack: open addressing over their numbers.
class OpenTable {
 public:
  OpenSeries& series_of(const PoolKey& key) {
    // Rows of one hour mostly come in the order of the hour before.
    for (const std::size_t guess : {recent_, recent_ + 1}) {
      if (guess < series_.size() && series_[guess].key == key) return series_[recent_ = guess];
    }
    if (2 * (series_.size() + 1) > slots_.size()) grow();
    std::size_t slot = hash_of(key) & (slots_.size() - 1);
    while (slots_[slot] != empty && series_[slots_[slot]].key != key) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    if (slots_[slot] == empty) {
      CHECK(series_.size() < empty);
      slots_[slot] = static_cast<std::uint32_t>(series_.size());
      series_.push_back({key, 0, {}});
    }
    recent_ = slots_[slot];
    return series_[recent_];
  }

  std::vector<OpenSeries>& all() { return series_; }

 private:
  static constexpr std::uint32_t empty = 0xFFFFFFFFU;

  void grow() {
    slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), empty);
    for (std::size_t i = 0; i < series_.size(); ++i) {
      std::size_t slot = hash_of(series_[i].key) & (slots_.size() - 1);
      while (slots_[slot] != empty)
        slot = (slot + 1) & (slots_.size() - 1);
      slots_[slot] = static_cast<std::uint32_t>(i);
    }
  }

  std::vector<OpenSeries> series_;
  std::vector<std::uint32_t> slots_;  // a power of two
  std::size_t recent_ = 0;
};

class StackSum {
 public:
  StackSum(const journal::Head& head, const HourSpan& hours, const RowFilter& wanted)
      : head_(head), hours_(hours), wanted_(wanted) {}

  Status scan(journal::UsageReader& journal) {
    const journal::ScanRequest request{head_.stack, hours_, head_.sequence, journal::Show::counted,
                                       std::nullopt};
    return journal.scan(request,
                        [this](const journal::StringPool& pool,
                               std::span<const journal::ScannedRow> rows) -> Status {
                          pool_ = &pool;
                          for (const journal::ScannedRow& scanned : rows) {
                            if (wanted_ && !wanted_(pool, scanned)) continue;
                            if (!add(scanned.row)) return overflow(scanned.row);
                          }
                          // The pool is the scan's; what is needed of it is copied before it may
                          // go.
                          name_series();
                          return {};
                        });
  }

  void move_into(UsageTable& table) {
    for (std::size_t i = 0; i < open_.all().size(); ++i) {
      std::vector<HourCell>& cells = open_.all()[i].cells;
      if (cells.empty()) continue;
      table.push_back({std::move(names_[i]), std::move(cells)});
    }
  }

 private:
  // False on overflow.
  bool add(const journal::UsageRow& row) {
    if (row.end) return add_span(row);
    const Hour hour = row.hour();
    return !hours_.contains(hour) || add(series_of(row), hour, row.quantity, 1);
  }

  bool add_span(const journal::UsageRow& row) {
    OpenSeries& series = series_of(row);
    std::uint64_t records = 1;
    for (const journal::HourShare& share : journal::hour_shares(row)) {
      if (hours_.contains(share.hour) && !add(series, share.hour, share.quantity, records)) {
        return false;
      }
      records = 0;
    }
    return true;
  }

  static bool add(OpenSeries& series, Hour hour, Quantity quantity, std::uint64_t records) {
    HourCell& cell = series.cell_of(hour);
    const auto sum = cell.quantity.plus(quantity);
    if (!sum) return false;
    cell.quantity = *sum;
    cell.records += records;
    return true;
  }

  OpenSeries& series_of(const journal::UsageRow& row) {
    return open_.series_of({row.subscription, row.tenant, row.meter});
  }

  void name_series() {
    for (std::size_t i = names_.size(); i < open_.all().size(); ++i) {
      const PoolKey& key = open_.all()[i].key;
      names_.push_back({head_.stack, LocalSubscriptionId(pool_->text(key.subscription)),
                        TenantId(pool_->text(key.tenant)), MeterId(pool_->text(key.meter))});
    }
  }

  std::unexpected<Error> overflow(const journal::UsageRow& row) {
    return fail(ErrorKind::invalid, "QuantityOverflow",
                "Usage of meter " + std::string(pool_->text(row.meter)) +
                    " by local subscription " + std::string(pool_->text(row.subscription)) +
                    " of stack " + head_.stack.text() +
                    " adds up to more than can be kept exactly in the hour " +
                    row.hour().to_string() + "; correct the quantities with --restate.");
  }

  const journal::Head& head_;
  const HourSpan& hours_;
  const RowFilter& wanted_;
  const journal::StringPool* pool_ = nullptr;
  OpenTable open_;
  std::vector<SeriesKey> names_;
};

}  // namespace

Result<UsageTable> add_up(journal::UsageReader& journal, std::span<const journal::Head> heads,
                          const HourSpan& hours, const RowFilter& wanted) {
  UsageTable table;
  std::set<StackId> stacks;
  for (const journal::Head& head : heads) {
    CHECK(stacks.insert(head.stack).second);
    StackSum sum(head, hours, wanted);
    if (auto status = sum.scan(journal); !status) return pass(status);
    sum.move_into(table);
  }
  std::sort(table.begin(), table.end(),
            [](const Series& a, const Series& b) { return a.key < b.key; });
  return table;
}

}  // namespace tollbridge::metering
