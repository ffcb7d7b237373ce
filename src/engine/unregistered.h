// SPDX-License-Identifier: Apache-2.0
// Tenants whose usage falls to the default subscription of its stack: which, since when, how much
// of what, and how much money it is at the provider's prices.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "attribution/attribution.h"
#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::engine {

struct UnregisteredRow {
  StackId stack;
  TenantId tenant;
  Hour since;  // the first hour of usage that fell to a default, in this period or before it
  bool is_new = false;  // since lies in the period asked for (always, without a period)
  std::vector<attribution::Reason> reasons;  // each once
  SubscriptionId subscription;               // the last default that pays
  std::map<MeterId, Quantity> quantity_by_meter;  // local meters, in the period
  Money amount;  // this tenant's usage priced alone, line by line; unrated usage counts nothing
  bool unrated = false;  // some of it has no price
};

struct Unregistered {
  std::vector<UnregisteredRow> rows;  // by stack, tenant
};

// Without a period: all usage there is. Errors: those of evaluating.
Result<Unregistered> unregistered(Books& books, journal::UsageReader& journal,
                                  const std::optional<Period>& period);

}  // namespace tollbridge::engine
