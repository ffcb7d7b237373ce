// SPDX-License-Identifier: Apache-2.0
// Who may register what: the published rules R1-R38 as far as they concern the registry, each a
// pure question to a Registry. Books, the command line and the API ask the same questions and get
// the same codes; nobody else decides. Which rules live elsewhere: registry/README.md.
//
// Every refusal carries the code scripts know and the rule it rests on ("R24"); where several
// rules are broken the first in the order stated at the function is reported.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "registry/model.h"
#include "registry/registry.h"

namespace tollbridge::registry {

// On whose behalf something is done. The default is the provider itself (books, command line):
// it sees everything and may do everything the rules allow.
struct Caller {
  std::string subject;  // empty: the provider
  PartyId partner;      // sees only what this partner sells (or its resellers do); empty: all
  [[nodiscard]] bool is_provider() const { return subject.empty() && partner.empty(); }
};

// A subscription the caller may know of: sold by its partner or by a reseller of it, or owned by
// its subject.
bool may_see(const Registry& registry, const Caller& caller, const SubscriptionId& subscription);

// Who may change a registration and its customer subscriptions (AuthorizationFailed, R7): the
// provider, the principal that registered it, and the subjects among the owners of the default;
// one from a book (R5) whoever owns the default.
Status check_principal(const Registry& registry, const Registration& existing,
                       const Caller& caller);

// Registrations -------------------------------------------------------------------------------

// A new registration, or another one under a name that exists (R10). In this order:
//   InvalidSpan                    it ends before it begins
//   CloudIdUpdateNotAllowed  R9    the name is bound to another cloud id
//   AuthorizationFailed      R7    another principal registered it
//   RegistrationNameTaken    R17   it ended, and would begin anew under its old name
//   RegistrationMoveRefused  R11   another default subscription; see check_move (R15)
//   SubscriptionNotFound     R1    the default subscription is not known (to the caller)
//   AuthorizationFailed      R5    the caller does not own the default subscription
//   UnknownStack             R2    the stack is not declared, or a party foreign to the caller's
//                                  partner operates it or had it registered last: one text for all,
//                                  so that nobody learns of others' stacks
//   CloudIdAlreadyRegistered R8    another registration binds the stack at one of these hours, or
//                                  one that is foreign to the caller ever did
Status check_registration(const Registry& registry, const Registration& wanted,
                          const Caller& caller = {});
// Its two halves, for many changes at once: against the registration that had the name before
// (null: none), and against everything that will be there after.
Status check_registration_change(const Registry& registry, const Registration* existing,
                                 const Registration& wanted, const Caller& caller = {});
Status check_registration_place(const Registry& registry, const Registration& wanted,
                                const Caller& caller = {});

// What a registration by hand must bring with its billing model: Capacity an EA subscription and
// its agreement number (R19, MissingAgreementNumber, InvalidDefaultSubscription).
Status check_agreement(const Registry& registry, const Registration& wanted);

// Custom needs an asset tag (R19, MissingMsAssetTag); PayAsYouUse cannot switch usage reporting
// off (R20, UsageReportingRequired). Both come with a registration token.
struct TokenFlags {
  bool usage_reporting_enabled = true;
  std::string asset_tag;
};
Status check_token_flags(BillingModel model, const TokenFlags& flags);

// The registration resource moved as it is to another subscription: only if both are CSP and roll
// up to one partner (R15, RegistrationMoveRefused); everything else is remove and register anew
// (R11).
Status check_move(const Registry& registry, const SubscriptionId& from, const SubscriptionId& to);

// Taking a registration away. Errors: RegistrationNotFound; AuthorizationFailed (R7); ScopeLocked
// (R13); CloudIdMismatch (R12), when the stack's own tooling asks and names another cloud id.
struct Removal {
  RegistrationName registration;
  StackId cloud_id;     // as the stack's tooling gives it; empty: not asked by a stack
  bool locked = false;  // the lock RegistrationResourceLock is still there
};
Status check_removal(const Registry& registry, const Removal& removal, const Caller& caller = {});

// A changed directory invalidates every registration in force that stands on the subscription
// (R16, DirectoryChangeInvalidatesRegistration): those must be closed at the latest at `now`, and
// the stacks registered anew. `before` is the subscription as it was, `after` the registry to be.
Status check_directory_change(const Subscription& before, const Registry& after, Hour now);

// What the operator is shown (R18). A Capacity registration expires a year after it began (R17).
enum class RegistrationState : std::uint8_t { registered, not_registered, expired };
std::string_view to_string(RegistrationState state);  // "Registered", "Not registered", "Expired"
RegistrationState registration_state(const Registry& registry, const StackId& stack, Hour now);

// Customer subscriptions ----------------------------------------------------------------------

// Usage of a tenant charged to a customer subscription. In this order:
//   InvalidSpan                             it ends before it begins
//   RegistrationNotFound             R1     first a default, then customers
//   AuthorizationFailed              R7     check_principal
//   CustomerSubscriptionsNotAllowed  R30    on Capacity registrations
//   UnauthorizedCspRegistration      R31,R4 not approved, or the default is neither CSP nor APSS
//   InvalidCustomerSubscriptionId    R24    no GUID (and not declared under that name either)
//   BadCustomerSubscriptionId        R24    of another partner or reseller, or unknown: one text
//                                           for both, so that nobody learns of others' customers
//   InvalidCSPSubscription           R23    not of type CSP
// A removal (empty subscription) needs the registration and its principal only.
Status check_mapping(const Registry& registry, const Mapping& wanted, const Caller& caller = {});

// Two tenants charged to one subscription of the registration at the same hours (R29). Commands
// re-point the subscription; what is declared in one piece is refused. One error per pair.
struct SharedSubscription {
  SubscriptionId subscription;
  TenantId first;
  TenantId second;
  Hour from;  // the first hour of both
};
std::vector<SharedSubscription> shared_subscriptions(const Registry& registry,
                                                     const RegistrationName& registration);

}  // namespace tollbridge::registry
