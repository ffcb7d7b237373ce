// SPDX-License-Identifier: Apache-2.0
#include "registry/rules.h"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <utility>

#include "registry/history.h"

namespace tollbridge::registry {
namespace {

// "subscription 'x'", for messages.
template <class Id>
std::string quoted(const Id& id) {
  return "'" + id.text() + "'";
}

std::unexpected<Error> denied(std::string rule, std::string message) {
  auto error = fail(ErrorKind::denied, "AuthorizationFailed", std::move(message));
  error.error().rule = std::move(rule);
  return error;
}

std::unexpected<Error> missing(std::string rule, std::string code, std::string message) {
  auto error = fail(ErrorKind::not_found, std::move(code), std::move(message));
  error.error().rule = std::move(rule);
  return error;
}

Status check_span(Hour from, const std::optional<Hour>& to, bool may_be_empty) {
  if (!to || *to > from || (may_be_empty && *to == from)) return {};
  return fail(ErrorKind::invalid, "InvalidSpan",
              "It would end at " + to->to_string() + ", but begins at " + from.to_string() +
                  "; the end is excluded and must come later.");
}

bool overlap(const Registration& a, const Registration& b) {
  const Hour begin = std::max(a.from, b.from);
  return (!a.to || begin < *a.to) && (!b.to || begin < *b.to);
}

bool owns(const Subscription& subscription, const Caller& caller) {
  const auto& owners = subscription.owners;
  return !caller.subject.empty() &&
         std::find(owners.begin(), owners.end(), caller.subject) != owners.end();
}

Status check_owner(const Registry& registry, const Subscription& subscription,
                   const Caller& caller) {
  if (caller.is_provider() || owns(subscription, caller)) return {};
  if (subscription.owners.empty() && may_see(registry, caller, subscription.id)) return {};
  return denied("R5", "'" + caller.subject + "' is no owner of subscription " +
                          quoted(subscription.id) +
                          "; only an owner of the default subscription may register with it. Have "
                          "the account added to its owners.");
}

bool is_multi_tenant(Offer offer) { return offer == Offer::csp || offer == Offer::apss; }

Hour a_year_after(Hour hour) {
  using std::chrono::days;
  const auto day = std::chrono::floor<days>(hour.start());
  const std::chrono::year_month_day date{day};
  auto next = date + std::chrono::years(1);
  if (!next.ok()) next = next.year() / next.month() / std::chrono::last;  // 29 February
  return Hour::containing(std::chrono::sys_days{next} + (hour.start() - day));
}

}  // namespace

bool may_see(const Registry& registry, const Caller& caller, const SubscriptionId& subscription) {
  const Subscription* found = registry.subscription(subscription);
  if (found == nullptr) return false;
  if (caller.is_provider() || owns(*found, caller)) return true;
  return !caller.partner.empty() && (found->partner == caller.partner ||
                                     registry.top_partner(subscription) == caller.partner);
}

Status check_principal(const Registry& registry, const Registration& existing,
                       const Caller& caller) {
  if (caller.is_provider()) return {};
  const Subscription* home = registry.subscription(existing.subscription);
  if (home != nullptr && owns(*home, caller)) return {};
  if (existing.registered_by.empty()) {
    return home == nullptr ? Status() : check_owner(registry, *home, caller);
  }
  if (existing.registered_by == caller.subject) return {};
  return denied("R7", "Registration " + quoted(existing.name) +
                          " can be changed only by the principal that registered it and by the "
                          "owners of its subscription; sign in as one of these, or ask the "
                          "provider.");
}

Status check_registration_change(const Registry& registry, const Registration* existing,
                                 const Registration& wanted, const Caller& caller) {
  if (auto span = check_span(wanted.from, wanted.to, true); !span) return span;
  if (existing == nullptr) return {};
  if (existing->cloud_id != wanted.cloud_id) {
    return fail_rule("R9", "CloudIdUpdateNotAllowed",
                     "Registration " + quoted(wanted.name) +
                         " is already associated with another cloud id" +
                         (may_see(registry, caller, existing->subscription)
                              ? ", " + quoted(existing->cloud_id)
                              : std::string()) +
                         "; register stack " +
                         quoted(wanted.cloud_id) + " under a name of its own.");
  }
  if (auto principal = check_principal(registry, *existing, caller); !principal) return principal;
  const bool bound_before = !existing->to || existing->from < *existing->to;
  if (existing->to && bound_before && wanted.from >= *existing->to) {
    return fail_rule("R17", "RegistrationNameTaken",
                     "Registration " + quoted(wanted.name) + " ended at " +
                         existing->to->to_string() +
                         "; what follows needs a new name, so that the hours before stay charged "
                         "as they were.");
  }
  if (existing->subscription == wanted.subscription || !bound_before) return {};
  return check_move(registry, existing->subscription, wanted.subscription);
}

namespace {

// Whether the party is the caller's partner, a reseller of it, or a customer of one of these.
bool belongs_to(const Registry& registry, const Caller& caller, const PartyId& party) {
  const Customer* customer = registry.customer(party);
  const PartyId& seller = customer != nullptr ? customer->partner : party;
  if (seller == caller.partner) return true;
  const Partner* partner = registry.partner(seller);
  return partner != nullptr && partner->distributor == caller.partner;
}

// A stack that a foreign party operates, or had registered last, does not exist for a partner.
bool may_register(const Registry& registry, const Caller& caller, const Stack* stack) {
  if (stack == nullptr) return false;
  if (caller.partner.empty()) return true;
  if (!stack->operated_by.empty()) return belongs_to(registry, caller, stack->operated_by);
  const auto registrations = registry.registrations_of(stack->cloud_id);
  return registrations.empty() || may_see(registry, caller, registrations.back()->subscription);
}

}  // namespace

Status check_registration_place(const Registry& registry, const Registration& wanted,
                                const Caller& caller) {
  const Subscription* subscription = registry.subscription(wanted.subscription);
  if (subscription == nullptr || !may_see(registry, caller, wanted.subscription)) {
    return missing("R1", "SubscriptionNotFound",
                   "Registration " + quoted(wanted.name) + " needs a default subscription, and " +
                       quoted(wanted.subscription) +
                       " is not known; declare it with its offer and partner first.");
  }
  if (auto owner = check_owner(registry, *subscription, caller); !owner) return owner;
  if (!may_register(registry, caller, registry.stack(wanted.cloud_id))) {
    return missing("R2", "UnknownStack",
                   "Registration " + quoted(wanted.name) + " names stack " +
                       quoted(wanted.cloud_id) + ", which is not declared; declare it first.");
  }
  for (const Registration* other : registry.registrations_of(wanted.cloud_id)) {
    // A stack somebody else had registered is handed over by the provider only.
    const bool foreign = !may_see(registry, caller, other->subscription);
    if (other->name == wanted.name || !(foreign || overlap(*other, wanted))) continue;
    const std::string as =
        !may_see(registry, caller, other->subscription)
            ? std::string()
            : ", as " + quoted(other->name) + " from " + other->from.to_string() +
                  (other->to ? " to " + other->to->to_string() : std::string());
    return fail_rule("R8", "CloudIdAlreadyRegistered",
                     "Cloud identifier [" + wanted.cloud_id.text() + "] is already registered" +
                         as +
                         ". Reusing cloud identifiers is not allowed: close that registration "
                         "first.");
  }
  return {};
}

Status check_registration(const Registry& registry, const Registration& wanted,
                          const Caller& caller) {
  const Registration* existing = registry.registration(wanted.name);
  if (auto change = check_registration_change(registry, existing, wanted, caller); !change) {
    return change;
  }
  return check_registration_place(registry, wanted, caller);
}

Status check_agreement(const Registry& registry, const Registration& wanted) {
  if (wanted.billing_model != BillingModel::capacity) return {};
  const Subscription* subscription = registry.subscription(wanted.subscription);
  if (subscription != nullptr && subscription->offer != Offer::ea) {
    return fail_rule("R19", "InvalidDefaultSubscription",
                     "Capacity is sold under an enterprise agreement only, and subscription " +
                         quoted(wanted.subscription) + " is " +
                         std::string(to_string(subscription->offer)) +
                         "; register with an EA subscription or as PayAsYouUse.");
  }
  if (wanted.agreement_number.empty()) {
    return fail_rule("R19", "MissingAgreementNumber",
                     "Capacity registration " + quoted(wanted.name) +
                         " needs the number of its enterprise agreement.");
  }
  return {};
}

Status check_token_flags(BillingModel model, const TokenFlags& flags) {
  if (model == BillingModel::pay_as_you_use && !flags.usage_reporting_enabled) {
    return fail_rule("R20", "UsageReportingRequired",
                     "PayAsYouUse is charged by usage, so usage reporting cannot be off; leave "
                     "it on, or register as Capacity.");
  }
  if (model == BillingModel::custom && flags.asset_tag.empty()) {
    return fail_rule("R19", "MissingMsAssetTag",
                     "Billing model Custom needs the asset tag of its agreement.");
  }
  return {};
}

Status check_move(const Registry& registry, const SubscriptionId& from, const SubscriptionId& to) {
  const Subscription* old_home = registry.subscription(from);
  const Subscription* new_home = registry.subscription(to);
  if (new_home == nullptr) {
    return missing("R1", "SubscriptionNotFound",
                   "Subscription " + quoted(to) +
                       " is not known; declare it with its offer and partner first.");
  }
  if (old_home != nullptr && old_home->offer == Offer::csp && new_home->offer == Offer::csp &&
      registry.top_partner(from) == registry.top_partner(to)) {
    return {};
  }
  return fail_rule("R11", "RegistrationMoveRefused",
                   "A registration moves as it is from " + quoted(from) + " to " + quoted(to) +
                       " only if both are CSP subscriptions of one partner (R15). Close it, and "
                       "register the stack under a new name with the other subscription.");
}

Status check_removal(const Registry& registry, const Removal& removal, const Caller& caller) {
  const Registration* existing = registry.registration(removal.registration);
  if (existing == nullptr || !may_see(registry, caller, existing->subscription)) {
    return missing("R1", "RegistrationNotFound",
                   "There is no registration " + quoted(removal.registration) +
                       "; list the registrations and take the one with the stack's cloud id.");
  }
  if (auto principal = check_principal(registry, *existing, caller); !principal) return principal;
  if (removal.locked) {
    return fail_rule("R13", "ScopeLocked",
                     "Registration " + quoted(removal.registration) +
                         " is protected by RegistrationResourceLock; remove the lock first.");
  }
  if (!removal.cloud_id.empty() && removal.cloud_id != existing->cloud_id) {
    return fail_rule("R12", "CloudIdMismatch",
                     "Registration " + quoted(removal.registration) +
                         " belongs to another stack than " + quoted(removal.cloud_id) +
                         "; a stack removes only its own registration.");
  }
  return {};
}

Status check_directory_change(const Subscription& before, const Registry& after, Hour now) {
  const Subscription* changed = after.subscription(before.id);
  if (changed == nullptr || changed->directory == before.directory || before.directory.empty()) {
    return {};
  }
  for (const Registration* registration : after.registrations()) {
    if (registration->subscription != before.id || registration->from > now) continue;
    if (registration->to && *registration->to <= now) continue;
    return fail_rule("R16", "DirectoryChangeInvalidatesRegistration",
                     "Subscription " + quoted(before.id) + " would leave directory '" +
                         before.directory + "', which ends registration " +
                         quoted(registration->name) +
                         ". Close that at the hour of the change, and register the stack anew.");
  }
  return {};
}

std::string_view to_string(RegistrationState state) {
  switch (state) {
    case RegistrationState::registered: return "Registered";
    case RegistrationState::not_registered: return "Not registered";
    case RegistrationState::expired: return "Expired";
  }
  return {};
}

RegistrationState registration_state(const Registry& registry, const StackId& stack, Hour now) {
  const auto capacity_ended = [&](const Registration& registration) {
    return registration.billing_model == BillingModel::capacity &&
           a_year_after(registration.from) <= now;
  };
  if (const Registration* held = registry.registration_at(stack, now)) {
    return capacity_ended(*held) ? RegistrationState::expired : RegistrationState::registered;
  }
  const auto all = registry.registrations_of(stack);
  const auto last = std::find_if(all.rbegin(), all.rend(), [&](const Registration* registration) {
    return registration->from <= now;
  });
  if (last != all.rend() && capacity_ended(**last)) return RegistrationState::expired;
  return RegistrationState::not_registered;
}

namespace {

Status check_customers_allowed(const Registry& registry, const Registration& registration) {
  if (registration.billing_model == BillingModel::capacity) {
    return fail_rule("R30", "CustomerSubscriptionsNotAllowed",
                     "Registration " + quoted(registration.name) +
                         " is charged by capacity and takes no customer subscriptions; "
                         "re-register the stack as PayAsYouUse.");
  }
  if (!registration.multi_tenancy_approved) {
    return fail_rule("R31", "UnauthorizedCspRegistration",
                     "Registration " + quoted(registration.name) +
                         " has not been approved for multi-tenancy; have the provider approve "
                         "it first.");
  }
  const Subscription* home = registry.subscription(registration.subscription);
  if (home == nullptr || !is_multi_tenant(home->offer)) {
    return fail_rule("R4", "UnauthorizedCspRegistration",
                     "Registration " + quoted(registration.name) + " stands on subscription " +
                         quoted(registration.subscription) +
                         ", which is neither CSP nor APSS and so charges a single tenant only; "
                         "register the stack with one of those.");
  }
  return {};
}

// Same partner at the top; where a reseller sells the default, the same reseller.
bool same_seller(const Registry& registry, const SubscriptionId& home,
                 const SubscriptionId& customer) {
  const Subscription* default_subscription = registry.subscription(home);
  if (registry.top_partner(home) != registry.top_partner(customer)) return false;
  const Partner* seller = registry.partner(default_subscription->partner);
  if (seller == nullptr || seller->kind != PartnerKind::reseller) return true;
  return registry.subscription(customer)->partner == seller->id;
}

}  // namespace

Status check_mapping(const Registry& registry, const Mapping& wanted, const Caller& caller) {
  if (auto span = check_span(wanted.from, wanted.to, false); !span) return span;
  const Registration* registration = registry.registration(wanted.registration);
  if (registration == nullptr || !may_see(registry, caller, registration->subscription)) {
    return missing("R1", "RegistrationNotFound",
                   "There is no registration " + quoted(wanted.registration) +
                       "; register the stack with its default subscription first, then add its "
                       "customers.");
  }
  if (auto principal = check_principal(registry, *registration, caller); !principal) {
    return principal;
  }
  if (wanted.subscription.empty()) return {};
  if (auto allowed = check_customers_allowed(registry, *registration); !allowed) return allowed;
  const Subscription* customer = may_see(registry, caller, wanted.subscription)
                                     ? registry.subscription(wanted.subscription)
                                     : nullptr;
  if (customer == nullptr && !normal_guid(wanted.subscription.text())) {
    auto error = fail(ErrorKind::invalid, "InvalidCustomerSubscriptionId",
                      quoted(wanted.subscription) +
                          " is not the id of a subscription; give the GUID of the customer's "
                          "CSP subscription.");
    error.error().rule = "R24";
    return error;
  }
  if (customer == nullptr ||
      !same_seller(registry, registration->subscription, wanted.subscription)) {
    return fail_rule("R24", "BadCustomerSubscriptionId",
                     "Subscription " + quoted(wanted.subscription) +
                         " is not among those that belong to the same partner as registration " +
                         quoted(registration->name) + " and its subscription " +
                         quoted(registration->subscription) +
                         "; take a CSP subscription of the partner that registered the stack.");
  }
  if (customer->offer != Offer::csp) {
    return fail_rule("R23", "InvalidCSPSubscription",
                     "Subscription " + quoted(wanted.subscription) + " is " +
                         std::string(to_string(customer->offer)) +
                         "; a customer subscription must be CSP.");
  }
  return {};
}

std::vector<SharedSubscription> shared_subscriptions(const Registry& registry,
                                                     const RegistrationName& registration) {
  auto spans = mapping_spans(registry, registration);
  std::stable_sort(spans.begin(), spans.end(), [](const MappingSpan& a, const MappingSpan& b) {
    return std::tie(a.subscription, a.begin) < std::tie(b.subscription, b.begin);
  });
  std::vector<SharedSubscription> shared;
  const MappingSpan* open = nullptr;  // of the spans so far, the one that ends last
  for (const MappingSpan& span : spans) {
    const bool same = open != nullptr && open->subscription == span.subscription;
    const bool meets = same && (!open->end || span.begin < *open->end);
    if (meets && open->tenant != span.tenant) {
      shared.push_back({span.subscription, open->tenant, span.tenant, span.begin});
    }
    if (!same || (open->end && (!span.end || *span.end > *open->end))) open = &span;
  }
  return shared;
}

}  // namespace tollbridge::registry
