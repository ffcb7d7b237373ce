// SPDX-License-Identifier: Apache-2.0
#include "engine/store_uploads.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
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

// The tenants that local subscriptions of one batch were declared with, at the hour of a record.
class DeclaredTenants {
 public:
  DeclaredTenants(const registry::Registry& registry, journal::StringPool& strings)
      : registry_(registry), strings_(strings) {}

  // Index into the pool; 0 where the local subscription was not declared.
  std::uint32_t of(const UsageRow& row) {
    const auto [found, fresh] = known_.try_emplace(pair_of(row.stack, row.subscription));
    Declared& declared = found->second;
    if (fresh) {
      const auto* now =
          registry_.local_subscription(StackId(strings_.text(row.stack)),
                                       LocalSubscriptionId(strings_.text(row.subscription)));
      declared.dated = now != nullptr && registry_.versions(*now).size() > 1;
      if (now != nullptr) declared.tenant = strings_.intern(now->tenant.text());
    }
    return declared.dated ? at(row) : declared.tenant;
  }

 private:
  struct Declared {
    std::uint32_t tenant = 0;
    bool dated = false;  // another one in other months
  };

  std::uint32_t at(const UsageRow& row) {
    const auto* then = registry_.local_subscription_at(
        StackId(strings_.text(row.stack)), LocalSubscriptionId(strings_.text(row.subscription)),
        row.hour());
    return strings_.intern(then->tenant.text());
  }

  const registry::Registry& registry_;
  journal::StringPool& strings_;
  std::unordered_map<std::uint64_t, Declared> known_;
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

void count(const intake::Portion& portion, std::span<const Verdict> verdicts, ImportReport& report,
           std::vector<intake::Rejected>& rejected) {
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

constexpr std::array strings_of_a_row{
    &UsageRow::stack,    &UsageRow::subscription, &UsageRow::tenant,   &UsageRow::meter,
    &UsageRow::resource, &UsageRow::event_id,     &UsageRow::location, &UsageRow::tags};

void add_rows(const UsageBatch& from, UsageBatch& to) {
  std::vector<std::uint32_t> known(from.strings.size(), 0);  // index in `to`; 0: not yet
  to.rows.reserve(to.rows.size() + from.rows.size());
  for (UsageRow row : from.rows) {
    for (const auto field : strings_of_a_row) {
      std::uint32_t& text = row.*field;
      if (text == 0) continue;
      if (known[text] == 0) known[text] = to.strings.intern(from.strings.text(text));
      text = known[text];
    }
    to.rows.push_back(row);
  }
}

// For the audit, each of them once.
std::string actors_of(std::span<Upload* const> uploads) {
  std::string all;
  std::set<std::string> known;
  for (const Upload* upload : uploads) {
    const std::string& actor = upload->options.actor;
    if (!actor.empty() && known.insert(actor).second) all += (all.empty() ? "" : ", ") + actor;
  }
  return all;
}

// One append for all of them; they agree in `restate` and fit one batch.
Result<journal::AppendOutcome> append_all(journal::Journal& journal,
                                          std::span<Upload* const> uploads) {
  const journal::AppendOptions options{uploads.front()->options.restate, actors_of(uploads)};
  const UsageBatch& first = uploads.front()->portion.batch;
  if (uploads.size() == 1 && !first.rows.empty()) return journal.append(first, options);
  UsageBatch all;
  for (const Upload* upload : uploads) add_rows(upload->portion.batch, all);
  if (all.rows.empty()) return journal::AppendOutcome();
  return journal.append(all, options);
}

// How many uploads, from the first on, one append can take.
std::size_t one_append(std::span<Upload* const> uploads) {
  std::size_t rows = 0;
  for (std::size_t i = 0; i < uploads.size(); ++i) {
    rows += uploads[i]->portion.batch.rows.size();
    const bool fits = rows <= limits::batch_records_max &&
                      uploads[i]->options.restate == uploads.front()->options.restate;
    if (i > 0 && !fits) return i;
  }
  return uploads.size();
}

Status settle(Upload& upload, std::span<const Verdict> verdicts) {
  std::vector<intake::Rejected> rejected = std::move(upload.portion.rejected);
  if (upload.seen != nullptr) upload.seen->add(upload.portion.batch);
  count(upload.portion, verdicts, upload.report, rejected);
  upload.report.rounded += upload.portion.rounded;
  return report_rejected(rejected, upload.options, upload.report);
}

void store_group(journal::Journal& journal, std::span<Upload* const> uploads) {
  auto outcome = append_all(journal, uploads);
  std::size_t at = 0;
  for (Upload* upload : uploads) {
    if (!outcome) {
      upload->stored = pass(outcome);
      continue;
    }
    const std::size_t rows = upload->portion.batch.rows.size();
    upload->stored = settle(*upload, std::span(outcome->verdicts).subspan(at, rows));
    at += rows;
  }
}

}  // namespace

void SeenTenants::add(const UsageBatch& batch) {
  std::unordered_map<std::uint64_t, HourSpan> hours;
  for (const UsageRow& row : batch.rows) {
    const Hour hour = row.hour();
    auto [found, fresh] = hours.try_emplace(pair_of(row.stack, row.tenant), HourSpan{hour, hour});
    found->second.begin = std::min(found->second.begin, hour);
    found->second.end = std::max(found->second.end, hour);
  }
  for (const auto& [key, span] : hours) {
    add({StackId(batch.strings.text(static_cast<std::uint32_t>(key >> 32U))),
         TenantId(batch.strings.text(static_cast<std::uint32_t>(key))), span.begin, span.end});
  }
}

void SeenTenants::add(const SeenTenant& seen) {
  auto [found, fresh] =
      hours_.try_emplace({seen.stack, seen.tenant}, HourSpan{seen.first, seen.last});
  found->second.begin = std::min(found->second.begin, seen.first);
  found->second.end = std::max(found->second.end, seen.last);
}

std::vector<SeenTenant> SeenTenants::list() const {
  std::vector<SeenTenant> all;
  for (const auto& [key, span] : hours_) {
    all.push_back({key.first, key.second, span.begin, span.end});
  }
  return all;
}

void store_uploads(journal::Journal& journal, const registry::Registry& registry,
                   std::span<Upload* const> uploads) {
  for (Upload* upload : uploads) {
    resolve_tenants(registry, upload->portion, upload->portion.rejected);
    for (UsageRow& row : upload->portion.batch.rows) {
      row.received_at = upload->options.received_at;
    }
  }
  while (!uploads.empty()) {
    const std::size_t count = one_append(uploads);
    store_group(journal, uploads.first(count));
    uploads = uploads.subspan(count);
  }
}

}  // namespace tollbridge::engine
