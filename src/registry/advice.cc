// SPDX-License-Identifier: Apache-2.0
#include "registry/advice.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "registry/history.h"

namespace tollbridge::registry {
namespace {

constexpr std::array operators{
    std::pair{Operator::direct, std::string_view("direct")},
    std::pair{Operator::distributor, std::string_view("distributor")},
    std::pair{Operator::reseller, std::string_view("reseller")},
    std::pair{Operator::customer, std::string_view("customer")},
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::optional<Operator> operator_of(const Registry& registry, const PartyId& party) {
  if (registry.customer(party) != nullptr) return Operator::customer;
  const Partner* partner = registry.partner(party);
  if (partner == nullptr) return std::nullopt;
  switch (partner->kind) {
    case PartnerKind::direct: return Operator::direct;
    case PartnerKind::distributor: return Operator::distributor;
    case PartnerKind::reseller: return Operator::reseller;
  }
  return std::nullopt;
}

class Adviser {
 public:
  Adviser(const Registry& registry, Hour now) : registry_(registry), now_(now) {}

  std::vector<Warning> all() {
    for (const Registration* registration : registry_.registrations()) {
      if (registration->to && *registration->to <= now_) continue;
      stacks_[registration->subscription].insert(registration->cloud_id);
    }
    for (const Registration* registration : registry_.registrations()) {
      if (registration->to && *registration->to <= now_) continue;
      const Subscription* home = registry_.subscription(registration->subscription);
      if (home == nullptr) continue;
      check_operator(*registration, *home);
      check_billing_model(*registration, *home);
      check_names(*registration);
      check_tenants(*registration);
      if (!registry_.active(home->id, now_)) {
        warn(*registration, "InactiveDefault", "",
             "its default subscription '" + home->id.text() +
                 "' is not active, and still pays for every tenant without a mapping.");
      }
    }
    return std::move(warnings_);
  }

 private:
  void warn(const Registration& registration, std::string code, std::string rule,
            std::string message) {
    warnings_.push_back({std::move(code), std::move(rule),
                         "registration '" + registration.name.text() + "'", std::move(message)});
  }

  void check_operator(const Registration& registration, const Subscription& home) {
    const Stack* stack = registry_.stack(registration.cloud_id);
    const auto who =
        stack == nullptr ? std::nullopt : operator_of(registry_, stack->operated_by);
    if (!who) return;
    const std::string operated = "its stack is operated by '" + stack->operated_by.text() + "' (" +
                                 std::string(to_string(*who)) + "), ";
    const auto misfit = [&](const std::string& what) {
      warn(registration, "OfferDoesNotFitOperator", "", operated + what);
    };
    const bool by_partner = *who == Operator::direct || *who == Operator::distributor;
    if (by_partner && home.offer == Offer::csp && !home.customer.empty()) {
      misfit("but registered with a CSP subscription of customer '" + home.customer.text() +
             "', who then pays for all tenants without a mapping; register with APSS.");
    } else if (!by_partner && home.offer == Offer::apss) {
      misfit("but registered with APSS, which only the partner itself may use; register with a "
             "CSP subscription made for whoever operates it.");
    } else if (*who == Operator::reseller && home.partner != stack->operated_by) {
      misfit("but the default subscription is sold by '" + home.partner.text() +
             "'; the reseller's own CSP subscription keeps its customers together.");
    } else if (*who == Operator::customer && home.customer != stack->operated_by) {
      misfit("but the default subscription is not that customer's own; register with the "
             "customer's CSP subscription.");
    }
  }

  void check_billing_model(const Registration& registration, const Subscription& home) {
    const BillingModel model = registration.billing_model;
    const std::string offer(to_string(home.offer));
    const bool personal = home.offer == Offer::payg || home.offer == Offer::msdn;
    const bool fits = model == BillingModel::capacity    ? home.offer == Offer::ea
                      : model == BillingModel::development ? true
                                                           : !personal;
    if (!fits) {
      warn(registration, "OfferDoesNotFitBillingModel",
           model == BillingModel::capacity ? "R19" : "",
           std::string(to_string(model)) + " is not sold with an " + offer +
               " subscription; " +
               (model == BillingModel::capacity ? "Capacity needs EA." : "use EA, CSP or APSS."));
    }
    if (home.offer != Offer::csp && home.offer != Offer::apss &&
        model != BillingModel::capacity) {
      warn(registration, "SingleTenantOnly", "R4",
           "its default subscription is " + offer +
               ", so no customer can be charged apart; that needs CSP or APSS.");
    }
    if (model == BillingModel::capacity && registration.agreement_number.empty()) {
      warn(registration, "MissingAgreementNumber", "R19",
           "Capacity needs the number of its enterprise agreement.");
    }
  }

  void check_names(const Registration& registration) {
    const std::string head = registration.cloud_id.text().substr(0, 8);
    if (lower(registration.name.text()).find(lower(head)) == std::string::npos) {
      warn(registration, "NameWithoutCloudId", "R21",
           "its name does not carry the cloud id of its stack; AzureStack-" +
               registration.cloud_id.text() + " would never collide with another one.");
    }
    const auto& stacks = stacks_.at(registration.subscription);
    if (stacks.size() > 1) {
      warn(registration, "SeveralStacksOnSubscription", "R21",
           "its default subscription '" + registration.subscription.text() + "' serves " +
               std::to_string(stacks.size()) +
               " stacks, so their unregistered usage is charged together; one subscription per "
               "stack keeps them apart.");
    }
  }

  void check_tenants(const Registration& registration) {
    for (const MappingSpan& span : mapping_spans(registry_, registration.name)) {
      if (span.end && *span.end <= now_) continue;
      if (auto said = another_customer(registry_, span.tenant, span.subscription)) {
        warn(registration, "TenantOfAnotherCustomer", "R25", std::move(*said));
      }
    }
  }

  const Registry& registry_;
  Hour now_;
  std::map<SubscriptionId, std::set<StackId>> stacks_;
  std::vector<Warning> warnings_;
};

}  // namespace

std::string_view to_string(Operator who) {
  for (const auto& [value, text] : operators) {
    if (value == who) return text;
  }
  return {};
}

Result<Operator> parse_operator(std::string_view text) {
  for (const auto& [value, known] : operators) {
    if (known == text) return value;
  }
  return fail(ErrorKind::invalid, "InvalidOperator",
              "'" + std::string(text) +
                  "' operates no stack; write direct, distributor, reseller or customer.");
}

Advice advise(Operator who) {
  const bool partner = who == Operator::direct || who == Operator::distributor;
  if (partner) {
    return {who, Offer::apss,
            "Whoever operates the stack pays for usage of tenants that are not registered. An APSS "
            "subscription is the partner's own, can never be sold, and its charges appear under "
            "the partner's shared services (R42); customers are added to it one by one.",
            {"CSP: make a directory with a telling name, like contosoCSPAdmin, and a CSP "
             "subscription inside it. Multi-tenancy works the same (R4).",
             "EA, PAYG or MSDN charge a single subscription only: no customer can be added."}};
  }
  if (who == Operator::reseller) {
    return {who, Offer::csp,
            "A reseller has no billing relationship with the provider: its distributor makes a "
            "directory for it, with a CSP subscription in it, and the stack is registered with "
            "that. Its customers' subscriptions must be sold by the same reseller (R24).",
            {"APSS does not work: it is the distributor's own and cannot be given away (R42).",
             "EA, PAYG or MSDN charge a single subscription only: no customer can be added."}};
  }
  return {who, Offer::csp,
          "The customer's own CSP subscription pays for the stack the customer operates; its "
          "partner made it, and is invoiced for it (R40).",
          {"APSS does not work: it is the partner's own and cannot be sold to a customer (R42).",
           "EA works if the customer has an agreement of its own, but for a single subscription "
           "only."}};
}

std::optional<std::string> another_customer(const Registry& registry, const TenantId& tenant,
                                            const SubscriptionId& subscription) {
  const Customer* owner = registry.customer_of_tenant(tenant);
  const Subscription* paying = registry.subscription(subscription);
  if (owner == nullptr || paying == nullptr || paying->customer.empty() ||
      paying->customer == owner->id) {
    return std::nullopt;
  }
  return "tenant '" + tenant.text() + "' of customer '" + owner->id.text() +
         "' is charged to customer '" + paying->customer.text() + "'.";
}

std::vector<Warning> warnings(const Registry& registry, Hour now) {
  return Adviser(registry, now).all();
}

}  // namespace tollbridge::registry
