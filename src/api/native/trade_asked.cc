// SPDX-License-Identifier: Apache-2.0
#include "api/native/trade_asked.h"

#include "api/native/answers.h"

namespace tollbridge::api::native {

Result<TradeAsked> trade_asked(const Call& call) {
  const PartyId self = is_provider(call) ? provider_party() : call.principal.partner;
  TradeAsked asked{self, {}};
  if (const auto seller = call.request.parameter("seller")) asked.seller = PartyId(*seller);
  if (const auto buyer = call.request.parameter("buyer")) asked.buyer = PartyId(*buyer);
  if (asked.seller == self) return asked;
  if (asked.buyer && *asked.buyer != self) {
    return fail(ErrorKind::denied, "AuthorizationFailed",
                "What others sell each other is theirs: be the seller or the buyer.");
  }
  asked.buyer = self;
  return asked;
}

}  // namespace tollbridge::api::native
