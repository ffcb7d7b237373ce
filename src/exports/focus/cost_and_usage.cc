// SPDX-License-Identifier: Apache-2.0
#include <map>

#include "core/check.h"
#include "exports/focus/flat_json.h"
#include "exports/focus/focus.h"
#include "exports/focus/rows.h"
#include "exports/focus/services.h"
#include "exports/rated_parts.h"
#include "exports/units.h"

namespace tollbridge::exports::focus {
namespace {

using billing::Document;
using billing::Line;
using billing::LineKind;

constexpr std::string_view not_applicable = "Not Applicable";

std::unexpected<Error> too_large(const Line& line) {
  return fail(ErrorKind::invalid, "AmountOutOfRange",
              "Line " + line.id + " is too large to be exported exactly.");
}

// Which day or month a charge is of.
void set_charge_period(Row& row, const HourSpan& hours) {
  row.set("ChargePeriodStart", hours.begin.to_string());
  row.set("ChargePeriodEnd", hours.end.to_string());
}

// All costs alike: what is neither discounted nor covered.
void set_costs(Row& row, std::string_view cost) {
  for (const char* column : {"BilledCost", "EffectiveCost", "ListCost", "ContractedCost",
                             "PricingCurrencyEffectiveCost"}) {
    row.set(column, cost);
  }
}

void set_service(Row& row, const Service& service) {
  row.set("ServiceCategory", service.category).set("ServiceName", service.name);
  row.set("ServiceSubcategory", service.subcategory);
}

// A member of the path of an Azure-shaped resource: "/subscriptions/x/providers/ns/type/name".
std::string_view last_segment(std::string_view resource) {
  const auto slash = resource.rfind('/');
  return slash == resource.npos ? std::string_view() : resource.substr(slash + 1);
}

std::string resource_type(std::string_view resource) {
  constexpr std::string_view providers = "/providers/";
  const auto at = resource.rfind(providers);
  if (at == resource.npos) return "Resource";
  std::string_view rest = resource.substr(at + providers.size());
  std::string type;
  for (std::size_t number = 0; !rest.empty(); ++number) {
    const auto slash = rest.find('/');
    // Namespace, type, name, type, name …
    if (number == 0 || number % 2 == 1) {
      type += (type.empty() ? "" : "/") + std::string(rest.substr(0, slash));
    }
    rest.remove_prefix(slash == rest.npos ? rest.size() : slash + 1);
  }
  return type.empty() ? "Resource" : type;
}

class Writer {
 public:
  Writer(const Issued& issued, Version version, const TextSink& sink)
      : issued_(issued), sink_(sink), row_(DataSet::cost_and_usage, version) {}

  Status write(engine::Evaluator& evaluator) {
    if (auto written = sink_(row_.header()); !written) return written;
    auto parts = rated_parts(evaluator, issued_.of_the_close(),
                             [this](const RatedPart& part) { return write_part(part); });
    if (!parts) return parts;
    for (const Document& document : issued_.documents) {
      for (const Line& line : document.lines) {
        auto written = line.kind == LineKind::usage ? Status() : write_whole(document, line);
        if (written) written = write_rounding(document, line);
        if (!written) return written;
      }
      if (auto written = write_tax(document); !written) return written;
    }
    return {};
  }

 private:
  // What all records of a document say.
  void begin(const Document& document) {
    row_.clear();
    set_invoice(row_, issued_, document);
    const std::string seller = issued_.name_of(document.seller);
    row_.set("BillingAccountName", issued_.name_of(document.buyer));
    row_.set("BillingAccountType",
             issued_.registry.partner(document.buyer) != nullptr ? "Partner" : "Customer");
    row_.set("PricingCurrency", document.currency.code());
    row_.set("ServiceProviderName", seller).set("HostProviderName", not_applicable);
    row_.set("ProviderName", seller).set("PublisherName", seller);
    row_.set("x_InvoiceIssuerId", document.seller.text());
    set_charge_period(row_, document.period.span());
  }

