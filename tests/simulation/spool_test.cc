// SPDX-License-Identifier: Apache-2.0
// What a spool said it keeps is there after the power went at any operation, whole, and what was
// under way is as before or as after. Method: the real spool on a simulated disk that loses and
// tears what was not synced, many lives each; the oracle is what was acknowledged. A control on a
// disk that does not sync must be caught losing. TOLLBRIDGE_LIVES asks for more lives.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "bridge/batch_testing.h"
#include "bridge/spool/file_spool.h"
#include "tests/simulation/sqlite_disk.h"

namespace tollbridge::bridge {
namespace {

using sqlite_simulation::Honesty;
using sqlite_simulation::World;
using sqlite_simulation::WorldDisk;

const std::string folder = "/data/stacks/one/spool";

struct Kept {
  std::uint64_t number = 0;
  std::string bytes;
  std::uint64_t journal = 0;  // of its progress
  bool received = false;
  friend bool operator==(const Kept&, const Kept&) = default;
};
using Keeps = std::vector<Kept>;

struct Tally {
  std::uint64_t lives = 0;
  std::uint64_t acknowledged = 0;  // changes
  std::uint64_t rolled = 0;        // changes found though they were cut off
  std::uint64_t wrong = 0;
  std::string fault;  // the first
};

class SpoolLife {
 public:
  SpoolLife(std::uint64_t seed, Honesty honesty, Tally& tally)
      : tally_(tally), world_(seed, honesty), disk_(world_) {}

  // From opening to losing power, and what is there then.
  void live() {
    ++tally_.lives;
    world_.power_for(1 + world_.dice().below(60));
    allowed_ = {now_};
    if (auto spool = FileSpool::open(disk_, folder); spool && spool->entries()) {
      while (!world_.dead()) act(*spool);
    }
    world_.restart();
    judge();
  }

 private:
  void act(FileSpool& spool) {
    const std::uint64_t what = world_.dice().below(8);
    if (now_.empty() || what < 3) return put(spool, last() + 1);
    if (what == 3) return put(spool, now_[world_.dice().below(now_.size())].number);
    if (what < 7) return receive(spool, world_.dice().below(now_.size()));
    if (now_.size() > 1) remove(spool);
  }

  [[nodiscard]] std::uint64_t last() const { return now_.empty() ? 0 : now_.back().number; }

  // Cuts a batch, in place of the one of that number and all after it.
  void put(FileSpool& spool, std::uint64_t number) {
    Keeps after;
    for (const Kept& one : now_) {
      if (one.number < number) after.push_back(one);
    }
    Batch batch = example_batch();
    batch.head.number = number;
    batch.head.previous = now_.empty() ? Digest{} : previous_of(number);
    batch.usage = usage_of({{.resource = "of past " + std::to_string(++pasts_)}});
    Kept fresh{number, write_batch(batch, word_key("key")).value(), pasts_, false};
    after.push_back(fresh);
    change(spool.put(number, fresh.bytes, {pasts_, 0}), {after});
  }

  Digest previous_of(std::uint64_t number) const {
    for (const Kept& one : now_) {
      if (one.number == number) return open_batch(one.bytes)->head.previous;
    }
    return open_batch(now_.back().bytes)->hash;
  }

  void receive(FileSpool& spool, std::size_t at) {
    Keeps after = now_;
    after[at].received = true;
    change(spool.put_receipt(now_[at].number, "receipt", october.start()), {after});
  }

  // Its receipt may go first: a batch without one is only sent again.
  void remove(FileSpool& spool) {
    Keeps without_receipt = now_;
    without_receipt.front().received = false;
    const Keeps after(now_.begin() + 1, now_.end());
    change(spool.remove(now_.front().number), {after, without_receipt});
  }

  // `after` is what an acknowledged change leaves, first of all.
  void change(const Status& done, const std::vector<Keeps>& after) {
    if (!done) {
      allowed_ = after;
      allowed_.push_back(now_);
      return;
    }
    ++tally_.acknowledged;
    now_ = after.front();
    allowed_ = {now_};
  }

  void judge() {
    auto spool = FileSpool::open(disk_, folder);
    const auto entries = spool ? spool->entries() : Result<std::vector<Spooled>>();
    if (!entries) return wrong("cannot be opened: " + entries.error().message);
    Keeps found;
    for (const Spooled& one : *entries) {
      const auto bytes = spool->bytes(one.number);
      if (!bytes) return wrong("bytes that are shown cannot be read");
      found.push_back({one.number, *bytes, one.progress.journal, one.received_at.has_value()});
    }
    if (std::ranges::find(allowed_, found) == allowed_.end()) {
      wrong(std::to_string(found.size()) + " batches are there, " + std::to_string(now_.size()) +
            " were acknowledged");
    }
    tally_.rolled += found == now_ ? 0 : 1;
    now_ = std::move(found);
  }

  void wrong(const std::string& what) {
    if (tally_.wrong++ == 0) tally_.fault = what;
  }

  Tally& tally_;
  World world_;
  WorldDisk disk_;
  Keeps now_;                   // acknowledged
  std::vector<Keeps> allowed_;  // after the power went
  std::uint64_t pasts_ = 0;
};

Tally run(std::uint64_t lives, Honesty honesty) {
  Tally tally;
  for (std::uint64_t seed = 1; tally.lives < lives; ++seed) {
    SpoolLife one(seed, honesty, tally);
    for (int i = 0; i < 20 && tally.lives < lives; ++i) one.live();
  }
  std::cout << tally.lives << " lives, " << tally.acknowledged << " changes acknowledged, "
            << tally.rolled << " found though cut off, " << tally.wrong << " wrong" << std::endl;
  return tally;
}

std::uint64_t lives_wanted() {
  const char* said = std::getenv("TOLLBRIDGE_LIVES");
  return said == nullptr ? 4'000 : std::strtoull(said, nullptr, 10);
}

TEST(SpoolPowerLoss, what_was_acknowledged_is_there_whole) {
  const Tally tally = run(lives_wanted(), Honesty::honest);
  EXPECT_EQ(tally.wrong, 0U) << tally.fault;
  EXPECT_GT(tally.acknowledged, tally.lives);
  EXPECT_GT(tally.rolled, 0U);
}

TEST(SpoolPowerLoss, without_syncing_the_harness_sees_the_loss) {
  EXPECT_GT(run(200, Honesty::lies_about_everything).wrong, 0U);
}

}  // namespace
}  // namespace tollbridge::bridge
