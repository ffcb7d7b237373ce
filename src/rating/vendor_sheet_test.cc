// SPDX-License-Identifier: Apache-2.0
// A vendor's price file becomes a price sheet, and no bad row costs a good one.
// Method: files as the vendor writes them with each thing that varies; a sheet written in their
// shape and read back.
#include "rating/vendor_sheet.h"

#include <gtest/gtest.h>

#include "core/limits.h"

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

TEST(VendorSheet, the_limits_of_a_sheet_hold_so_that_price_import_takes_it) {
  std::string file = azure_plan + azure_row(std::string(limits::id_bytes_max + 1, 'x'), "1") +
                     azure_row(std::string(limits::id_bytes_max, 'y'), "1") +
                     azure_row("a;b", "1") + azure_row("b", "2") + azure_row("c;b", "3");
  for (std::size_t i = 0; i <= limits::price_tiers_max; ++i) {
    file += azure_row("steps", "1", std::to_string(i));
  }
  const VendorSheet sheet = read(file);
  EXPECT_EQ(rejected(sheet),
            (Texts{"IdTooLong 2", "ConflictingMeter 5", "ConflictingMeter 6", "TooManyTiers 7"}));
  EXPECT_EQ(sheet.rows, 2U);
  EXPECT_EQ(sheet.table.links.size(), 3U);
  EXPECT_TRUE(parse_price_csv(price_csv(sheet.table)).has_value());
}

TEST(VendorSheet, a_meter_has_one_unit) {
  const std::string header = "MeterId,UnitOfMeasure,UnitPrice,TierMinimumUnits\n";
  const VendorSheet sheet = read(header + "m,10K,1,0\nm,1K,0.5,10\nm,10K,0.9,100\n");
  EXPECT_EQ(rejected(sheet), Texts{"ConflictingUnit 3"});
  EXPECT_EQ(sheet.rows, 2U);
}

// Found by fuzzing: a carriage return in a quoted cell of several meters.
TEST(VendorSheet, a_carriage_return_is_no_part_of_a_meter) {
  const VendorSheet sheet = read("MeterId,UnitOfMeasure,UnitPrice\n\"n;m\r\",10K,1\n");
  ASSERT_EQ(sheet.table.links.size(), 2U);
  EXPECT_EQ(sheet.table.links[0].local_meter, MeterId("m"));
  const auto taken = parse_price_csv(price_csv(sheet.table));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->links, sheet.table.links);
}

TEST(VendorSheet, single_units_get_the_factor_of_their_unit) {
  VendorSheetRequest request = in_october;
  request.single_units = true;
  const VendorSheet sheet =
      read("MeterId,UnitOfMeasure,UnitPrice\nm;n,10K,0.004\nh,1 Hour,2\nd,30 Days,3\n", request);
  EXPECT_EQ(rejected(sheet), Texts{"InexactUnit 4"});
  ASSERT_EQ(sheet.table.links.size(), 3U);
  EXPECT_EQ(sheet.table.links[0], (MeterLink{MeterId("h"), MeterId("h"), Factor::from_whole(1)}));
  const Factor small = Factor::parse("0.0001").value();
  EXPECT_EQ(sheet.table.links[1], (MeterLink{MeterId("m"), MeterId("m"), small}));
  EXPECT_EQ(sheet.table.links[2], (MeterLink{MeterId("n"), MeterId("m"), small}));
  EXPECT_EQ(sheet.table.prices.back().unit, "10K");
}

std::string item(const std::string& meter, const std::string& price, const std::string& rest = "") {
  return R"({"currencyCode":"USD","tierMinimumUnits":0.0,"retailPrice":)" + price +
         R"(,"unitPrice":)" + price + R"(,"armRegionName":"westeurope",)" +
         R"("effectiveStartDate":"2026-01-01T00:00:00Z","meterId":")" + meter +
         R"(","meterName":"D2","unitOfMeasure":"1 Hour","type":"Consumption")" + rest + "}";
}

std::string page(const std::string& items) {
  return R"({"BillingCurrency":"USD","Items":[)" + items + R"(],"NextPageLink":null,"Count":1})";
}

TEST(VendorSheet, pages_of_the_retail_prices_are_read_as_they_are_answered) {
  const std::string savings =
      R"(,"savingsPlan":[{"unitPrice":0.1,"retailPrice":0.1,"term":"1 Year"}])";
  const std::string all = "\xEF\xBB\xBF[" + page(item("a", "0.0000045", savings) + "," +
                          item("b", "1.0E-05")) + "," + page(item("a", "-1")) + "]";
  const VendorSheet sheet = read(all);
  EXPECT_EQ(rejected(sheet), Texts{"NegativePrice 3"});
  EXPECT_EQ(price_csv(sheet.table),
            price_csv(parse_price_csv("meter,name,unit,unit_price\n"
                                      "a,D2,1 Hour,0.0000045\nb,D2,1 Hour,0.00001\n").value()));
}

TEST(VendorSheet, the_price_of_a_meters_primary_region_comes_first) {
  const std::string other = R"(,"isPrimaryMeterRegion":false)";
  const VendorSheet sheet = read(page(item("a", "9", other) + "," + item("a", "1") + "," +
                                      item("b", "5", other)));
  EXPECT_TRUE(sheet.rejected.empty());
  EXPECT_EQ(sheet.repeated, 1U);
  ASSERT_EQ(sheet.table.prices.size(), 2U);
  EXPECT_EQ(sheet.table.prices[0].tiers[0].price, UnitPrice::from_whole(1));
  EXPECT_EQ(sheet.table.prices[1].tiers[0].price, UnitPrice::from_whole(5));
}

TEST(VendorSheet, what_is_no_json_is_refused) {
  const auto code = [](const std::string& file) {
    const auto sheet = read_vendor_sheet(file, in_october);
    return sheet ? "" : sheet.error().code;
  };
  EXPECT_EQ(code("{\"Items\":[}"), "InvalidJson");
  EXPECT_EQ(code(page(item("a", "1")) + page(item("b", "1"))), "InvalidJson");
  EXPECT_EQ(code(std::string(17, '[') + std::string(17, ']')), "InvalidJson");
  EXPECT_EQ(code("[\"\xff\"]"), "InvalidJson");
  EXPECT_EQ(read("[]").table.prices.size(), 0U);
  EXPECT_EQ(read(R"([{"meterId":"r","retailPrice":2,"unitOfMeasure":"1"}])").rows, 1U);
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
