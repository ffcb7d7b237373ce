// SPDX-License-Identifier: Apache-2.0
// Ten thousand power losses: what the books acknowledged is there, whole; what they did not is
// there whole or not at all; they always open again. Method: the real store on the real SQLite
// over a simulated disk (reliability.md 7.5), an oracle that keeps what was acknowledged, and
// controls on lying disks, which must be caught.
//
// TOLLBRIDGE_LIVES sets the number of lives, TOLLBRIDGE_SEED the first seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/schema.h"
#include "store/scratch_books_testing.h"
#include "tests/simulation/sqlite_disk.h"
#include "tests/simulation/sqlite_vfs.h"
#include "tests/simulation/sqlite_world.h"

namespace tollbridge::sqlite_simulation {
namespace {

namespace schema = store::schema;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// What the books hold.
struct Content {
  std::uint64_t commit = 0;
  std::vector<std::string> texts;
  std::map<std::string, std::int64_t> marks;
  friend bool operator==(const Content&, const Content&) = default;
};

struct Findings {
  std::uint64_t lives = 0;
  std::uint64_t losses = 0;      // acknowledged, gone, and nobody said so
  std::uint64_t refusals = 0;    // the books would not open, or failed verify
  std::uint64_t acknowledged = 0;
  std::uint64_t taken_over = 0;  // not acknowledged, but there
  std::uint64_t history = 0;
  std::string first;             // what the first refusal or loss was
};

class Story {
 public:
  Story(std::uint64_t seed, Honesty honesty)
      : seed_(seed), dice_(seed ^ 0xd1ce), world_(seed, honesty), disk_(world_), vfs_(world_) {}

  Findings tell(int lives) {
    for (int life = 0; life < lives && findings_.first.empty(); ++life) {
      ++findings_.lives;
      live(life + 1 == lives);
    }
    findings_.history = world_.history();
    return findings_;
  }

 private:
  using Books = std::unique_ptr<store::Database>;

  Result<Books> open() {
    return store::Database::open(disk_, {"/data", WorldVfs::name, 0, 6});
  }

  // Checks what the last life left, then writes until the power goes.
  void live(bool last) {
    if (dice_.one_in(4)) world_.power_for(1 + dice_.below(40));  // may go while opening
    auto books = open();
    if (books) check(**books);
    if (!books && !world_.dead()) refuse(books.error());
    if (books && !last) {
      if (!world_.dead()) world_.power_for(1 + dice_.below(250));
      for (std::uint64_t n = dice_.below(8); n > 0 && !world_.dead(); --n) write(**books);
      if (dice_.one_in(4)) world_.power_for_ever();  // ends in peace
    }
    books = Result<Books>(Books());  // closes, with or without power
    world_.restart();
  }

  void refuse(const Error& error) {
    ++findings_.refusals;
    note(error.code + ": " + error.message);
  }

  void note(const std::string& what) {
    if (findings_.first.empty()) {
      findings_.first = "seed " + std::to_string(seed_) + ", life " +
                        std::to_string(findings_.lives) + ": " + what;
    }
  }

  // Reads all of it; false when the power went.
  bool read(store::Database& books, Content& found) {
    found.commit = books.newest();
    const Status texts = books.read(
        schema::customer_tenants, [&](std::uint64_t, const store::Row& row) -> Status {
          found.texts.push_back(std::get<std::string>(row[2]));
          return {};
        });
    const Status marks =
        books.read(schema::marks, [&](std::uint64_t, const store::Row& row) -> Status {
          found.marks[std::get<std::string>(row[0])] = std::get<std::int64_t>(row[1]);
          return {};
        });
    const Status whole = dice_.one_in(4) ? books.verify() : Status();
    if (world_.dead()) return false;
    for (const Status* status : {&texts, &marks, &whole}) {
      if (!*status) refuse(status->error());
    }
    return texts && marks && whole;
  }

  void check(store::Database& books) {
    Content found;
    if (!read(books, found)) return;
    if (found == must_ || (pending_ && found == *pending_)) {
      if (found != must_) ++findings_.taken_over;
      must_ = found;
      pending_.reset();
      return;
    }
    ++findings_.losses;
    note("found commit " + std::to_string(found.commit) + " with " +
         std::to_string(found.texts.size()) + " rows, acknowledged were commit " +
         std::to_string(must_.commit) + " with " + std::to_string(must_.texts.size()));
  }

