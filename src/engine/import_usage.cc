// SPDX-License-Identifier: Apache-2.0
#include "engine/import_usage.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/check.h"
#include "core/limits.h"
#include "journal/usage_set.h"

namespace tollbridge::engine {
namespace {

using journal::UsageBatch;
using journal::UsageRow;
using journal::Verdict;

std::uint64_t pair_of(std::uint32_t a, std::uint32_t b) {
  return (std::uint64_t{a} << 32U) | std::uint64_t{b};
}

// The tenants that local subscriptions of one batch were declared with.
class DeclaredTenants {
 public:
  DeclaredTenants(const registry::Registry& registry, journal::StringPool& strings)
      : registry_(registry), strings_(strings) {}

  // Index into the pool; 0 where the local subscription was not declared.
  std::uint32_t of(const UsageRow& row) {
    const auto [found, fresh] = known_.try_emplace(pair_of(row.stack, row.subscription), 0U);
    if (fresh) {
      const auto* declared =
          registry_.local_subscription(StackId(strings_.text(row.stack)),
                                       LocalSubscriptionId(strings_.text(row.subscription)));
      if (declared != nullptr) found->second = strings_.intern(declared->tenant.text());
    }
    return found->second;
  }

 private:
  const registry::Registry& registry_;
  journal::StringPool& strings_;
  std::unordered_map<std::uint64_t, std::uint32_t> known_;
};

std::string kept_text(const intake::Portion& portion, std::size_t row) {
  return row < portion.row_texts.size() ? portion.row_texts[row] : std::string();
}

std::string local_name(const UsageBatch& batch, const UsageRow& row) {
  return "local subscription " + std::string(batch.strings.text(row.subscription)) + " of stack " +
         std::string(batch.strings.text(row.stack));
}

// Why a row cannot have the tenant it names, or none; empty if it can.
std::optional<intake::Rejected> tenant_fault(const UsageBatch& batch, const UsageRow& row,
                                             std::uint32_t declared) {
  if (declared != 0 && row.tenant != 0 && row.tenant != declared) {
    return intake::Rejected{
        row.line, "TenantMismatch",
        "The record names tenant " + std::string(batch.strings.text(row.tenant)) + ", but " +
            local_name(batch, row) + " was declared for tenant " +
            std::string(batch.strings.text(declared)) + "; correct the record or the book.",
        {}};
  }
  if (declared == 0 && row.tenant == 0) {
    return intake::Rejected{row.line, "UnknownTenant",
                            "The record names no tenant and " + local_name(batch, row) +
                                " was not declared; name the tenant in the record, or declare "
                                "the local subscription in a book.",
                            {}};
  }
  return std::nullopt;
}

// Gives every row its tenant and takes out those that have none or a contradicting one.
void resolve_tenants(const registry::Registry& registry, intake::Portion& portion,
                     std::vector<intake::Rejected>& rejected) {
  UsageBatch& batch = portion.batch;
  DeclaredTenants tenants(registry, batch.strings);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < batch.rows.size(); ++i) {
    UsageRow& row = batch.rows[i];
    const std::uint32_t declared = tenants.of(row);
    if (auto fault = tenant_fault(batch, row, declared)) {
      fault->text = kept_text(portion, i);
      rejected.push_back(std::move(*fault));
      continue;
    }
    if (declared != 0) row.tenant = declared;
    if (kept != i) {
      batch.rows[kept] = row;
      if (i < portion.row_texts.size()) portion.row_texts[kept] = std::move(portion.row_texts[i]);
    }
    ++kept;
  }
  batch.rows.resize(kept);
}

using Seen = std::map<std::pair<StackId, TenantId>, HourSpan>;  // both ends included

void see_tenants(const UsageBatch& batch, Seen& seen) {
  std::unordered_map<std::uint64_t, HourSpan> hours;
  for (const UsageRow& row : batch.rows) {
    const Hour hour = row.hour();
    auto [found, fresh] =
        hours.try_emplace(pair_of(row.stack, row.tenant), HourSpan{hour, hour});
    found->second.begin = std::min(found->second.begin, hour);
    found->second.end = std::max(found->second.end, hour);
  }
  for (const auto& [key, span] : hours) {
    const StackId stack(batch.strings.text(static_cast<std::uint32_t>(key >> 32U)));
    const TenantId tenant(batch.strings.text(static_cast<std::uint32_t>(key)));
    auto [found, fresh] = seen.try_emplace({stack, tenant}, span);
    found->second.begin = std::min(found->second.begin, span.begin);
    found->second.end = std::max(found->second.end, span.end);
  }
}

// Counts changed records by month; most rows are of the month of the row before.
class ChangedMonths {
 public:
  explicit ChangedMonths(std::map<Period, std::uint64_t>& counts) : counts_(counts) {}
  ChangedMonths(const ChangedMonths&) = delete;
  ChangedMonths& operator=(const ChangedMonths&) = delete;
  ~ChangedMonths() { put(); }

