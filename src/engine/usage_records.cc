// SPDX-License-Identifier: Apache-2.0
#include "engine/usage_records.h"

#include <iterator>
#include <map>
#include <utility>

namespace tollbridge::engine {
namespace {

using attribution::AttributedRun;
using journal::ScannedRow;
using journal::StringPool;

template <class Id>
bool is(const std::optional<Id>& wanted, std::string_view text) {
  return !wanted || wanted->text() == text;
}

// The smallest keys seen so far, no more than a page of them.
class Page {
 public:
  Page(const registry::Registry& registry, const UsageRecordsRequest& request,
       const UsageScope& scope)
      : registry_(registry), request_(request), scope_(scope) {}

  void offer(const StringPool& strings, const ScannedRow& scanned) {
    const journal::UsageRow& row = scanned.row;
    if (!is(request_.tenant, strings.text(row.tenant)) ||
        !is(request_.meter, strings.text(row.meter))) {
      return;
    }
    std::string key = key_of(strings, row);
    if (request_.after && key <= *request_.after) return;
    if (found_.size() == request_.max && key > found_.rbegin()->first) return;
    const auto quantity = quantity_in_scope(strings, row);
    if (!quantity) return;
    ExplainedRecord record = record_of(strings, scanned);
    record.quantity = *quantity;
    found_.emplace(std::move(key), std::move(record));
    if (found_.size() > request_.max) found_.erase(std::prev(found_.end()));
  }

  std::vector<UsageRecord> taken() {
    std::vector<UsageRecord> records;
    records.reserve(found_.size());
    for (auto& [key, record] : found_) records.push_back({key, std::move(record)});
    return records;
  }

 private:
  // Hours as texts stand in the order of time; the key of the usage set makes it unique.
  static std::string key_of(const StringPool& strings, const journal::UsageRow& row) {
    std::string key = row.hour().to_string();
    for (const std::uint32_t index :
         {row.stack, row.subscription, row.meter, row.resource, row.event_id}) {
      key += '\n';
      key += strings.text(index);
    }
    return key + '\n' + tollbridge::to_string(row.start);
  }

  [[nodiscard]] bool in_scope(const metering::SeriesKey& series, Hour hour) const {
    if (!request_.payer && !scope_.run) return true;
    const AttributedRun run{series, attribution::payer_at(registry_, series, hour), {}};
    if (request_.payer && run.payer.subscription != *request_.payer) return false;
    return !scope_.run || scope_.run(run);
  }

  // Nothing if none of its hours is one asked for, and in scope.
  [[nodiscard]] std::optional<Quantity> quantity_in_scope(const StringPool& strings,
                                                          const journal::UsageRow& row) const {
    const metering::SeriesKey series{StackId(strings.text(row.stack)),
                                     LocalSubscriptionId(strings.text(row.subscription)),
                                     TenantId(strings.text(row.tenant)),
                                     MeterId(strings.text(row.meter))};
    std::optional<Quantity> sum;
    for (const journal::HourShare& share : journal::hour_shares(row)) {
      if (!request_.hours.contains(share.hour)) continue;
      if (!in_scope(series, share.hour)) continue;
      // A part of one record's quantity: it cannot overflow.
      sum = sum ? sum->plus(share.quantity) : share.quantity;
    }
    return sum;
  }

  const registry::Registry& registry_;
  const UsageRecordsRequest& request_;
  const UsageScope& scope_;
  std::map<std::string, ExplainedRecord> found_;
};

}  // namespace

Result<std::vector<UsageRecord>> usage_records(journal::UsageReader& journal,
                                               const registry::Registry& registry,
                                               const UsageRecordsRequest& request,
                                               const UsageScope& scope) {
  auto heads = journal.heads();
  if (!heads) return pass(heads);
  Page page(registry, request, scope);
  for (const journal::Head& head : *heads) {
    if ((scope.stack && !scope.stack(head.stack)) || !is(request.stack, head.stack.text())) {
      continue;
    }
    const auto visit = [&](const StringPool& strings, std::span<const ScannedRow> rows) -> Status {
      for (const ScannedRow& row : rows) page.offer(strings, row);
      return {};
    };
    auto scanned = journal.scan({head.stack, request.hours, head.sequence, journal::Show::counted,
                                 request.subscription},
                                visit);
    if (!scanned) return pass(scanned);
  }
  return page.taken();
}

}  // namespace tollbridge::engine
