// SPDX-License-Identifier: Apache-2.0
// Goal: what reads Partner Center's files reads ours, and their sums are the invoice's. Method: a
// small month, its files read back column by column.
#include "exports/lines/lines.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/closing_testing.h"
#include "engine/credit.h"
#include "rating/csv.h"

namespace tollbridge::exports::lines {
namespace {

using namespace engine::test;

using Record = std::map<std::string, std::string>;

std::vector<Record> records_of(const std::string& csv) {
  const auto read = rating::read_csv(csv);
  EXPECT_TRUE(read.faults.empty());
  std::vector<Record> records;
  for (std::size_t i = 1; i < read.records.size(); ++i) {
    EXPECT_EQ(read.records[i].cells.size(), read.records[0].cells.size());
    Record record;
    for (std::size_t c = 0; c < read.records[i].cells.size(); ++c) {
      record[read.records[0].cells[c]] = read.records[i].cells[c];
    }
    records.push_back(std::move(record));
  }
  return records;
}

TextSink into(std::string& text) {
  return [&text](std::string_view bytes) -> Status {
    text += bytes;
    return {};
  };
}

std::vector<Record> daily_of(World& world, const PartyId& seller) {
  engine::Evaluator evaluator(world.books, world.journal());
  const Issued month = must(issued(world.books, evaluator, seller, october));
  std::string text;
  const auto written = write_daily(evaluator, month, into(text));
  EXPECT_TRUE(written.has_value());
  return records_of(text);
}

std::vector<Record> reconciliation_of(World& world, const PartyId& seller) {
  engine::Evaluator evaluator(world.books, world.journal());
  const Issued month = must(issued(world.books, evaluator, seller, october));
  std::string text;
  const auto written = write_reconciliation(month, into(text));
  EXPECT_TRUE(written.has_value());
  return records_of(text);
}

TEST(Lines, a_day_of_usage_names_who_what_and_how_much) {
  World world;
  world.use({.hour = october.begin().plus(30), .quantity = "2.5", .resource = "/vm/one"});
  world.closed(october, after_october);
  const auto records = daily_of(world, provider_party());
  ASSERT_EQ(records.size(), 1U);
  Record one = records[0];
  EXPECT_EQ(one["PartnerId"], "contoso");
  EXPECT_EQ(one["CustomerName"], "Adatum");
  EXPECT_EQ(one["UsageDate"], "2026-10-02");
  EXPECT_EQ(one["ChargeStartDate"] + " " + one["ChargeEndDate"], "2026-10-01 2026-10-31");
  EXPECT_EQ(one["SubscriptionId"] + " " + one["EntitlementId"], "csp local-t-adatum");
  EXPECT_EQ(one["Quantity"] + " x " + one["EffectiveUnitPrice"], "2.5 x 0.1");
  EXPECT_EQ(one["BillingPreTaxTotal"], "0.25");
  EXPECT_EQ(one["ResourceURI"], "/vm/one");
  EXPECT_EQ(one["UnitType"], "1 Hour");
}

TEST(Lines, a_partners_own_file_names_it_as_the_partner) {
  World world;
  world.use({.hour = october.begin()});
  world.closed(october, after_october);
  Record one = daily_of(world, contoso).at(0);
  EXPECT_EQ(one["PartnerId"] + " " + one["PublisherId"], "contoso contoso");
  EXPECT_EQ(one["EffectiveUnitPrice"], "0.115");
}

TEST(Lines, subtotals_and_taxes_sum_to_the_document) {
  World world;
  for (std::int32_t hour = 0; hour < 40; ++hour) {
    world.use({.hour = october.begin().plus(hour), .quantity = "0.33"});
    world.use({.tenant = t_stray, .hour = october.begin().plus(hour), .quantity = "0.17"});
    world.use({.meter = "disk", .hour = october.begin().plus(hour), .quantity = "0.77"});
  }
  world.closed(october, after_october);
  const auto document = must(world.books.invoices().document("provider-000001"));
  Money subtotal = Money::zero(euro), tax = subtotal, total = subtotal;
  std::vector<Record> records = reconciliation_of(world, provider_party());
  for (Record& record : records) {
    if (record["InvoiceNumber"] != document.id) continue;
    subtotal = *subtotal.plus(*Money::parse(record["Subtotal"], euro));
    tax = *tax.plus(*Money::parse(record["TaxTotal"], euro));
    total = *total.plus(*Money::parse(record["Total"], euro));
  }
  EXPECT_EQ(subtotal, document.total);
  EXPECT_EQ(tax, document.tax.amount);
  EXPECT_EQ(total, document.payable);
}

TEST(Lines, a_credit_by_hand_refers_to_its_line) {
  World world;
  world.use({.hour = october.begin(), .quantity = "100"});
  world.closed(october, after_october);
  must(engine::credit(world.books, world.journal(),
                      {.invoice = "provider-000001", .lines = {{"1", "0.50"}}, .reason = "=good"},
                      after_october));
  Record last = reconciliation_of(world, provider_party()).back();
  EXPECT_EQ(last["ChargeType"] + " " + last["ReferenceId"], "Credit provider-000001-1");
  EXPECT_EQ(last["Subtotal"], "-0.50");
  EXPECT_EQ(last["CreditReasonCode"], "'=good");
}

TEST(Lines, the_columns_are_those_of_partner_center) {
  EXPECT_EQ(daily_columns().size(), 56U);
  EXPECT_EQ(daily_columns().front(), "PartnerId");
  EXPECT_EQ(reconciliation_columns().size(), 46U);
  EXPECT_EQ(reconciliation_columns().back(), "PromotionId");
}

}  // namespace
}  // namespace tollbridge::exports::lines
