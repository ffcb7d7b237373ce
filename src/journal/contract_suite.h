// SPDX-License-Identifier: Apache-2.0
// What every journal must do, as tests each adapter runs.
//
// Goal: the promises of journal/journal.h hold whatever the technology. Method: small batches with
// known verdicts; then random ones, in random order, batching and repetition, with restarts in
// between, against a plain model of the set. An adapter includes this in one test file and names
// itself with INSTANTIATE_TEST_SUITE_P(<Adapter>, JournalContract, testing::Values(<factory>)).
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "core/limits.h"
#include "journal/contract_testing.h"

namespace tollbridge::journal {

TEST_P(JournalContract, a_record_written_twice_is_written_once) {
  EXPECT_EQ(append({{.quantity = "2"}}), std::vector{Verdict::accepted});
  const auto before = journal().heads().value();
  EXPECT_EQ(append({{.quantity = "2"}}), std::vector{Verdict::duplicate});
  made_->reopen();
  EXPECT_EQ(append({{.quantity = "2.000"}}), std::vector{Verdict::duplicate});
  EXPECT_EQ(journal().heads().value(), before);
  EXPECT_EQ(brief(Show::everything), Words{"vm1@0=2"});
  EXPECT_EQ(counted_in("2026-10"), "1/2");
}

TEST_P(JournalContract, a_record_twice_in_one_batch_is_written_once) {
  EXPECT_EQ(append({{.quantity = "2"}, {.quantity = "2"}, {.quantity = "3"}}),
            (std::vector{Verdict::accepted, Verdict::duplicate, Verdict::conflict}));
  EXPECT_EQ(append({{.quantity = "4", .revision = 1}, {.quantity = "5", .revision = 2}}),
            (std::vector{Verdict::restated, Verdict::restated}));
  EXPECT_EQ(brief(), Words{"vm1@0=5"});
  EXPECT_EQ(counted_in("2026-10"), "1/5");
}

TEST_P(JournalContract, a_conflict_is_kept_aside_once_and_never_counted) {
  append({{.quantity = "2"}});
  EXPECT_EQ(append({{.quantity = "3"}}), std::vector{Verdict::conflict});
  made_->reopen();
  EXPECT_EQ(append({{.quantity = "3"}}), std::vector{Verdict::conflict});
  EXPECT_EQ(append({{.quantity = "2"}}), std::vector{Verdict::duplicate});
  EXPECT_EQ(brief(), Words{"vm1@0=2"});
  EXPECT_EQ(brief(Show::everything), (Words{"vm1@0=2", "vm1@0=3 not counted"}));
  EXPECT_EQ(counted_in("2026-10"), "1/2");
}

TEST_P(JournalContract, a_higher_revision_counts_and_the_old_one_stays_readable) {
  append({{.quantity = "2"}});
  const std::uint64_t before = sequence();
  made_->reopen();
  EXPECT_EQ(append({{.quantity = "7", .revision = 4}}), std::vector{Verdict::restated});
  made_->reopen();
  EXPECT_EQ(brief(), Words{"vm1@0=7"});
  EXPECT_EQ(brief(Show::everything), (Words{"vm1@0=2 not counted", "vm1@0=7"}));
  EXPECT_EQ(brief(Show::counted, before), Words{"vm1@0=2"});
  EXPECT_EQ(brief(Show::everything, before), Words{"vm1@0=2"});
  EXPECT_EQ(counted_in("2026-10"), "1/7");
  EXPECT_EQ(append({{.quantity = "2"}}), std::vector{Verdict::duplicate}) << "the old one again";
}

TEST_P(JournalContract, a_lower_revision_is_history) {
  append({{.quantity = "7", .revision = 4}});
  EXPECT_EQ(append({{.quantity = "2", .revision = 1}}), std::vector{Verdict::history});
  made_->reopen();
  EXPECT_EQ(append({{.quantity = "2", .revision = 1}}), std::vector{Verdict::duplicate});
  EXPECT_EQ(append({{.quantity = "3", .revision = 1}}), std::vector{Verdict::conflict});
  EXPECT_EQ(brief(), Words{"vm1@0=7"});
  EXPECT_EQ(brief(Show::everything),
            (Words{"vm1@0=2 not counted", "vm1@0=3 not counted", "vm1@0=7"}));
  EXPECT_EQ(counted_in("2026-10"), "1/7");
}

TEST_P(JournalContract, restating_a_file_makes_its_rows_the_next_revision) {
  append({{.quantity = "2"}, {.quantity = "5", .resource = "vm2"}});
  const std::vector<Said> corrected = {{.quantity = "3"}, {.quantity = "5", .resource = "vm2"}};
  EXPECT_EQ(append(corrected, true), (std::vector{Verdict::restated, Verdict::duplicate}));
  made_->reopen();
  EXPECT_EQ(append(corrected, true), (std::vector{Verdict::duplicate, Verdict::duplicate}));
  EXPECT_EQ(append(corrected), (std::vector{Verdict::duplicate, Verdict::duplicate}));
  EXPECT_EQ(append({{.quantity = "2"}}), std::vector{Verdict::duplicate}) << "the first file again";
  EXPECT_EQ(brief(), (Words{"vm1@0=3", "vm2@0=5"}));
  EXPECT_EQ(counted_in("2026-10"), "2/8");
}

TEST_P(JournalContract, start_subscription_and_event_id_are_part_of_the_key) {
  using std::chrono::minutes;
  const std::vector<Said> rows = {{},
                                  {.subscription = "sub2"},
                                  {.event_id = "e1"},
                                  {.event_id = "e2"},
                                  {.offset = minutes(10)},
                                  {.event_id = "e1", .offset = minutes(10)},
                                  {.hour = 1}};
  EXPECT_EQ(append(rows), std::vector(rows.size(), Verdict::accepted));
  made_->reopen();
  EXPECT_EQ(append(rows), std::vector(rows.size(), Verdict::duplicate));
  EXPECT_EQ(scan({stack_a, {october, october.plus(1)}, {}, Show::counted, {}}).size(), 6U);
  const auto bare = scan({stack_a, all_hours(), {}, Show::counted, {}, false});
  EXPECT_EQ(bare.size(), rows.size());
  for (const Seen& seen : bare) EXPECT_EQ(seen.event_id, "");
}

TEST_P(JournalContract, a_span_is_one_record_found_from_every_hour_it_touches) {
  using std::chrono::hours;
  // The last day of October and the first of November, and a quiet hour after.
  append({{.quantity = "48", .hour = 30 * 24, .length = hours(48)}, {.hour = 33 * 24}});
  made_->reopen();
  const auto at = [&](std::int32_t hour) {
    return brief(Show::counted, {}, {october.plus(hour), october.plus(hour + 1)});
  };
  EXPECT_EQ(at(30 * 24 - 1), Words{});
  EXPECT_EQ(at(30 * 24), Words{"vm1@720=48"});
  EXPECT_EQ(at(32 * 24 - 1), Words{"vm1@720=48"});
  EXPECT_EQ(at(32 * 24), Words{});
  EXPECT_EQ(counted_in("2026-10"), "1/24");
  EXPECT_EQ(counted_in("2026-11"), "1/25");
  // Another end is another content.
  EXPECT_EQ(append({{.quantity = "48", .hour = 30 * 24, .length = hours(47)}}),
            std::vector{Verdict::conflict});
  EXPECT_EQ(append({{.quantity = "48", .hour = 30 * 24, .revision = 1, .length = hours(24)}}),
            std::vector{Verdict::restated});
  EXPECT_EQ(at(31 * 24), Words{});
  EXPECT_EQ(counted_in("2026-10"), "1/48");
  EXPECT_EQ(counted_in("2026-11"), "1/1");
}

TEST_P(JournalContract, stacks_in_one_batch_do_not_mix) {
  EXPECT_EQ(append({{.quantity = "1"},
                    {.quantity = "2", .stack = stack_b},
                    {.quantity = "3", .hour = 1},
                    {.quantity = "9", .stack = stack_b}}),
            (std::vector{Verdict::accepted, Verdict::accepted, Verdict::accepted,
                         Verdict::conflict}));
  made_->reopen();
  EXPECT_EQ(brief(), (Words{"vm1@0=1", "vm1@1=3"}));
  EXPECT_EQ(scan({stack_b, all_hours(), {}, Show::everything, {}}).size(), 2U);
  EXPECT_EQ(scan({StackId("unknown"), all_hours(), {}, Show::everything, {}}).size(), 0U);
  const auto heads = journal().heads().value();
  ASSERT_EQ(heads.size(), 2U);
  EXPECT_EQ(heads, made_->marks().marks().value());
  EXPECT_EQ(heads[0].stack, stack_a);
  EXPECT_NE(heads[0].hash, heads[1].hash);
}

TEST_P(JournalContract, one_subscription_can_be_read_alone) {
  append({{}, {.subscription = "sub2"}, {.subscription = "sub2", .hour = 5}});
  const auto only = scan({stack_a, all_hours(), {}, Show::counted, LocalSubscriptionId("sub2")});
  ASSERT_EQ(only.size(), 2U);
  EXPECT_EQ(only[0].subscription, "sub2");
  EXPECT_TRUE(
      scan({stack_a, all_hours(), {}, Show::counted, LocalSubscriptionId("none")}).empty());
}

TEST_P(JournalContract, what_came_since_a_block_can_be_read_alone) {
  append({{.quantity = "1"}, {.quantity = "2", .resource = "vm2"}});
  append({{.quantity = "9", .stack = stack_b}});
  append({{.quantity = "3", .hour = 5}, {.quantity = "1"}});
  append({{.quantity = "4", .resource = "vm2", .revision = 1}, {.quantity = "7", .hour = 5}});
  const auto since = [&](std::uint64_t after, Show show, std::optional<std::uint64_t> as_of = {}) {
    Words words;
    for (const Seen& seen : scan({stack_a, all_hours(), as_of, show, {}, true, after})) {
      words.push_back(seen.brief());
    }
    std::sort(words.begin(), words.end());
    return words;
  };
  EXPECT_EQ(since(0, Show::counted), brief());
  EXPECT_EQ(since(1, Show::counted), (Words{"vm1@5=3", "vm2@0=4"}));
  EXPECT_EQ(since(1, Show::counted, 2), Words{"vm1@5=3"});
  EXPECT_EQ(since(2, Show::everything), (Words{"vm1@5=7 not counted", "vm2@0=4"}));
  EXPECT_EQ(since(3, Show::everything), Words{});
  EXPECT_EQ(since(99, Show::everything), Words{});
  EXPECT_EQ(since(2, Show::everything, 1), Words{});
}

// Uploads that wait together are one batch: it must not matter to any of them.
TEST_P(JournalContract, rows_of_one_batch_are_judged_as_one_after_the_other) {
  const bool holds = rc::check("one batch = batches of one", [&] {
    std::vector<Said> rows;
    const int count = *rc::gen::inRange(1, 30);
    for (int i = 0; i < count; ++i) {
      Said said{.quantity = std::to_string(*rc::gen::inRange(1, 3)),
                .resource = "vm" + std::to_string(*rc::gen::inRange(0, 2)),
                .hour = *rc::gen::inRange(0, 2) * 400,
                .revision = *rc::gen::inRange(0, 3),
                .event_id = *rc::gen::element<std::string>("", "e1"),
                .stack = *rc::gen::element(stack_a, stack_b)};
      if (*rc::gen::inRange(0, 3) == 0) said.length = std::chrono::hours(2);
      rows.push_back(said);
    }
    const bool restate = *rc::gen::arbitrary<bool>();
    made_ = GetParam()();
    const std::vector<Verdict> together = append(rows, restate);
    const Words kept = brief(Show::everything);
    const std::string counted = counted_in("2026-10");
    made_ = GetParam()();
    std::vector<Verdict> alone;
    for (const Said& said : rows) alone.push_back(append({said}, restate).at(0));
    RC_ASSERT(together == alone);
    RC_ASSERT(kept == brief(Show::everything));
    RC_ASSERT(counted == counted_in("2026-10"));
  });
  EXPECT_TRUE(holds);
}

// A scan of what came since a block is the scan of all of it without the rows before.
TEST_P(JournalContract, what_came_since_a_block_is_the_rest_of_the_whole) {
  const bool holds = rc::check("scan after = rest of scan", [&] {
    made_ = GetParam()();
    const int blocks = *rc::gen::inRange(1, 8);
    for (int block = 0; block < blocks; ++block) {
      std::vector<Said> rows;
      const int count = *rc::gen::inRange(1, 5);
      for (int i = 0; i < count; ++i) {
        Said said{.quantity = std::to_string(*rc::gen::inRange(1, 4)),
                  .resource = "vm" + std::to_string(*rc::gen::inRange(0, 3)),
                  .hour = *rc::gen::inRange(0, 6) * *rc::gen::element(1, 90),
                  .revision = *rc::gen::inRange(0, 3)};
        if (*rc::gen::inRange(0, 3) == 0) said.length = std::chrono::hours(200);
        rows.push_back(said);
      }
      append(rows);
    }
    const Hour begin = october.plus(*rc::gen::inRange(-10, 500));
    // Short spans of hours, and long ones for which a journal may leave its index alone.
    const HourSpan hours{begin, begin.plus(*rc::gen::element(1, 30, 700, 40'000))};
    const Show show = *rc::gen::element(Show::counted, Show::everything);
    std::optional<std::uint64_t> as_of;
    if (*rc::gen::arbitrary<bool>()) as_of = *rc::gen::inRange<std::uint64_t>(0, 9);
    const auto after = *rc::gen::inRange<std::uint64_t>(0, 9);
    const auto line = [](const Seen& seen) {
      return seen.brief() + " r" + std::to_string(seen.row.revision) + " s" +
             std::to_string(seen.sequence);
    };
    Words rest;
    for (const Seen& seen : scan({stack_a, hours, as_of, show, {}})) {
      if (seen.sequence > after) rest.push_back(line(seen));
    }
    Words since;
    for (const Seen& seen : scan({stack_a, hours, as_of, show, {}, true, after})) {
      since.push_back(line(seen));
    }
    RC_ASSERT(since == rest);
  });
  EXPECT_TRUE(holds);
}

TEST_P(JournalContract, a_reader_shows_what_there_was_while_another_thread_appends) {
  append({{.quantity = "2"}, {.subscription = "sub2"}});
  const auto before = journal().heads().value();
  const std::unique_ptr<UsageReader> reader = journal().reader();
  std::vector<std::uint64_t> rows_seen;
  std::thread other([&] {
    for (int pass = 0; pass < 20; ++pass) {
      std::uint64_t rows = 0;
      const Status read = reader->scan(
          {stack_a, all_hours(), {}, Show::counted, {}},
          [&](const StringPool&, std::span<const ScannedRow> run) -> Status {
            rows += run.size();
            return {};
          });
      rows_seen.push_back(read ? rows : 0);
    }
  });
  for (int hour = 1; hour <= 20; ++hour) {
    append({{.subscription = "new" + std::to_string(hour), .hour = hour}});
    append({{.quantity = "3", .revision = hour}});  // restates the first row
    append({{.stack = stack_b}});
  }
  other.join();
  EXPECT_EQ(rows_seen, std::vector<std::uint64_t>(20, 2));
  EXPECT_EQ(reader->heads().value(), before);
  EXPECT_EQ(journal().heads().value().size(), before.size() + 1);
  const auto first_quantity = [](UsageReader& from) {
    std::string quantity;
    EXPECT_TRUE(from.scan({stack_a, all_hours(), {}, Show::counted, LocalSubscriptionId("sub1")},
                          [&](const StringPool&, std::span<const ScannedRow> run) -> Status {
                            quantity = run.front().row.quantity.to_string();
                            return {};
                          }).has_value());
    return quantity;
  };
  EXPECT_EQ(first_quantity(*reader), "2");
  EXPECT_EQ(first_quantity(journal()), "3");
}

TEST_P(JournalContract, every_field_comes_back_as_it_was) {
  UsageBatch batch;
  const std::string_view quantities[] = {
      "0", "-1", "0.001344086021505376", "123456789012345678901.123456789012345678",
      "-99999999999999999999.999999999999999999", "0.000000000000000001", "1000000"};
  for (const std::string_view text : quantities) {
    add_row(batch, {.resource = "r" + std::string(text)});
    const auto parsed = Quantity::parse(text);
    if (parsed) batch.rows.back().quantity = *parsed;
  }
  UsageRow& odd = batch.rows[0];
  odd.start = Instant(std::chrono::nanoseconds(-1));  // 1969
  odd.end = odd.start + std::chrono::nanoseconds(2);
  odd.reported_at = Instant::max();
  odd.received_at = Instant::min();
  odd.revision = std::numeric_limits<std::int64_t>::min();
  odd.line = std::numeric_limits<std::uint64_t>::max();
  odd.event_id = batch.strings.intern(std::string("a\0b\xff", 4));
  odd.tags = batch.strings.intern(std::string(limits::tags_bytes_max, 't'));
  batch.rows[1].location = 0;
  batch.rows[1].quantity = Quantity::from_units(std::numeric_limits<i128>::min());
  ASSERT_TRUE(journal().append(batch, {}).has_value());
  made_->reopen();

  std::map<std::string, Seen> seen;
  const HourSpan ever{Hour::from_index(-2'000'000'000), Hour::from_index(2'000'000'000)};
  for (Seen& s : scan({stack_a, ever, {}, Show::counted, {}})) seen[s.resource] = s;
  ASSERT_EQ(seen.size(), batch.rows.size());
  for (const UsageRow& row : batch.rows) {
    const auto text = [&](std::uint32_t index) { return std::string(batch.strings.text(index)); };
    const Seen& got = seen[text(row.resource)];
    EXPECT_EQ(std::tuple(got.subscription, got.tenant, got.meter, got.event_id, got.location,
                         got.tags),
              std::tuple(text(row.subscription), text(row.tenant), text(row.meter),
                         text(row.event_id), text(row.location), text(row.tags)));
    EXPECT_EQ(got.row.start, row.start);
    EXPECT_EQ(got.row.end, row.end);
    EXPECT_EQ(got.row.quantity, row.quantity);
    EXPECT_EQ(got.row.revision, row.revision);
    EXPECT_EQ(got.row.reported_at, row.reported_at);
    EXPECT_EQ(got.row.received_at, row.received_at);
    EXPECT_EQ(got.row.line, row.line);
  }
}

TEST_P(JournalContract, more_rows_than_a_block_holds_are_one_append) {
  UsageBatch batch;
  const auto count = static_cast<std::int32_t>(limits::block_records_max * 2 + 7);
  for (std::int32_t i = 0; i < count; ++i) {
    add_row(batch, {.resource = "vm" + std::to_string(i % 500), .hour = i / 500});
  }
  const auto first = journal().append(batch, {});
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(std::count(first->verdicts.begin(), first->verdicts.end(), Verdict::accepted), count);
  made_->reopen();
  const auto again = journal().append(batch, {});
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(std::count(again->verdicts.begin(), again->verdicts.end(), Verdict::duplicate), count);
  EXPECT_EQ(scan({stack_a, all_hours(), {}, Show::counted, {}}).size(),
            static_cast<std::size_t>(count));
  EXPECT_TRUE(journal().verify().has_value());
}

TEST_P(JournalContract, an_append_whose_mark_failed_is_not_seen_and_may_be_sent_again) {
  append({{.quantity = "1"}});
  const auto before = journal().heads().value();
  made_->marks().fail_with(Error{ErrorKind::io, "DiskFull", "The books are full.", {}, {}, 0, {}});
  const auto failed = journal().append(batch_of({{.quantity = "2", .hour = 1}}), {});
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, "DiskFull");
  EXPECT_EQ(brief(), Words{"vm1@0=1"});
  EXPECT_EQ(journal().heads().value(), before);
  made_->marks().fail_with(std::nullopt);
  append({{.quantity = "2", .hour = 1}, {.quantity = "3", .hour = 2}});
  EXPECT_EQ(brief(), (Words{"vm1@0=1", "vm1@1=2", "vm1@2=3"}));
  EXPECT_EQ(counted_in("2026-10"), "3/6");
  EXPECT_EQ(journal().heads().value(), made_->marks().marks().value());
}

TEST_P(JournalContract, an_error_of_the_reader_ends_a_scan) {
  append({{}});
  const Status stopped = journal().scan(
      {stack_a, all_hours(), {}, Show::counted, {}},
      [](const StringPool&, std::span<const ScannedRow>) {
        return Status(fail(ErrorKind::invalid, "Enough", "Enough."));
      });
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, "Enough");
}

// Any order, batching, repetition and restarting of rows without conflicts gives the same set, the
// same counts, and verdicts that say what was written.
TEST_P(JournalContract, the_set_depends_on_the_rows_alone) {
  const bool holds = rc::check("same rows, same set", [&] {
    made_ = GetParam()();
    // The content follows from key and revision, so there are no conflicts.
    std::vector<Said> rows;
    const auto keys = *rc::gen::inRange(1, 12);
    const auto count_of_rows = *rc::gen::inRange(1, 60);
    for (int i = 0; i < count_of_rows; ++i) {
      const int key = *rc::gen::inRange(0, keys);
      const int revision = *rc::gen::inRange(0, 4);
      Said said{.quantity = std::to_string((key * 7 + revision * 13) % 10) + ".5",
                .resource = "vm" + std::to_string(key % 4),
                .hour = key / 4 * 400,
                .revision = revision};
      if (key % 3 == 0) said.length = std::chrono::minutes(30 + 500 * (key + revision));
      rows.push_back(said);
    }
    std::map<std::pair<std::string, std::int32_t>, Said> model;
    for (const Said& said : rows) {
      Said& current = model.try_emplace({said.resource, said.hour}, said).first->second;
      if (said.revision > current.revision) current = said;
    }
    std::size_t written = 0;
    for (std::size_t at = 0; at < rows.size();) {
      const auto count = std::min(rows.size() - at, *rc::gen::inRange<std::size_t>(1, 20));
      for (const Verdict v : append({rows.begin() + static_cast<std::ptrdiff_t>(at),
                                     rows.begin() + static_cast<std::ptrdiff_t>(at + count)})) {
        if (v != Verdict::duplicate) ++written;
        RC_ASSERT(v != Verdict::conflict);
      }
      at += count;
      if (*rc::gen::inRange(0, 4) == 0) made_->reopen();
    }
    Words expected;
    for (const auto& [key, said] : model) {
      expected.push_back(said.resource + "@" + std::to_string(said.hour) + "=" +
                         Quantity::parse(said.quantity)->to_string());
    }
    std::sort(expected.begin(), expected.end());
    RC_ASSERT(brief() == expected);
    RC_ASSERT(brief(Show::everything).size() == written);

    // The counts kept beside the marks are those of the set.
    std::map<Period, std::pair<std::int64_t, i128>> sums;
    for (const Seen& seen : scan({stack_a, all_hours(), {}, Show::counted, {}})) {
      sums[Period::containing(seen.row.hour())].first += 1;
      for (const HourShare& share : hour_shares(seen.row)) {
        sums[Period::containing(share.hour)].second += share.quantity.units();
      }
    }
    for (const auto& [period, sum] : sums) {
      RC_ASSERT(counted_in(period.to_string()) ==
                std::to_string(sum.first) + "/" + Quantity::from_units(sum.second).to_string());
    }
    RC_ASSERT(journal().verify().has_value());
  });
  EXPECT_TRUE(holds);
}

}  // namespace tollbridge::journal
