// SPDX-License-Identifier: Apache-2.0
#include "engine/apply_book.h"

#include <utility>

#include "engine/closed_months.h"
#include "rating/price_book.h"
#include "registry/registry.h"

namespace tollbridge::engine {

Result<Applied> apply_book(Books& books, const Book& book, const ApplyRequest& request) {
  auto facts = books.facts();
  if (!facts) return pass(facts);
  auto price_facts = books.price_facts();
  if (!price_facts) return pass(price_facts);
  auto prices = rating::PriceBook::from_facts(*price_facts);
  if (!prices) return pass(prices);
  const auto registry = registry::Registry::from_facts(*facts);
  auto plan = plan_book(book, registry, *prices, Hour::containing(request.now));
  if (!plan) return pass(plan);
  if (!request.correct_closed) {
    auto open = check_closed_months(books, registry, plan->change.facts);
    if (!open) return pass(open);
  }
  Applied applied{std::move(*plan), {}};
  const bool nothing = applied.plan.change.facts.empty() && applied.plan.change.prices.empty();
  if (nothing || request.dry_run) return applied;
  auto commit = books.record(applied.plan.change, request.now, request.actor, request.action);
  if (!commit) return pass(commit);
  applied.commit = *commit;
  return applied;
}

}  // namespace tollbridge::engine