  // Who the line is for.
  void set_line(const Document& document, const Line& line) {
    row_.set("InvoiceDetailId", line.id).set("x_InvoiceLineId", line.id);
    row_.set("ChargeDescription", description_of(document, line));
    row_.set("ChargeCategory", category_of(line));
    row_.set("x_CustomerId", line.customer.text());
    if (!line.customer.empty()) row_.set("x_CustomerName", issued_.name_of(line.customer));
    if (!line.subscription.empty()) set_sub_account(line);
    if (!is_correction(line)) return;
    row_.set("ChargeClass", "Correction").set("x_CorrectionCause", line.cause);
    const std::string by_hand = document.corrects;
    row_.set("x_CorrectedInvoiceId", line.of ? line.of->invoice : by_hand);
    if (line.of) row_.set("x_CorrectedInvoiceLineId", line.of->line);
    if (line.of) set_charge_period(row_, line.of->period.span());
  }

  void set_sub_account(const Line& line) {
    const registry::Subscription* known = issued_.registry.subscription(line.subscription);
    const PartyId partner = known == nullptr ? PartyId() : known->partner;
    row_.set("SubAccountId", sub_account_id(line.subscription));
    row_.set("SubAccountType", "Subscription");
    row_.set("SubAccountName", !line.customer.empty() ? issued_.name_of(line.customer)
                               : !partner.empty()     ? issued_.name_of(partner)
                                                      : line.subscription.text());
    row_.set("x_PartnerId", partner.text());
  }

  void set_sku(const Line& line, const Service& service) {
    set_service(row_, service);
    row_.set("SkuId", line.meter.text()).set("SkuPriceId", sku_price_id(line));
    row_.set("SkuMeter", line.name.empty() ? line.meter.text() : line.name);
    row_.set("SkuPriceDetails", "{\"x_TierFrom\":\"" + line.tier_from.to_string() + "\"}");
    row_.set("x_SkuMeterId", line.meter.text()).set("x_SkuTier", line.tier_from.to_string());
    row_.set("x_PricingUnitDescription", line.unit);
    row_.set("PricingCategory", "Standard").set("ChargeFrequency", "Usage-Based");
  }

  // Price, quantity and what they make. False on overflow.
  bool set_price(const ExactQuantity& quantity, UnitPrice price, UnitPrice list_price,
                 const std::string& unit) {
    const auto cost = multiply(quantity, price);
    const auto list_cost = multiply(quantity, list_price);
    if (!cost || !list_cost) return false;
    set_costs(row_, cost->to_string());
    row_.set("ListCost", list_cost->to_string());
    row_.set("ListUnitPrice", list_price.to_string());
    row_.set("ContractedUnitPrice", price.to_string());
    row_.set("PricingCurrencyListUnitPrice", list_price.to_string());
    row_.set("PricingCurrencyContractedUnitPrice", price.to_string());
    row_.set("PricingQuantity", quantity.to_string()).set("PricingUnit", unit);
    return true;
  }

  // The list price of the tier the line was priced at; the line's own where none is published.
  static UnitPrice list_price_of(const RatedPart& part) {
    const UnitPrice own = *part.line->unit_price;
    if (part.list == nullptr || part.list->package_size != part.price->package_size) return own;
    UnitPrice result = own;
    for (const rating::Tier& tier : part.list->tiers) {
      if (tier.from <= part.line->tier_from) result = tier.price.value_or(own);
    }
    return result;
  }

  bool set_consumed(const RatedPart& part) {
    Unit unit = read_unit(part.price->unit);
    const auto counted = part.used.units().times(static_cast<i128>(unit.block));
    if (!counted) return false;
    unit.block = 1;
    row_.set("ConsumedQuantity", ExactQuantity::from_units(*counted).to_string());
    row_.set("ConsumedUnit", unit.focus());
    return true;
  }

