// SPDX-License-Identifier: Apache-2.0
#include "exports/focus/columns.h"

#include <algorithm>

#include "core/check.h"
#include "core/ids.h"
#include "core/json.h"
#include "core/sha256.h"

namespace tollbridge::exports::focus {
namespace {

constexpr auto until_1_2 = Since::until_1_2;
constexpr auto from_1_4 = Since::from_1_4;

constexpr std::array cost_columns{
    Column{"AllocatedMethodDetails", Holds::json, from_1_4},
    Column{"AllocatedMethodId", Holds::text, from_1_4},
    Column{"AllocatedResourceId", Holds::text, from_1_4},
    Column{"AllocatedResourceName", Holds::text, from_1_4},
    Column{"AllocatedTags", Holds::json, from_1_4},
    Column{"AvailabilityZone"},
    Column{"BilledCost", Holds::decimal},
    Column{"BillingAccountId"},
    Column{"BillingAccountName"},
    Column{"BillingAccountType"},
    Column{"BillingCurrency"},
    Column{"BillingPeriodEnd", Holds::time},
    Column{"BillingPeriodStart", Holds::time},
    Column{"CapacityReservationId"},
    Column{"CapacityReservationStatus"},
    Column{"ChargeCategory"},
    Column{"ChargeClass"},
    Column{"ChargeDescription"},
    Column{"ChargeFrequency"},
    Column{"ChargePeriodEnd", Holds::time},
    Column{"ChargePeriodStart", Holds::time},
    Column{"CommitmentDiscountCategory"},
    Column{"CommitmentDiscountId"},
    Column{"CommitmentDiscountName"},
    Column{"CommitmentDiscountQuantity", Holds::decimal},
    Column{"CommitmentDiscountStatus"},
    Column{"CommitmentDiscountType"},
    Column{"CommitmentDiscountUnit"},
    Column{"CommitmentProgramEligibilityDetails", Holds::json, from_1_4},
    Column{"ConsumedQuantity", Holds::decimal},
    Column{"ConsumedUnit"},
    Column{"ContractApplied", Holds::json, from_1_4},
    Column{"ContractedCost", Holds::decimal},
    Column{"ContractedUnitPrice", Holds::decimal},
    Column{"EffectiveCost", Holds::decimal},
    Column{"HostProviderName", Holds::text, from_1_4},
    Column{"InvoiceDetailId", Holds::text, from_1_4},
    Column{"InvoiceId"},
    Column{"InvoiceIssuerName"},
    Column{"ListCost", Holds::decimal},
    Column{"ListUnitPrice", Holds::decimal},
    Column{"PricingCategory"},
    Column{"PricingCurrency"},
    Column{"PricingCurrencyContractedUnitPrice", Holds::decimal},
    Column{"PricingCurrencyEffectiveCost", Holds::decimal},
    Column{"PricingCurrencyListUnitPrice", Holds::decimal},
    Column{"PricingQuantity", Holds::decimal},
    Column{"PricingUnit"},
    Column{"ProviderName", Holds::text, until_1_2},
    Column{"PublisherName", Holds::text, until_1_2},
    Column{"RegionId"},
    Column{"RegionName"},
    Column{"ResourceId"},
    Column{"ResourceName"},
    Column{"ResourceType"},
    Column{"ServiceCategory"},
    Column{"ServiceName"},
    Column{"ServiceProviderName", Holds::text, from_1_4},
    Column{"ServiceSubcategory"},
    Column{"SkuId"},
    Column{"SkuMeter"},
    Column{"SkuPriceDetails", Holds::json},
    Column{"SkuPriceId"},
    Column{"SubAccountId"},
    Column{"SubAccountName"},
    Column{"SubAccountType"},
    Column{"Tags", Holds::json},
    Column{"x_CorrectedInvoiceId"},
    Column{"x_CorrectedInvoiceLineId"},
    Column{"x_CorrectionCause"},
    Column{"x_CustomerId"},
    Column{"x_CustomerName"},
    Column{"x_InvoiceIssuerId"},
    Column{"x_InvoiceLineId"},
    Column{"x_LocalSubscriptionId"},
    Column{"x_PartnerId"},
    Column{"x_PricingUnitDescription"},
    Column{"x_SkuMeterId"},
    Column{"x_SkuTier", Holds::decimal},
    Column{"x_StackId"},
    Column{"x_TenantId"},
};

constexpr std::array detail_columns{
    Column{"BilledCost", Holds::decimal, from_1_4},
    Column{"BillingAccountId", Holds::text, from_1_4},
    Column{"BillingCurrency", Holds::text, from_1_4},
    Column{"BillingPeriodEnd", Holds::time, from_1_4},
    Column{"BillingPeriodStart", Holds::time, from_1_4},
    Column{"ChargeCategory", Holds::text, from_1_4},
    Column{"InvoiceDetailCreated", Holds::time, from_1_4},
    Column{"InvoiceDetailDescription", Holds::text, from_1_4},
    Column{"InvoiceDetailGrain", Holds::json, from_1_4},
    Column{"InvoiceDetailId", Holds::text, from_1_4},
    Column{"InvoiceDetailLastUpdated", Holds::time, from_1_4},
    Column{"InvoiceId", Holds::text, from_1_4},
    Column{"InvoiceIssueDate", Holds::time, from_1_4},
    Column{"InvoiceIssueStatus", Holds::text, from_1_4},
    Column{"InvoiceIssuerName", Holds::text, from_1_4},
    Column{"PaymentDueDate", Holds::time, from_1_4},
    Column{"PaymentTerms", Holds::text, from_1_4},
    Column{"PurchaseOrderNumber", Holds::text, from_1_4},
    Column{"ReferenceInvoiceId", Holds::text, from_1_4},
    Column{"x_InvoiceLineId", Holds::text, from_1_4},
    Column{"x_LineAmount", Holds::decimal, from_1_4},
    Column{"x_PricingQuantity", Holds::decimal, from_1_4},
    Column{"x_PricingUnit", Holds::text, from_1_4},
    Column{"x_TaxCategory", Holds::text, from_1_4},
    Column{"x_TaxRate", Holds::decimal, from_1_4},
    Column{"x_UnitPrice", Holds::decimal, from_1_4},
};

constexpr std::array period_columns{
    Column{"BillingPeriodCreated", Holds::time, from_1_4},
    Column{"BillingPeriodEnd", Holds::time, from_1_4},
    Column{"BillingPeriodLastUpdated", Holds::time, from_1_4},
    Column{"BillingPeriodStart", Holds::time, from_1_4},
    Column{"BillingPeriodStatus", Holds::text, from_1_4},
    Column{"InvoiceIssuerName", Holds::text, from_1_4},
};

std::string_view type_name(Holds holds) {
  switch (holds) {
    case Holds::text: return "STRING";
    case Holds::decimal: return "DECIMAL";
    case Holds::time: return "DATETIME";
    case Holds::json: return "JSON";
  }
  return "STRING";
}

// A GUID of version 8 from a digest.
std::string guid_of(std::string_view text) {
  std::string digits = hex(sha256(text)).substr(0, 32);
  digits[12] = '8';
  digits[16] = 'a';
  return guid_or_text(digits);
}

}  // namespace

std::string_view to_string(Version version) { return version == Version::v1_2 ? "1.2" : "1.4"; }

Result<Version> parse_version(std::string_view text) {
  if (text == "1.2") return Version::v1_2;
  if (text == "1.4") return Version::v1_4;
  return fail(ErrorKind::invalid, "UnknownVersion",
              "'" + std::string(text) + "' is no version of FOCUS written here; take 1.4 or 1.2.");
}

std::string_view to_string(DataSet data_set) {
  switch (data_set) {
    case DataSet::cost_and_usage: return "cost-and-usage";
    case DataSet::invoice_detail: return "invoice-detail";
    case DataSet::billing_period: return "billing-period";
  }
  return "cost-and-usage";
}

Result<DataSet> parse_data_set(std::string_view text) {
  for (const auto each :
       {DataSet::cost_and_usage, DataSet::invoice_detail, DataSet::billing_period}) {
    if (text == to_string(each)) return each;
  }
  return fail(ErrorKind::invalid, "UnknownDataSet",
              "'" + std::string(text) +
                  "' is no data set; take cost-and-usage, invoice-detail or billing-period.");
}

std::span<const Column> columns(DataSet data_set) {
  switch (data_set) {
    case DataSet::cost_and_usage: return cost_columns;
    case DataSet::invoice_detail: return detail_columns;
    case DataSet::billing_period: return period_columns;
  }
  return cost_columns;
}

Row::Row(DataSet data_set, Version version)
    : columns_(columns(data_set)), version_(version) {
  CHECK(columns_.size() <= columns_max);
}

std::size_t Row::index(std::string_view column) const {
  // FOCUS columns and ours are each in order; "x" stands after every capital.
  const auto found = std::lower_bound(
      columns_.begin(), columns_.end(), column,
      [](const Column& each, std::string_view name) { return each.name < name; });
  CHECK(found != columns_.end() && found->name == column);
  return static_cast<std::size_t>(found - columns_.begin());
}

Row& Row::set(std::string_view column, std::string_view value) {
  values_[index(column)] = value;
  return *this;
}

std::string_view Row::get(std::string_view column) const { return values_[index(column)]; }

void Row::clear() {
  for (std::string& value : values_) value.clear();
}

std::string_view Row::header() {
  for (const Column& column : columns_) {
    if (column.in(version_)) csv_.plain(column.name);
  }
  return csv_.end();
}

std::string_view Row::record() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!columns_[i].in(version_)) continue;
    if (columns_[i].holds == Holds::text) {
      csv_.text(values_[i]);
    } else {
      csv_.plain(values_[i]);
    }
  }
  return csv_.end();
}

std::string schema_json(DataSet data_set, Version version, std::string_view made_at,
                        std::string_view generator_version) {
  std::string names(to_string(data_set));
  for (const Column& column : columns(data_set)) {
    if (column.in(version)) names += "\n" + std::string(column.name);
  }
  Json json;
  json.object().field("SchemaId", guid_of(names)).field("FocusVersion", to_string(version));
  json.field("Dataset", to_string(data_set)).field("CreationDate", made_at);
  json.field("DataGenerator", "Tollbridge").field("DataGeneratorVersion", generator_version);
  json.array("Columns");
  for (const Column& column : columns(data_set)) {
    if (!column.in(version)) continue;
    json.object().field("ColumnName", column.name).field("DataType", type_name(column.holds));
    if (column.holds == Holds::text || column.holds == Holds::json) {
      json.field("StringEncoding", "UTF-8");
    }
    if (column.holds == Holds::decimal) json.field("NumericPrecision", 76).field("NumberScale", 51);
    json.end();
  }
  json.end().end();
  return json.text();
}

}  // namespace tollbridge::exports::focus
