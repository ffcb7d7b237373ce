// SPDX-License-Identifier: Apache-2.0
// Power goes at any operation of a stack: readings that were acknowledged are there, and after the
// next settlement the journal says exactly what they make of each hour, each change told once.
// Method: the real books on the real SQLite and the real RocksDB journal over simulated disks that
// lose power together, many lives; the oracle is the pure function of stack/hours.h over the
// readings acknowledged. TOLLBRIDGE_LIVES asks for more lives.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "journal/rocksdb/rocks_journal.h"
#include "journal/sql/sql_mark_store.h"
#include "ops/real_clock.h"
#include "stack/hours.h"
#include "stack/sql/sql_stack_books.h"
#include "stack/stack_half.h"
#include "tests/simulation/life.h"
#include "tests/simulation/sqlite_disk.h"
#include "tests/simulation/sqlite_vfs.h"
#include "tests/simulation/sqlite_world.h"

namespace tollbridge::simulation {
namespace {

using stack::Kind;
using stack::Posted;
using stack::StackHalf;

const Hour first = Hour::containing(parse_instant("2026-10-30T00:00:00Z").value());
const StackId stack_id{"9c1e0000-0000-4000-8000-000000000001"};
constexpr std::int32_t hours_told = 12;

struct Totals {
  std::uint64_t lives = 0;
  std::uint64_t acknowledged = 0;  // readings
  std::uint64_t settled = 0;       // settlements acknowledged
  std::uint64_t found = 0;         // readings found though their take was cut off
  std::uint64_t compared = 0;      // hours
  std::uint64_t forgotten = 0;     // commits
  std::string fault;               // the first
};

class StackLife {
 public:
  StackLife(std::uint64_t seed, Totals& totals)
      : random_(seed),
        totals_(totals),
        world_(seed, sqlite_simulation::Honesty::honest),
        disk_(world_),
        vfs_(world_),
        env_(journal_disk_) {
    journal_disk_.directories().insert("/");
  }

  // From opening to losing power.
  void live() {
    ++totals_.lives;
    power(1 + random_.below(random_.one_in(4) ? 60 : 300));
    if (open()) {
      recover();
      while (on() && totals_.fault.empty()) act();
    }
    close();
  }

  // Opens in peace and compares the journal with what the readings say.
  void judge() {
    power(SimDisk::for_ever);
    if (!open()) return fault("cannot be opened");
    recover();
    Instant now = first.plus(hours_told + 30).start();
    for (;;) {
      auto settled = half_->settle(now);
      if (!settled) return fault(settled.error().message);
      if (!settled->more) break;
    }
    compare();
    if (auto verified = database_->verify(); !verified) fault(verified.error().message);
    if (auto verified = journal_->verify(); !verified) fault(verified.error().message);
    close();
  }

 private:
  bool on() const { return !world_.dead() && !journal_disk_.is_off(); }

  void power(std::uint64_t operations) {
    if (operations == SimDisk::for_ever) {
      world_.power_for_ever();
      journal_disk_.power_on(operations);
      return;
    }
    // One of the two is where it goes; the other follows.
    const bool books = random_.one_in(2);
    world_.power_for(books ? operations : 1'000'000);
    journal_disk_.power_on(books ? 1'000'000 : 1 + operations / 8);
  }

  void fault(const std::string& what) {
    if (on() && totals_.fault.empty()) totals_.fault = what;
  }

  bool open() {
    store::OpenOptions options;
    options.directory = "/data";
    options.vfs = sqlite_simulation::WorldVfs::name;
    options.busy_timeout_ms = 0;
    options.log_pages_max = 6;
    options.layout = &store::stack_layout();
    auto database = store::Database::open(disk_, options);
    if (!database) return refused(database.error());
    database_ = *std::move(database);
    marks_ = std::make_unique<journal::SqlMarkStore>(*database_, clock_, "stack");
    auto journal = journal::open_rocks_journal("/journal", *marks_, simulated(env_));
    if (!journal) return refused(journal.error());
    journal_ = *std::move(journal);
    auto books = stack::SqlStackBooks::open(*database_);
    if (!books) return refused(books.error());
    books_ = *std::move(books);
    auto half = StackHalf::open(stack_id, *books_, *journal_, {});
    if (!half) return refused(half.error());
    half_ = *std::move(half);
    return true;
  }

  bool refused(const Error& error) {
    fault("refused: " + error.message);
    return false;
  }

  void close() {
    half_.reset();
    books_.reset();
    journal_.reset();
    marks_.reset();
    database_.reset();
    world_.restart();
    journal_disk_.power_loss(random_, Tails::cut);
    journal_disk_.power_on(SimDisk::for_ever);
  }

  // What a cut-off take left is there whole or not at all; everything acknowledged is there.
  void recover() {
    if (!known_ && on()) {
      stack::LocalSubscription shop;
      shop.id = LocalSubscriptionId("shop");
      shop.tenant = TenantId("tenant");
      const std::vector facts = {
          stack::DirectoryFact{shop, first.start(), first.start(), "operator"}};
      known_ = half_->record(facts, first.start()).has_value();
    }
    if (pending_.empty()) return;
    auto again = half_->take(pending_, first.plus(hours_told).start());
    if (!again) return;
    if (again->accepted != 0 && again->accepted != pending_.size()) {
      fault("a part of a take was kept");
    }
    if (again->duplicate == pending_.size()) totals_.found += pending_.size();
    keep_pending();
  }

  void keep_pending() {
    totals_.acknowledged += pending_.size();
    acknowledged_.insert(acknowledged_.end(), pending_.begin(), pending_.end());
    pending_.clear();
  }

