// SPDX-License-Identifier: Apache-2.0
// What a command by hand records: from a wish to the facts that make it so, checked by rules.h.
// Nothing is recorded here; the caller writes `facts` in one transaction and shows `notes`.
//
// Everything takes effect on the hour: 10:40 means from 10:00 (design.md section 4).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "registry/model.h"
#include "registry/registry.h"
#include "registry/rules.h"

namespace tollbridge::registry {

// Facts to record (none: it is so already), and sentences for whoever asked.
struct ProposedChange {
  std::vector<Fact> facts;
  std::vector<std::string> notes;
};

// The hour from which a wish holds: that of `from`, else that of `now`.
Hour effective_hour(const std::optional<Instant>& from, Instant now);

// A tenant's usage charged to a customer subscription from an hour on (R27, R28). If the
// subscription serves other tenants of the registration at those hours, it is re-pointed: their
// mappings end there (R29), in the same change. Mappings and removals of the tenant that begin
// later stay. The notes say so, and warn of a subscription of another customer (R25) and of hours
// before the registration.
// Errors: check_mapping.
Result<ProposedChange> add_mapping(const Registry& registry, const Mapping& wanted,
                                   const Caller& caller = {});

// From `from` on the default pays (R34); mappings that would begin later are taken back too.
// Errors: RegistrationNotFound; CustomerSubscriptionNotFound, if the tenant has none from then on.
struct MappingRemoval {
  RegistrationName registration;
  TenantId tenant;
  Hour from;
};
Result<ProposedChange> remove_mapping(const Registry& registry, const MappingRemoval& removal,
                                      const Caller& caller = {});

// A stack registered with its default subscription. Errors: check_registration, check_agreement.
Result<ProposedChange> add_registration(const Registry& registry, const Registration& wanted,
                                        const Caller& caller = {});

// The registration ends at `at`; from then on usage of the stack is held in quarantine until it is
// registered again. Errors: check_removal; RegistrationClosed, if it ends by then anyway.
Result<ProposedChange> close_registration(const Registry& registry, const Removal& removal, Hour at,
                                          const Caller& caller = {});

// A stack moved to another default subscription: the old registration is closed and a new one
// opened under another name (R11).
struct Move {
  RegistrationName registration;  // the old one
  RegistrationName new_name;
  SubscriptionId subscription;  // the new default
  Hour close_at;
  std::optional<Hour> open_at;  // default: close_at, without a gap
  bool copy_mappings = false;   // else tenants must be added anew (R32)
};
struct MovePlan {
  ProposedChange change;
  HourSpan gap;                      // hours without registration: their usage is quarantined
  std::vector<TenantId> left_behind;  // tenants mapped before, falling to the new default after
  std::vector<Error> refused;         // why a mapping could not be copied
};
// Errors: check_removal, check_registration, InvalidSpan, RegistrationNameTaken.
Result<MovePlan> move_stack(const Registry& registry, const Move& move, const Caller& caller = {});

// One party, subscription, stack or local subscription created or changed by hand. Errors: those
// of party_rules.h; for subscriptions check_directory_change at `now` as well (R16).
Result<ProposedChange> put_object(const Registry& registry, const Fact& wanted, Hour now);

}  // namespace tollbridge::registry
