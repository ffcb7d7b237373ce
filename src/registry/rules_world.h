// SPDX-License-Identifier: Apache-2.0
// The small world the tests of rules, changes, history and advice share: a direct partner
// (contoso), a distributor (fabrikam) with two resellers (litware, northwind), one customer each,
// and a stack registered at hour 100 with contoso's APSS. Only tests include it.
#pragma once

#include <string>
#include <vector>

#include "registry/model.h"
#include "registry/registry.h"
#include "registry/rules.h"

namespace tollbridge::registry::world {

inline Hour hour(std::int32_t index) { return Hour::from_index(index); }

// Subscriptions need GUIDs where the rules ask for one.
inline SubscriptionId sub(const std::string& short_name) {
  const std::string hex = short_name + std::string(12 - short_name.size(), '0');
  return SubscriptionId("2f3e0000-0000-4000-8000-" + hex);
}

inline const SubscriptionId contoso_apss = sub("a1");
inline const SubscriptionId adatum_csp = sub("a2");
inline const SubscriptionId adatum_second = sub("a3");
inline const SubscriptionId contoso_ea = sub("a4");
inline const SubscriptionId contoso_csp = sub("a5");
inline const SubscriptionId fabrikam_apss = sub("b1");
inline const SubscriptionId litware_csp = sub("b2");
inline const SubscriptionId fourth_csp = sub("b3");
inline const SubscriptionId wingtip_csp = sub("b4");
inline const SubscriptionId unheard_of = sub("ff");

inline const TenantId adatum_tenant("7b6d3d3a-0000-4000-8000-000000000001");
inline const TenantId fourth_tenant("7b6d3d3a-0000-4000-8000-000000000002");
inline const TenantId other_tenant("7b6d3d3a-0000-4000-8000-000000000003");

inline const StackId north("9c1e0000-0000-4000-8000-000000000001");
inline const StackId south("9c1e0000-0000-4000-8000-000000000002");
inline const StackId west("9c1e0000-0000-4000-8000-000000000003");
inline const RegistrationName north_name("AzureStack-9c1e0000-0000-4000-8000-000000000001");
inline const RegistrationName south_name("AzureStack-9c1e0000-0000-4000-8000-000000000002");

inline PartyDetails details(const std::string& name) { return {name, "SE", "EUR", "", ""}; }

inline Partner partner(const char* id, PartnerKind kind, const char* distributor = "") {
  return {PartyId(id), kind, PartyId(distributor), details(id)};
}

inline Customer customer(const char* id, const char* partner_id, std::vector<TenantId> tenants) {
  return {PartyId(id), PartyId(partner_id), details(id), std::move(tenants)};
}

inline Subscription subscription(const SubscriptionId& id, Offer offer, const char* partner_id,
                                 const char* customer_id = "") {
  return {id, offer, PartyId(partner_id), PartyId(customer_id), {}, {}, {}};
}

inline Registration registration(const RegistrationName& name, const StackId& stack,
                                 const SubscriptionId& home) {
  return {name, "azurestack", home, stack, BillingModel::pay_as_you_use, hour(100), {},
          true, {},          {}};
}

inline Mapping mapping(const RegistrationName& name, const TenantId& tenant,
                       const SubscriptionId& subscription_id, std::int32_t from) {
  return {name, tenant, subscription_id, hour(from), {}};
}

inline std::vector<Fact> facts() {
  return {
      Provider{details("Nordic Cloud"), RoundingProfile::en16931},
      partner("contoso", PartnerKind::direct),
      partner("fabrikam", PartnerKind::distributor),
      partner("litware", PartnerKind::reseller, "fabrikam"),
      partner("northwind", PartnerKind::reseller, "fabrikam"),
      customer("adatum", "contoso", {adatum_tenant}),
      customer("fourth", "litware", {fourth_tenant}),
      customer("wingtip", "northwind", {}),
      subscription(contoso_apss, Offer::apss, "contoso"),
      subscription(adatum_csp, Offer::csp, "contoso", "adatum"),
      subscription(adatum_second, Offer::csp, "contoso", "adatum"),
      subscription(contoso_ea, Offer::ea, "contoso"),
      subscription(contoso_csp, Offer::csp, "contoso"),
      subscription(fabrikam_apss, Offer::apss, "fabrikam"),
      subscription(litware_csp, Offer::csp, "litware"),
      subscription(fourth_csp, Offer::csp, "litware", "fourth"),
      subscription(wingtip_csp, Offer::csp, "northwind", "wingtip"),
      Stack{north, "north", {}, PartyId("contoso"), {}},
      Stack{south, "south", {}, PartyId("litware"), {}},
      Stack{west, "west", {}, {}, {}},
      registration(north_name, north, contoso_apss),
      registration(south_name, south, litware_csp),
  };
}

inline Registry registry(const std::vector<Fact>& on_top = {}) {
  return Registry().with(facts()).with(on_top);
}

// As if each fact had been recorded by itself, one a day.
inline std::vector<RecordedFact> recorded(const std::vector<Fact>& on_top) {
  std::vector<RecordedFact> all;
  for (const auto& list : {facts(), on_top}) {
    for (const Fact& fact : list) {
      const std::uint64_t commit = all.size() + 1;
      all.push_back({fact, commit, Instant{} + std::chrono::days(commit), "book"});
    }
  }
  return all;
}

// "R24 BadCustomerSubscriptionId", or "" if all is well.
inline std::string verdict(const Status& status) {
  return status ? "" : status.error().rule + " " + status.error().code;
}
template <class T>
std::string verdict(const Result<T>& result) {
  return result ? "" : result.error().rule + " " + result.error().code;
}

inline Caller as_partner(const char* id, const char* subject = "somebody") {
  return {subject, PartyId(id)};
}

}  // namespace tollbridge::registry::world
