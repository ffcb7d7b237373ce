// SPDX-License-Identifier: Apache-2.0
// Goal: whoever reads consecutive reported-time windows, page by page, gets every record's quantity
// exactly once (R57 to R60), and a page stays what it was while usage arrives.
// Method: small batches by hand; random ones against adding everything up one by one.
#include "metering/reported.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <memory>
#include <tuple>
#include <utility>

#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"

namespace tollbridge::metering {
namespace {

using journal::UsageBatch;
using journal::UsageRow;

const Hour october = Period::parse("2026-10").value().begin();

struct Said {
  std::int32_t hour = 0;  // of use, after `october`
  std::int32_t reported = 1;
  std::string quantity = "1";
  std::string resource = "vm1";
  std::string meter = "cpu";
  std::string subscription = "sub";
  std::int32_t minutes = 0;  // of a span
  std::string tags = {};
  bool arrival_only = false;  // the source does not say when it was reported
};

class Store {
 public:
  Store() : journal_(journal::open_memory_journal(marks_).value()) {}

  void append(const std::vector<Said>& all) {
    UsageBatch batch;
    for (const Said& said : all) {
      UsageRow row;
      row.stack = batch.strings.intern("stack-one");
      row.subscription = batch.strings.intern(said.subscription);
      row.tenant = batch.strings.intern("tenant of " + said.subscription);
      row.meter = batch.strings.intern(said.meter);
      row.resource = batch.strings.intern(said.resource);
      row.tags = batch.strings.intern(said.tags);
      row.start = october.plus(said.hour).start();
      if (said.minutes != 0) row.end = row.start + std::chrono::minutes(said.minutes);
      row.quantity = Quantity::parse(said.quantity).value();
      row.received_at = october.plus(said.arrival_only ? said.reported : 5000).start();
      if (!said.arrival_only) row.reported_at = october.plus(said.reported).start();
      batch.rows.push_back(row);
    }
    ASSERT_TRUE(journal_->append(batch, {}).has_value());
  }
  ReportedQuery query(std::int32_t from, std::int32_t to, Granularity granularity) {
    ReportedQuery asked;
    asked.from = october.plus(from).start();
    asked.to = october.plus(to).start();
    asked.granularity = granularity;
    asked.heads = journal_->heads().value();
    return asked;
  }
  ReportedPage page(const ReportedQuery& asked) {
    auto found = reported_usage(*journal_, asked);
    EXPECT_TRUE(found.has_value()) << found.error().message;
    return found.value();
  }