  // One transaction; a quarter of them change their mind.
  void write(store::Database& books) {
    Content after = must_;
    ++after.commit;
    const std::uint64_t rows = dice_.one_in(10) ? 120 : dice_.below(4);
    const std::size_t length = dice_.one_in(10) ? 9000 : 20;
    const bool give_up = dice_.one_in(4);
    auto done = books.transact({}, [&](store::Transaction& transaction) -> Status {
      for (std::uint64_t i = 0; i < rows; ++i) {
        const std::string text = std::to_string(dice_.u64()) + std::string(length, 'x');
        after.texts.push_back(text);
        auto added = transaction.add(schema::customer_tenants,
                                     {std::int64_t{0}, static_cast<std::int64_t>(i), text});
        if (!added) return added;
      }
      const std::string stack = "stack-" + std::to_string(dice_.below(3));
      const auto sequence = static_cast<std::int64_t>(after.commit);
      after.marks[stack] = sequence;
      if (auto put = transaction.put(schema::marks, {stack, sequence, "hash"}); !put) return put;
      if (give_up) return fail(ErrorKind::refused, "ChangedMind", "no");
      return {};
    });
    if (done) {
      ++findings_.acknowledged;
      must_ = after;
    } else if (!give_up) {
      pending_ = after;
      if (!world_.dead()) refuse(done.error());
    }
  }

  std::uint64_t seed_;
  Dice dice_;
  World world_;
  WorldDisk disk_;
  WorldVfs vfs_;
  Content must_;
  std::optional<Content> pending_;  // sent and neither acknowledged nor refused
  Findings findings_;
};

constexpr int lives_of_a_story = 10;

Findings tell(std::uint64_t stories, std::uint64_t first_seed, Honesty honesty) {
  Findings all;
  for (std::uint64_t i = 0; i < stories; ++i) {
    const Findings one = Story(first_seed + i, honesty).tell(lives_of_a_story);
    all.lives += one.lives;
    all.losses += one.losses;
    all.refusals += one.refusals;
    all.acknowledged += one.acknowledged;
    all.taken_over += one.taken_over;
    if (all.first.empty()) all.first = one.first;
  }
  return all;
}

TEST(SqliteBooks, ten_thousand_power_losses_lose_nothing_and_invent_nothing) {
  const std::uint64_t lives = setting("TOLLBRIDGE_LIVES", 10'000 / store::testing::slowness);
  const Findings found =
      tell(lives / lives_of_a_story, setting("TOLLBRIDGE_SEED", 1), Honesty::honest);
  EXPECT_EQ(found.losses, 0U) << found.first;
  EXPECT_EQ(found.refusals, 0U) << found.first;
  EXPECT_EQ(found.lives, lives / lives_of_a_story * lives_of_a_story);
  EXPECT_GT(found.acknowledged, found.lives / 2) << "the lives are too short to prove anything";
  EXPECT_GT(found.taken_over, found.lives / 200) << "no power loss fell between the two syncs";
  RecordProperty("acknowledged", std::to_string(found.acknowledged));
  RecordProperty("taken_over", std::to_string(found.taken_over));
}

TEST(SqliteBooks, a_disk_that_lies_about_the_database_is_caught_by_the_head_beside_it) {
  const Findings found = tell(100, 1'000'000, Honesty::lies_about_database);
  EXPECT_EQ(found.losses, 0U) << found.first;
  EXPECT_GT(found.refusals, 20U) << "the simulation has no teeth";
}

TEST(SqliteBooks, a_disk_that_lies_about_everything_is_seen_by_the_oracle) {
  const Findings found = tell(100, 2'000'000, Honesty::lies_about_everything);
  EXPECT_GT(found.losses, 5U) << "the oracle is blind";
}

TEST(SqliteBooks, one_seed_is_one_history_to_the_byte) {
  for (std::uint64_t seed = 3'000'000; seed < 3'000'010; ++seed) {
    const Findings first = Story(seed, Honesty::honest).tell(lives_of_a_story);
    const Findings second = Story(seed, Honesty::honest).tell(lives_of_a_story);
    EXPECT_EQ(first.history, second.history) << "seed " << seed;
    EXPECT_EQ(first.acknowledged, second.acknowledged) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tollbridge::sqlite_simulation
