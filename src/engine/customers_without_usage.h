// SPDX-License-Identifier: Apache-2.0
// Customers nothing was used by in a period: shown as such, so that silence is not mistaken for
// a loss.
#pragma once

#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::engine {

struct QuietCustomer {
  PartyId customer;
  PartyId partner;
  std::vector<TenantId> tenants;
  friend bool operator==(const QuietCustomer&, const QuietCustomer&) = default;
};

// Customers none of whose tenants used anything and none of whose subscriptions paid for anything,
// by partner and id. Errors: those of evaluating.
Result<std::vector<QuietCustomer>> customers_without_usage(Books& books,
                                                           journal::UsageReader& journal,
                                                           Period period);

}  // namespace tollbridge::engine
