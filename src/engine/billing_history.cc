// SPDX-License-Identifier: Apache-2.0
#include "engine/billing_history.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>

#include "core/limits.h"
#include "engine/causes.h"

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

using RowVisitor = std::function<void(const journal::StringPool&, const journal::ScannedRow&)>;

// Rows of blocks after `known`, as of the head.
Status visit_newer(journal::UsageReader& journal, const journal::Head& head, std::uint64_t known,
                   const HourSpan& hours, journal::Show show, const RowVisitor& visit) {
  return journal.scan(
      {head.stack, hours, head.sequence, show, {}},
      [&](const journal::StringPool& pool, std::span<const journal::ScannedRow> rows) -> Status {
        for (const journal::ScannedRow& scanned : rows) {
          if (scanned.sequence > known) visit(pool, scanned);
        }
        return {};
      });
}

// What is new in the usage set of a period between two sets of heads.
struct NewUsage {
  bool late = false;
  bool restated = false;
  std::set<std::string> late_keys;  // of what was late and has been restated since
};

// A record that was not there before and has been restated since is late, not restated.
Status tell_restated_from_late(journal::UsageReader& journal, const journal::Head& head,
                               std::uint64_t known, const HourSpan& hours, NewUsage& found) {
  std::set<std::string> keys;
  auto visited = visit_newer(journal, head, known, hours, journal::Show::everything,
                             [&](const auto& pool, const journal::ScannedRow& scanned) {
                               if (scanned.verdict == journal::Verdict::accepted &&
                                   !scanned.counted) {
                                 keys.insert(usage_key(pool, scanned.row));
                               }
                             });
  if (!visited) return visited;
  if (keys.empty()) {
    found.restated = true;
    return {};
  }
  visited = visit_newer(journal, head, known, hours, journal::Show::counted,
                        [&](const auto& pool, const journal::ScannedRow& scanned) {
                          if (scanned.verdict != journal::Verdict::restated) return;
                          const bool late = keys.contains(usage_key(pool, scanned.row));
                          found.late = found.late || late;
                          found.restated = found.restated || !late;
                        });
  found.late_keys.merge(keys);
  return visited;
}

// Something newer touches the period's hours, or a span that began before it was restated and may
// not reach it any more.
Result<NewUsage> new_usage(journal::UsageReader& journal, Period period, const Inputs& before,
                           const Inputs& now) {
  const HourSpan reach{period.begin().plus(-limits::span_hours_max), period.begin()};
  NewUsage found;
  for (const journal::Head& head : now.heads) {
    const std::uint64_t known = sequence_of(before.heads, head.stack);
    if (head.sequence == known) continue;
    bool restated = false;
    auto visited = visit_newer(journal, head, known, period.span(), journal::Show::counted,
                               [&](const auto&, const journal::ScannedRow& scanned) {
                                 const bool corrects =
                                     scanned.verdict == journal::Verdict::restated;
                                 restated = restated || corrects;
                                 found.late = found.late || !corrects;
                               });
    if (!visited) return std::unexpected(visited.error());
    visited = visit_newer(journal, head, known, reach, journal::Show::counted,
                          [&](const auto&, const journal::ScannedRow& scanned) {
                            restated =
                                restated || scanned.verdict == journal::Verdict::restated;
                          });
    if (!visited) return std::unexpected(visited.error());
    if (!restated) continue;
    const HourSpan both{reach.begin, period.end()};
    if (auto told = tell_restated_from_late(journal, head, known, both, found); !told) {
      return pass(told);
    }
  }
  return found;
}

// A mapping in force only after the period cannot change it; anything else may.
bool may_change(const registry::Fact& fact, Period period) {
  const auto* mapping = std::get_if<registry::Mapping>(&fact);
  return mapping == nullptr || mapping->from < period.end();
}

bool within(std::uint64_t commit, const Inputs& before, const Inputs& now) {
  return before.commit < commit && commit <= now.commit;
}

Result<CauseSet> causes_between(Evaluator& evaluator, Period period, const NewUsage& usage,
                                const Inputs& before, const Inputs& now) {
  CauseSet causes;
  if (usage.restated) causes.add(Cause::restated_usage);
  if (usage.late) causes.add(Cause::late_usage);
  auto facts = evaluator.facts();
  if (!facts) return pass(facts);
  const std::vector<Cause> of_facts = causes_of(**facts);
  for (std::size_t i = 0; i < of_facts.size(); ++i) {
    const registry::RecordedFact& fact = (**facts)[i];
    if (within(fact.commit, before, now) && may_change(fact.fact, period)) causes.add(of_facts[i]);
  }
  auto price_facts = evaluator.price_facts();
  if (!price_facts) return pass(price_facts);
  for (const auto& fact : **price_facts) {
    if (within(fact.commit, before, now)) causes.add(cause_of(fact.fact));
  }
  return causes;
}