 private:
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_;
};

std::string text(const ReportedPage& page) {
  std::string all;
  for (const ReportedRow& row : page.rows) {
    all += std::to_string(row.key.start.index() - october.index()) + " " + row.key.resource + " " +
           row.quantity.to_string() + "; ";
  }
  return all;
}

TEST(ReportedUsage, a_window_has_what_was_reported_in_it_whenever_it_was_used) {
  Store store;
  store.append({{.hour = 3, .reported = 4},
                {.hour = 2, .reported = 30},
                {.hour = 29, .reported = 30}});
  EXPECT_EQ(text(store.page(store.query(0, 24, Granularity::hourly))), "3 vm1 1; ");
  EXPECT_EQ(text(store.page(store.query(24, 48, Granularity::hourly))), "2 vm1 1; 29 vm1 1; ");
  EXPECT_EQ(text(store.page(store.query(5, 30, Granularity::hourly))), "");
}

TEST(ReportedUsage, a_record_of_unknown_reporting_was_reported_when_it_arrived) {
  Store store;
  store.append({{.hour = 3, .reported = 50, .arrival_only = true}});
  EXPECT_EQ(text(store.page(store.query(0, 24, Granularity::hourly))), "");
  EXPECT_EQ(text(store.page(store.query(48, 72, Granularity::hourly))), "3 vm1 1; ");
}

TEST(ReportedUsage, a_span_of_use_has_what_was_used_in_it_whenever_it_was_reported) {
  Store store;
  store.append({{.hour = 3, .reported = 4}, {.hour = 2, .reported = 3000}, {.hour = 29}});
  store.append({{.hour = 4, .minutes = 120}});
  auto asked = store.query(0, 0, Granularity::hourly);
  std::tie(asked.from, asked.to) = std::pair(Instant::min(), Instant::max());
  asked.used = HourSpan{october.plus(2), october.plus(5)};
  EXPECT_EQ(text(store.page(asked)), "2 vm1 1; 3 vm1 1; 4 vm1 0.5; ");
  asked.used = HourSpan{october.plus(24), october.plus(48)};
  asked.granularity = Granularity::daily;
  EXPECT_EQ(text(store.page(asked)), "24 vm1 1; ");
  std::tie(asked.from, asked.to) = std::pair(october.start(), october.plus(24).start());
  asked.used = HourSpan{october, october.plus(24)};
  EXPECT_EQ(text(store.page(asked)), "0 vm1 2; ") << "of both: used and reported then";
}

TEST(ReportedUsage, all_of_time_can_be_asked_for) {
  Store store;
  store.append({{.hour = -2'000'000}, {.hour = 1}, {.hour = 2'000'000}});
  ReportedQuery asked = store.query(0, 0, Granularity::hourly);
  asked.used = HourSpan{Hour::from_index(-100'000'000), Hour::from_index(100'000'000)};
  std::tie(asked.from, asked.to) = std::pair(Instant::min(), Instant::max());
  EXPECT_EQ(text(store.page(asked)), "-2000000 vm1 1; 1 vm1 1; 2000000 vm1 1; ");
  asked.used.reset();
  EXPECT_EQ(store.page(asked).rows.size(), 3U);
}

TEST(ReportedUsage, days_are_cut_at_midnight_utc) {
  Store store;
  store.append({{.hour = 22}, {.hour = 23}, {.hour = 24}, {.hour = 25, .resource = "vm2"}});
  EXPECT_EQ(text(store.page(store.query(0, 48, Granularity::daily))),
            "0 vm1 2; 24 vm1 1; 24 vm2 1; ");
}

TEST(ReportedUsage, a_day_reported_in_two_windows_has_a_part_in_each) {
  Store store;
  store.append({{.hour = 22, .reported = 23, .quantity = "1.5"}, {.hour = 23, .reported = 25}});
  EXPECT_EQ(text(store.page(store.query(0, 24, Granularity::daily))), "0 vm1 1.5; ");
  EXPECT_EQ(text(store.page(store.query(24, 48, Granularity::daily))), "0 vm1 1; ");
}

TEST(ReportedUsage, spans_are_cut_at_the_hours) {
  Store store;
  store.append({{.hour = 23, .quantity = "4", .minutes = 120}});
  EXPECT_EQ(text(store.page(store.query(0, 24, Granularity::hourly))), "23 vm1 2; 24 vm1 2; ");
  EXPECT_EQ(text(store.page(store.query(0, 24, Granularity::daily))), "0 vm1 2; 24 vm1 2; ");
}

TEST(ReportedUsage, the_latest_tags_are_shown) {
  Store store;
  store.append({{.hour = 1, .reported = 9, .tags = "late"},
                {.hour = 2, .reported = 8, .tags = "early"}});
  EXPECT_EQ(store.page(store.query(0, 24, Granularity::daily)).rows.at(0).tags, "late");
}

TEST(ReportedUsage, what_is_charged_to_somebody_else_is_left_out) {
  Store store;
  store.append({{.hour = 1}, {.hour = 2}, {.hour = 3, .subscription = "other"}});
  auto asked = store.query(0, 24, Granularity::hourly);
  asked.shown_as = "payer";
  asked.counts = [](const SeriesKey& key, Hour hour) {
    return key.subscription == LocalSubscriptionId("sub") && hour > october.plus(1);
  };
  const auto page = store.page(asked);
  EXPECT_EQ(text(page), "2 vm1 1; ");
  EXPECT_EQ(page.rows.at(0).key.subscription, "payer");
}

TEST(ReportedUsage, pages_stay_what_they_were_while_usage_arrives) {
  Store store;
  store.append({{.hour = 1}, {.hour = 2}, {.hour = 3}});
  auto asked = store.query(0, 24, Granularity::hourly);
  asked.rows_max = 2;
  const auto first = store.page(asked);
  EXPECT_TRUE(first.more);
  store.append({{.hour = 2, .resource = "vm9"}, {.hour = 4}});
  asked.after = first.rows.back().key;
  const auto second = store.page(asked);
  EXPECT_FALSE(second.more);
  EXPECT_EQ(text(first) + text(second), "1 vm1 1; 2 vm1 1; 3 vm1 1; ");
}

std::vector<Said> some_usage() {
  std::vector<Said> all;
  for (int n = *rc::gen::inRange(0, 60); n > 0; --n) {
    Said said;
    said.hour = *rc::gen::inRange(-200, 200);
    said.reported = *rc::gen::inRange(0, 96);
    said.quantity = std::to_string(*rc::gen::inRange(-3, 9)) + ".25";
    said.resource = "vm" + std::to_string(*rc::gen::inRange(0, 4));
    said.meter = *rc::gen::element<std::string>("cpu", "disk");
    said.minutes = *rc::gen::element(0, 0, 90, 3000);
    all.push_back(said);
  }
  return all;
}

using Sums = std::map<std::string, Quantity>;
void add_rows(Sums& sums, const ReportedPage& page) {
  for (const ReportedRow& row : page.rows) {
    const std::string key = row.key.start.to_string() + row.key.meter + row.key.resource;
    sums[key] = sums[key].plus(row.quantity).value();
  }
}

RC_GTEST_PROP(ReportedUsage, consecutive_windows_read_in_pages_count_everything_once, ()) {
  Store store;
  store.append(some_usage());
  const auto granularity = *rc::gen::element(Granularity::daily, Granularity::hourly);
  Sums at_once;
  add_rows(at_once, store.page(store.query(0, 96, granularity)));
  Sums in_parts;
  for (std::int32_t day = 0; day < 4; ++day) {
    auto asked = store.query(day * 24, day * 24 + 24, granularity);
    asked.rows_max = static_cast<std::size_t>(*rc::gen::inRange(1, 20));
    ReportedPage page = store.page(asked);
    add_rows(in_parts, page);
    while (page.more) {
      RC_ASSERT(page.rows.size() == asked.rows_max);
      asked.after = page.rows.back().key;
      page = store.page(asked);
      add_rows(in_parts, page);
    }
  }
  RC_ASSERT(in_parts == at_once);
}

RC_GTEST_PROP(ReportedUsage, a_page_is_the_beginning_of_the_whole, ()) {
  Store store;
  store.append(some_usage());
  auto asked = store.query(0, 96, *rc::gen::element(Granularity::daily, Granularity::hourly));
  const auto all = store.page(asked).rows;
  asked.rows_max = static_cast<std::size_t>(*rc::gen::inRange(1, 30));
  const auto page = store.page(asked);
  RC_ASSERT(page.rows.size() == std::min(all.size(), asked.rows_max));
  RC_ASSERT(page.more == (all.size() > asked.rows_max));
  for (std::size_t i = 0; i < page.rows.size(); ++i) RC_ASSERT(page.rows[i] == all[i]);
}

RC_GTEST_PROP(ReportCursor, it_comes_back_as_it_was_written, ()) {
  const auto any = [] { return *rc::gen::arbitrary<std::string>(); };
  ReportCursor cursor{any(), {}, {Hour::from_index(*rc::gen::inRange(-2'500'000, 2'500'000)), any(),
                                  any(), any(), any()}};
  for (int heads = *rc::gen::inRange(0, 3); heads > 0; --heads) {
    cursor.heads.push_back({StackId(any()), *rc::gen::inRange<std::uint64_t>(0, 1'000'000), {}});
  }
  const std::string written = to_text(cursor);
  RC_ASSERT(parse_cursor(written) == cursor);
  const auto cut = *rc::gen::inRange<std::size_t>(0, written.size());
  RC_ASSERT(!parse_cursor(written.substr(0, cut)).has_value());
  RC_ASSERT(!parse_cursor(written + "x").has_value());
}

TEST(ReportCursor, anything_else_is_none) {
  for (const char* text : {"", "1:1", "1:2", "9:", "1:10:99999999999999999999,", "1:10:-1,",
                           "1:10:900000000000,"}) {
    EXPECT_FALSE(parse_cursor(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace tollbridge::metering
