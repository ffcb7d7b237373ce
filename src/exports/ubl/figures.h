// SPDX-License-Identifier: Apache-2.0
// The numbers of a line as UBL counts them: amount = quantity * price / base, within what a reader
// tolerates (PEPPOL-EN16931-R120), no price below zero, a credit note with its signs turned. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "billing/document.h"
#include "core/decimal.h"
#include "core/money.h"
#include "core/result.h"

namespace tollbridge::exports::ubl {

struct LineFigures {
  std::string quantity;
  std::string_view unit_code;  // UN/ECE recommendation 20
  std::string price;
  std::string base_quantity;  // empty: 1
  std::string amount;
  std::string unit;  // the real unit, where the code only says "one"; else empty
};

// With at most two decimals and a dot, none lost. Errors: NotExactInTwoDecimals.
Result<std::string> two_decimals(const Money& money);

// Of a line as the document's type counts it. A line that is no product of a quantity and a price
// (a credit of money, an adjustment of rounded lines) is one piece at its amount.
Result<LineFigures> figures_of(const billing::Line& line, billing::DocumentType type);

}  // namespace tollbridge::exports::ubl