  void set_place(const RatedPart& part) {
    const registry::Stack* stack = issued_.registry.stack(part.usage->stack);
    const std::string region = stack != nullptr && !stack->region.empty()
                                   ? stack->region
                                   : std::string(part.location);
    row_.set("RegionId", region).set("RegionName", region);
    row_.set("x_StackId", part.usage->stack.text()).set("x_TenantId", part.usage->tenant.text());
    row_.set("x_LocalSubscriptionId", part.usage->subscription.text());
    // Who runs the hardware is told to whoever deals with it.
    const PartyId runs = stack == nullptr ? PartyId() : stack->operated_by;
    const bool known = runs == part.document->seller || runs == part.document->buyer;
    row_.set("HostProviderName", issued_.name_of(known ? runs : part.document->seller));
    row_.set("Tags", flat_json(part.tags));
    if (part.resource.empty()) return;
    row_.set("ResourceId", part.resource).set("ResourceType", resource_type(part.resource));
    const std::string_view name = last_segment(part.resource);
    if (!normal_guid(name)) row_.set("ResourceName", name);
  }

  Status write_part(const RatedPart& part) {
    const Line& line = *part.line;
    begin(*part.document);
    set_line(*part.document, line);
    set_sku(line, service_of(line.meter, part.usage->meter, line.name));
    set_charge_period(row_, part.hours);
    set_place(part);
    const bool fits =
        set_price(part.quantity, *line.unit_price, list_price_of(part),
                  read_unit(line.unit).focus()) &&
        set_consumed(part);
    if (!fits) return too_large(line);
    return sink_(row_.record());
  }

  // A line that stands for no usage of its month: adjustments, credits, shortfalls.
  Status write_whole(const Document& document, const Line& line) {
    begin(document);
    set_line(document, line);
    row_.set("ChargeFrequency", "One-Time");
    if (line.meter.empty()) {
      set_service(row_, no_service("Invoice adjustment"));
      set_costs(row_, line.amount.to_string());
      return sink_(row_.record());
    }
    if (line.unit_price) {
      set_sku(line, service_of(line.meter, line.meter, line.name));
      const bool fits = set_price(line.quantity, *line.unit_price, *line.unit_price,
                                  read_unit(line.unit).focus());
      if (!fits) return too_large(line);
      return sink_(row_.record());
    }
    set_service(row_, service_of(line.meter, line.meter, line.name));
    row_.set("ChargeFrequency", "Usage-Based").set("x_SkuMeterId", line.meter.text());
    set_costs(row_, line.amount.to_string());
    return sink_(row_.record());
  }

  Status write_rounding(const Document& document, const Line& line) {
    const auto rounding = rounding_of(line);
    if (!rounding) return too_large(line);
    if (rounding->is_zero()) return {};
    begin(document);
    set_line(document, line);
    row_.set("InvoiceDetailId", rounding_id(line)).set("ChargeCategory", "Adjustment");
    row_.set("ChargeDescription", rounding_description(line)).set("ChargeFrequency", "One-Time");
    set_service(row_, no_service("Invoice adjustment"));
    set_costs(row_, rounding->to_string());
    return sink_(row_.record());
  }

  Status write_tax(const Document& document) {
    if (document.tax.amount.is_zero()) return {};
    begin(document);
    row_.set("InvoiceDetailId", tax_id(document)).set("ChargeCategory", "Tax");
    row_.set("ChargeDescription", tax_description(document.tax));
    row_.set("ChargeFrequency", "One-Time");
    if (!document.corrects.empty()) {
      row_.set("ChargeClass", "Correction").set("x_CorrectedInvoiceId", document.corrects);
    }
    set_service(row_, no_service("Tax"));
    set_costs(row_, document.tax.amount.to_string());
    return sink_(row_.record());
  }

  const Issued& issued_;
  const TextSink& sink_;
  Row row_;
};

}  // namespace

Status write_cost_and_usage(engine::Evaluator& evaluator, const Issued& issued, Version version,
                            const TextSink& sink) {
  return Writer(issued, version, sink).write(evaluator);
}

}  // namespace tollbridge::exports::focus
