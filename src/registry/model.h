// SPDX-License-Identifier: Apache-2.0
// The things of the registry, each as one fact: the whole state of one object as declared at one
// time. Facts are only ever added; a later fact of the same key corrects or closes an earlier one
// and both stay readable. What holds at an hour, as known at a commit: registry/registry.h.
//
// Key of a fact: its id (parties, subscriptions, stacks), (stack, id) of a local subscription, the
// name of a registration, (registration, tenant, from) of a mapping, "provider" of the provider.
//
// Terms: who sells to whom, in what currency and rounded how, and whose a local subscription is.
// They change with a month, so the objects that have terms come in versions: `from`, the month
// from which a version's terms hold, is part of the key. A version without one holds since always,
// and so does the first where none is without. Whatever else an object has is one for all its
// versions: the latest fact says it (take_terms, docs/decisions/0014-terms-have-a-date.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/ids.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "registry/papers.h"

namespace tollbridge::registry {

enum class PartnerKind : std::uint8_t { direct, distributor, reseller };
enum class Offer : std::uint8_t { csp, apss, ea, payg, msdn };
enum class BillingModel : std::uint8_t {
  pay_as_you_use, capacity, development, custom, ruggedized
};

// The literals of contract.md: "direct", "CSP", "PayAsYouUse", …
std::string_view to_string(PartnerKind kind);
std::string_view to_string(Offer offer);
std::string_view to_string(BillingModel model);
Result<PartnerKind> parse_partner_kind(std::string_view text);
Result<Offer> parse_offer(std::string_view text);
Result<BillingModel> parse_billing_model(std::string_view text);

// What an invoice needs to know of whoever sells or buys.
struct PartyDetails {
  std::string name;
  std::string country;   // ISO 3166-1 alpha-2, upper case
  std::string currency;  // ISO 4217; a customer may leave it empty: its partner's
  std::string vat_id;    // may be empty
  std::string address;   // may be empty; lines separated by '\n'
  Papers papers = {};
  friend bool operator==(const PartyDetails&, const PartyDetails&) = default;
};

struct Provider {  // exactly one; the seller called "provider"
  PartyDetails details;
  RoundingProfile rounding = RoundingProfile::en16931;
  std::optional<Period> from = {};  // terms: details.currency, rounding
  friend bool operator==(const Provider&, const Provider&) = default;
};

struct Partner {
  PartyId id;
  PartnerKind kind = PartnerKind::direct;
  PartyId distributor;  // of a reseller; else empty
  PartyDetails details;
  std::optional<Period> from = {};  // terms: kind, distributor, details.currency
  friend bool operator==(const Partner&, const Partner&) = default;
};

struct Customer {
  PartyId id;
  PartyId partner;  // who sells to it
  PartyDetails details;
  std::vector<TenantId> tenants;    // a tenant belongs to at most one customer
  std::optional<Period> from = {};  // terms: partner, details.currency
  friend bool operator==(const Customer&, const Customer&) = default;
};

struct OpenSpan {  // half-open; no end: still going on
  Hour begin;
  std::optional<Hour> end;
  friend bool operator==(const OpenSpan&, const OpenSpan&) = default;
};

struct Subscription {  // commerce side: what is charged
  SubscriptionId id;
  Offer offer = Offer::csp;
  PartyId partner;   // who sells it; a reseller's rolls up to its distributor
  PartyId customer;  // empty for APSS (R42) and for a partner's own
  std::vector<OpenSpan> inactive;
  std::vector<std::string> owners;  // subjects that may register with it (R5)
  std::string directory;            // GUID or empty (R6, R16)
  std::optional<Period> from = {};  // terms: offer, partner, customer
  friend bool operator==(const Subscription&, const Subscription&) = default;
};

struct Stack {
  StackId cloud_id;
  std::string region;
  LocalSubscriptionId provider_subscription;  // infrastructure lives here (R47); may be empty
  PartyId operated_by;                        // partner or customer; may be empty
  std::string directory;                      // of deployment; may be empty (R6)
  // Public JWK of the key that signs its batches; empty: the registration's token says it.
  std::string bridge_key = {};
  friend bool operator==(const Stack&, const Stack&) = default;
};

struct LocalSubscription {
  StackId stack;
  LocalSubscriptionId id;
  TenantId tenant;
  std::optional<Period> from = {};  // terms: tenant
  friend bool operator==(const LocalSubscription&, const LocalSubscription&) = default;
};

// What registering by a token told beyond what is billed by (spec/azure-stack.md 3.2.3): kept as
// told, and given back by the API. Empty where a registration comes from a book.
struct RegistrationDetails {
  std::string object_id;  // of the stack's bridge identity
  std::string token;      // the decoded token, JSON text
  std::string tags;       // of the resource, the text of a JSON object
  bool locked = false;    // RegistrationResourceLock is set (R13)
  friend bool operator==(const RegistrationDetails&, const RegistrationDetails&) = default;
};

struct Registration {
  RegistrationName name;
  std::string resource_group;
  SubscriptionId subscription;  // the default
  StackId cloud_id;
  BillingModel billing_model = BillingModel::pay_as_you_use;
  Hour from;
  std::optional<Hour> to;
  bool multi_tenancy_approved = true;  // R31; a registration in a book is approved
  std::string agreement_number;        // R19, Capacity only
  std::string registered_by;           // subject (R7); empty: from a book
  RegistrationDetails details = {};
  friend bool operator==(const Registration&, const Registration&) = default;
};

// Who pays for a tenant on a registration from an hour on. An empty subscription is a removal:
// from then on the default pays (R34).
struct Mapping {
  RegistrationName registration;
  TenantId tenant;
  SubscriptionId subscription;
  Hour from;
  std::optional<Hour> to;
  friend bool operator==(const Mapping&, const Mapping&) = default;
};

// Gives `to` the terms of another version of the same object; `from` and the rest stay.
void take_terms(Provider& to, const Provider& version);
void take_terms(Partner& to, const Partner& version);
void take_terms(Customer& to, const Customer& version);
void take_terms(Subscription& to, const Subscription& version);
void take_terms(LocalSubscription& to, const LocalSubscription& version);

template <class T>
concept HasTerms = requires(T& to, const T& version) { take_terms(to, version); };

// The month whose first hour a time or date is ("2026-12-01"), or that is named ("2026-12").
// Errors: InvalidFrom.
Result<std::optional<Period>> parse_version_month(std::string_view text);

using Fact = std::variant<Provider, Partner, Customer, Subscription, Stack, LocalSubscription,
                          Registration, Mapping>;

struct RecordedFact {
  Fact fact;
  std::uint64_t commit = 0;  // the books' transaction that recorded it; later ones win
  Instant known_at{};        // when we learned it
  std::string actor;         // who told us: a subject, or "book"
};

}  // namespace tollbridge::registry
