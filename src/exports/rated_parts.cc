// SPDX-License-Identifier: Apache-2.0
#include "exports/rated_parts.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <unordered_map>

#include "attribution/attribution.h"
#include "exports/rated_streams.h"
#include "journal/record.h"

namespace tollbridge::exports {
namespace {

using billing::Document;
using billing::Line;
using metering::SeriesKey;

constexpr std::int32_t day_hours = 24;

// What usage of one series counts as in one hour.
struct Target {
  RatedStream* stream = nullptr;
  const rating::PriceAt* price = nullptr;
  const rating::MeterPrice* list = nullptr;
  HourSpan slot;  // within it everything has one price
};

// One series in one day.
struct SeriesDay {
  SeriesKey key;
  std::array<std::int32_t, day_hours> targets{};  // index of a Target; -1: none of ours
};

// Usage of one resource in one slot.
struct EntryKey {
  std::uint32_t series = 0;
  std::uint32_t target = 0;
  std::uint32_t resource = 0;  // in the day's pool, as all below
  std::uint32_t tags = 0;
  friend bool operator==(const EntryKey&, const EntryKey&) = default;
};
struct Entry {
  EntryKey key;
  std::uint32_t location = 0;
  Quantity quantity;
};
struct KeyHash {
  template <std::size_t n>
  std::size_t operator()(const std::array<std::uint32_t, n>& parts) const {
    std::uint64_t hash = 0;
    for (const std::uint32_t part : parts) {
      hash = (hash ^ part) * 0x9E3779B97F4A7C15U;
      hash ^= hash >> 29U;
    }
    return hash;
  }
  std::size_t operator()(const EntryKey& key) const {
    return (*this)(std::array{key.series, key.target, key.resource, key.tags});
  }
};

std::unexpected<Error> too_large() {
  return fail(ErrorKind::invalid, "QuantityOverflow",
              "Usage of one resource on one day adds up to more than can be kept exactly.");
}

// One day's usage by resource.
class Day {
 public:
  Day(RatedStreams& streams, HourSpan hours) : streams_(streams), hours_(hours) {}

  Status read(journal::UsageReader& journal, const journal::Head& head) {
    series_of_.clear();
    texts_.assign(1, 0);
    return journal.scan(
        {head.stack, hours_, head.sequence, journal::Show::counted, {}, false, 0},
        [&](const journal::StringPool& pool, std::span<const journal::ScannedRow> rows) {
          for (const journal::ScannedRow& scanned : rows) {
            if (auto taken = take(pool, scanned.row); !taken) return taken;
          }
          return Status();
        });
  }

  // In the order in which they are priced.
  std::vector<const Entry*> in_order() const {
    std::vector<const Entry*> order;
    for (const auto& [key, entry] : entries_) order.push_back(&entry);
    const auto place = [&](const Entry* entry) {
      const Target& at = target(*entry);
      const SeriesKey& key = series(*entry);
      return std::make_tuple(at.slot.begin, std::cref(at.stream->subscription()),
                             std::cref(at.stream->meter()), std::cref(key.meter),
                             std::cref(key.stack), std::cref(key.subscription),
                             std::cref(key.tenant), text(entry->key.resource),
                             text(entry->key.tags));
    };
    std::sort(order.begin(), order.end(),
              [&](const Entry* a, const Entry* b) { return place(a) < place(b); });
    return order;
  }

  [[nodiscard]] const Target& target(const Entry& entry) const {
    return targets_[entry.key.target];
  }
  [[nodiscard]] const SeriesKey& series(const Entry& entry) const {
    return series_[entry.key.series].key;
  }
  [[nodiscard]] std::string_view text(std::uint32_t index) const { return pool_.text(index); }

 private:
  Status take(const journal::StringPool& pool, const journal::UsageRow& row) {
    const std::uint32_t number = series_number(pool, row);
    if (!row.end) return add(pool, row, number, row.hour(), row.quantity);
    for (const journal::HourShare& share : journal::hour_shares(row)) {
      if (!hours_.contains(share.hour)) continue;
      auto added = add(pool, row, number, share.hour, share.quantity);
      if (!added) return added;
    }
    return {};
  }

  Status add(const journal::StringPool& pool, const journal::UsageRow& row, std::uint32_t number,
             Hour hour, Quantity quantity) {
    const auto nth = static_cast<std::size_t>(hour.index() - hours_.begin.index());
    const std::int32_t found = series_[number].targets[nth];
    if (found < 0) return {};
    const EntryKey key{number, static_cast<std::uint32_t>(found), kept(pool, row.resource),
                       kept(pool, row.tags)};
    const auto [at, added] = entries_.try_emplace(key);
    Entry& entry = at->second;
    if (added) entry = {key, kept(pool, row.location), {}};
    const auto sum = entry.quantity.plus(quantity);
    if (!sum) return too_large();
    entry.quantity = *sum;
    return {};
  }

