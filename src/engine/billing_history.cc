// SPDX-License-Identifier: Apache-2.0
#include "engine/billing_history.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"

namespace tollbridge::engine {
namespace {

using billing::Closing;
using billing::Document;
using billing::Inputs;

std::uint64_t sequence_of(const std::vector<journal::Head>& heads, const StackId& stack) {
  const auto found = std::find_if(heads.begin(), heads.end(),
                                  [&](const journal::Head& head) { return head.stack == stack; });
  return found == heads.end() ? 0 : found->sequence;
}

// Whether a row that counts, stands in a block after `known` and is `wanted` touches the hours.
Result<bool> any_newer(journal::Journal& journal, const journal::Head& head, std::uint64_t known,
                       const HourSpan& hours, bool (*wanted)(const journal::ScannedRow&)) {
  bool found = false;
  const auto visited = journal.scan(
      {head.stack, hours, head.sequence, journal::Show::counted, {}, false},
      [&](const journal::StringPool&, std::span<const journal::ScannedRow> rows) -> Status {
        found = found || std::any_of(rows.begin(), rows.end(), [&](const auto& scanned) {
                  return scanned.sequence > known && wanted(scanned);
                });
        return {};
      });
  if (!visited) return std::unexpected(visited.error());
  return found;
}

// Whether the usage set of the period may have changed between two sets of heads: something newer
// touches its hours, or a span that began before it was restated and may not reach it any more.
Result<bool> usage_changed(journal::Journal& journal, Period period, const Inputs& before,
                           const Inputs& now) {
  const HourSpan reach{period.begin().plus(-limits::span_hours_max), period.begin()};
  for (const journal::Head& head : now.heads) {
    const std::uint64_t known = sequence_of(before.heads, head.stack);
    if (head.sequence == known) continue;
    const auto touched = any_newer(journal, head, known, period.span(),
                                   [](const journal::ScannedRow&) { return true; });
    if (!touched || *touched) return touched;
    const auto shrunk =
        any_newer(journal, head, known, reach, [](const journal::ScannedRow& scanned) {
          return scanned.verdict == journal::Verdict::restated;
        });
    if (!shrunk || *shrunk) return shrunk;
  }
  return false;
}

// A mapping in force only after the period cannot change it; anything else may.
bool may_change(const registry::Fact& fact, Period period) {
  const auto* mapping = std::get_if<registry::Mapping>(&fact);
  return mapping == nullptr || mapping->from < period.end();
}

bool within(std::uint64_t commit, const Inputs& before, const Inputs& now) {
  return before.commit < commit && commit <= now.commit;
}

// Evaluations of an earlier period from what was billed last to the inputs of now, one new input at
// a time. Only one of them: nothing changed.
Result<std::vector<billing::Evaluation>> evaluations(journal::Journal& journal,
                                                     Evaluator& evaluator, const PartyId& seller,
                                                     Period period, const Inputs& before,
                                                     const Inputs& now) {
  auto facts = evaluator.facts();
  if (!facts) return pass(facts);
  auto price_facts = evaluator.price_facts();
  if (!price_facts) return pass(price_facts);
  auto late = usage_changed(journal, period, before, now);
  if (!late) return pass(late);

  std::vector<std::pair<std::string, Reading>> readings{{"", reading_of(before)}};
  const auto then = [&](std::string cause) -> Reading& {
    readings.emplace_back(std::move(cause), readings.back().second);
    return readings.back().second;
  };
  if (*late) then("late-usage").heads = now.heads;
  if (std::any_of((*facts)->begin(), (*facts)->end(), [&](const registry::RecordedFact& fact) {
        return within(fact.commit, before, now) && may_change(fact.fact, period);
      })) {
    then("mapping-changed").registry_commit = now.commit;
  }
  if (std::any_of((*price_facts)->begin(), (*price_facts)->end(),
                  [&](const auto& fact) { return within(fact.commit, before, now); })) {
    then("price-corrected").price_commit = now.commit;
  }
  std::vector<billing::Evaluation> result;
  if (readings.size() == 1) return result;
  for (auto& [cause, reading] : readings) {
    auto lines = evaluator.lines(seller, period, reading);
    if (!lines) return pass(lines);
    result.push_back({std::move(cause), std::move(*lines)});
  }
  return result;
}

Result<std::vector<billing::BuyerLines>> all_adjustments(Books& books, journal::Journal& journal,
                                                         Evaluator& evaluator,
                                                         const billing::Issue& issue) {
  std::vector<billing::BuyerLines> result;
  auto closings = closings_before(books, issue.seller, issue.inputs.commit);
  if (!closings) return pass(closings);
  if (closings->empty()) return result;
  const Inputs before = closings->back().inputs;
  std::vector<Period> periods;
  for (const Closing& closing : *closings)
    periods.push_back(closing.period);
  std::sort(periods.begin(), periods.end());
  for (const Period period : periods) {
    auto evaluated = evaluations(journal, evaluator, issue.seller, period, before, issue.inputs);
    if (!evaluated) return pass(evaluated);
    if (evaluated->empty()) continue;
    auto billed = billed_for(books, *closings, issue.seller, period);
    if (!billed) return pass(billed);
    auto lines = billing::adjustments(*evaluated, *billed, issue.seller, period);
    if (!lines) return pass(lines);
    std::move(lines->begin(), lines->end(), std::back_inserter(result));
  }
  return result;
}

}  // namespace

Result<std::vector<Closing>> closings_before(Books& books, const PartyId& seller,
                                             std::optional<std::uint64_t> commit) {
  auto all = books.invoices().closings();
  if (!all) return pass(all);
  std::erase_if(*all, [&](const Closing& closing) {
    return closing.seller != seller || closing.state != billing::PeriodState::closed ||
           (commit && closing.inputs.commit >= *commit);
  });
  std::sort(all->begin(), all->end(),
            [](const Closing& a, const Closing& b) { return a.inputs.commit < b.inputs.commit; });
  return all;
}

Result<std::vector<Document>> documents_of(Books& books, const PartyId& seller, Period period) {
  auto documents = books.invoices().documents({seller, {}, period});
  if (!documents) return pass(documents);
  std::erase_if(*documents, [](const Document& document) { return !document.corrects.empty(); });
  return documents;
}

Result<std::vector<billing::BilledLine>> billed_for(Books& books,
                                                    const std::vector<Closing>& closings,
                                                    const PartyId& seller, Period period) {
  std::vector<billing::BilledLine> result;
  for (const Closing& closing : closings) {
    if (closing.period != period && closing.adjustment_lines == 0) continue;
    auto documents = documents_of(books, seller, closing.period);
    if (!documents) return pass(documents);
    for (const Document& document : *documents) {
      for (const billing::Line& line : document.lines) {
        const Period belongs_to = line.of ? line.of->period : document.period;
        if (belongs_to == period) result.push_back({document.id, document.buyer, line});
      }
    }
  }
  return result;
}

Result<std::vector<Document>> closing_documents(Books& books, journal::Journal& journal,
                                                Evaluator& evaluator, const billing::Issue& issue) {
  auto lines = evaluator.lines(issue.seller, issue.period, reading_of(issue.inputs));
  if (!lines) return pass(lines);
  auto adjusted = all_adjustments(books, journal, evaluator, issue);
  if (!adjusted) return pass(adjusted);
  auto registry = evaluator.registry_at(issue.inputs.commit);
  if (!registry) return pass(registry);
  return billing::documents(*lines, *adjusted, *registry, issue);
}

}  // namespace tollbridge::engine
