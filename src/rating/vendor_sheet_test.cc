// SPDX-License-Identifier: Apache-2.0
// A vendor's price file becomes a price sheet, and no bad row costs a good one.
// Method: files as the vendor writes them with each thing that varies; a sheet written in their
// shape and read back.
#include "rating/vendor_sheet.h"

#include <gtest/gtest.h>

namespace tollbridge::rating {
namespace {

const VendorSheetRequest in_october{"2026-10-01", {}};

VendorSheet read(const std::string& csv, const VendorSheetRequest& request = in_october) {
  auto sheet = read_vendor_sheet(csv, request);
  EXPECT_TRUE(sheet.has_value()) << (sheet ? "" : sheet.error().message);
  return sheet.value_or(VendorSheet{});
}

// "code line" of every row left out.
std::vector<std::string> rejected(const VendorSheet& sheet) {
  std::vector<std::string> texts;
  for (const Error& error : sheet.rejected) {
    texts.push_back(error.code + " " + std::to_string(error.line));
  }
  return texts;
}
using Texts = std::vector<std::string>;

const std::string azure_plan =
    "\xEF\xBB\xBF\"ProductTitle\",\"ProductId\",\"SkuId\",\"SkuTitle\",\"Publisher\","
    "\"SkuDescription\",\"UnitOfMeasure\",\"TermDuration\",\"Market\",\"Currency\",\"UnitPrice\","
    "\"PricingTierRangeMin\",\"PricingTierRangeMax\",\"EffectiveStartDate\",\"EffectiveEndDate\","
    "\"MeterIds\",\"MeterType\",\"Tags\"\r\n";

std::string azure_row(const std::string& meter, const std::string& price,
                      const std::string& tier = "", const std::string& term = "payG-1",
                      const std::string& from = "3/1/2018 12:00:00 AM",
                      const std::string& to = "11/30/9999 11:59:59 PM") {
  return "\"Product\",\"P1\",\"1\",\"Name, " + meter + "\",\"Microsoft\",\"\",\"1 Node/Month\",\"" +
         term + "\",\"SE\",\"USD\",\"" + price + "\",\"" + tier + "\",\"\",\"" + from + "\",\"" +
         to + "\",\"" + meter + "\",\"\",\"\"\r\n";
}

TEST(VendorSheet, an_azure_plan_sheet_gives_a_flat_price_per_meter) {
  const VendorSheet sheet = read(azure_plan + azure_row("a", "1.5") + azure_row("b", "4.5E-05"));
  EXPECT_EQ(price_csv(sheet.table), price_csv(parse_price_csv(
      "meter,name,unit,unit_price\n"
      "a,\"Name, a\",1 Node/Month,1.5\nb,\"Name, b\",1 Node/Month,0.000045\n").value()));
  EXPECT_EQ(sheet.rows, 2U);
  ASSERT_TRUE(sheet.currency.has_value());
  EXPECT_EQ(sheet.currency->code(), "USD");
  EXPECT_TRUE(sheet.rejected.empty());
}

TEST(VendorSheet, tiers_are_graduated_and_what_costs_nothing_is_free) {
  const VendorSheet sheet =
      read(azure_plan + azure_row("a", "0.08", "10") + azure_row("a", "0", "0"));
  ASSERT_EQ(sheet.table.prices.size(), 1U);
  const MeterPrice& price = sheet.table.prices.front();
  EXPECT_EQ(price.model, PriceModel::graduated);
  ASSERT_EQ(price.tiers.size(), 2U);
  EXPECT_EQ(price.tiers[0].price, std::nullopt);
  EXPECT_EQ(price.tiers[1], (Tier{Quantity::from_whole(10), UnitPrice::parse("0.08").value()}));
}

TEST(VendorSheet, rows_of_another_day_currency_or_term_are_passed_over_and_counted) {
  const std::string file =
      azure_plan + azure_row("a", "1") + azure_row("a", "1") +
      azure_row("reserved", "2", "", "P1Y") +
      azure_row("old", "3", "", "", "1/1/2020", "9/30/2026 11:59:59 PM") +
      azure_row("last-day", "4", "", "", "2020-01-01", "2026-10-01T23:59:59Z") +
      azure_row("ends-as-it-begins", "5", "", "", "2020-01-01", "2026-10-01T00:00:00Z") +
      azure_row("later", "6", "", "", "10/2/2026 12:00:00 AM");
  const VendorSheet sheet = read(file);
  EXPECT_EQ(sheet.table.prices.size(), 2U);
  EXPECT_EQ(sheet.repeated, 1U);
  EXPECT_EQ(sheet.other_terms, 1U);
  EXPECT_EQ(sheet.not_in_force, 3U);
  const VendorSheet euro = read(file, {"2026-10-01", Currency::find("EUR").value()});
  EXPECT_TRUE(euro.table.prices.empty());
  EXPECT_EQ(euro.other_currency, 3U);
}

TEST(VendorSheet, a_bad_row_is_told_with_its_line_and_costs_no_good_one) {
  const VendorSheet sheet =
      read(azure_plan + azure_row("a", "1") + azure_row("", "1") + azure_row("b", "1,5") +
           azure_row("c", "-1") + azure_row("d", "1", "many") +
           azure_row("e", "1", "", "", "31.12.2025") + azure_row("a", "2") +
           azure_row("f", "1", "10") + azure_row("g", "0.0000000000000001") +
           azure_row("z", "9"));
  EXPECT_EQ(rejected(sheet),
            (Texts{"MissingMeter 3", "InvalidPrice 4", "NegativePrice 5", "InvalidTier 6",
                   "InvalidDate 7", "ConflictingPrice 8", "MissingTier 9", "InvalidPrice 10"}));
  EXPECT_EQ(sheet.table.prices.size(), 2U);
  EXPECT_EQ(sheet.rows, 2U);
}

TEST(VendorSheet, the_sheet_of_an_agreement_and_the_retail_prices_are_known_by_their_names) {
  const VendorSheet agreement =
      read("BillingAccountId,Product,meterId,Meter Name,Unit_Of_Measure,tierMinimumUnits,"
           "EffectiveStartDate,EffectiveEndDate,UnitPrice,BasePrice,Currency,BillingCurrency,"
           "PriceType\n"
           "1,Disks,m,P10,1/Month,0,2026-01-01,,19.71,20,USD,SEK,Consumption\n"
           "1,Disks,m,P10,1/Month,0,2026-01-01,,10,20,USD,SEK,SavingsPlan\n");
  EXPECT_EQ(agreement.rows, 1U);
  EXPECT_EQ(agreement.currency->code(), "USD");
  EXPECT_EQ(agreement.table.prices.front().name, "P10");
  const VendorSheet retail =
      read("currencyCode,tierMinimumUnits,retailPrice,effectiveStartDate,meterId,meterName,"
           "unitOfMeasure,type\nEUR,0.0,0.5,2026-01-01T00:00:00Z,m,vCPU,1 Hour,Consumption\n"
           "EUR,0.0,0.3,2026-01-01T00:00:00Z,m,vCPU,1 Hour,DevTestConsumption\n");
  EXPECT_EQ(retail.rows, 1U);
  EXPECT_EQ(retail.other_terms, 1U);
}

TEST(VendorSheet, a_german_header_is_known_by_the_name_behind_its_words) {
  const VendorSheet sheet =
      read("ID der Verbrauchseinheit (MeterId),Name der Verbrauchseinheit (MeterName),"
           "Maßeinheit (UnitOfMeasure),Einzelpreis (UnitPrice)\nm,Kern,1 Hour,0.5\n");
  ASSERT_EQ(sheet.table.prices.size(), 1U);
  EXPECT_EQ(sheet.table.prices.front().name, "Kern");
}

TEST(VendorSheet, several_meters_of_one_row_are_counted_together) {
  const VendorSheet sheet = read(azure_plan + azure_row("b; a", "1"));
  EXPECT_EQ(sheet.table.prices.size(), 1U);
  ASSERT_EQ(sheet.table.links.size(), 2U);
  EXPECT_EQ(sheet.table.links[0].local_meter, MeterId("a"));
  EXPECT_EQ(sheet.table.links[0].billing_meter, MeterId("b"));
}

TEST(VendorSheet, a_file_that_is_no_price_file_is_refused_with_what_it_lacks) {
  for (const char* text : {"", "MeterId,UnitOfMeasure\n", "meter,unit,unit_price\n"}) {
    const auto sheet = read_vendor_sheet(text, in_october);
    ASSERT_FALSE(sheet.has_value()) << text;
    EXPECT_EQ(sheet.error().code, "UnknownPriceFile");
  }
}

PriceSheet sheet_of(const std::string& csv) {
  auto table = parse_price_csv(csv).value();
  return {SheetId("list"), PartyId("provider"), {}, Currency::find("EUR").value(),
          Hour::containing(parse_instant_or_date("2026-01-01").value()),
          {}, {}, {}, std::move(table.links), std::move(table.prices)};
}

TEST(VendorSheet, a_sheet_written_in_their_shape_is_read_back_as_it_was) {
  const PriceSheet sheet = sheet_of(
      "meter,name,unit,model,tier_from,unit_price,billing_meter\n"
      "disk,\"Disk, fast\",GB,graduated,0,,\ndisk,,,graduated,10,0.08,\n"
      "cpu,Core,h,flat,0,0.05,\ncpu-2,Core,h,flat,0,0.05,cpu\n");
  const auto csv = partner_center_csv(sheet);
  ASSERT_TRUE(csv.has_value());
  const VendorSheet again = read(*csv);
  EXPECT_EQ(price_csv(again.table), price_csv({sheet.links, sheet.prices}));
  EXPECT_EQ(again.currency->code(), "EUR");
}

TEST(VendorSheet, a_name_is_never_a_formula) {
  const auto csv = partner_center_csv(sheet_of("meter,name,unit,unit_price\nm,=1+1,h,1\n"));
  ASSERT_TRUE(csv.has_value());
  EXPECT_NE(csv->find("\n'=1+1,m,0,'=1+1,"), std::string::npos) << *csv;
}

TEST(VendorSheet, what_their_shape_cannot_say_is_refused_by_name) {
  for (const char* rows :
       {"meter,unit,model,unit_price\nm,h,volume,1\n",
        "meter,unit,model,unit_price,package_size\nm,h,package,1,10\n",
        "meter,unit,unit_price,included\nm,h,1,5\n",
        "meter,unit,unit_price,billing_meter,factor\nlocal,h,1,m,4\n"}) {
    const auto csv = partner_center_csv(sheet_of(rows));
    ASSERT_FALSE(csv.has_value()) << rows;
    EXPECT_EQ(csv.error().code, "NotInThisShape");
    EXPECT_NE(csv.error().message.find("Meter m "), std::string::npos);
  }
}

}  // namespace
}  // namespace tollbridge::rating
