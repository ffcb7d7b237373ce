// SPDX-License-Identifier: Apache-2.0
#include "engine/explain_line.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "engine/billing_history.h"
#include "engine/evaluate.h"

namespace tollbridge::engine {
namespace {

using attribution::AttributedRun;
using billing::Document;
using billing::Line;

struct Found {
  Document document;
  Line line;
};

Result<Found> find_line(Books& books, const std::string& id) {
  const std::string document_id = id.substr(0, id.rfind('-'));
  auto document = books.invoices().document(document_id);
  if (!document) return pass(document);
  const auto found = std::find_if(document->lines.begin(), document->lines.end(),
                                  [&](const Line& line) { return line.id == id; });
  if (found == document->lines.end()) {
    return fail(ErrorKind::not_found, "UnknownLine",
                "Document " + document_id + " has no line '" + id + "'; it has " +
                    std::to_string(document->lines.size()) + " lines.");
  }
  Line line = *found;
  return Found{std::move(*document), std::move(line)};
}

bool same_key(const Line& a, const Line& b) {
  return a.subscription == b.subscription && a.meter == b.meter && a.tier_from == b.tier_from &&
         a.unit_price == b.unit_price && (!a.meter.empty() || a.name == b.name);
}

std::optional<rating::Charge> charge_of(const rating::Rating& rating, const Explanation& asked) {
  const Line& line = asked.line;
  if (!line.unit_price) return std::nullopt;
  const rating::ChargeKey key{asked.seller, asked.buyer,    line.subscription,
                              line.meter,   line.tier_from, *line.unit_price};
  const auto found = std::find_if(rating.charges.begin(), rating.charges.end(),
                                  [&](const rating::Charge& charge) { return charge.key == key; });
  return found == rating.charges.end() ? std::nullopt : std::optional(*found);
}

// The newest fact, up to a commit, for which `matches` holds.
template <class Matches>
std::optional<MappingFact> newest(const std::vector<registry::RecordedFact>& facts,
                                  std::uint64_t commit, Hour since, const Matches& matches) {
  std::optional<MappingFact> result;
  for (const registry::RecordedFact& recorded : facts) {
    if (recorded.commit > commit || !matches(recorded.fact)) continue;
    if (result && recorded.commit < result->commit) continue;
    result = MappingFact{since, recorded.known_at, recorded.commit, recorded.actor};
  }
  return result;
}

// What made the payer pay at the first hour of the run.
std::optional<MappingFact> because(const AttributedRun& run, const registry::Registry& registry,
                                   const std::vector<registry::RecordedFact>& facts,
                                   std::uint64_t commit) {
  const Hour hour = run.cells.front().hour;
  const registry::Mapping* mapping = nullptr;
  for (const registry::Mapping* each : registry.mappings(run.payer.registration, run.key.tenant)) {
    if (each->from <= hour) mapping = each;
  }
  if (mapping != nullptr && run.payer.reason != attribution::Reason::unregistered) {
    return newest(facts, commit, mapping->from, [&](const registry::Fact& fact) {
      const auto* other = std::get_if<registry::Mapping>(&fact);
      return other != nullptr && other->registration == mapping->registration &&
             other->tenant == mapping->tenant && other->from == mapping->from;
    });
  }
  const registry::Registration* registration = registry.registration(run.payer.registration);
  if (registration == nullptr) return std::nullopt;
  return newest(facts, commit, registration->from, [&](const registry::Fact& fact) {
    const auto* other = std::get_if<registry::Registration>(&fact);
    return other != nullptr && other->name == registration->name;
  });
}

// The hours of one run that went into the line's billing meter, cut where the sheet changes.
void add_runs(const AttributedRun& run, const rating::PriceBook& prices, Explanation& result) {
  bool open = false;
  for (const metering::HourCell& cell : run.cells) {
    const auto price = prices.price_at(result.seller, result.buyer, run.key.meter, cell.hour);
    if (price.price == nullptr || price.price->billing_meter != result.line.meter) {
      open = false;
      continue;
    }
    if (!open || !(result.runs.back().sheet == price.sheet) ||
        !(result.runs.back().factor == price.factor)) {
      result.runs.push_back(
          ExplainedRun{{run.key, run.payer, {}}, {}, {}, 0, price.factor, price.sheet});
      open = true;
    }
    result.runs.back().run.cells.push_back(cell);
  }
}

Status sum_runs(Explanation& result) {
  for (ExplainedRun& run : result.runs) {
    for (const metering::HourCell& cell : run.run.cells) {
      const auto sum = run.quantity.plus(cell.quantity);
      if (!sum) return fail(ErrorKind::invalid, "QuantityOverflow", "Quantities sum to too much.");
      run.quantity = *sum;
      run.records += cell.records;
    }
    const auto sum = result.quantity.plus(run.quantity);
    if (!sum) return fail(ErrorKind::invalid, "QuantityOverflow", "Quantities sum to too much.");
    result.quantity = *sum;
  }
  return {};
}

using SeriesId = std::pair<StackId, LocalSubscriptionId>;
using Hours = std::map<std::pair<TenantId, MeterId>, std::set<Hour>>;

bool touches(const journal::UsageRow& row, const std::set<Hour>& hours) {
  const HourSpan span = journal::hours_of(row);
  const auto first = hours.lower_bound(span.begin);
  return first != hours.end() && *first < span.end;
}

// The records behind the hours of one local subscription, of every revision.
Status add_records(journal::UsageReader& journal, const SeriesId& series, const Hours& hours,
                   std::size_t records_max, Explanation& result) {
  const auto& heads = result.inputs.heads;
  const auto head = std::find_if(heads.begin(), heads.end(), [&](const journal::Head& each) {
    return each.stack == series.first;
  });
  if (head == heads.end()) return {};
  const auto visit = [&](const journal::StringPool& strings,
                         std::span<const journal::ScannedRow> rows) -> Status {
    for (const journal::ScannedRow& scanned : rows) {
      const auto found = hours.find(
          {TenantId(strings.text(scanned.row.tenant)), MeterId(strings.text(scanned.row.meter))});
      if (found == hours.end() || !touches(scanned.row, found->second)) continue;
      ++(scanned.counted ? result.records_total : result.superseded_total);
      if (result.records.size() < records_max) {
        result.records.push_back(record_of(strings, scanned));
      }
    }
    return {};
  };
  return journal.scan({series.first, result.period.span(), head->sequence,
                       journal::Show::everything, series.second},
                      visit);
}

Status add_all_records(journal::UsageReader& journal, std::size_t records_max,
                       Explanation& result) {
  std::map<SeriesId, Hours> wanted;
  for (const ExplainedRun& run : result.runs) {
    auto& hours = wanted[{run.run.key.stack, run.run.key.subscription}]
                        [{run.run.key.tenant, run.run.key.meter}];
    for (const metering::HourCell& cell : run.run.cells)
      hours.insert(cell.hour);
  }
  for (const auto& [series, hours] : wanted) {
    const auto added = add_records(journal, series, hours, records_max, result);
    if (!added) return added;
  }
  std::stable_sort(result.records.begin(), result.records.end(),
                   [](const ExplainedRecord& a, const ExplainedRecord& b) {
                     return std::tie(a.stack, a.subscription, a.meter, a.resource, a.start,
                                     a.event_id, a.revision) <
                            std::tie(b.stack, b.subscription, b.meter, b.resource, b.start,
                                     b.event_id, b.revision);
                   });
  return {};
}

// Lines billed before for the same thing, oldest first.
Status add_billed_before(Books& books, Explanation& result) {
  auto closings = closings_before(books, result.seller, result.inputs.commit);
  if (!closings) return pass(closings);
  auto billed = billed_for(books, *closings, result.seller, result.period);
  if (!billed) return pass(billed);
  for (const billing::BilledLine& line : *billed) {
    if (line.buyer == result.buyer && same_key(line.line, result.line)) {
      result.billed_before.push_back(line.line);
    }
  }
  result.bill_now = result.line.amount;
  for (const Line& line : result.billed_before) {
    if (result.bill_now) result.bill_now = result.bill_now->plus(line.amount);
  }
  return {};
}

// Usage of the period and earlier commitments, as the shortfall was counted.
std::optional<Money> spent_before(const Document& document, const Line& commitment) {
  std::optional<Money> spent = Money::zero(document.currency);
  for (const Line& line : document.lines) {
    if (line.id == commitment.id) break;
    if (spent && line.kind != billing::LineKind::adjustment) spent = spent->plus(line.amount);
  }
  return spent;
}

// Charge, hours and records of a line that stands for usage.
Status explain_usage(Evaluator& evaluator, journal::UsageReader& journal, std::size_t records_max,
                     Explanation& result) {
  const Reading reading = reading_of(result.inputs);
  auto rating = evaluator.rating(result.period, reading);
  if (!rating) return pass(rating);
  result.charge = charge_of(**rating, result);
  auto runs = evaluator.runs(result.period, reading);
  if (!runs) return pass(runs);
  auto registry = evaluator.registry_of(reading, result.period);
  if (!registry) return pass(registry);
  auto prices = evaluator.prices_of(reading);
  if (!prices) return pass(prices);
  auto facts = evaluator.facts();
  if (!facts) return pass(facts);
  for (const AttributedRun& run : **runs) {
    if (run.payer.subscription == result.line.subscription &&
        run.payer.treatment == attribution::Treatment::rated) {
      add_runs(run, *prices, result);
    }
  }
  for (ExplainedRun& run : result.runs) {
    run.because = because(run.run, *registry, **facts, reading.commit);
  }
  if (auto summed = sum_runs(result); !summed) return summed;
  return add_all_records(journal, records_max, result);
}

}  // namespace

ExplainedRecord record_of(const journal::StringPool& strings, const journal::ScannedRow& scanned) {
  const journal::UsageRow& row = scanned.row;
  return {.stack = StackId(strings.text(row.stack)),
          .subscription = LocalSubscriptionId(strings.text(row.subscription)),
          .tenant = TenantId(strings.text(row.tenant)),
          .meter = MeterId(strings.text(row.meter)),
          .resource = std::string(strings.text(row.resource)),
          .event_id = std::string(strings.text(row.event_id)),
          .start = row.start,
          .end = row.end,
          .quantity = row.quantity,
          .revision = row.revision,
          .reported_at = row.reported_at,
          .received_at = row.received_at,
          .block = scanned.sequence,
          .verdict = scanned.verdict,
          .counted = scanned.counted};
}

Result<Explanation> explain_line(Books& books, journal::UsageReader& journal,
                                 const ExplainRequest& request) {
  auto found = find_line(books, request.line);
  if (!found) return pass(found);
  const Document& document = found->document;
  Explanation result{.document = document.id,
                     .seller = document.seller,
                     .buyer = document.buyer,
                     .line = found->line,
                     .period = found->line.of ? found->line.of->period : document.period,
                     .inputs = document.inputs,
                     .charge = {},
                     .billed_before = {},
                     .bill_now = {},
                     .spent = {},
                     .runs = {},
                     .quantity = {},
                     .records = {},
                     .records_total = 0,
                     .superseded_total = 0};
  if (result.line.kind == billing::LineKind::credit) {
    auto original = find_line(books, result.line.of ? result.line.of->line : std::string());
    if (!original) return pass(original);
    result.billed_before.push_back(std::move(original->line));
    return result;
  }
  if (result.line.kind == billing::LineKind::adjustment) {
    if (auto added = add_billed_before(books, result); !added) return pass(added);
  }
  if (result.line.kind == billing::LineKind::commitment) {
    result.spent = spent_before(document, result.line);
  }
  if (result.line.meter.empty()) return result;  // a commitment stands for no usage
  Evaluator evaluator(books, journal);
  const auto explained = explain_usage(evaluator, journal, request.records_max, result);
  if (!explained) return std::unexpected(explained.error());
  return result;
}

}  // namespace tollbridge::engine