// A state of the books that never was, say a partner's new currency with its old prices, may not
// be billable. That is no fault: its cause is then told together with the next one.
bool only_in_between(const Error& error) {
  return error.kind != ErrorKind::damaged && error.kind != ErrorKind::io &&
         error.kind != ErrorKind::busy;
}

// Evaluations from what was billed last to `last`, the bill of now, one cause at a time.
Result<std::vector<billing::Evaluation>> evaluations(Evaluator& evaluator, const PartyId& seller,
                                                     Period period, Reading reading,
                                                     const CauseSet& causes,
                                                     std::vector<billing::BuyerLines> last) {
  std::vector<billing::Evaluation> result;
  auto billed = evaluator.lines(seller, period, reading);
  if (!billed) return pass(billed);
  result.push_back({"", std::move(*billed)});
  const std::vector<Cause> steps = causes.all();
  std::string cause;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    cause += (cause.empty() ? "" : "+") + std::string(word_of(steps[i]));
    reading.since->taken.add(steps[i]);
    // Nothing is late: then what is restated is all that is new.
    if (steps[i] == Cause::restated_usage && !causes.has(Cause::late_usage)) {
      reading.since->taken.add(Cause::late_usage);
    }
    if (i + 1 == steps.size()) break;
    auto lines = evaluator.lines(seller, period, reading);
    if (!lines && !only_in_between(lines.error())) return pass(lines);
    if (lines) result.push_back({std::exchange(cause, {}), std::move(*lines)});
  }
  result.push_back({std::move(cause), std::move(last)});
  return result;
}

// What the period's bill says now minus what was billed. Most periods do not change, so causes are
// looked for only where something differs.
Result<std::vector<billing::BuyerLines>> adjustments_of(
    journal::UsageReader& journal, Evaluator& evaluator, const PartyId& seller, Period period,
    const std::vector<billing::BilledLine>& billed, const Inputs& before, const Inputs& now) {
  auto usage = new_usage(journal, period, before, now);
  if (!usage) return pass(usage);
  auto causes = causes_between(evaluator, period, *usage, before, now);
  if (!causes) return pass(causes);
  if (causes->empty()) return std::vector<billing::BuyerLines>();
  const bool usage_changed = usage->late || usage->restated;
  Reading reading{usage_changed ? now.heads : before.heads, now.commit, {}};
  auto last = evaluator.lines(seller, period, reading);
  if (!last) return pass(last);
  auto differences = billing::adjustments({{"", *last}}, billed, seller, period);
  if (!differences || differences->empty()) return differences;
  reading.since = Reading::Since{
      before.heads, before.commit, {},
      std::make_shared<const std::set<std::string>>(std::move(usage->late_keys))};
  auto evaluated =
      evaluations(evaluator, seller, period, std::move(reading), *causes, std::move(*last));
  if (!evaluated) return pass(evaluated);
  return billing::adjustments(*evaluated, billed, seller, period);
}

Result<std::vector<billing::BuyerLines>> all_adjustments(Books& books,
                                                         journal::UsageReader& journal,
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
    auto billed = billed_for(books, *closings, issue.seller, period);
    if (!billed) return pass(billed);
    auto lines = adjustments_of(journal, evaluator, issue.seller, period, *billed, before,
                                issue.inputs);
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

Result<std::vector<Document>> closing_documents(Books& books, journal::UsageReader& journal,
                                                Evaluator& evaluator, const billing::Issue& issue) {
  auto lines = evaluator.lines(issue.seller, issue.period, reading_of(issue.inputs));
  if (!lines) return pass(lines);
  auto adjusted = all_adjustments(books, journal, evaluator, issue);
  if (!adjusted) return pass(adjusted);
  auto registry = evaluator.registry_of(reading_of(issue.inputs), issue.period);
  if (!registry) return pass(registry);
  auto prices = evaluator.prices_of(reading_of(issue.inputs));
  if (!prices) return pass(prices);
  billing::Issue with_rates = issue;
  with_rates.prices = &*prices;
  return billing::documents(*lines, *adjusted, *registry, with_rates);
}

}  // namespace tollbridge::engine
