// SPDX-License-Identifier: Apache-2.0
#include "exports/ubl/figures.h"

#include "core/check.h"
#include "exports/units.h"

namespace tollbridge::exports::ubl {
namespace {

using billing::DocumentType;
using billing::Line;

// Half of what R120 tolerates: 0.01, whatever the currency's minor digits.
const ExactAmount& tolerance() {
  static const ExactAmount amount =
      *multiply(exact(Quantity::from_whole(1)), UnitPrice::from_units(power_of_ten(13)));
  return amount;
}

bool is_product(const Line& line) {
  if (!line.unit_price) return false;
  const auto product = multiply(line.quantity, *line.unit_price);
  const auto amount = exact(line.amount);
  const auto apart = product && amount ? amount->minus(*product) : std::nullopt;
  if (!apart) return false;
  return (apart->is_negative() ? apart->negated() : *apart) <= tolerance();
}

}  // namespace

Result<std::string> two_decimals(const Money& money) {
  std::string text = money.to_string();
  const int digits = money.currency().minor_digits();
  for (int extra = digits; extra > 2; --extra) {
    if (text.back() != '0') {
      return fail(ErrorKind::refused, "NotExactInTwoDecimals",
                  money.to_string() + " " + std::string(money.currency().code()) +
                      " needs more than the two decimals that Peppol invoices have; send the "
                      "document in another form.");
    }
    text.pop_back();
  }
  return text;
}

Result<LineFigures> figures_of(const Line& line, DocumentType type) {
  const bool turned = type == DocumentType::credit_note;
  const Money amount = turned ? line.amount.negated() : line.amount;
  auto text = two_decimals(amount);
  if (!text) return pass(text);
  LineFigures figures{"1", "C62", {}, {}, *text, {}};
  if (!is_product(line)) {
    if (amount.is_negative()) figures.quantity = "-1";
    auto price = two_decimals(amount.is_negative() ? amount.negated() : amount);
    if (!price) return pass(price);
    figures.price = *price;
    return figures;
  }
  Unit unit = read_unit(line.unit);
  const auto counted = line.quantity.units().times(static_cast<i128>(unit.block));
  const std::uint64_t block = counted ? unit.block : 1;
  if (counted) unit.block = 1;
  const ExactQuantity quantity =
      counted ? ExactQuantity::from_units(*counted) : line.quantity;
  figures.quantity = (turned ? quantity.negated() : quantity).to_string();
  figures.unit_code = unit.unece();
  figures.price = line.unit_price->to_string();
  if (block != 1) figures.base_quantity = std::to_string(block);
  if (figures.unit_code == "C62" && !line.unit.empty()) figures.unit = unit.focus();
  return figures;
}

}  // namespace tollbridge::exports::ubl
