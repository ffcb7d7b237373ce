// SPDX-License-Identifier: Apache-2.0
// What a party, a subscription or a stack must look like to be recorded: asked of the registry as
// it would be with the new fact on top, so that one book may declare things that need each other.
// Pure. The first fault in the order stated is reported.
#pragma once

#include <string_view>

#include "core/result.h"
#include "registry/model.h"
#include "registry/registry.h"

namespace tollbridge::registry {

// Name (MissingName), country of two capital letters (InvalidCountry), currency of ISO 4217
// (UnknownCurrency), VAT id of two letters and 2 to 16 letters or digits, if any (InvalidVatId).
// An empty currency is allowed where a partner's takes its place.
Status check_details(const PartyDetails& details, bool may_lack_currency);

// The id of a party that is not recorded yet: InvalidId, if it has a slash, a quote or a control
// character, or more than limits::party_id_letters_max letters. Ids stand in paths, file names and
// document numbers. Those recorded before keep what they have.
Status check_new_party(const Registry& before, const PartyId& id);

// ReservedId ("provider"); IdTaken (a customer has it); UnknownPartner, ResellerWithoutDistributor,
// InvalidDistributor (it is no distributor); DistributorHasResellers (it would cease to be one).
Status check_partner(const Registry& after, const Partner& partner);

// ReservedId; IdTaken (a partner has it); UnknownPartner; TenantOfAnotherCustomer (a tenant belongs
// to at most one customer). `before`: the registry without the new facts, which says whose the
// tenants were.
Status check_customer(const Registry& before, const Registry& after, const Customer& customer);

// UnknownPartner; ApssWithCustomer (R42: APSS belongs to the partner itself); UnknownCustomer;
// CustomerOfAnotherPartner (R25: it is made for a customer of the partner that sells it);
// InvalidSpan and OverlappingSpans of the inactive spans.
Status check_subscription(const Registry& after, const Subscription& subscription);

// BridgeKeyWrong (invalid): no public P-256 key as a JWK, or a private one.
Status check_bridge_key(std::string_view jwk);

// UnknownOperator: whoever operates it is no partner and no customer; check_bridge_key, if it has
// one.
Status check_stack(const Registry& after, const Stack& stack);

// UnknownStack; MissingTenant.
Status check_local_subscription(const Registry& after, const LocalSubscription& local);

}  // namespace tollbridge::registry
