// SPDX-License-Identifier: Apache-2.0
// Goal: an invoice line taken apart says the same as the line, to the last digit, and each part is
// what its resource used that day. Method: small months by hand, one per way of pricing; then
// random sheets over random usage, where every line must be the sum of its parts.
#include "exports/rated_parts.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "engine/closing_testing.h"
#include "exports/issued.h"

namespace tollbridge::exports {
namespace {

using namespace engine::test;
using engine::test::details;  // not std's
using Lines = std::vector<std::string>;

Hour at(std::int32_t day, std::int32_t hour = 0) {
  return october.begin().plus((day - 1) * 24 + hour);
}

std::vector<billing::Document> documents_of(World& world, const PartyId& seller) {
  engine::Evaluator evaluator(world.books, world.journal());
  return must(issued(world.books, evaluator, seller, october)).of_the_close();
}

// "10-03 vm-1: 2 used, 2 at 0.1 = 0.2" of each part of the seller's documents.
Lines parts_of(World& world, const PartyId& seller) {
  Lines lines;
  engine::Evaluator evaluator(world.books, world.journal());
  const auto done =
      rated_parts(evaluator, documents_of(world, seller), [&](const RatedPart& part) -> Status {
        lines.push_back(part.hours.begin.to_string().substr(5, 8) + " " +
                        std::string(part.resource) + ": " + part.used.to_string() + " used, " +
                        part.quantity.to_string() + " at " + part.line->unit_price->to_string() +
                        " = " + part.amount.to_string());
        return {};
      });
  EXPECT_TRUE(done.has_value()) << done.error().message;
  return lines;
}

rating::PriceSheet vm_sheet(const std::string& rows) {
  return {.id = SheetId("provider-2026"),
          .seller = provider_party(),
          .buyer = {},
          .currency = euro,
          .from = Period::parse("2026-01")->begin(),
          .to = {},
          .base = {},
          .markup = {},
          .links = must(rating::parse_price_csv(rows)).links,
          .prices = must(rating::parse_price_csv(rows)).prices};
}

const std::string header = "meter,name,unit,model,tier_from,unit_price,package_size,included\n";

TEST(RatedParts, a_day_of_a_resource_is_one_part) {
  World world;
  world.use({.hour = at(1), .quantity = "2"});
  world.use({.hour = at(1, 23), .quantity = "3"});
  world.use({.hour = at(2), .quantity = "4"});
  world.use({.hour = at(2), .quantity = "1", .resource = "vm-2"});
  world.closed(october, after_october);
  EXPECT_EQ(parts_of(world, provider_party()),
            (Lines{"10-01T00 vm-1: 5 used, 5 at 0.1 = 0.5", "10-02T00 vm-1: 4 used, 4 at 0.1 = 0.4",
                   "10-02T00 vm-2: 1 used, 1 at 0.1 = 0.1"}));
  EXPECT_EQ(parts_of(world, contoso).size(), 3U);
}

TEST(RatedParts, usage_that_crosses_the_edge_of_a_tier_becomes_two_parts) {
  World world;
  world.tell({{}, {vm_sheet(header + "vm,VM,1 Hour,graduated,0,0.5,,2\n"
                                     "vm,VM,1 Hour,graduated,10,0.2,,\n")}});
  world.use({.hour = at(1), .quantity = "8"});
  world.use({.hour = at(3), .quantity = "7"});
  world.closed(october, after_october);
  EXPECT_EQ(parts_of(world, provider_party()),
            (Lines{"10-01T00 vm-1: 6 used, 6 at 0.5 = 3", "10-03T00 vm-1: 4 used, 4 at 0.5 = 2",
                   "10-03T00 vm-1: 3 used, 3 at 0.2 = 0.6"}));
}

TEST(RatedParts, a_package_belongs_to_the_usage_that_begins_it) {
  World world;
  world.tell({{}, {vm_sheet(header + "vm,VM,Hours,package,0,7,10,\n")}});
  world.use({.hour = at(1), .quantity = "4"});
  world.use({.hour = at(2), .quantity = "5"});
  world.use({.hour = at(3), .quantity = "12"});
  world.closed(october, after_october);
  EXPECT_EQ(parts_of(world, provider_party()),
            (Lines{"10-01T00 vm-1: 4 used, 1 at 7 = 7", "10-02T00 vm-1: 5 used, 0 at 7 = 0",
                   "10-03T00 vm-1: 12 used, 2 at 7 = 14"}));
}

TEST(RatedParts, with_a_volume_price_the_whole_month_has_the_price_of_the_tier_it_reached) {
  World world;
  world.tell({{}, {vm_sheet(header + "vm,VM,Hours,volume,0,0.5,,\n"
                                     "vm,VM,Hours,volume,10,0.2,,\n")}});
  world.use({.hour = at(1), .quantity = "4"});
  world.use({.hour = at(9), .quantity = "6"});
  world.closed(october, after_october);
  EXPECT_EQ(parts_of(world, provider_party()),
            (Lines{"10-01T00 vm-1: 4 used, 4 at 0.2 = 0.8",
                   "10-09T00 vm-1: 6 used, 6 at 0.2 = 1.2"}));
}

TEST(RatedParts, a_day_is_cut_where_the_price_changes) {
  World world;
  auto autumn = vm_sheet(header + "vm,VM,Hours,flat,0,0.2,,\n");
  autumn.id = SheetId("autumn");
  autumn.from = at(5, 12);
  world.tell({{}, {autumn}});
  for (std::int32_t hour = 0; hour < 24; ++hour) world.use({.hour = at(5, hour)});
  world.closed(october, after_october);
  EXPECT_EQ(parts_of(world, provider_party()),
            (Lines{"10-05T00 vm-1: 12 used, 12 at 0.1 = 1.2",
                   "10-05T12 vm-1: 12 used, 12 at 0.2 = 2.4"}));
}

TEST(RatedParts, a_day_with_two_payers_is_shared_by_the_hour) {
  World world;
  world.tell({{mapping("reg-one", t_stray, csp, at(4, 6))}, {}});
  for (std::int32_t hour = 0; hour < 24; ++hour) {
    world.use({.tenant = t_stray, .hour = at(4, hour)});
  }
  world.closed(october, after_october);
  EXPECT_EQ(parts_of(world, provider_party()), (Lines{"10-04T00 vm-1: 18 used, 18 at 0.1 = 1.8",
                                                      "10-04T00 vm-1: 6 used, 6 at 0.1 = 0.6"}));
}

TEST(RatedParts, what_came_after_the_close_is_not_in_it) {
  World world;
  world.use({.hour = at(1), .quantity = "2"});
  world.closed(october, after_october);
  const Lines before = parts_of(world, provider_party());
  world.use({.hour = at(1, 1), .quantity = "5"});
  world.tell({{mapping("reg-one", t_adatum, shared, at(1))}, {provider_sheet("0.5")}});
  EXPECT_EQ(parts_of(world, provider_party()), before);
}

TEST(RatedParts, an_error_of_the_visitor_ends_it) {
  World world;
  world.use({.hour = at(1)});
  world.closed(october, after_october);
  engine::Evaluator evaluator(world.books, world.journal());
  const auto done = rated_parts(evaluator, documents_of(world, contoso), [](const RatedPart&) {
    return Status(fail(ErrorKind::io, "DiskFull", "full"));
  });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, "DiskFull");
}

TEST(RatedParts, a_document_that_says_more_than_was_used_is_told) {
  World world;
  world.use({.hour = at(1), .quantity = "2"});
  world.closed(october, after_october);
  auto documents = documents_of(world, provider_party());
  documents[0].lines[0].quantity = exact(Quantity::from_whole(3));
  engine::Evaluator evaluator(world.books, world.journal());
  const auto done =
      rated_parts(evaluator, documents, [](const RatedPart&) { return Status(); });
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, "ExportDiffers");
}

