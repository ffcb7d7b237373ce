// SPDX-License-Identifier: Apache-2.0
// What a month costs, added up by anything: who sells and buys, who pays for what, where and when.
// Of any month, also of one that is not closed: what would be billed if it ended now. Taken apart
// as exports are (rated_parts.h), so sums and invoices cannot tell different stories.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "engine/progress.h"
#include "journal/journal.h"

namespace tollbridge::exports {

// In the order in which they stand in a row.
enum class ChargeGroup : std::uint8_t {
  buyer, customer, subscription, stack, tenant, meter, day, reason
};
std::string_view to_string(ChargeGroup group);
Result<ChargeGroup> parse_charge_group(std::string_view name);  // Errors: UnknownGrouping

struct ChargeSum {
  // One per group asked for. Empty where it does not apply: a subscription without a customer, a
  // minimum commitment, which has neither stack nor day.
  std::vector<std::string> keys;
  // Of one meter: what it is called and counted in, and how much; else empty.
  std::string name;
  std::string unit;
  std::optional<ExactQuantity> quantity;
  // The exact sum, rounded once as the seller rounds: rows may differ from invoices by what their
  // lines were rounded by.
  Money amount;
};

struct ChargeSumsRequest {
  Period period;
  PartyId seller;
  std::optional<PartyId> buyer;
  std::set<ChargeGroup> by;
};

// By keys. From everything recorded so far; adjustments of earlier months are not charges of this
// one. Errors: those of evaluating, of the journal and of the progress; AmountOutOfRange.
Result<std::vector<ChargeSum>> charge_sums(engine::Books& books, journal::UsageReader& journal,
                                           const ChargeSumsRequest& request,
                                           engine::Progress& progress = engine::no_progress());

}  // namespace tollbridge::exports
