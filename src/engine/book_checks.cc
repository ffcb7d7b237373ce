// SPDX-License-Identifier: Apache-2.0
// The rules of the registry asked about everything a book declares, each fault put to the line of
// the field that is to blame.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "engine/book_draft.h"
#include "registry/month_views.h"
#include "registry/party_rules.h"
#include "registry/rules.h"

namespace tollbridge::engine {
namespace {

using namespace registry;

// The field a code speaks of; the first that the entry has is blamed.
constexpr std::pair<std::string_view, std::string_view> blame[] = {
    {"MissingName", "name"},
    {"InvalidCountry", "country"},
    {"UnknownCurrency", "currency"},
    {"InvalidVatId", "vat_id"},
    {"ReservedId", "id"},
    {"IdTaken", "id"},
    {"InvalidId", "id"},
    {"UnknownPartner", "of"},
    {"UnknownPartner", "partner"},
    {"InvalidDistributor", "of"},
    {"DistributorHasResellers", "kind"},
    {"TenantOfAnotherCustomer", "tenants"},
    {"ApssWithCustomer", "customer"},
    {"UnknownCustomer", "customer"},
    {"CustomerOfAnotherPartner", "partner"},
    {"UnknownOperator", "operator"},
    {"DirectoryChangeInvalidatesRegistration", "directory"},
    {"SubscriptionNotFound", "subscription"},
    {"RegistrationMoveRefused", "subscription"},
    {"RegistrationNameTaken", "from"},
    {"UnknownStack", "cloud_id"},
    {"CloudIdUpdateNotAllowed", "cloud_id"},
    {"CloudIdAlreadyRegistered", "cloud_id"},
    {"InvalidSpan", "to"},
    {"CustomerSubscriptionsNotAllowed", "subscription"},
    {"UnauthorizedCspRegistration", "subscription"},
    {"InvalidCustomerSubscriptionId", "subscription"},
    {"BadCustomerSubscriptionId", "subscription"},
    {"InvalidCSPSubscription", "subscription"},
};

void report(const Entry& entry, Status status, Faults& faults) {
  if (status) return;
  std::string_view key;
  for (const auto& [code, field] : blame) {
    const bool there = entry.field(field).state != FieldState::absent ||
                       entry.list(field).state != FieldState::absent;
    if (code == status.error().code && there) key = field;
  }
  const std::string blamed(key.empty() ? std::string_view(status.error().path) : key);
  faults.add(entry, blamed, std::move(status.error()));
}

template <class T, class Ask>
void ask_all(const std::vector<Draft<T>>& drafts, Faults& faults, Ask ask) {
  for (const Draft<T>& draft : drafts) {
    if (draft.sound) report(*draft.entry, ask(draft), faults);
  }
}

// What is asked about terms is asked in every month in which they hold.
void check_parties(const BookDraft& draft, const Registry& before, MonthViews& months,
                   Faults& faults) {
  ask_all(draft.provider, faults,
          [](const auto& provider) { return check_details(provider.value.details, false); });
  ask_all(draft.partners, faults, [&](const auto& partner) -> Status {
    if (auto id = check_new_party(before, partner.value.id); !id) return id;
    return months.ask(partner.value,
                      [&](const Registry& then) { return check_partner(then, partner.value); });
  });
  ask_all(draft.customers, faults, [&](const auto& customer) -> Status {
    if (auto id = check_new_party(before, customer.value.id); !id) return id;
    return months.ask(customer.value, [&](const Registry& then) {
      return check_customer(before, then, customer.value);
    });
  });
}

void check_subscriptions(const BookDraft& draft, const Registry& before, const Registry& after,
                         MonthViews& months, Hour now, Faults& faults) {
  ask_all(draft.subscriptions, faults, [&](const auto& subscription) -> Status {
    auto checked = months.ask(subscription.value, [&](const Registry& then) {
      return check_subscription(then, subscription.value);
    });
    const Subscription* known = before.subscription(subscription.value.id);
    if (!checked || known == nullptr) return checked;
    return check_directory_change(*known, after, now);
  });
  ask_all(draft.stacks, faults,
          [&](const auto& stack) { return check_stack(after, stack.value); });
  ask_all(draft.local_subscriptions, faults,
          [&](const auto& local) { return check_local_subscription(after, local.value); });
}

void check_registrations(const BookDraft& draft, const Registry& after, Faults& faults) {
  ask_all(draft.registrations, faults, [&](const auto& registration) -> Status {
    auto change = check_registration_change(after, registration.existing, registration.value);
    if (!change) return change;
    return check_registration_place(after, registration.value);
  });
}

// Mappings of a registration whose default is unknown are not judged: that is the one fault.
void check_mappings(const BookDraft& draft, MonthViews& months, Faults& faults) {
  ask_all(draft.mappings, faults, [&](const auto& mapping) -> Status {
    const Registry& after = months.in(Period::containing(mapping.value.from));
    const Registration* registration = after.registration(mapping.value.registration);
    if (registration != nullptr && after.subscription(registration->subscription) == nullptr) {
      return {};
    }
    return check_mapping(after, mapping.value);
  });
}

// The line that puts the tenant on the subscription, the last one if there are several.
const Entry* mapping_entry(const BookDraft& draft, const RegistrationName& registration,
                           const SharedSubscription& shared) {
  const Entry* found = nullptr;
  for (const auto& mapping : draft.mappings) {
    const Mapping& value = mapping.value;
    const bool concerned = value.tenant == shared.first || value.tenant == shared.second;
    if (value.registration == registration && value.subscription == shared.subscription &&
        concerned && value.from <= shared.from) {
      if (found == nullptr || found->line < mapping.entry->line) found = mapping.entry;
    }
  }
  return found;
}

void check_shared(const BookDraft& draft, const Registry& after, Faults& faults) {
  std::set<RegistrationName> touched;
  for (const auto& mapping : draft.mappings) touched.insert(mapping.value.registration);
  for (const RegistrationName& name : touched) {
    for (const SharedSubscription& shared : shared_subscriptions(after, name)) {
      const Entry* entry = mapping_entry(draft, name, shared);
      if (entry == nullptr) continue;
      faults.add(*entry, "subscription",
                 Error{ErrorKind::refused, "SharedSubscription",
                       "Subscription '" + shared.subscription.text() + "' would serve tenants '" +
                           shared.first.text() + "' and '" + shared.second.text() + "' of '" +
                           name.text() + "' from " + shared.from.to_string() +
                           "; give each tenant a subscription of its own, or end one mapping "
                           "first.",
                       "R29", {}, 0, {}});
    }
  }
}

}  // namespace

void check_draft(const BookDraft& draft, const Registry& before, const Registry& after, Hour now,
                 Faults& faults) {
  if (draft.provider.empty() && before.provider() == nullptr) {
    faults.add(Error{ErrorKind::invalid, "MissingProvider",
                     "Nobody is declared who invoices the partners; add `provider` with name, "
                     "country and currency.",
                     {}, "provider", 1, {}});
  }
  MonthViews months(after);
  check_parties(draft, before, months, faults);
  check_subscriptions(draft, before, after, months, now, faults);
  check_registrations(draft, after, faults);
  check_mappings(draft, months, faults);
  check_shared(draft, after, faults);
}

}  // namespace tollbridge::engine