// Random months -------------------------------------------------------------------------------

rating::MeterPrice random_price(const std::string& billing_meter) {
  rating::MeterPrice price;
  price.billing_meter = MeterId(billing_meter);
  price.model = *rc::gen::element(rating::PriceModel::flat, rating::PriceModel::graduated,
                                  rating::PriceModel::volume, rating::PriceModel::package);
  const int tiers = price.model == rating::PriceModel::flat ? 1 : *rc::gen::inRange(1, 4);
  for (int i = 0; i < tiers; ++i) {
    const bool free = *rc::gen::inRange(0, 5) == 0;
    const auto cents = UnitPrice::from_units(power_of_ten(13) * *rc::gen::inRange(0, 200));
    price.tiers.push_back(
        {Quantity::from_whole(4 * i), free ? std::nullopt : std::optional(cents)});
  }
  if (price.model == rating::PriceModel::package) price.package_size = Quantity::from_whole(3);
  price.included = Quantity::from_whole(*rc::gen::inRange<std::int64_t>(0, 4));
  return price;
}

// Two local meters, often of one billing meter, so that it has two prices in an hour.
rating::PriceSheet random_sheet(int number) {
  rating::PriceSheet sheet = vm_sheet(header);
  sheet.id = SheetId("sheet-" + std::to_string(number));
  sheet.from = number == 0 ? sheet.from : at(1, *rc::gen::inRange(0, 96));
  if (*rc::gen::inRange(0, 3) == 0) sheet.buyer = contoso;
  sheet.prices = {random_price("one"), random_price("two")};
  for (const char* local : {"vm", "disk"}) {
    if (number > 0 && *rc::gen::inRange(0, 3) == 0) continue;
    sheet.links.push_back({MeterId(local),
                           MeterId(*rc::gen::inRange(0, 3) == 0 ? "two" : "one"),
                           *rc::gen::element(Factor::from_whole(1),
                                             Factor::from_units(power_of_ten(17) * 25))});
  }
  return sheet;
}

