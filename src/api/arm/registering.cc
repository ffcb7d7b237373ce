// SPDX-License-Identifier: Apache-2.0
#include "api/arm/registering.h"

#include <algorithm>
#include <utility>

#include "registry/history.h"
#include "registry/rules.h"

namespace tollbridge::api::arm {
namespace {

using registry::Fact;
using registry::MappingSpan;
using registry::ProposedChange;
using registry::Registration;
using registry::Registry;

void take_over(const Registering& wish, Registration& registration) {
  const RegistrationToken& token = wish.token;
  registration.cloud_id = token.cloud_id;
  registration.billing_model = token.billing_model;
  registration.agreement_number = token.agreement_number;
  registration.details.object_id = token.object_id;
  registration.details.token = token.text;
  if (wish.tags) registration.details.tags = *wish.tags;
}

Registration new_registration(const Registry& registry, const Registering& wish,
                              const registry::Caller& caller, const Settings& settings) {
  Registration made;
  made.name = unused_name(registry, wish.place.name, wish.now);
  made.resource_group = wish.place.group;
  made.subscription = wish.place.subscription;
  made.from = wish.now;
  made.multi_tenancy_approved = settings.approve_registrations;
  made.registered_by = caller.subject;
  take_over(wish, made);
  return made;
}

// Customers that hold at the change or later go on under the new registration.
void copy_customers(const Registry& registry, const Registration& before,
                    const Registration& after, ProposedChange& change) {
  if (after.billing_model == registry::BillingModel::capacity) return;  // R30
  for (const MappingSpan& span : registry::mapping_spans(registry, before.name)) {
    if (span.end && *span.end <= after.from) continue;
    change.facts.emplace_back(registry::Mapping{after.name, span.tenant, span.subscription,
                                                std::max(span.begin, after.from), span.end});
  }
}

// Ends `before` at the hour and goes on with `wanted` under another name of the registry.
Result<ProposedChange> go_on(const Registry& registry, const Registration& before,
                             Registration wanted, const Registering& wish,
                             const registry::Caller& caller) {
  if (auto may = registry::check_principal(registry, before, caller); !may) return pass(may);
  Registration closed = before;
  closed.to = wish.now;
  wanted.name = unused_name(registry, wish.place.name, wish.now);
  wanted.from = wish.now;
  ProposedChange change;
  change.facts.emplace_back(closed);
  const Registry after_closing = registry.with(change.facts);
  auto opened = registry::add_registration(after_closing, wanted, caller);
  if (!opened) return pass(opened);
  change.facts.emplace_back(wanted);
  copy_customers(registry, before, wanted, change);
  return change;
}

}  // namespace

namespace {

// Here a cloud id that nobody has comes into being by registering, so one that is not there for the
// caller is one that others have: registered or only declared, and not told which.
std::unexpected<Error> taken(const StackId& id) {
  return fail_rule("R8", "CloudIdAlreadyRegistered",
                   "Cloud identifier [" + id.text() +
                       "] is already registered. Reusing cloud identifiers is not allowed: close "
                       "that registration first.");
}

}  // namespace

Result<Registered> register_stack(const Registry& registry, const Registering& wish,
                                  const registry::Caller& caller, const Settings& settings) {
  const RegistrationToken& token = wish.token;
  auto flags = registry::check_token_flags(token.billing_model, token.flags);
  if (!flags) return pass(flags);
  Registered done;
  std::vector<Fact> stack;
  if (registry.stack(token.cloud_id) == nullptr) {
    stack.emplace_back(
        registry::Stack{token.cloud_id, token.region, token.provider_subscription, {}, {}});
  }
  const Registry with_stack = registry.with(stack);
  const Registration* existing = find(registry, wish.place, wish.now);
  done.created = existing == nullptr;
  Registration wanted =
      existing == nullptr ? new_registration(registry, wish, caller, settings) : *existing;
  take_over(wish, wanted);
  const bool changes_model = existing != nullptr && existing->cloud_id == wanted.cloud_id &&
                             existing->billing_model != wanted.billing_model &&
                             existing->from < wish.now;
  auto change = changes_model ? go_on(with_stack, *existing, wanted, wish, caller)
                              : registry::add_registration(with_stack, wanted, caller);
  if (!change && change.error().code == "UnknownStack") return taken(token.cloud_id);
  if (!change) return pass(change);
  done.change = std::move(*change);
  done.change.facts.insert(done.change.facts.begin(), stack.begin(), stack.end());
  const registry::Stack* known = registry.stack(token.cloud_id);
  if (known != nullptr && known->provider_subscription.empty() &&
      !token.provider_subscription.empty()) {  // R47
    registry::Stack told = *known;
    told.provider_subscription = token.provider_subscription;
    done.infrastructure = std::move(told);
  }
  return done;
}

}  // namespace tollbridge::api::arm
