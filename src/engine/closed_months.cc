// SPDX-License-Identifier: Apache-2.0
#include "engine/closed_months.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "registry/history.h"

namespace tollbridge::engine {
namespace {

using namespace registry;

constexpr std::size_t details_max = 20;

// Objects whose closed months would be billed otherwise, in words, and those months.
using Dependences = std::map<std::string, std::set<Period>>;
using Sellers = std::set<PartyId>;

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

// Only what is recorded already can have been billed.
bool changes_something_known(const Registry& before, const Fact& fact) {
  return std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (HasTerms<T>) {
          return !before.versions(value).empty();
        } else if constexpr (std::is_same_v<T, Stack>) {
          return before.stack(value.cloud_id) != nullptr;
        } else {
          return false;
        }
      },
      fact);
}

Result<std::map<Period, Sellers>> closed_by(Books& books) {
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  std::map<Period, Sellers> closed;
  for (const billing::Closing& closing : *closings) closed[closing.period].insert(closing.seller);
  return closed;
}

// Stacks with usage in the month; a record that began in the month before may reach into it.
Result<std::set<StackId>> used_stacks(Books& books, Period period) {
  std::set<StackId> used;
  for (const Period each : {Period::from_index(period.index() - 1), period}) {
    auto counts = books.marks().counts(each);
    if (!counts) return pass(counts);
    for (const journal::CountDelta& count : *counts) {
      if (count.records != 0) used.insert(count.stack);
    }
  }
  return used;
}

// Subscriptions that usage of these stacks may be charged to in the month.
std::set<SubscriptionId> chargeable(const Registry& registry, const std::set<StackId>& used,
                                    Period period) {
  std::set<SubscriptionId> found;
  const auto within = [&](Hour begin, const std::optional<Hour>& end) {
    return begin < period.end() && (!end || period.begin() < *end);
  };
  for (const Registration* registration : registry.registrations()) {
    if (!used.contains(registration->cloud_id) || !within(registration->from, registration->to)) {
      continue;
    }
    found.insert(registration->subscription);
    for (const MappingSpan& span : mapping_spans(registry, registration->name)) {
      if (within(span.begin, span.end)) found.insert(span.subscription);
    }
  }
  return found;
}

// The sales of a subscription by these sellers, with the currency each is billed in.
std::vector<std::tuple<PartyId, PartyId, std::string>> sales(const Registry& registry,
                                                             const SubscriptionId& subscription,
                                                             const Sellers& sellers) {
  std::vector<std::tuple<PartyId, PartyId, std::string>> found;
  for (const Sale& sale : registry.sales_of(subscription)) {
    if (!sellers.contains(sale.seller)) continue;
    const auto buyer = registry.party(sale.buyer);
    found.emplace_back(sale.seller, sale.buyer, buyer ? buyer->currency : std::string());
  }
  return found;
}

// One closed month, before and after the change.
struct Month {
  Period period;
  const Sellers& sellers;
  std::set<StackId> used;
  Registry before;
  Registry after;
};

void compare_sales(const Month& month, Dependences& found) {
  for (const SubscriptionId& id : chargeable(month.before, month.used, month.period)) {
    if (sales(month.before, id, month.sellers) == sales(month.after, id, month.sellers)) continue;
    found["who sells subscription " + quoted(id.text()) + ", to whom and in what currency"].insert(
        month.period);
  }
}

void compare_rounding(const Month& month, Dependences& found) {
  const Provider* before = month.before.provider();
  const Provider* after = month.after.provider();
  if (before == nullptr || after == nullptr || before->rounding == after->rounding) return;
  if (month.used.empty() || !month.sellers.contains(provider_party())) return;
  found["how the provider rounds"].insert(month.period);
}

