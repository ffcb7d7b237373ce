// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "exports/lines/columns.h"
#include "exports/lines/lines.h"
#include "exports/rated_parts.h"
#include "rating/catalogue.h"

namespace tollbridge::exports::lines {
namespace {

struct Daily {
  const Issued& issued;
  const RatedPart& part;
  const billing::Document& document;
  const billing::Line& line;
};

using DailyColumn = ColumnOf<Daily>;

std::string service(const Daily& row) {
  const rating::CatalogueMeter* known = rating::catalogue_meter(row.line.meter);
  return known == nullptr ? std::string() : std::string(known->service);
}

std::string region(const Daily& row) {
  const registry::Stack* stack = row.issued.registry.stack(row.part.usage->stack);
  return stack == nullptr ? std::string() : stack->region;
}

// The segment after "/resourcegroups/".
std::string resource_group(const Daily& row) {
  constexpr std::string_view groups = "/resourcegroups/";
  const auto at = row.part.resource.find(groups);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = row.part.resource.substr(at + groups.size());
  return std::string(rest.substr(0, rest.find('/')));
}

std::string list_price(const Daily& row) {
  const rating::MeterPrice* list = row.part.list;
  std::string price = row.line.unit_price->to_string();
  if (list == nullptr || list->package_size != row.part.price->package_size) return price;
  for (const rating::Tier& tier : list->tiers) {
    if (tier.from <= row.line.tier_from && tier.price) price = tier.price->to_string();
  }
  return price;
}

std::string currency(const Daily& row) { return std::string(row.document.currency.code()); }
std::string amount(const Daily& row) { return row.part.amount.to_string(); }
std::string nothing(const Daily& /*row*/) { return {}; }

constexpr auto plain = Cell::plain;
constexpr auto text = Cell::text;

constexpr std::array columns{
    DailyColumn{"PartnerId", text,
                [](const Daily& row) { return partner_of(row.issued, row.document).text(); }},
    DailyColumn{"PartnerName", text,
                [](const Daily& row) {
                  return row.issued.name_of(partner_of(row.issued, row.document));
                }},
    DailyColumn{"CustomerId", text, [](const Daily& row) { return row.line.customer.text(); }},
    DailyColumn{"CustomerName", text,
                [](const Daily& row) { return customer_name(row.issued, row.line); }},
    DailyColumn{"CustomerDomainName", text, nothing},
    DailyColumn{"CustomerCountry", text,
                [](const Daily& row) { return customer_country(row.issued, row.line); }},
    DailyColumn{"MpnId", text, nothing},
    DailyColumn{"Tier2MpnId", text,
                [](const Daily& row) { return reseller_of(row.issued, row.line); }},
    DailyColumn{"InvoiceNumber", text, [](const Daily& row) { return row.document.id; }},
    DailyColumn{"ProductId", text, [](const Daily& row) { return row.line.meter.text(); }},
    DailyColumn{"SkuId", text, [](const Daily& row) { return row.line.tier_from.to_string(); }},
    DailyColumn{"AvailabilityId", text, nothing},
    DailyColumn{"SkuName", text, [](const Daily& row) { return row.line.name; }},
    DailyColumn{"ProductName", text, [](const Daily& row) { return row.line.name; }},
    DailyColumn{"PublisherName", text,
                [](const Daily& row) { return row.issued.name_of(row.document.seller); }},
    DailyColumn{"PublisherId", text, [](const Daily& row) { return row.document.seller.text(); }},
    DailyColumn{"SubscriptionDescription", text, nothing},
    DailyColumn{"SubscriptionId", text,
                [](const Daily& row) { return row.line.subscription.text(); }},
    DailyColumn{"ChargeStartDate", plain,
                [](const Daily& row) { return first_day(row.document.period); }},
    DailyColumn{"ChargeEndDate", plain,
                [](const Daily& row) { return last_day(row.document.period); }},
    DailyColumn{"UsageDate", plain,
                [](const Daily& row) { return date_text(row.part.hours.begin.start()); }},
    DailyColumn{"MeterType", text, [](const Daily& row) { return row.line.unit; }},
    DailyColumn{"MeterCategory", text, service},
    DailyColumn{"MeterId", text, [](const Daily& row) { return row.part.usage->meter.text(); }},
    DailyColumn{"MeterSubCategory", text, nothing},
    DailyColumn{"MeterName", text, [](const Daily& row) { return row.line.name; }},
    DailyColumn{"MeterRegion", text, region},
    DailyColumn{"Unit", text, [](const Daily& row) { return row.part.price->unit; }},
    DailyColumn{"ResourceLocation", text,
                [](const Daily& row) {
                  return row.part.location.empty() ? region(row) : std::string(row.part.location);
                }},
    DailyColumn{"ConsumedService", text, service},
    DailyColumn{"ResourceGroup", text, resource_group},
    DailyColumn{"ResourceURI", text,
                [](const Daily& row) { return std::string(row.part.resource); }},
    DailyColumn{"ChargeType", text, [](const Daily&) { return std::string("Usage"); }},
    DailyColumn{"UnitPrice", plain, list_price},
    DailyColumn{"Quantity", plain, [](const Daily& row) { return row.part.quantity.to_string(); }},
    DailyColumn{"UnitType", text, [](const Daily& row) { return row.line.unit; }},
    DailyColumn{"BillingPreTaxTotal", plain, amount},
    DailyColumn{"BillingCurrency", plain, currency},
    DailyColumn{"PricingPreTaxTotal", plain, amount},
    DailyColumn{"PricingCurrency", plain, currency},
    DailyColumn{"ServiceInfo1", text,
                [](const Daily& row) { return row.part.usage->stack.text(); }},
    DailyColumn{"ServiceInfo2", text,
                [](const Daily& row) { return row.part.usage->tenant.text(); }},
    DailyColumn{"Tags", text, [](const Daily& row) { return std::string(row.part.tags); }},
    DailyColumn{"AdditionalInfo", text, nothing},
    DailyColumn{"EffectiveUnitPrice", plain,
                [](const Daily& row) { return row.line.unit_price->to_string(); }},
    DailyColumn{"PCToBCExchangeRate", plain, [](const Daily&) { return std::string("1"); }},
    DailyColumn{"PCToBCExchangeRateDate", plain, nothing},
    DailyColumn{"EntitlementId", text,
                [](const Daily& row) { return row.part.usage->subscription.text(); }},
    DailyColumn{"EntitlementDescription", text, nothing},
    DailyColumn{"PartnerEarnedCreditPercentage", plain, nothing},
    DailyColumn{"HasPartnerEarnedCredit", plain, nothing},
    DailyColumn{"CreditType", text, nothing},
    DailyColumn{"RateOfCredit", plain, nothing},
    DailyColumn{"BenefitId", text, nothing},
    DailyColumn{"BenefitOrderId", text, nothing},
    DailyColumn{"BenefitType", text, nothing},
};

}  // namespace

std::vector<std::string_view> daily_columns() { return names_of<Daily>(columns); }

Status write_daily(engine::Evaluator& evaluator, const Issued& issued, const TextSink& sink) {
  CsvRow csv;
  if (auto written = sink(header_of<Daily>(columns, csv)); !written) return written;
  return rated_parts(evaluator, issued.of_the_close(), [&](const RatedPart& part) {
    return sink(record_of<Daily>(columns, {issued, part, *part.document, *part.line}, csv));
  });
}

}  // namespace tollbridge::exports::lines
