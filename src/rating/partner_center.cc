// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "rating/csv.h"
#include "rating/vendor_sheet.h"

namespace tollbridge::rating {
namespace {

std::unexpected<Error> not_in_this_shape(const MeterPrice& price, const std::string& what) {
  return fail(ErrorKind::refused, "NotInThisShape",
              "Meter " + price.billing_meter.text() + " has " + what +
                  ", which this file has no columns for; take `price show --csv`.");
}

Status fits(const MeterPrice& price) {
  if (price.model == PriceModel::volume || price.model == PriceModel::package) {
    return not_in_this_shape(price, "a " + std::string(to_string(price.model)) + " price");
  }
  if (!price.included.is_zero()) return not_in_this_shape(price, "included units");
  return {};
}

// A name that a spreadsheet would run as a formula gets an apostrophe in front.
std::string harmless(std::string_view text) {
  const bool formula = !text.empty() && std::string_view("=+-@\t\r\n").contains(text.front());
  return (formula ? "'" : "") + std::string(text);
}

// The local meters counted on a billing meter, itself first.
std::string meters_text(const PriceSheet& sheet, const MeterId& billing) {
  std::string text = billing.text();
  for (const MeterLink& link : sheet.links) {
    if (link.billing_meter == billing && link.local_meter != billing) {
      text += ';' + link.local_meter.text();
    }
  }
  return text;
}

}  // namespace

Result<std::string> partner_center_csv(const PriceSheet& sheet) {
  std::string out =
      "ProductTitle,ProductId,SkuId,SkuTitle,Publisher,SkuDescription,UnitOfMeasure,TermDuration,"
      "Market,Currency,UnitPrice,PricingTierRangeMin,PricingTierRangeMax,EffectiveStartDate,"
      "EffectiveEndDate,MeterIds,MeterType,Tags\n";
  for (const MeterPrice& price : sheet.prices) {
    if (auto fit = fits(price); !fit) return pass(fit);
    for (const MeterLink& link : sheet.links) {
      if (link.billing_meter == price.billing_meter && link.factor != Factor::from_whole(1)) {
        return not_in_this_shape(price, "a factor");
      }
    }
    for (std::size_t i = 0; i < price.tiers.size(); ++i) {
      const Tier& tier = price.tiers[i];
      const bool last = i + 1 == price.tiers.size();
      const std::string name =
          harmless(price.name.empty() ? price.billing_meter.text() : price.name);
      const std::array cells{
          name, harmless(price.billing_meter.text()), tier.from.to_string(), name,
          sheet.seller.text(), std::string(), harmless(price.unit), std::string(), std::string(),
          std::string(sheet.currency.code()), tier.price.value_or(UnitPrice()).to_string(),
          tier.from.to_string(), last ? std::string() : price.tiers[i + 1].from.to_string(),
          sheet.from.to_string(), sheet.to ? sheet.to->to_string() : std::string(),
          harmless(meters_text(sheet, price.billing_meter)), std::string(),
          std::string()};
      for (std::size_t at = 0; at < cells.size(); ++at) {
        out += (at == 0 ? "" : ",") + csv_cell(cells[at]);
      }
      out += '\n';
    }
  }
  return out;
}

}  // namespace tollbridge::rating
