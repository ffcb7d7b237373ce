// SPDX-License-Identifier: Apache-2.0
// Goal: a generated month is repeatable, of the size asked for, and contains everything that can
// go wrong. Method: two runs are compared to the letter, shares are counted.
#include "simulate/landscape.h"

#include <gtest/gtest.h>

#include <set>

#include "core/sha256.h"
#include "simulate/usage_month.h"

namespace tollbridge::simulate {
namespace {

const Period october = Period::parse("2026-10").value();

UsageOptions month_of(std::uint64_t records) {
  UsageOptions options{.month = october};
  options.records = records;
  return options;
}

LandscapeOptions landscape_of(std::uint64_t seed) {
  return {.seed = seed, .month = october};
}

std::string digest_of_usage(std::uint64_t seed) {
  Sha256 hash;
  UsageOptions options = month_of(60'000);
  options.seed = seed;
  generate_usage(make_landscape(landscape_of(1)), options,
                 [&](const WireRecord& record, Delivery when) {
                   hash.update(record.resource);
                   hash.update(record.hour.to_string());
                   hash.update(record.quantity);
                   hash.update(when == Delivery::in_month ? "m" : "l");
                 });
  return hex(hash.finish());
}

TEST(Landscape, the_same_seed_gives_the_same_landscape_and_another_seed_another) {
  EXPECT_EQ(make_landscape(landscape_of(1)).book, make_landscape(landscape_of(1)).book);
  EXPECT_NE(make_landscape(landscape_of(1)).book, make_landscape(landscape_of(2)).book);
}

TEST(Landscape, its_last_stack_is_the_one_of_the_book) {
  const Landscape landscape = make_landscape(landscape_of(1));
  const LandscapeStack& last = landscape.last_stack;
  EXPECT_EQ(last.cloud_id, landscape.stacks.back());
  for (const std::string& text :
       {"cloud_id: " + last.cloud_id + "\n    region: " + last.region + "\n    operator: " +
            last.operated_by + "\n    provider_subscription: " + last.provider_subscription,
        "{id: " + last.provider_subscription + ", tenant: " + last.home + "}",
        "name: " + last.registration + "\n    resource_group: azurestack\n    subscription: " +
            last.default_subscription}) {
    EXPECT_NE(landscape.book.find(text), std::string::npos) << text;
  }
}

TEST(UsageMonth, the_same_seed_gives_the_same_records_and_another_seed_others) {
  EXPECT_EQ(digest_of_usage(1), digest_of_usage(1));
  EXPECT_NE(digest_of_usage(1), digest_of_usage(2));
}

TEST(UsageMonth, is_about_as_large_as_asked_for) {
  const Landscape landscape = make_landscape(landscape_of(1));
  const auto counts = generate_usage(landscape, month_of(1'000'000), [](const auto&, auto) {});
  EXPECT_GT(counts.records, 850'000U);
  EXPECT_LT(counts.records, 1'150'000U);
}

TEST(UsageMonth, holds_its_share_of_records_sent_twice_late_and_corrected) {
  const Landscape landscape = make_landscape(landscape_of(1));
  std::uint64_t sent = 0;
  std::uint64_t late = 0;
  std::set<std::string> meters;
  const auto counts = generate_usage(landscape, month_of(300'000),
                                     [&](const WireRecord& record, Delivery when) {
                                       ++sent;
                                       if (when == Delivery::after_close) ++late;
                                       meters.insert(std::string(record.meter));
                                     });
  EXPECT_EQ(sent, counts.records + counts.duplicates + counts.restated);
  EXPECT_EQ(late, counts.late);
  EXPECT_NEAR(static_cast<int>(counts.duplicates * 1000 / counts.records), 10, 2);
  EXPECT_GT(counts.late, counts.records / 250);
  EXPECT_GT(counts.restated, counts.records / 2000);
  EXPECT_GE(meters.size(), 20U);
}

TEST(UsageMonth, every_record_lies_in_its_month) {
  const Landscape landscape = make_landscape(landscape_of(1));
  const HourSpan span = october.span();
  generate_usage(landscape, month_of(50'000), [&](const WireRecord& record, Delivery) {
    ASSERT_TRUE(span.contains(record.hour));
  });
}

}  // namespace
}  // namespace tollbridge::simulate
