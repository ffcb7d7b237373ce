// SPDX-License-Identifier: Apache-2.0
// A tenant on each stack it uses: mapped or not, where its usage goes now and since when, and what
// a mapping would change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attribution/attribution.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::engine {

struct TenantOnStack {
  StackId stack;
  bool mapped = false;  // the payer now is by a mapping
  attribution::Payer payer;  // of the hour that holds `now`; reason says why
  PartyId customer;          // of the paying subscription; may be empty
  std::optional<Hour> since;  // of the mapping, removal or registration in force
  std::optional<Hour> last_used;  // last hour with counted usage
  std::vector<SubscriptionId> candidates;  // subscriptions it could be mapped to here (R24)
  std::string advice;  // one sentence: what would change, or that nothing needs to
};

struct TenantStatus {
  TenantId tenant;
  PartyId customer;  // that declares the tenant; may be empty
  std::vector<TenantOnStack> stacks;  // by stack: local subscription, mapping or usage there
};

// Errors: not_found UnknownTenant (no customer, local subscription, mapping or usage names it);
// those of the journal and the books.
Result<TenantStatus> tenant_status(Books& books, journal::UsageReader& journal,
                                   const TenantId& tenant, Instant now);

}  // namespace tollbridge::engine
