// SPDX-License-Identifier: Apache-2.0
#include "engine/customers_without_usage.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/evaluate.h"

namespace tollbridge::engine {

Result<std::vector<QuietCustomer>> customers_without_usage(Books& books,
                                                           journal::UsageReader& journal,
                                                           Period period) {
  Evaluator evaluator(books, journal);
  auto inputs = evaluator.inputs_now({});
  if (!inputs) return pass(inputs);
  auto registry = evaluator.registry_of(reading_of(*inputs), period);
  if (!registry) return pass(registry);
  auto runs = evaluator.runs(period, reading_of(*inputs));
  if (!runs) return pass(runs);

  std::set<PartyId> heard;
  for (const attribution::AttributedRun& run : **runs) {
    if (const auto* customer = registry->customer_of_tenant(run.key.tenant)) {
      heard.insert(customer->id);
    }
    if (const auto* subscription = registry->subscription(run.payer.subscription)) {
      heard.insert(subscription->customer);
    }
  }
  std::vector<QuietCustomer> quiet;
  for (const registry::Customer* customer : registry->customers()) {
    if (!heard.contains(customer->id)) {
      quiet.push_back({customer->id, customer->partner, customer->tenants});
    }
  }
  std::sort(quiet.begin(), quiet.end(), [](const QuietCustomer& a, const QuietCustomer& b) {
    return std::tie(a.partner, a.customer) < std::tie(b.partner, b.customer);
  });
  return quiet;
}

}  // namespace tollbridge::engine
