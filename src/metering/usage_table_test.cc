// SPDX-License-Identifier: Apache-2.0
// Usage is added up once, to the last decimal, in whatever order it came.
// Method: small batches by hand on the memory journal; random ones shuffled and cut differently
// must give the same table, and the same sums as adding every share up one by one.
#include "metering/usage_table.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"

namespace tollbridge::metering {
namespace {

using journal::Head;
using journal::UsageBatch;
using journal::UsageRow;

const Hour october = Period::parse("2026-10").value().begin();
const HourSpan month = Period::parse("2026-10").value().span();

// A row in words; `hours` makes it a span.
struct Said {
  std::string quantity = "1";
  std::int32_t hour = 0;  // after `october`
  std::string resource = "vm1";
  std::string meter = "cpu";
  std::string subscription = "sub";
  std::string stack = "stack-one";
  std::int32_t minutes = 0;  // of a span
  std::int64_t revision = 0;
};

UsageBatch batch_of(const std::vector<Said>& all) {
  UsageBatch batch;
  for (const Said& said : all) {
    UsageRow row;
    row.stack = batch.strings.intern(said.stack);
    row.subscription = batch.strings.intern(said.subscription);
    row.tenant = batch.strings.intern("tenant of " + said.subscription);
    row.meter = batch.strings.intern(said.meter);
    row.resource = batch.strings.intern(said.resource);
    row.start = october.plus(said.hour).start();
    if (said.minutes != 0) row.end = row.start + std::chrono::minutes(said.minutes);
    row.quantity = Quantity::parse(said.quantity).value();
    row.revision = said.revision;
    batch.rows.push_back(row);
  }
  return batch;
}

class Store {
 public:
  Store() : journal_(journal::open_memory_journal(marks_).value()) {}
  void append(const std::vector<Said>& rows) {
    ASSERT_TRUE(journal_->append(batch_of(rows), {}).has_value());
  }
  [[nodiscard]] std::vector<Head> heads() { return journal_->heads().value(); }
  Result<UsageTable> add_up(const HourSpan& hours = month) {
    return metering::add_up(*journal_, heads(), hours);
  }
  journal::Journal& journal() { return *journal_; }

