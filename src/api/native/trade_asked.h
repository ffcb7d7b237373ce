// SPDX-License-Identifier: Apache-2.0
// Whose sales a call is about, and to whom: parameters `seller` (the caller, if it is left out) and
// `buyer`.
#pragma once

#include <optional>

#include "api/operation.h"

namespace tollbridge::api::native {

struct TradeAsked {
  PartyId seller;
  std::optional<PartyId> buyer;
};

// Of others' sales one sees what one bought. Errors: AuthorizationFailed, alike whether there is
// anything or not.
Result<TradeAsked> trade_asked(const Call& call);

}  // namespace tollbridge::api::native