void random_usage(World& world) {
  const int records = *rc::gen::inRange(1, 40);
  for (int i = 0; i < records; ++i) {
    const bool south = *rc::gen::arbitrary<bool>();
    const int tenths = *rc::gen::inRange(-10, 60);
    world.use({.stack = south ? stack_two : stack_one,
               .tenant = south ? t_tailspin : *rc::gen::element(t_adatum, t_stray),
               .meter = *rc::gen::element<std::string>("vm", "disk"),
               .hour = at(1, *rc::gen::inRange(0, 100)),
               .quantity = Quantity::from_units(power_of_ten(17) * tenths).to_string(),
               .resource = *rc::gen::element<std::string>("vm-1", "vm-2", "")});
  }
}

RC_GTEST_PROP(RatedParts, every_line_is_the_sum_of_its_parts, ()) {
  World world;
  const int sheets = *rc::gen::inRange(1, 5);
  std::vector<rating::PriceFact> prices;
  for (int i = 0; i < sheets; ++i) prices.emplace_back(random_sheet(i));
  world.tell({{mapping("reg-one", t_stray, csp, at(2, *rc::gen::inRange(0, 24)))}, prices});
  random_usage(world);
  // A month that cannot be closed (a meter has lost its price) says nothing here.
  RC_PRE(world.close(october, after_october).has_value());
  for (const PartyId& seller : {provider_party(), contoso, fabrikam, litware}) {
    const auto documents = documents_of(world, seller);
    std::map<std::string, ExactAmount> sums;
    engine::Evaluator evaluator(world.books, world.journal());
    const auto done = rated_parts(evaluator, documents, [&](const RatedPart& part) -> Status {
      sums[part.line->id] = *sums[part.line->id].plus(part.amount);
      return {};
    });
    if (!done) RC_FAIL(done.error().message);
    for (const billing::Document& document : documents) {
      for (const billing::Line& line : document.lines) {
        if (line.kind != billing::LineKind::usage) continue;
        RC_ASSERT(sums[line.id] == *multiply(line.quantity, *line.unit_price));
      }
    }
  }
}

}  // namespace
}  // namespace tollbridge::exports
