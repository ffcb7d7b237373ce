// SPDX-License-Identifier: Apache-2.0
#include "engine/import_usage.h"

#include <algorithm>
#include <span>
#include <utility>

#include "engine/store_uploads.h"

namespace tollbridge::engine {

Status import_usage(journal::Journal& journal, const registry::Registry& registry,
                    const UsageSource& source, const ImportOptions& options,
                    ImportReport& report) {
  SeenTenants seen;
  for (const SeenTenant& tenant : report.tenants) seen.add(tenant);
  auto read = source([&](intake::Portion&& portion) -> Status {
    Upload upload{std::move(portion), options, report, &seen, {}};
    Upload* const one[] = {&upload};
    store_uploads(journal, registry, one);
    return upload.stored;
  });
  report.tenants = seen.list();
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
