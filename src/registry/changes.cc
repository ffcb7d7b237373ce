// SPDX-License-Identifier: Apache-2.0
#include "registry/changes.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "registry/advice.h"
#include "registry/history.h"
#include "registry/month_views.h"
#include "registry/party_rules.h"

namespace tollbridge::registry {
namespace {

template <class Id>
std::string quoted(const Id& id) {
  return "'" + id.text() + "'";
}

bool ends_by(const std::optional<Hour>& end, Hour hour) { return end && *end <= hour; }

Mapping removal_at(const RegistrationName& registration, const TenantId& tenant, Hour hour) {
  return {registration, tenant, {}, hour, {}};
}

// The tenants that would share the subscription lose it from the first common hour on (R29).
void repoint(const Registry& registry, const Mapping& wanted, ProposedChange& change) {
  for (const MappingSpan& span : mapping_spans(registry, wanted.registration)) {
    if (span.tenant == wanted.tenant || span.subscription != wanted.subscription) continue;
    const bool apart = ends_by(span.end, wanted.from) || ends_by(wanted.to, span.begin);
    if (apart) continue;
    const Hour from = std::max(span.begin, wanted.from);
    change.facts.emplace_back(removal_at(wanted.registration, span.tenant, from));
    change.notes.push_back("Tenant " + quoted(span.tenant) + " was charged to " +
                           quoted(wanted.subscription) + " too; from " + from.to_string() +
                           " it falls to the default subscription (R29).");
  }
}

// What was given or taken back for later stays, and ends the wanted mapping.
void explain_what_follows(const Registry& registry, const Mapping& wanted,
                          ProposedChange& change) {
  for (const Mapping* later : registry.mappings(wanted.registration, wanted.tenant)) {
    if (later->from <= wanted.from) continue;
    if (ends_by(wanted.to, later->from)) return;
    const std::string from = "From " + later->from.to_string() + " on ";
    change.notes.push_back(
        later->subscription.empty()
            ? from + "the default pays, as removed before; add the mapping from there too to "
                     "change that."
            : from + quoted(later->subscription) + " pays, as given before.");
    return;
  }
}

// What is allowed, and may not be what was meant.
void warn_of_slips(const Registry& registry, const Mapping& wanted, ProposedChange& change) {
  if (const auto said = another_customer(registry, wanted.tenant, wanted.subscription)) {
    change.notes.push_back("Warning, TenantOfAnotherCustomer (R25): " + *said);
  }
  const Registration* registration = registry.registration(wanted.registration);
  if (registration != nullptr && wanted.from < registration->from) {
    change.notes.push_back("Registration " + quoted(wanted.registration) + " begins at " +
                           registration->from.to_string() +
                           "; the mapping changes nothing before that.");
  }
}

}  // namespace

Hour effective_hour(const std::optional<Instant>& from, Instant now) {
  return Hour::containing(from.value_or(now));
}

Result<ProposedChange> add_mapping(const Registry& registry, const Mapping& wanted,
                                   const Caller& caller) {
  if (wanted.tenant.empty() || wanted.subscription.empty()) {
    return fail(ErrorKind::invalid, "MissingField",
                "A mapping needs a tenant and the subscription that pays for it.");
  }
  if (auto allowed = check_mapping(registry, wanted, caller); !allowed) return pass(allowed);
  ProposedChange change;
  repoint(registry, wanted, change);
  warn_of_slips(registry, wanted, change);
  const auto spans = mapping_spans(registry, wanted.registration, wanted.tenant);
  for (const MappingSpan& span : spans) {
    const bool holds = span.begin <= wanted.from && span.subscription == wanted.subscription &&
                       span.end == wanted.to;
    if (holds) {
      change.notes.push_back("It is so already, since " + span.begin.to_string() + ".");
      return change;
    }
  }
  explain_what_follows(registry, wanted, change);
  change.facts.emplace_back(wanted);
  return change;
}

Result<ProposedChange> remove_mapping(const Registry& registry, const MappingRemoval& removal,
                                      const Caller& caller) {
  const Mapping wanted = removal_at(removal.registration, removal.tenant, removal.from);
  if (auto allowed = check_mapping(registry, wanted, caller); !allowed) return pass(allowed);
  ProposedChange change;
  for (const MappingSpan& span :
       mapping_spans(registry, removal.registration, removal.tenant)) {
    if (ends_by(span.end, removal.from)) continue;
    const Hour from = std::max(span.begin, removal.from);
    change.facts.emplace_back(removal_at(removal.registration, removal.tenant, from));
    change.notes.push_back("From " + from.to_string() + " the default pays instead of " +
                           quoted(span.subscription) + " (R34).");
  }
  if (!change.facts.empty()) return change;
  return fail(ErrorKind::not_found, "CustomerSubscriptionNotFound",
              "Tenant " + quoted(removal.tenant) + " has no customer subscription on " +
                  quoted(removal.registration) + " from " + removal.from.to_string() +
                  " on; look at the mappings of that registration.");
}

Result<ProposedChange> add_registration(const Registry& registry, const Registration& wanted,
                                        const Caller& caller) {
  if (wanted.name.empty()) {
    return fail(ErrorKind::invalid, "MissingField", "A registration needs a name.");
  }
  if (auto allowed = check_registration(registry, wanted, caller); !allowed) return pass(allowed);
  if (auto agreed = check_agreement(registry, wanted); !agreed) return pass(agreed);
  ProposedChange change;
  const Registration* existing = registry.registration(wanted.name);
  if (existing != nullptr && *existing == wanted) {
    change.notes.emplace_back("It is so already.");
    return change;
  }
  change.facts.emplace_back(wanted);
  return change;
}

Result<ProposedChange> close_registration(const Registry& registry, const Removal& removal, Hour at,
                                          const Caller& caller) {
  if (auto allowed = check_removal(registry, removal, caller); !allowed) return pass(allowed);
  Registration closed = *registry.registration(removal.registration);
  if (ends_by(closed.to, at)) {
    return fail(ErrorKind::conflict, "RegistrationClosed",
                "Registration " + quoted(closed.name) + " ends at " + closed.to->to_string() +
                    " already.");
  }
  closed.to = std::max(at, closed.from);
  ProposedChange change;
  change.notes.push_back("From " + closed.to->to_string() + " usage of stack " +
                         quoted(closed.cloud_id) +
                         " is held in quarantine until the stack is registered again.");
  change.facts.emplace_back(std::move(closed));
  return change;
}

namespace {

// Copies what holds from the new registration's first hour on, one mapping at a time, so that one
// that the new default's partner may not charge does not hold up the others.
void copy_mappings(const Registry& registry, const Registration& opened,
                   const RegistrationName& old_name, MovePlan& plan) {
  const Registry with_new = registry.with(plan.change.facts);
  for (const MappingSpan& span : mapping_spans(registry, old_name)) {
    if (ends_by(span.end, opened.from)) continue;
    const Mapping copy{opened.name, span.tenant, span.subscription,
                       std::max(span.begin, opened.from), span.end};
    if (auto allowed = check_mapping(with_new, copy); allowed) {
      plan.change.facts.emplace_back(copy);
    } else {
      plan.refused.push_back(std::move(allowed.error()));
      plan.left_behind.push_back(span.tenant);
    }
  }
}

void list_left_behind(const Registry& registry, const Registration& opened,
                      const RegistrationName& old_name, MovePlan& plan) {
  for (const MappingSpan& span : mapping_spans(registry, old_name)) {
    if (ends_by(span.end, opened.from)) continue;
    if (plan.left_behind.empty() || plan.left_behind.back() != span.tenant) {
      plan.left_behind.push_back(span.tenant);
    }
  }
}

void explain_move(const Registration& closed, const Registration& opened, MovePlan& plan) {
  auto& notes = plan.change.notes;
  notes.push_back("Registration " + quoted(closed.name) + " ends at " + closed.to->to_string() +
                  "; " + quoted(opened.name) + " binds the stack to " +
                  quoted(opened.subscription) + " from " + opened.from.to_string() + " (R11).");
  if (plan.gap.hours() > 0) {
    notes.push_back("Gap: from " + plan.gap.begin.to_string() + " to " +
                    plan.gap.end.to_string() + " the stack has no registration; usage of these "
                    "hours is kept in quarantine.");
  }
  for (const TenantId& tenant : plan.left_behind) {
    notes.push_back("Tenant " + quoted(tenant) + " falls to the new default until it is added to " +
                    quoted(opened.name) + " (R32).");
  }
  for (const Error& error : plan.refused) {
    notes.push_back("Not copied, " + error.code + ": " + error.message);
  }
}

}  // namespace

Result<MovePlan> move_stack(const Registry& registry, const Move& move, const Caller& caller) {
  MovePlan plan;
  const Hour open_at = move.open_at.value_or(move.close_at);
  if (open_at < move.close_at) {
    return fail(ErrorKind::invalid, "InvalidSpan",
                "The new registration would begin at " + open_at.to_string() +
                    ", before the old one ends at " + move.close_at.to_string() + ".");
  }
  const Removal removal{move.registration, {}, false};
  auto closing = close_registration(registry, removal, move.close_at, caller);
  if (!closing) return pass(closing);
  if (move.new_name.empty() || registry.registration(move.new_name) != nullptr) {
    return fail_rule("R11", "RegistrationNameTaken",
                     "The new registration needs a name that was never used, not " +
                         quoted(move.new_name) + ".");
  }
  const Registration closed = std::get<Registration>(closing->facts.front());
  Registration opened = closed;
  opened.name = move.new_name;
  opened.subscription = move.subscription;
  opened.from = open_at;
  opened.to = registry.registration(move.registration)->to;
  opened.registered_by = caller.subject;
  plan.change.facts = std::move(closing->facts);
  const Registry after_closing = registry.with(plan.change.facts);
  if (auto allowed = check_registration(after_closing, opened, caller); !allowed) {
    return pass(allowed);
  }
  if (auto agreed = check_agreement(registry, opened); !agreed) return pass(agreed);
  plan.change.facts.emplace_back(opened);
  plan.gap = {*closed.to, opened.from};
  if (move.copy_mappings) {
    copy_mappings(registry, opened, closed.name, plan);
  } else {
    list_left_behind(registry, opened, closed.name, plan);
  }
  explain_move(closed, opened, plan);
  return plan;
}

namespace {

// What is recorded under the key of the wish: of an object with terms that version.
template <class T>
const T* existing_of(const Registry& registry, const T& wanted) {
  if constexpr (HasTerms<T>) {
    return registry.version(wanted);
  } else {
    return registry.stack(wanted.cloud_id);
  }
}

Status check_object(const Registry& after, const Provider& provider) {
  static_cast<void>(after);
  return check_details(provider.details, false);
}
Status check_object(const Registry& after, const Partner& partner) {
  return check_partner(after, partner);
}
Status check_object(const Registry& after, const Subscription& subscription) {
  return check_subscription(after, subscription);
}
Status check_object(const Registry& after, const Stack& stack) {
  return check_stack(after, stack);
}
Status check_object(const Registry& after, const LocalSubscription& local) {
  return check_local_subscription(after, local);
}

template <class T>
Status check_wanted(const Registry& registry, const Registry& after, const T& wanted) {
  if constexpr (std::is_same_v<T, Partner> || std::is_same_v<T, Customer>) {
    if (auto id = check_new_party(registry, wanted.id); !id) return id;
  }
  if constexpr (HasTerms<T>) {
    return MonthViews(after).ask(wanted, [&](const Registry& then) {
      if constexpr (std::is_same_v<T, Customer>) {
        return check_customer(registry, then, wanted);
      } else {
        return check_object(then, wanted);
      }
    });
  } else {
    return check_object(after, wanted);
  }
}

}  // namespace

Result<ProposedChange> put_object(const Registry& registry, const Fact& wanted, Hour now) {
  const Registry after = registry.with(std::vector<Fact>{wanted});
  return std::visit(
      [&](const auto& value) -> Result<ProposedChange> {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, Registration>) {
          return add_registration(registry, value);
        } else if constexpr (std::is_same_v<T, Mapping>) {
          return add_mapping(registry, value);
        } else {
          auto allowed = check_wanted(registry, after, value);
          if (!allowed) return pass(allowed);
          const T* existing = existing_of(registry, value);
          if (existing != nullptr && *existing == value) {
            return ProposedChange{{}, {"It is so already."}};
          }
          if constexpr (std::is_same_v<T, Subscription>) {
            if (const Subscription* known = registry.subscription(value.id)) {
              auto directory = check_directory_change(*known, after, now);
              if (!directory) return pass(directory);
            }
          }
          return ProposedChange{{wanted}, {}};
        }
      },
      wanted);
}

}  // namespace tollbridge::registry
