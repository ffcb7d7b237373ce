// SPDX-License-Identifier: Apache-2.0
#include "billing/payment.h"
#include "core/json.h"
#include "exports/focus/focus.h"
#include "exports/focus/rows.h"
#include "exports/units.h"

namespace tollbridge::exports::focus {
namespace {

using billing::Document;
using billing::Line;

// The keys that make the line what it is.
std::string grain_of(const Line& line) {
  Json json;
  json.object();
  if (!line.subscription.empty()) json.field("SubAccountId", sub_account_id(line.subscription));
  if (!line.meter.empty()) json.field("SkuId", line.meter.text());
  if (line.unit_price) {
    json.field("SkuPriceId", sku_price_id(line));
    json.field("x_UnitPrice", line.unit_price->to_string());
  }
  json.field("x_LineKind", to_string(line.kind));
  if (line.of) json.field("x_CorrectedPeriod", line.of->period.to_string());
  json.end();
  return json.text();
}

class Writer {
 public:
  Writer(const Issued& issued, const TextSink& sink)
      : issued_(issued), sink_(sink), row_(DataSet::invoice_detail, Version::v1_4) {}

  Status write() {
    if (auto written = sink_(row_.header()); !written) return written;
    for (const Document& document : issued_.documents) {
      for (const Line& line : document.lines) {
        auto written = write_line(document, line);
        if (written) written = write_rounding(document, line);
        if (!written) return written;
      }
      if (auto written = write_tax(document); !written) return written;
    }
    return {};
  }

 private:
  void begin(const Document& document, const std::string& corrects) {
    row_.clear();
    set_invoice(row_, issued_, document);
    const std::string issued_at = tollbridge::to_string(document.issued_at);
    row_.set("InvoiceDetailCreated", issued_at).set("InvoiceDetailLastUpdated", issued_at);
    row_.set("InvoiceIssueDate", issued_at);
    row_.set("InvoiceIssueStatus",
             document.status == billing::DocumentStatus::voided ? "Voided" : "Issued");
    set_payment(document);
    row_.set("ReferenceInvoiceId", corrects.empty() ? document.id : corrects);
  }

  void set_payment(const Document& document) {
    const auto seller = issued_.registry.party(document.seller);
    const auto buyer = issued_.registry.party(document.buyer);
    const billing::Payment payment =
        billing::payment_of(document, seller.value_or(registry::PartyDetails{}),
                            buyer.value_or(registry::PartyDetails{}));
    row_.set("PaymentTerms", billing::terms_text(payment));
    if (payment.due) row_.set("PaymentDueDate", tollbridge::to_string(*payment.due));
    if (buyer && !buyer->papers.order.empty()) {
      row_.set("PurchaseOrderNumber", buyer->papers.order);
    }
  }

  static std::string corrected_by(const Document& document, const Line& line) {
    if (line.of && !line.of->invoice.empty()) return line.of->invoice;
    return document.corrects;
  }

  Status write_line(const Document& document, const Line& line) {
    const auto cost = exact_cost(line);
    if (!cost) return too_large(line);
    begin(document, corrected_by(document, line));
    row_.set("InvoiceDetailId", line.id).set("x_InvoiceLineId", line.id);
    row_.set("ChargeCategory", category_of(line)).set("BilledCost", cost->to_string());
    row_.set("InvoiceDetailDescription", description_of(document, line));
    row_.set("InvoiceDetailGrain", grain_of(line));
    row_.set("x_LineAmount", line.amount.to_string());
    if (line.unit_price) {
      row_.set("x_PricingQuantity", line.quantity.to_string());
      row_.set("x_PricingUnit", line.unit).set("x_UnitPrice", line.unit_price->to_string());
    }
    return sink_(row_.record());
  }

  Status write_rounding(const Document& document, const Line& line) {
    const auto rounding = rounding_of(line);
    if (!rounding) return too_large(line);
    if (rounding->is_zero()) return {};
    begin(document, corrected_by(document, line));
    row_.set("InvoiceDetailId", rounding_id(line)).set("x_InvoiceLineId", line.id);
    row_.set("ChargeCategory", "Adjustment").set("BilledCost", rounding->to_string());
    row_.set("InvoiceDetailDescription", rounding_description(line));
    row_.set("InvoiceDetailGrain", "{\"x_LineKind\":\"rounding\"}");
    return sink_(row_.record());
  }

  Status write_tax(const Document& document) {
    if (document.tax.amount.is_zero()) return {};
    begin(document, document.corrects);
    row_.set("InvoiceDetailId", tax_id(document)).set("ChargeCategory", "Tax");
    row_.set("BilledCost", document.tax.amount.to_string());
    row_.set("InvoiceDetailDescription", tax_description(document.tax));
    row_.set("InvoiceDetailGrain", "{\"x_LineKind\":\"tax\"}");
    row_.set("x_LineAmount", document.tax.amount.to_string());
    row_.set("x_TaxCategory", document.tax.category);
    row_.set("x_TaxRate", document.tax.rate_percent.to_string());
    return sink_(row_.record());
  }

  static std::unexpected<Error> too_large(const Line& line) {
    return fail(ErrorKind::invalid, "AmountOutOfRange",
                "Line " + line.id + " is too large to be exported exactly.");
  }

  const Issued& issued_;
  const TextSink& sink_;
  Row row_;
};

}  // namespace

Status write_invoice_detail(const Issued& issued, const TextSink& sink) {
  return Writer(issued, sink).write();
}

}  // namespace tollbridge::exports::focus
