// SPDX-License-Identifier: Apache-2.0
#include "engine/apply_book.h"

#include <utility>

#include "engine/closed_months.h"
#include "rating/price_book.h"
#include "registry/registry.h"

namespace tollbridge::engine {

namespace {

struct Planned {
  BookPlan plan;
  FactCommits made_from;
  registry::Registry registry;  // it was made from
};

Result<Planned> plan(Books& books, const Book& book, const ApplyRequest& request) {
  auto commits = books.fact_commits();
  if (!commits) return pass(commits);
  auto facts = books.facts();
  if (!facts) return pass(facts);
  auto price_facts = books.price_facts();
  if (!price_facts) return pass(price_facts);
  auto prices = rating::PriceBook::from_facts(*price_facts);
  if (!prices) return pass(prices);
  auto registry = registry::Registry::from_facts(*facts);
  auto made = plan_book(book, registry, *prices, Hour::containing(request.now));
  if (!made) return pass(made);
  return Planned{std::move(*made), *commits, std::move(registry)};
}

// Months may be closed while it is planned, so it is asked before and when it is recorded.
Status check_months(Books& books, const Planned& planned, const ApplyRequest& request) {
  if (request.correct_closed) return {};
  return check_closed_months(books, planned.registry, planned.plan.change.facts);
}

}  // namespace

Result<Applied> apply_book(Books& books, const Book& book, const ApplyRequest& request,
                           Progress& progress) {
  if (auto told = progress.step({"comparing with the books", 0, 2, "steps"}); !told) {
    return pass(told);
  }
  auto planned = plan(books, book, request);
  if (!planned) return pass(planned);
  if (auto open = check_months(books, *planned, request); !open) return pass(open);
  const auto nothing = [&planned] {
    return planned->plan.change.facts.empty() && planned->plan.change.prices.empty();
  };
  if (nothing() || request.dry_run) return Applied{std::move(planned->plan), {}};
  if (auto told = progress.step({"recording", 1, 2, "steps"}); !told) return pass(told);
  std::optional<std::uint64_t> recorded;
  auto done = books.alone([&](Books& now) -> Status {
    auto commits = now.fact_commits();
    if (!commits) return pass(commits);
    if (*commits != planned->made_from) planned = plan(now, book, request);
    if (!planned) return pass(planned);
    if (auto open = check_months(now, *planned, request); !open) return open;
    if (nothing()) return {};
    auto commit = now.record(planned->plan.change, request.now, request.actor, request.action);
    if (!commit) return pass(commit);
    recorded = *commit;
    return {};
  });
  if (!done) return pass(done);
  return Applied{std::move(planned->plan), recorded};
}

}  // namespace tollbridge::engine