  // The scan's text in our own pool, which lives for the day.
  std::uint32_t kept(const journal::StringPool& pool, std::uint32_t index) {
    if (index == 0) return 0;
    if (texts_.size() < pool.size()) texts_.resize(pool.size(), 0);
    std::uint32_t& known = texts_[index];
    if (known == 0) known = pool_.intern(pool.text(index));
    return known;
  }

  std::uint32_t series_number(const journal::StringPool& pool, const journal::UsageRow& row) {
    const std::array<std::uint32_t, 4> key{row.stack, row.subscription, row.tenant, row.meter};
    const auto [at, added] =
        series_of_.try_emplace(key, static_cast<std::uint32_t>(series_.size()));
    if (!added) return at->second;
    SeriesDay day;
    day.key = {StackId(pool.text(row.stack)), LocalSubscriptionId(pool.text(row.subscription)),
               TenantId(pool.text(row.tenant)), MeterId(pool.text(row.meter))};
    find_targets(day);
    series_.push_back(std::move(day));
    return at->second;
  }

  // Between two hours at which the payer may change there is one; its prices may change within.
  void find_targets(SeriesDay& day) {
    day.targets.fill(-1);
    std::vector<Hour> edges =
        streams_.registry().change_hours(day.key.stack, day.key.tenant, hours_);
    edges.insert(edges.begin(), hours_.begin);
    edges.push_back(hours_.end);
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      const HourSpan span{edges[i], edges[i + 1]};
      const attribution::Payer payer =
          attribution::payer_at(streams_.registry(), day.key, span.begin);
      if (payer.treatment != attribution::Treatment::rated) continue;
      if (streams_.sale_of(payer.subscription) == nullptr) continue;
      fill_targets(day, span, payer.subscription);
    }
  }

  void fill_targets(SeriesDay& day, const HourSpan& span, const SubscriptionId& payer) {
    rating::SalePrices& sale = *streams_.sale_of(payer);
    const std::vector<Hour>& begins = sale.begins();
    std::int32_t current = -1;
    for (Hour hour = span.begin; hour < span.end; hour = hour.plus(1)) {
      const bool mixed = current >= 0 && targets_[to_index(current)].stream->mixed();
      if (hour == span.begin || mixed || std::binary_search(begins.begin(), begins.end(), hour)) {
        current = target_at(sale, payer, day.key.meter, hour);
      }
      day.targets[static_cast<std::size_t>(hour.index() - hours_.begin.index())] = current;
    }
  }

  static std::size_t to_index(std::int32_t number) { return static_cast<std::size_t>(number); }

  // The index of the target, made at its first use; -1 if it is none of ours.
  std::int32_t target_at(rating::SalePrices& sale, const SubscriptionId& payer,
                         const MeterId& meter, Hour hour) {
    const std::vector<Hour>& begins = sale.begins();
    const auto next = std::upper_bound(begins.begin(), begins.end(), hour);
    const auto segment = static_cast<std::size_t>(next - begins.begin()) - 1;
    const rating::PriceAt& price = sale.timeline(meter)[segment];
    if (price.price == nullptr) return -1;
    RatedStream* stream = streams_.find(payer, price.price->billing_meter);
    if (stream == nullptr) return -1;
    const HourSpan slot =
        stream->mixed()
            ? HourSpan{hour, hour.plus(1)}
            : HourSpan{std::max(begins[segment], hours_.begin),
                       next == begins.end() ? hours_.end : std::min(*next, hours_.end)};
    const auto [at, added] =
        target_of_.try_emplace(std::tuple(stream, &price, slot.begin),
                               static_cast<std::int32_t>(targets_.size()));
    if (added) {
      targets_.push_back({stream, &price, list_price(*stream, meter, price, hour), slot});
    }
    return at->second;
  }

  // The seller's price for everybody, if it counts in the same units.
  const rating::MeterPrice* list_price(const RatedStream& stream, const MeterId& meter,
                                       const rating::PriceAt& price, Hour hour) const {
    const auto list = streams_.prices().price_at(stream.sale().seller(), PartyId(), meter, hour,
                                                 stream.currency());
    if (list.price == nullptr || list.price->billing_meter != price.price->billing_meter ||
        list.price->unit != price.price->unit || !(list.factor == price.factor)) {
      return nullptr;
    }
    return list.price;
  }