 private:
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_;
};

SeriesKey key(const std::string& meter = "cpu", const std::string& stack = "stack-one",
              const std::string& subscription = "sub") {
  return {StackId(stack), LocalSubscriptionId(subscription), TenantId("tenant of " + subscription),
          MeterId(meter)};
}

HourCell cell(std::int32_t hour, const std::string& quantity, std::uint64_t records) {
  return {october.plus(hour), Quantity::parse(quantity).value(), records};
}

TEST(UsageTable, resources_of_one_hour_are_added_and_hours_kept_apart) {
  Store store;
  store.append({{"1.5", 1}, {"2", 1, "vm2"}, {"0.25", 0, "vm2"}});
  EXPECT_EQ(store.add_up().value(), (UsageTable{{key(), {cell(0, "0.25", 1), cell(1, "3.5", 2)}}}));
}

TEST(UsageTable, series_are_told_apart_by_stack_subscription_tenant_and_meter) {
  Store store;
  store.append({{"1", 0, "r", "disk"},
                {"2", 0, "r", "cpu", "other"},
                {"4", 0, "r", "cpu", "sub", "stack-two"},
                {"8", 0, "r", "cpu"}});
  EXPECT_EQ(store.add_up().value(),
            (UsageTable{{key("cpu", "stack-one", "other"), {cell(0, "2", 1)}},
                        {key(), {cell(0, "8", 1)}},
                        {key("disk"), {cell(0, "1", 1)}},
                        {key("cpu", "stack-two"), {cell(0, "4", 1)}}}));
}

TEST(UsageTable, a_span_is_spread_over_its_hours_and_counted_in_its_first) {
  Store store;
  store.append({{"3", 0, "vm1", "cpu", "sub", "stack-one", 150}});
  EXPECT_EQ(store.add_up().value(),
            (UsageTable{{key(), {cell(0, "1.2", 1), cell(1, "1.2", 0), cell(2, "0.6", 0)}}}));
}

TEST(UsageTable, a_span_over_a_months_end_gives_each_month_its_share_and_is_counted_once) {
  Store store;
  store.append({{"2", -1, "vm1", "cpu", "sub", "stack-one", 120}});
  EXPECT_EQ(store.add_up().value(), (UsageTable{{key(), {cell(0, "1", 0)}}}));
  const HourSpan september{october.plus(-720), october};
  EXPECT_EQ(store.add_up(september).value(), (UsageTable{{key(), {cell(-1, "1", 1)}}}));
}

TEST(UsageTable, usage_of_other_months_makes_no_series) {
  Store store;
  store.append({{"1", -1}, {"1", month.hours()}});
  EXPECT_EQ(store.add_up().value(), UsageTable{});
}

TEST(UsageTable, a_restatement_counts_from_its_block_on_and_not_as_of_an_earlier_head) {
  Store store;
  store.append({{"1"}});
  const std::vector<Head> before = store.heads();
  store.append({{"5", 0, "vm1", "cpu", "sub", "stack-one", 0, 1}});
  EXPECT_EQ(store.add_up().value(), (UsageTable{{key(), {cell(0, "5", 1)}}}));
  EXPECT_EQ(add_up(store.journal(), before, month).value(),
            (UsageTable{{key(), {cell(0, "1", 1)}}}));
}

TEST(UsageTable, a_stack_that_is_not_named_is_not_read) {
  Store store;
  store.append({{"1"}, {"1", 0, "r", "cpu", "sub", "stack-two"}});
  EXPECT_EQ(add_up(store.journal(), std::vector<Head>{store.heads()[1]}, month).value().size(), 1U);
  EXPECT_TRUE(add_up(store.journal(), {}, month).value().empty());
}

TEST(UsageTable, zero_and_negative_quantities_are_usage_too) {
  Store store;
  store.append({{"0", 0}, {"-2.5", 1}, {"1", 1, "vm2"}});
  EXPECT_EQ(store.add_up().value(), (UsageTable{{key(), {cell(0, "0", 1), cell(1, "-1.5", 2)}}}));
}

TEST(UsageTable, a_sum_too_large_to_be_exact_is_an_error_and_never_wraps) {
  Store store;
  const std::string large = "170000000000000000000";
  store.append({{large}, {large, 0, "vm2"}});
  const auto table = store.add_up();
  ASSERT_FALSE(table.has_value());
  EXPECT_EQ(table.error().code, "QuantityOverflow");
  EXPECT_NE(table.error().message.find("2026-10-01T00:00:00Z"), std::string::npos);
}

rc::Gen<Said> some_usage() {
  return rc::gen::apply(
      [](std::int64_t units, std::int32_t hour, int resource, int subscription, int stack,
         std::int32_t minutes) {
        Said said;
        said.quantity = Quantity::from_units(units).to_string();
        said.hour = hour;
        said.resource = "vm" + std::to_string(resource);
        said.meter = resource % 2 == 0 ? "cpu" : "disk";
        said.subscription = "sub" + std::to_string(subscription);
        said.stack = "stack" + std::to_string(stack);
        said.minutes = minutes % 3 == 0 ? minutes : 0;
        return said;
      },
      rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000), rc::gen::inRange(-3, 40),
      rc::gen::inRange(0, 40), rc::gen::inRange(0, 5), rc::gen::inRange(0, 2),
      rc::gen::inRange(0, 300));
}

// Appends in batches of random sizes.
void append_in_pieces(Store& store, std::vector<Said> rows) {
  for (std::size_t at = 0; at < rows.size();) {
    const auto count = std::min(rows.size() - at, *rc::gen::inRange<std::size_t>(1, 30));
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(at);
    store.append({begin, begin + static_cast<std::ptrdiff_t>(count)});
    at += count;
  }
}

RC_GTEST_PROP(UsageTableProperty, order_and_batches_of_arrival_make_no_difference, ()) {
  auto rows = *rc::gen::uniqueBy<std::vector<Said>>(some_usage(), [](const Said& said) {
    return std::tuple(said.stack, said.subscription, said.resource, said.hour);
  });
  Store first;
  append_in_pieces(first, rows);
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  std::sort(rows.begin(), rows.end(), [seed](const Said& a, const Said& b) {
    const auto rank = [seed](const Said& said) {
      const std::string name =
          said.stack + said.subscription + said.resource + std::to_string(said.hour);
      return std::pair(std::hash<std::string>{}(std::to_string(seed) + name), name);
    };
    return rank(a) < rank(b);
  });
  Store second;
  append_in_pieces(second, rows);
  const UsageTable table = first.add_up().value();
  RC_ASSERT(second.add_up().value() == table);

  std::map<std::tuple<SeriesKey, Hour>, std::pair<i128, std::uint64_t>> expected;
  const UsageBatch batch = batch_of(rows);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::uint64_t records = 1;
    for (const journal::HourShare& share : journal::hour_shares(batch.rows[i])) {
      if (month.contains(share.hour)) {
        auto& sum = expected[{key(rows[i].meter, rows[i].stack, rows[i].subscription), share.hour}];
        sum.first += share.quantity.units();
        sum.second += records;
      }
      records = 0;
    }
  }
  decltype(expected) found;
  for (const Series& series : table) {
    for (const HourCell& counted : series.cells) {
      const bool added =
          found.try_emplace({series.key, counted.hour}, counted.quantity.units(), counted.records)
              .second;
      RC_ASSERT(added);
    }
    RC_ASSERT(std::is_sorted(series.cells.begin(), series.cells.end(),
                             [](const HourCell& a, const HourCell& b) { return a.hour < b.hour; }));
  }
  RC_ASSERT(found == expected);
}

}  // namespace
}  // namespace tollbridge::metering
