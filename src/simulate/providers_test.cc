// SPDX-License-Identifier: Apache-2.0
// Goal: simulated providers behave as asked, the same each time, and what they say their hours must
// come to is what the stack half makes of their readings, to the last digit. Method: readings and
// truth compared between runs; then two thousand resources with all faults through a stack half on
// memory adapters, settled as it goes, and every hour of its journal compared with the truth.
#include "simulate/providers.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>

#include "core/check.h"
#include "journal/memory/memory_journal.h"
#include "journal/memory/memory_mark_store.h"
#include "stack/json/write_reading.h"
#include "stack/memory/memory_stack_books.h"
#include "stack/stack_half.h"

namespace tollbridge::simulate {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

const Instant october = parse_instant("2026-10-01T00:00:00Z").value();

ProviderOptions options_of(std::uint64_t seed, std::uint64_t resources, int for_days,
                           const std::string& faults) {
  return {seed, resources, october, october + days(for_days), parse_faults(faults).value()};
}

// All readings in the order they arrive, as lines, asked for each `step`.
std::string lines_of(Providers& providers, minutes step) {
  std::string lines;
  std::vector<stack::Posted> batch;
  for (Instant when = october; !providers.over(); when += step) {
    batch.clear();
    providers.arrivals(when, batch);
    for (const stack::Posted& one : batch) stack::json::write_reading(one, lines);
  }
  return lines;
}

TEST(Providers, the_same_seed_gives_the_same_bytes_however_they_are_asked_for) {
  const auto options = options_of(7, 40, 2, "all");
  Providers one(options);
  Providers two(options);
  EXPECT_EQ(lines_of(one, minutes(7)), lines_of(two, minutes(600)));
  EXPECT_EQ(one.truth().csv(), two.truth().csv());
  Providers other(options_of(8, 40, 2, "all"));
  EXPECT_NE(lines_of(other, minutes(600)), "");
  EXPECT_NE(one.truth().csv(), other.truth().csv());
}

TEST(Providers, only_a_wrong_clock_changes_what_the_hours_come_to) {
  const auto truth = [](const std::string& faults) {
    Providers providers(options_of(7, 30, 2, faults));
    lines_of(providers, minutes(60));
    return providers.truth().csv();
  };
  const std::string plain = truth("");
  EXPECT_EQ(truth("duplicates,disorder,late,bursts"), plain);
  EXPECT_NE(truth("skew"), plain);
}

// How often the readings of one run are told again, out of order, or later than two hours.
struct Disorder {
  int all = 0;
  int again = 0;
  int backwards = 0;
  int late = 0;
};

Disorder disorder_of(const std::string& faults) {
  Providers providers(options_of(11, 80, 3, faults));
  Disorder found;
  std::set<std::string> seen;
  std::map<std::string, Instant> last;
  std::vector<stack::Posted> batch;
  for (Instant when = october; !providers.over(); when += minutes(10)) {
    batch.clear();
    providers.arrivals(when, batch);
    for (const stack::Posted& one : batch) {
      std::string line;
      stack::json::write_reading(one, line);
      ++found.all;
      found.again += seen.insert(line).second ? 0 : 1;
      const std::string track = one.track.series.resource.text() + one.track.source;
      found.backwards += one.reading.at < last[track] ? 1 : 0;
      last[track] = one.reading.at;
      const Instant happened = one.reading.end.value_or(one.reading.at);
      found.late += when - happened > minutes(140) ? 1 : 0;
      EXPECT_GE(when, happened) << line;
    }
  }
  return found;
}

TEST(Providers, each_fault_happens_when_it_is_asked_for_and_only_then) {
  const Disorder plain = disorder_of("");
  EXPECT_GT(plain.all, 8'000);
  EXPECT_EQ(plain.again + plain.backwards + plain.late, 0);
  const Disorder twice = disorder_of("duplicates");
  EXPECT_NEAR(twice.again, plain.all / 50, plain.all / 200);
  EXPECT_GT(disorder_of("disorder").backwards, plain.all / 100);
  EXPECT_NEAR(disorder_of("late").late, plain.all / 200, plain.all / 400);
  EXPECT_GT(disorder_of("bursts").late, plain.all / 100);
  EXPECT_EQ(disorder_of("bursts").again, 0);
}

TEST(Providers, resources_are_those_of_the_tenants_asked_for) {
  auto options = options_of(7, 40, 2, "");
  options.tenants = {{"5d20c2de-0000-4000-8000-000000000001", "one"},
                     {"5d20c2de-0000-4000-8000-000000000002", "two"}};
  Providers providers(options);
  EXPECT_EQ(providers.tenants().size(), 2U);
  std::vector<stack::Posted> readings;
  providers.arrivals(options.until + days(1), readings);
  std::set<std::string> subscriptions;
  for (const stack::Posted& one : readings) {
    subscriptions.insert(one.track.series.subscription.text());
  }
  EXPECT_EQ(subscriptions, (std::set{options.tenants[0].subscription,
                                     options.tenants[1].subscription}));
}

TEST(Providers, unknown_faults_are_refused) {
  EXPECT_EQ(parse_faults("late,wrong").error().code, "InvalidFaults");
  EXPECT_TRUE(parse_faults("all").value().bursts);
  EXPECT_FALSE(parse_faults("late").value().bursts);
}

// A stack half that takes what arrives and settles each hour, as a server does.
class Stack {
 public:
  explicit Stack(const Providers& providers)
      : journal_(journal::open_memory_journal(marks_).value()),
        half_(stack::StackHalf::open(id_, books_, *journal_, {}).value()) {
    for (const ProviderTenant& one : providers.tenants()) {
      stack::LocalSubscription subscription;
      subscription.id = LocalSubscriptionId(one.subscription);
      subscription.tenant = TenantId(one.tenant);
      const stack::DirectoryFact fact{subscription, october, october, "operator"};
      CHECK(half_->record(std::vector{fact}, october).has_value());
    }
  }

  void take(const std::vector<stack::Posted>& readings, Instant now) {
    const auto taken = half_->take(readings, now).value();
    rejected += taken.rejected.size();
    duplicate += taken.duplicate;
    while (half_->settle(now).value().more) {
    }
  }

  // Every hour of the journal, as the truth tells it.
  std::map<std::pair<ExactHours::Key, Hour>, i128> hours_told() {
    std::map<std::pair<ExactHours::Key, Hour>, i128> sums;
    journal::ScanRequest request;
    request.stack = id_;
    request.hours = {Hour::containing(october).plus(-100), Hour::containing(october).plus(5000)};
    const auto visit = [&](const journal::StringPool& pool,
                           std::span<const journal::ScannedRow> rows) -> Status {
      for (const auto& one : rows) {
        ++told;
        const ExactHours::Key key{std::string(pool.text(one.row.subscription)),
                                  std::string(pool.text(one.row.meter))};
        sums[{key, one.row.hour()}] += one.row.quantity.units();
      }
      return {};
    };
    CHECK(journal_->scan(request, visit).has_value());
    std::erase_if(sums, [](const auto& one) { return one.second == 0; });
    return sums;
  }

  std::uint64_t rejected = 0;
  std::uint64_t duplicate = 0;
  std::uint64_t told = 0;

 private:
  const StackId id_{"9c1e0000-0000-4000-8000-000000000001"};
  journal::MemoryMarkStore marks_;
  std::unique_ptr<journal::Journal> journal_;
  stack::MemoryStackBooks books_;
  std::unique_ptr<stack::StackHalf> half_;
};

void expect_the_truth(const ProviderOptions& options) {
  Providers providers(options);
  Stack stack(providers);
  std::vector<stack::Posted> batch;
  Instant when = options.from;
  for (; !providers.over(); when += hours(3)) {
    batch.clear();
    providers.arrivals(when, batch);
    stack.take(batch, when);
  }
  stack.take({}, when + hours(26));  // when the last samples hold no longer
  EXPECT_EQ(stack.rejected, 0U);
  EXPECT_EQ(stack.duplicate > 0, options.faults.duplicates);
  const auto expected = providers.truth().all();
  const auto found = stack.hours_told();
  EXPECT_GT(expected.size(), 200U);
  EXPECT_TRUE(found == expected);
  for (const auto& [where, units] : expected) {
    const auto other = found.find(where);
    ASSERT_TRUE(other != found.end() && other->second == units)
        << where.first.subscription << " " << where.first.meter << " " << where.second.to_string()
        << " must be " << to_string(units) << " and is "
        << (other == found.end() ? "nothing" : to_string(other->second));
  }
  EXPECT_EQ(found.size(), expected.size());
}

TEST(Providers, the_stack_half_comes_to_the_truth_with_two_thousand_resources_and_all_faults) {
  expect_the_truth(options_of(3, 2000, 1, "all"));
}

TEST(Providers, the_stack_half_comes_to_the_truth_across_the_end_of_a_month) {
  auto options = options_of(5, 60, 34, "all");
  options.from = october + days(28);
  expect_the_truth(options);
}

TEST(Providers, the_stack_half_comes_to_the_truth_of_many_small_worlds) {
  for (std::uint64_t seed = 100; seed < 110; ++seed) {
    expect_the_truth(options_of(seed, 50, 2, seed % 2 == 0 ? "all" : "skew,late"));
  }
}

}  // namespace
}  // namespace tollbridge::simulate