  RatedStreams& streams_;
  HourSpan hours_;
  journal::StringPool pool_;
  std::vector<std::uint32_t> texts_;  // by index of the scan's pool
  std::unordered_map<std::array<std::uint32_t, 4>, std::uint32_t, KeyHash> series_of_;
  std::vector<SeriesDay> series_;
  std::vector<Target> targets_;
  std::map<std::tuple<const RatedStream*, const rating::PriceAt*, Hour>, std::int32_t> target_of_;
  std::unordered_map<EntryKey, Entry, KeyHash> entries_;
};

// The lines to be taken apart, and how much of each was.
class Lines {
 public:
  struct Taken {
    const Document* document = nullptr;
    const Line* line = nullptr;
    ExactQuantity quantity;
  };

  explicit Lines(const std::vector<Document>& documents) {
    for (const Document& document : documents) {
      for (const Line& line : document.lines) {
        if (line.kind != billing::LineKind::usage || !line.unit_price) continue;
        lines_[{line.subscription, line.meter, line.tier_from, *line.unit_price}] = {&document,
                                                                                     &line, {}};
      }
    }
  }

  // What is not on any line must sum to nothing: the line is null.
  Taken* take(const RatedStream& stream, const Piece& piece) {
    Taken& taken =
        lines_[{stream.subscription(), stream.meter(), piece.tier_from, piece.unit_price}];
    const auto sum = taken.quantity.plus(piece.quantity);
    if (!sum) return nullptr;
    taken.quantity = *sum;
    return &taken;
  }

  // Errors: ExportDiffers.
  [[nodiscard]] Status check() const {
    for (const auto& [key, taken] : lines_) {
      const ExactQuantity billed = taken.line == nullptr ? ExactQuantity() : taken.line->quantity;
      if (billed == taken.quantity) continue;
      return fail(ErrorKind::damaged, "ExportDiffers",
                  "The usage behind " +
                      (taken.line == nullptr ? "meter " + std::get<1>(key).text() + ", not billed,"
                                             : "line " + taken.line->id) +
                      " sums to " + taken.quantity.to_string() + ", not to " +
                      billed.to_string() + "; run `tollbridge verify`.");
    }
    return {};
  }

 private:
  std::map<std::tuple<SubscriptionId, MeterId, Quantity, UnitPrice>, Taken> lines_;
};

Status visit_entry(const Day& day, const Entry& entry, Lines& lines, const PartVisitor& visit) {
  const Target& target = day.target(entry);
  const auto pieces = target.stream->take(*target.price->price,
                                          multiply(entry.quantity, target.price->factor));
  if (!pieces) return too_large();
  for (const Piece& piece : *pieces) {
    const Lines::Taken* taken = lines.take(*target.stream, piece);
    const auto amount = multiply(piece.quantity, piece.unit_price);
    if (taken == nullptr || !amount) return too_large();
    if (taken->line == nullptr) continue;
    auto visited = visit({.document = taken->document,
                          .line = taken->line,
                          .hours = target.slot,
                          .usage = &day.series(entry),
                          .resource = day.text(entry.key.resource),
                          .location = day.text(entry.location),
                          .tags = day.text(entry.key.tags),
                          .price = piece.price,
                          .list = target.list,
                          .used = piece.used,
                          .quantity = piece.quantity,
                          .amount = *amount});
    if (!visited) return visited;
  }
  return {};
}

bool has_usage(const std::vector<Document>& documents) {
  return std::ranges::any_of(documents, [](const Document& document) {
    return std::ranges::any_of(document.lines, [](const Line& line) {
      return line.kind == billing::LineKind::usage;
    });
  });
}

}  // namespace

Status rated_parts(engine::Evaluator& evaluator, const std::vector<Document>& documents,
                   const PartVisitor& visit) {
  if (!has_usage(documents)) return {};
  const Document& first = documents.front();
  auto streams = RatedStreams::of(evaluator, documents);
  if (!streams) return pass(streams);
  Lines lines(documents);
  const HourSpan month = first.period.span();
  for (Hour begin = month.begin; begin < month.end; begin = begin.plus(day_hours)) {
    Day day(*streams, {begin, begin.plus(day_hours)});
    for (const journal::Head& head : first.inputs.heads) {
      if (auto read = day.read(evaluator.journal(), head); !read) return read;
    }
    for (const Entry* entry : day.in_order()) {
      if (auto visited = visit_entry(day, *entry, lines, visit); !visited) return visited;
    }
  }
  return lines.check();
}

}  // namespace tollbridge::exports
