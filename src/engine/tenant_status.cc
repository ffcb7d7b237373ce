// SPDX-License-Identifier: Apache-2.0
#include "engine/tenant_status.h"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/evaluate.h"
#include "registry/advice.h"

namespace tollbridge::engine {
namespace {

using attribution::Reason;

struct Used {
  LocalSubscriptionId subscription;  // of the newest usage
  MeterId meter;
  Hour last;
};

// The newest hour each stack was used by the tenant.
Result<std::map<StackId, Used>> usage_of(journal::UsageReader& journal, const TenantId& tenant) {
  auto heads = journal.heads();
  if (!heads) return pass(heads);
  const HourSpan always{Period::from_index(0).begin(), Period::from_index(291 * 12).begin()};
  std::map<StackId, Used> result;
  for (const journal::Head& head : *heads) {
    const auto visited = journal.scan(
        {head.stack, always, head.sequence, journal::Show::counted, {}},
        [&](const journal::StringPool& strings,
            std::span<const journal::ScannedRow> rows) -> Status {
          const auto wanted = strings.find(tenant.text());
          if (!wanted) return {};
          for (const journal::ScannedRow& scanned : rows) {
            if (scanned.row.tenant != *wanted) continue;
            const Hour last = journal::hours_of(scanned.row).end.plus(-1);
            const auto found = result.find(head.stack);
            if (found != result.end() && last <= found->second.last) continue;
            result[head.stack] = {LocalSubscriptionId(strings.text(scanned.row.subscription)),
                                  MeterId(strings.text(scanned.row.meter)), last};
          }
          return {};
        });
    if (!visited) return std::unexpected(visited.error());
  }
  return result;
}

// A series of the tenant on the stack: a used one, else of a declared local subscription.
metering::SeriesKey series_of(const registry::Registry& registry, const StackId& stack,
                              const TenantId& tenant, const std::map<StackId, Used>& used) {
  if (const auto found = used.find(stack); found != used.end()) {
    return {stack, found->second.subscription, tenant, found->second.meter};
  }
  for (const registry::LocalSubscription* local : registry.local_subscriptions()) {
    if (local->stack == stack && local->tenant == tenant) return {stack, local->id, tenant, {}};
  }
  return {stack, {}, tenant, {}};
}

bool on_stack(const registry::Registry& registry, const StackId& stack, const TenantId& tenant) {
  const auto locals = registry.local_subscriptions();
  if (std::any_of(locals.begin(), locals.end(), [&](const registry::LocalSubscription* local) {
        return local->stack == stack && local->tenant == tenant;
      })) {
    return true;
  }
  const auto registrations = registry.registrations_of(stack);
  return std::any_of(registrations.begin(), registrations.end(),
                     [&](const registry::Registration* registration) {
                       return !registry.mappings(registration->name, tenant).empty();
                     });
}

// CSP subscriptions of the tenant's customer that belong to the partner of the default (R24).
std::vector<SubscriptionId> candidates_for(const registry::Registry& registry,
                                           const TenantId& tenant,
                                           const registry::Registration& registration) {
  std::vector<SubscriptionId> result;
  const registry::Customer* customer = registry.customer_of_tenant(tenant);
  if (customer == nullptr) return result;
  const PartyId top = registry.top_partner(registration.subscription);
  for (const registry::Subscription* subscription : registry.subscriptions()) {
    if (subscription->customer == customer->id && subscription->offer == registry::Offer::csp &&
        registry.top_partner(subscription->id) == top) {
      result.push_back(subscription->id);
    }
  }
  return result;
}

std::string mapping_hint(const TenantOnStack& row, const TenantId& tenant) {
  const std::string target =
      row.candidates.empty() ? "SUBSCRIPTION" : row.candidates.front().text();
  return "`mapping add " + row.payer.registration.text() + " " + tenant.text() + " " + target +
         "` would charge it to " + (row.candidates.empty() ? "that subscription" : target) +
         " from the current hour on.";
}

std::string advice_for(const registry::Registry& registry, const TenantOnStack& row,
                       const TenantId& tenant) {
  switch (row.payer.reason) {
    case Reason::mapped:
      if (auto said = registry::another_customer(registry, tenant, row.payer.subscription)) {
        return "Probably a slip (R25): " + *said + " If so, " + mapping_hint(row, tenant);
      }
      return "Nothing needs to change.";
    case Reason::unregistered:
      return "It was never mapped here, so the default pays; " + mapping_hint(row, tenant);
    case Reason::mapping_removed:
      return "Its mapping was removed or ended, so the default pays; " + mapping_hint(row, tenant);
    case Reason::subscription_inactive:
      return "Its subscription is not active, so the default pays; activate it or map another.";
    case Reason::stack_unregistered:
      return "The stack has no registration now, so its usage is held and charged to nobody; "
             "register the stack.";
  }
  return {};
}

TenantOnStack row_of(const registry::Registry& registry, const metering::SeriesKey& series,
                     Hour hour) {
  TenantOnStack row;
  row.stack = series.stack;
  row.payer = attribution::payer_at(registry, series, hour);
  row.mapped = row.payer.reason == Reason::mapped;
  if (const auto* subscription = registry.subscription(row.payer.subscription)) {
    row.customer = subscription->customer;
  }
  const registry::Registration* registration = registry.registration_at(series.stack, hour);
  if (registration != nullptr) {
    const auto mapping = registry.mapping_at(registration->name, series.tenant, hour);
    row.since = mapping.state == registry::MappingState::never ? registration->from : mapping.since;
    row.candidates = candidates_for(registry, series.tenant, *registration);
  }
  row.advice = advice_for(registry, row, series.tenant);
  return row;
}

}  // namespace

Result<TenantStatus> tenant_status(Books& books, journal::UsageReader& journal,
                                   const TenantId& tenant, Instant now) {
  Evaluator evaluator(books, journal);
  auto inputs = evaluator.inputs_now(now);
  if (!inputs) return pass(inputs);
  const Period month = Period::containing(Hour::containing(now));
  auto registry = evaluator.registry_of(reading_of(*inputs), month);
  if (!registry) return pass(registry);
  auto used = usage_of(journal, tenant);
  if (!used) return pass(used);

  TenantStatus status{tenant, {}, {}};
  const registry::Customer* customer = registry->customer_of_tenant(tenant);
  if (customer != nullptr) status.customer = customer->id;
  for (const registry::Stack* stack : registry->stacks()) {
    const auto found = used->find(stack->cloud_id);
    if (found == used->end() && !on_stack(*registry, stack->cloud_id, tenant)) continue;
    status.stacks.push_back(row_of(*registry, series_of(*registry, stack->cloud_id, tenant, *used),
                                   Hour::containing(now)));
    if (found != used->end()) status.stacks.back().last_used = found->second.last;
  }
  if (status.stacks.empty() && customer == nullptr) {
    return fail(
        ErrorKind::not_found, "UnknownTenant",
        "No customer, local subscription, mapping or usage names tenant " + tenant.text() + ".");
  }
  return status;
}

}  // namespace tollbridge::engine