void compare_stacks(const Month& month, std::span<const Fact> facts, Dependences& found) {
  for (const Fact& fact : facts) {
    if (const auto* stack = std::get_if<Stack>(&fact)) {
      const Stack* before = month.before.stack(stack->cloud_id);
      const Stack* after = month.after.stack(stack->cloud_id);
      if (before == nullptr || !month.used.contains(stack->cloud_id)) continue;
      if (before->provider_subscription == after->provider_subscription) continue;
      found["what is infrastructure of stack " + quoted(stack->cloud_id.text())].insert(
          month.period);
    } else if (const auto* local = std::get_if<LocalSubscription>(&fact)) {
      const auto* before = month.before.local_subscription(local->stack, local->id);
      const auto* after = month.after.local_subscription(local->stack, local->id);
      if (before == nullptr || !month.used.contains(local->stack)) continue;
      if (before->tenant == after->tenant) continue;
      found["whose local subscription " + quoted(local->id.text()) + " of stack " +
            quoted(local->stack.text()) + " is"]
          .insert(month.period);
    }
  }
}

// What the facts decide otherwise in the month.
Result<Dependences> dependences(Books& books, const Registry& before, const Registry& after,
                                std::span<const Fact> facts, Period period,
                                const Sellers& sellers) {
  auto used = used_stacks(books, period);
  if (!used) return pass(used);
  const Month month{period, sellers, std::move(*used), before.in_period(period),
                    after.in_period(period)};
  Dependences found;
  compare_sales(month, found);
  compare_rounding(month, found);
  compare_stacks(month, facts, found);
  return found;
}

bool change_something_known(const Registry& before, std::span<const Fact> facts) {
  return std::any_of(facts.begin(), facts.end(),
                     [&](const Fact& fact) { return changes_something_known(before, fact); });
}

std::string months_text(const std::set<Period>& months) {
  std::string text;
  for (const Period month : months) text += (text.empty() ? "" : ", ") + month.to_string();
  return text;
}

std::unexpected<Error> refusal(const Dependences& found, Period first_open) {
  std::set<Period> months;
  for (const auto& [what, each] : found) months.insert(each.begin(), each.end());
  const std::string others =
      found.size() == 1 ? "" : " (and " + std::to_string(found.size() - 1) + " more)";
  auto refused = fail(
      ErrorKind::refused, "ClosedPeriodDependsOnIt",
      "The change decides " + found.begin()->first + others + " in " + months_text(months) +
          ", which " + (months.size() == 1 ? "is" : "are") +
          " closed. If it holds from now on, say from which month: `from: " +
          date_text(first_open.begin().start()) +
          "` is the first that is open. If what was closed is wrong, say that closed months are "
          "to be corrected (--correct-closed, or correct_closed=true): the differences then "
          "become credits and debits of the next documents.");
  for (const auto& [what, each] : found) {
    if (refused.error().details.size() == details_max) break;
    refused.error().details.push_back(Error{ErrorKind::refused, "ClosedPeriodDependsOnIt",
                                            "It decides " + what + " in " + months_text(each) + ".",
                                            {}, {}, 0, {}});
  }
  if (found.size() == 1) refused.error().details.clear();
  return refused;
}

}  // namespace

Status check_closed_months(Books& books, const Registry& before, std::span<const Fact> facts) {
  if (!change_something_known(before, facts)) return {};
  auto closed = closed_by(books);
  if (!closed) return pass(closed);
  if (closed->empty()) return {};
  const Registry after = before.with(facts);
  Dependences found;
  for (const auto& [period, sellers] : *closed) {
    auto of_month = dependences(books, before, after, facts, period, sellers);
    if (!of_month) return pass(of_month);
    for (auto& [what, months] : *of_month) found[what].merge(months);
  }
  if (found.empty()) return {};
  return refusal(found, closed->rbegin()->first.next());
}

Status check_closing_month(Books& books, const Registry& before, std::span<const Fact> facts,
                           Period period, const std::set<PartyId>& sellers) {
  if (!change_something_known(before, facts)) return {};
  auto found = dependences(books, before, before.with(facts), facts, period, sellers);
  if (!found) return pass(found);
  if (found->empty()) return {};
  return fail(ErrorKind::conflict, "TermsChangedMeanwhile",
              "While " + period.to_string() + " was computed, it was changed " +
                  found->begin()->first +
                  "; documents computed from before were not recorded. Close it again.");
}

}  // namespace tollbridge::engine
