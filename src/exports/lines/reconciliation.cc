// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "exports/lines/columns.h"
#include "exports/lines/lines.h"

namespace tollbridge::exports::lines {
namespace {

using billing::Document;
using billing::Line;
using billing::LineKind;

struct Billed {
  const Issued& issued;
  const Document& document;
  const Line& line;
  const Money& tax;
  const Money& total;
};

using BilledColumn = ColumnOf<Billed>;

std::string charge_type(const Billed& row) {
  switch (row.line.kind) {
    case LineKind::usage: return "Usage";
    case LineKind::adjustment: return "Adjustment";
    case LineKind::commitment: return "Commitment";
    case LineKind::credit: return "Credit";
    case LineKind::rounding: return "Rounding";
  }
  return {};
}

std::string unit_price(const Billed& row) {
  return row.line.unit_price ? row.line.unit_price->to_string() : std::string();
}

std::string quantity(const Billed& row) {
  return row.line.unit_price ? row.line.quantity.to_string() : std::string();
}

// The month a line is of: an adjustment's is the corrected one.
Period month_of(const Billed& row) {
  return row.line.of ? row.line.of->period : row.document.period;
}

std::string currency(const Billed& row) { return std::string(row.document.currency.code()); }
std::string nothing(const Billed& /*row*/) { return {}; }

constexpr auto plain = Cell::plain;
constexpr auto text = Cell::text;

constexpr std::array columns{
    BilledColumn{"PartnerId", text,
                 [](const Billed& row) { return partner_of(row.issued, row.document).text(); }},
    BilledColumn{"CustomerId", text, [](const Billed& row) { return row.line.customer.text(); }},
    BilledColumn{"CustomerName", text,
                 [](const Billed& row) { return customer_name(row.issued, row.line); }},
    BilledColumn{"CustomerDomainName", text, nothing},
    BilledColumn{"CustomerCountry", text,
                 [](const Billed& row) { return customer_country(row.issued, row.line); }},
    BilledColumn{"InvoiceNumber", text, [](const Billed& row) { return row.document.id; }},
    BilledColumn{"MpnId", text, nothing},
    BilledColumn{"ResellerMpnId", text,
                 [](const Billed& row) { return reseller_of(row.issued, row.line); }},
    BilledColumn{"OrderId", text, [](const Billed& row) { return row.line.id; }},
    BilledColumn{"OrderDate", plain,
                 [](const Billed& row) { return date_text(row.document.issued_at); }},
    BilledColumn{"ProductId", text, [](const Billed& row) { return row.line.meter.text(); }},
    BilledColumn{"SkuId", text, [](const Billed& row) { return row.line.tier_from.to_string(); }},
    BilledColumn{"AvailabilityId", text, nothing},
    BilledColumn{"SkuName", text, [](const Billed& row) { return row.line.name; }},
    BilledColumn{"ProductName", text, [](const Billed& row) { return row.line.name; }},
    BilledColumn{"ChargeType", text, charge_type},
    BilledColumn{"UnitPrice", plain, unit_price},
    BilledColumn{"Quantity", plain, quantity},
    BilledColumn{"Subtotal", plain, [](const Billed& row) { return row.line.amount.to_string(); }},
    BilledColumn{"TaxTotal", plain, [](const Billed& row) { return row.tax.to_string(); }},
    BilledColumn{"Total", plain, [](const Billed& row) { return row.total.to_string(); }},
    BilledColumn{"Currency", plain, currency},
    BilledColumn{"PriceAdjustmentDescription", text,
                 [](const Billed& row) { return row.line.cause; }},
    BilledColumn{"PublisherName", text,
                 [](const Billed& row) { return row.issued.name_of(row.document.seller); }},
    BilledColumn{"PublisherId", text, [](const Billed& row) { return row.document.seller.text(); }},
    BilledColumn{"SubscriptionDescription", text, nothing},
    BilledColumn{"SubscriptionId", text,
                 [](const Billed& row) { return row.line.subscription.text(); }},
    BilledColumn{"ChargeStartDate", plain,
                 [](const Billed& row) { return first_day(month_of(row)); }},
    BilledColumn{"ChargeEndDate", plain, [](const Billed& row) { return last_day(month_of(row)); }},
    BilledColumn{"TermAndBillingCycle", text, [](const Billed&) { return std::string("Monthly"); }},
    BilledColumn{"EffectiveUnitPrice", plain, unit_price},
    BilledColumn{"UnitType", text, [](const Billed& row) { return row.line.unit; }},
    BilledColumn{"AlternateId", text, nothing},
    BilledColumn{"BillableQuantity", plain, quantity},
    BilledColumn{"BillingFrequency", text, [](const Billed&) { return std::string("Monthly"); }},
    BilledColumn{"PricingCurrency", plain, currency},
    BilledColumn{"PCToBCExchangeRate", plain, [](const Billed&) { return std::string("1"); }},
    BilledColumn{"PCToBCExchangeRateDate", plain, nothing},
    BilledColumn{"MeterDescription", text, [](const Billed& row) { return row.line.name; }},
    BilledColumn{"ReservationOrderId", text, nothing},
    BilledColumn{"CreditReasonCode", text, [](const Billed& row) { return row.document.reason; }},
    BilledColumn{"SubscriptionStartDate", plain, nothing},
    BilledColumn{"SubscriptionEndDate", plain, nothing},
    BilledColumn{"ReferenceId", text,
                 [](const Billed& row) { return row.line.of ? row.line.of->line : std::string(); }},
    BilledColumn{"ProductQualifiers", text, nothing},
    BilledColumn{"PromotionId", text, nothing},
};

Status write_document(const Issued& issued, const Document& document, CsvRow& csv,
                      const TextSink& sink) {
  const std::vector<Money> shares = tax_shares(document);
  for (std::size_t i = 0; i < document.lines.size(); ++i) {
    const Line& line = document.lines[i];
    const auto total = shares.empty() ? std::nullopt : line.amount.plus(shares[i]);
    if (!total) {
      return fail(ErrorKind::invalid, "AmountOutOfRange",
                  "Line " + line.id + " with its tax is too large.");
    }
    auto written = sink(
        record_of<Billed>(columns, {issued, document, line, shares[i], *total}, csv));
    if (!written) return written;
  }
  return {};
}

}  // namespace

std::vector<std::string_view> reconciliation_columns() { return names_of<Billed>(columns); }

std::vector<Money> tax_shares(const Document& document) {
  std::vector<Money> shares;
  Money sum = Money::zero(document.currency);
  Money told = sum;
  for (const Line& line : document.lines) {
    const auto next = sum.plus(line.amount);
    if (!next) return {};
    sum = *next;
    auto due = percentage_of(sum, document.tax.rate_percent, document.rounding);
    if (!due) return {};
    if (&line == &document.lines.back()) *due = document.tax.amount;
    const auto share = due->minus(told);
    if (!share) return {};
    shares.push_back(*share);
    told = *due;
  }
  return shares;
}

Status write_reconciliation(const Issued& issued, const TextSink& sink) {
  CsvRow csv;
  if (auto written = sink(header_of<Billed>(columns, csv)); !written) return written;
  for (const Document& document : issued.documents) {
    if (auto written = write_document(issued, document, csv, sink); !written) return written;
  }
  return {};
}

}  // namespace tollbridge::exports::lines