  void add(const UsageRow& row) {
    const HourSpan hours = journal::hours_of(row);
    if (records_ == 0 || !within(hours)) {
      put();
      period_ = Period::containing(hours.begin);
      const Period last = Period::containing(hours.end.plus(-1));
      for (Period next = period_.next(); next <= last; next = next.next()) ++counts_[next];
    }
    ++records_;
  }

 private:
  [[nodiscard]] bool within(const HourSpan& hours) const {
    return period_.begin() <= hours.begin && hours.end <= period_.end();
  }
  void put() {
    if (records_ > 0) counts_[period_] += records_;
    records_ = 0;
  }

  std::map<Period, std::uint64_t>& counts_;
  Period period_ = Period::containing(Hour());
  std::uint64_t records_ = 0;
};

void count(const intake::Portion& portion, const std::vector<Verdict>& verdicts,
           ImportReport& report, std::vector<intake::Rejected>& rejected) {
  CHECK(verdicts.size() == portion.batch.rows.size());
  ChangedMonths changed(report.changed);
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (journal::counts(verdicts[i])) changed.add(portion.batch.rows[i]);
    switch (verdicts[i]) {
      case Verdict::accepted: ++report.accepted; break;
      case Verdict::duplicate: ++report.duplicate; break;
      case Verdict::restated:
      case Verdict::history: ++report.restated; break;
      case Verdict::conflict:
        rejected.push_back({portion.batch.rows[i].line, "Conflict",
                            "The same record (stack, subscription, meter, resource, start, id, "
                            "revision) is stored with another quantity or end, and the first one "
                            "counts; send a higher revision, or import with --restate.",
                            kept_text(portion, i)});
        break;
    }
  }
}

Status report_rejected(std::vector<intake::Rejected>& rejected, const ImportOptions& options,
                       ImportReport& report) {
  std::stable_sort(rejected.begin(), rejected.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  report.rejected += rejected.size();
  for (intake::Rejected& one : rejected) {
    if (options.rejected) {
      if (auto kept = options.rejected(one); !kept) return kept;
    }
    if (report.errors.size() < limits::import_errors_listed_max) {
      one.text.clear();
      report.errors.push_back(std::move(one));
    }
  }
  return {};
}

}  // namespace

Status import_usage(journal::Journal& journal, const registry::Registry& registry,
                    const UsageSource& source, const ImportOptions& options,
                    ImportReport& report) {
  Seen seen;
  for (const SeenTenant& tenant : report.tenants) {
    seen.emplace(std::pair(tenant.stack, tenant.tenant), HourSpan{tenant.first, tenant.last});
  }
  auto read = source([&](intake::Portion&& portion) -> Status {
    std::vector<intake::Rejected> rejected = std::move(portion.rejected);
    resolve_tenants(registry, portion, rejected);
    for (UsageRow& row : portion.batch.rows) row.received_at = options.received_at;
    if (!portion.batch.rows.empty()) {
      auto outcome = journal.append(portion.batch, {options.restate});
      if (!outcome) return pass(outcome);
      see_tenants(portion.batch, seen);
      count(portion, outcome->verdicts, report, rejected);
    }
    report.rounded += portion.rounded;
    return report_rejected(rejected, options, report);
  });
  report.tenants.clear();
  for (const auto& [key, span] : seen) {
    report.tenants.push_back({key.first, key.second, span.begin, span.end});
  }
  return read;
}

Result<std::vector<ClosedMonth>> closed_months(Books& books, const ImportReport& report) {
  std::vector<ClosedMonth> months;
  if (report.changed.empty()) return months;
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  for (const auto& [period, records] : report.changed) {
    const bool closed = std::any_of(closings->begin(), closings->end(), [&](const auto& closing) {
      return closing.period == period && closing.state == billing::PeriodState::closed;
    });
    if (closed) months.push_back({period, records});
  }
  return months;
}

std::vector<FallingSeen> falling_seen(const registry::Registry& registry,
                                      const ImportReport& report) {
  std::vector<FallingSeen> falling;
  for (const SeenTenant& seen : report.tenants) {
    const auto payer = attribution::payer_at(
        registry, {seen.stack, {}, seen.tenant, {}}, seen.last);
    if (payer.reason != attribution::Reason::mapped) falling.push_back({seen, payer.reason});
  }
  return falling;
}

}  // namespace tollbridge::engine
