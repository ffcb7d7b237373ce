// SPDX-License-Identifier: Apache-2.0
// Which kind of subscription to register a stack with, by who operates it, and warnings about
// registrations that are allowed but not wise (spec/azure-stack.md section 1.3, 1.4; R21). Advice
// never refuses anything. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "registry/model.h"
#include "registry/registry.h"

namespace tollbridge::registry {

enum class Operator : std::uint8_t { direct, distributor, reseller, customer };
std::string_view to_string(Operator who);
Result<Operator> parse_operator(std::string_view text);  // InvalidOperator

struct Advice {
  Operator who = Operator::direct;
  Offer offer = Offer::apss;  // register with this
  std::string reason;
  std::vector<std::string> alternatives;  // what else is possible, and what it costs
};
Advice advise(Operator who);

// Something allowed that will surprise somebody.
struct Warning {
  std::string code;    // PascalCase, stable
  std::string rule;    // "R21", or empty
  std::string object;  // "registration 'x'"
  std::string message;
};

// Of every registration in force at `now` or later, by name:
//   OfferDoesNotFitOperator      the default is of the wrong kind for whoever operates the stack
//   OfferDoesNotFitBillingModel  section 1.4 has no such registration
//   SingleTenantOnly             the default is neither CSP nor APSS (R4)
//   MissingAgreementNumber       Capacity without one (R19)
//   NameWithoutCloudId           the name does not carry the cloud id (R21)
//   SeveralStacksOnSubscription  one subscription is the default of several stacks (R21)
//   InactiveDefault              the default is not active at `now`; it still pays
//   TenantOfAnotherCustomer      a tenant is charged to another customer than its own (R25)
std::vector<Warning> warnings(const Registry& registry, Hour now);

// Said of a tenant that would be charged to the subscription of another customer than its own
// (R25): allowed, and mostly a slip. Nothing if either has no customer.
std::optional<std::string> another_customer(const Registry& registry, const TenantId& tenant,
                                            const SubscriptionId& subscription);

}  // namespace tollbridge::registry
