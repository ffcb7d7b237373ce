// SPDX-License-Identifier: Apache-2.0
// Goal: the parts of a FOCUS record that need no month: columns, services, tags. Method: cases;
// whole files are judged by tests/functional/export_focus_test.py and by `make conformance`.
#include "exports/focus/focus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "exports/focus/flat_json.h"
#include "exports/focus/services.h"
#include "rating/catalogue.h"

namespace tollbridge::exports::focus {
namespace {

std::size_t count(DataSet data_set, Version version, bool ours) {
  return static_cast<std::size_t>(std::ranges::count_if(
      columns(data_set), [&](const Column& column) {
        return column.in(version) && column.name.starts_with("x_") == ours;
      }));
}

TEST(Focus, a_version_has_all_of_its_columns) {
  EXPECT_EQ(count(DataSet::cost_and_usage, Version::v1_4, false), 65U);
  EXPECT_EQ(count(DataSet::cost_and_usage, Version::v1_2, false), 57U);
  EXPECT_EQ(count(DataSet::billing_period, Version::v1_4, false), 6U);
}

TEST(Focus, columns_are_in_order_and_ours_come_last) {
  for (const auto data_set :
       {DataSet::cost_and_usage, DataSet::invoice_detail, DataSet::billing_period}) {
    const auto all = columns(data_set);
    EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Column::name));
    EXPECT_TRUE(std::ranges::is_partitioned(
        all, [](const Column& column) { return !column.name.starts_with("x_"); }));
  }
}

TEST(Focus, a_record_keeps_texts_from_running_and_numbers_as_they_are) {
  Row row(DataSet::billing_period, Version::v1_4);
  row.set("InvoiceIssuerName", "=1+1").set("BillingPeriodStatus", "Closed");
  EXPECT_EQ(row.record(), ",,,,Closed,'=1+1\n");
  row.clear();
  EXPECT_EQ(row.record(), ",,,,,\n");
  Row cost(DataSet::invoice_detail, Version::v1_4);
  cost.set("BilledCost", "-1.5");
  EXPECT_TRUE(cost.record().starts_with("-1.5,"));
}

TEST(Focus, a_column_of_another_version_is_left_out) {
  Row row(DataSet::cost_and_usage, Version::v1_2);
  EXPECT_EQ(row.header().find("HostProviderName"), std::string_view::npos);
  row.set("HostProviderName", "nobody reads this");
  EXPECT_EQ(row.record().find("nobody"), std::string_view::npos);
}

TEST(Focus, every_meter_of_the_catalogue_has_a_service) {
  std::set<std::string> names;
  for (const rating::CatalogueMeter& meter : rating::catalogue()) {
    const Service service = service_of(meter.meter, meter.meter, "");
    EXPECT_NE(service.category, "Other") << meter.name;
    names.insert(service.name);
  }
  EXPECT_EQ(names.size(), 10U);
}

TEST(Focus, a_name_has_one_category) {
  const Service own = service_of(MeterId("gpu"), MeterId("gpu"), "GPU");
  EXPECT_EQ(own.name + " " + std::string(own.category), "GPU Other");
  EXPECT_EQ(service_of(MeterId("x"), MeterId("x"), "App Service").category, "Web");
  EXPECT_EQ(service_of(MeterId("x"), MeterId("x"), "").name, "x");
}

TEST(Focus, tags_become_one_flat_object) {
  EXPECT_EQ(flat_json(""), "");
  EXPECT_EQ(flat_json(R"({"a":"1","b":true,"c":null,"d":1.5})"),
            R"({"a":"1","b":true,"c":null,"d":1.5})");
  EXPECT_EQ(flat_json(R"({"a":{"b":[1,"}"]},"z":"x"})"), R"({"a":"{\"b\":[1,\"}\"]}","z":"x"})");
  EXPECT_EQ(flat_json(R"({"a:b":"{,}","q":"\"\\"})"), R"({"a:b":"{,}","q":"\"\\"})");
  EXPECT_EQ(flat_json("owner=me"), R"({"x_Tags":"owner=me"})");
  EXPECT_EQ(flat_json("[1]"), R"({"x_Tags":"[1]"})");
}

TEST(Focus, versions_and_data_sets_have_names) {
  for (const auto version : {Version::v1_2, Version::v1_4}) {
    EXPECT_EQ(parse_version(to_string(version)), version);
  }
  EXPECT_EQ(parse_version("1.3").error().code, "UnknownVersion");
  EXPECT_EQ(parse_data_set("invoice-detail"), DataSet::invoice_detail);
  EXPECT_EQ(parse_data_set("x").error().code, "UnknownDataSet");
}

TEST(Focus, a_schema_changes_its_id_with_its_columns_only) {
  const auto id = [](Version version, const std::string& made_at) {
    return schema_json(DataSet::cost_and_usage, version, made_at, "1").substr(0, 60);
  };
  EXPECT_EQ(id(Version::v1_4, "2026-11-01T00:00:00Z"), id(Version::v1_4, "2026-12-01T00:00:00Z"));
  EXPECT_NE(id(Version::v1_4, ""), id(Version::v1_2, ""));
}

}  // namespace
}  // namespace tollbridge::exports::focus