  void act() {
    switch (random_.below(7)) {
      case 0:
      case 1:
        return take();
      case 2:
        if (env_.run_one()) return;
        return take();
      case 3: {
        // Sometimes the same again: all of it is there.
        if (acknowledged_.empty()) return;
        const auto at = random_.below(acknowledged_.size());
        const auto again = half_->take(std::vector{acknowledged_[at]},
                                       first.plus(hours_told).start());
        if (again && again->duplicate != 1) fault("an acknowledged reading is gone");
        return;
      }
      case 4: {
        const auto gone = books_->forget_commits(first.plus(hours_told + 1).start(),
                                                 1 + random_.below(9),
                                                 first.plus(hours_told + 1).start());
        if (gone) totals_.forgotten += *gone;
        return;
      }
      default: {
        const Instant now =
            first.plus(static_cast<std::int32_t>(random_.below(hours_told + 2))).start();
        if (half_->settle(now)) ++totals_.settled;
      }
    }
  }

  void take() {
    if (!pending_.empty()) return recover();
    for (auto n = 1 + random_.below(12); n > 0; --n) pending_.push_back(draw());
    if (half_->take(pending_, first.plus(hours_told).start())) keep_pending();
  }

  Posted draw() {
    Posted one;
    const auto kind = static_cast<Kind>(random_.below(4));
    one.track.series = {LocalSubscriptionId("shop"), MeterId("cpu"),
                        ResourceId("/vm/" + std::to_string(random_.below(4)))};
    one.track.source = std::string(stack::to_string(kind));
    one.meaning.kind = kind;
    one.reading.at =
        first.start() + std::chrono::seconds(random_.below(hours_told * 3600));
    one.reading.id = std::to_string(++number_);
    one.reading.value = Quantity::from_whole(static_cast<std::int64_t>(random_.below(100)));
    if (kind == Kind::gauge) one.reading.gap = std::chrono::seconds(1 + random_.below(9000));
    if (kind == Kind::delta && random_.one_in(2)) {
      one.reading.end = one.reading.at + std::chrono::seconds(1 + random_.below(9000));
    }
    return one;
  }

  void compare() {
    std::map<std::string, i128> expected;
    std::map<stack::Track, std::vector<stack::Reading>> tracks;
    std::map<stack::Track, stack::Meaning> meanings;
    for (const Posted& one : acknowledged_) {
      tracks[one.track].push_back(one.reading);
      meanings[one.track] = one.meaning;
    }
    const HourSpan all{first.plus(-2), first.plus(hours_told + 29)};
    for (const auto& [track, readings] : tracks) {
      auto found = stack::quantities(meanings[track], readings, all);
      if (!found) return fault(found.error().message);
      for (const auto& one : *found) {
        expected[track.series.resource.text() + one.hour.to_string()] += one.quantity.units();
      }
    }
    std::map<std::string, i128> told;
    journal::ScanRequest request;
    request.stack = stack_id;
    request.hours = {first.plus(-100), first.plus(1000)};
    auto scanned = journal_->scan(
        request, [&](const journal::StringPool& pool,
                     std::span<const journal::ScannedRow> rows) -> Status {
          for (const auto& one : rows) {
            const std::string key =
                std::string(pool.text(one.row.resource)) + one.row.hour().to_string();
            if (!told.emplace(key, one.row.quantity.units()).second) fault("told twice: " + key);
          }
          return {};
        });
    if (!scanned) return fault(scanned.error().message);
    std::erase_if(expected, [](const auto& one) { return one.second == 0; });
    std::erase_if(told, [](const auto& one) { return one.second == 0; });
    totals_.compared += expected.size();
    if (expected != told) fault("the journal says something else than the readings");
  }

  Seeded random_;
  Totals& totals_;
  sqlite_simulation::World world_;
  sqlite_simulation::WorldDisk disk_;
  sqlite_simulation::WorldVfs vfs_;
  SimDisk journal_disk_;
  SimEnv env_;
  ops::FixedClock clock_{Instant{}};

  std::unique_ptr<store::Database> database_;
  std::unique_ptr<journal::SqlMarkStore> marks_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<stack::SqlStackBooks> books_;
  std::unique_ptr<StackHalf> half_;

  bool known_ = false;
  int number_ = 0;
  std::vector<Posted> pending_;  // sent and not acknowledged
  std::vector<Posted> acknowledged_;
};

TEST(StackHalfPowerLoss, loses_no_reading_and_tells_every_hour_as_they_say) {
  const char* said = std::getenv("TOLLBRIDGE_LIVES");
  const std::uint64_t lives = said == nullptr ? 400 : std::strtoull(said, nullptr, 10);
  constexpr int lives_of_a_stack = 8;
  Totals totals;
  for (std::uint64_t seed = 1; totals.lives < lives && totals.fault.empty(); ++seed) {
    StackLife stack(seed * 7919, totals);
    for (int i = 0; i < lives_of_a_stack && totals.fault.empty(); ++i) stack.live();
    if (totals.fault.empty()) stack.judge();
    if (!totals.fault.empty()) totals.fault += " (seed " + std::to_string(seed) + ")";
  }
  std::cout << totals.lives << " lives, " << totals.acknowledged << " readings acknowledged, "
            << totals.found << " found of takes cut off, " << totals.settled
            << " settlements, " << totals.forgotten << " commits forgotten, " << totals.compared
            << " hours compared\n";
  EXPECT_EQ(totals.fault, "");
  EXPECT_GT(totals.acknowledged, totals.lives);
  EXPECT_GT(totals.settled, totals.lives / 2);
  EXPECT_GT(totals.compared, totals.lives);
  EXPECT_GT(totals.forgotten, totals.lives / 2);
}

}  // namespace
}  // namespace tollbridge::simulation
