// SPDX-License-Identifier: Apache-2.0
// FOCUS 1.0 to 1.4 Cost and Usage files as already-shaped usage (contract.md): subscription and
// tenant are SubAccountId, the meter is SkuPriceId, else SkuId, the resource is ResourceId, the
// span is the charge period, the quantity is PricingQuantity; every ChargeCategory counts. Also
// taken: RegionId as location, Tags. The stack comes from the options.
//
// Real files are untidy (standards.md 2.1, D1): the literal NULL is an empty cell, dates come
// without 'T' and 'Z'.
#pragma once

#include <memory>
#include <string_view>

#include "intake/intake.h"

namespace tollbridge::intake {

// The front begins with a FOCUS header: ChargePeriodStart, PricingQuantity, SubAccountId.
bool is_focus_header(std::string_view front);

// Its records are those of split_csv(), the header first. Without a stack in the options the
// header is refused: StackRequired.
std::unique_ptr<Parser> make_focus_parser(const Options& options);

}  // namespace tollbridge::intake
