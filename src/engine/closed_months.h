// SPDX-License-Identifier: Apache-2.0
// Whether a change of the registry bills a closed month otherwise without saying so. Terms that
// hold since always (registry/model.h) hold in closed months too; a change of them is refused
// unless whoever makes it gives it a month, or says that closed months are to be corrected.
#pragma once

#include <set>
#include <span>

#include "core/result.h"
#include "engine/books.h"
#include "registry/registry.h"

namespace tollbridge::engine {

// Compares, for every closed month (or one that has begun to close) and every subscription that
// usage of it may be charged to, who sells it to whom in what currency before and after; also the
// provider's rounding, which local subscription of a stack is its infrastructure, and whose local
// subscriptions are. Stacks without usage in the month are left out, and so are sales of sellers
// that have not closed it. Nothing is evaluated and no usage is read.
// Errors: ClosedPeriodDependsOnIt (refused), naming the months; details: one per object.
Status check_closed_months(Books& books, const registry::Registry& before,
                           std::span<const registry::Fact> facts);

// The same for a month that `sellers` are about to close: `facts` were recorded after the commit
// their documents were computed from, `before` is the registry as of it. Errors:
// TermsChangedMeanwhile (conflict).
Status check_closing_month(Books& books, const registry::Registry& before,
                           std::span<const registry::Fact> facts, Period period,
                           const std::set<PartyId>& sellers);

}  // namespace tollbridge::engine
