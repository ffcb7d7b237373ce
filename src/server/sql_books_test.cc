// SPDX-License-Identifier: Apache-2.0
// The books as the use cases see them: all or nothing, the same after a restart, told in the audit
// log, copied whole. Method: real files through the real disk, small changes.
#include "server/sql_books.h"

#include <gtest/gtest.h>

#include <string>

#include "ops/real_clock.h"
#include "ops/real_disk.h"
#include "store/faulty_vfs_testing.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::server {
namespace {

using store::testing::FaultyVfs;
using store::testing::ScratchBooks;

const Instant noon = parse_instant("2026-11-01T12:00:00Z").value();

class SqlBooksTest : public ::testing::Test, public ScratchBooks {
 protected:
  std::unique_ptr<SqlBooks> must_open(const std::string& directory, const char* vfs = "") {
    auto opened = SqlBooks::open(real_disk_, clock_,
                                 {.directory = directory, .vfs = vfs, .busy_timeout_ms = 0});
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    return opened ? *std::move(opened) : nullptr;
  }

  // A partner and its price sheet.
  static engine::Change change(const std::string& partner) {
    registry::Partner fact;
    fact.id = PartyId(partner);
    fact.details = {"Partner " + partner, "SE", "EUR", "", ""};
    rating::PriceSheet sheet{SheetId("sheet-" + partner),
                             provider_party(),
                             fact.id,
                             Currency::find("EUR").value(),
                             Hour::from_index(490'000),
                             std::nullopt,
                             SheetId(),
                             Factor(),
                             {{MeterId("cpu"), MeterId("core"), Factor::from_whole(2)}},
                             {}};
    rating::MeterPrice price;
    price.billing_meter = MeterId("core");
    price.tiers = {{Quantity(), UnitPrice::parse("0.000000000000001").value()}};
    sheet.prices.push_back(price);
    return {{fact}, {sheet}};
  }

  ops::RealDisk real_disk_;
  ops::FixedClock clock_{noon};
};

TEST_F(SqlBooksTest, facts_and_prices_of_one_change_are_one_commit_and_survive_a_restart) {
  const auto told = change("contoso");
  {
    auto books = must_open(data);
    EXPECT_EQ(books->commit(), 0U);
    EXPECT_EQ(books->record(told, noon, "book", "apply"), 1U);
    EXPECT_EQ(books->record({}, noon, "book", "apply"), 1U);
  }
  auto books = must_open(data);
  EXPECT_EQ(books->commit(), 1U);
  const auto facts = books->facts();
  ASSERT_TRUE(facts);
  ASSERT_EQ(facts->size(), 1U);
  EXPECT_EQ((*facts)[0].fact, told.facts[0]);
  EXPECT_EQ((*facts)[0].actor, "book");
  const auto prices = books->price_facts();
  ASSERT_TRUE(prices);
  ASSERT_EQ(prices->size(), 1U);
  EXPECT_EQ((*prices)[0].fact, told.prices[0]);
  EXPECT_EQ((*prices)[0].known_at, noon);
  const auto audit = books->audit();
  ASSERT_TRUE(audit);
  ASSERT_EQ(audit->size(), 1U);
  EXPECT_EQ((*audit)[0].action, "apply");
  EXPECT_EQ((*audit)[0].detail, "1 fact, 1 price fact");
  EXPECT_TRUE(books->verify());
}

// What a desk keeps is brought up to date with these instead of being made anew.
TEST_F(SqlBooksTest, the_facts_after_a_commit_are_the_rest_of_all_facts) {
  auto books = must_open(data);
  ASSERT_TRUE(books->record(change("contoso"), noon, "book", "apply"));
  const std::vector<journal::Head> heads = {{StackId("s1"), 1, sha256("a")}};
  ASSERT_TRUE(books->marks().advance(heads, {}));
  EXPECT_EQ(books->fact_commits().value(), (engine::FactCommits{1, 1})) << "usage is no fact";
  ASSERT_TRUE(books->record({change("fabrikam").facts, {}}, noon, "anna", "put"));
  EXPECT_EQ(books->fact_commits().value(), (engine::FactCommits{3, 1}));
  ASSERT_TRUE(books->record({{}, change("litware").prices}, noon, "anna", "put"));
  EXPECT_EQ(books->fact_commits().value(), (engine::FactCommits{3, 4}));
  const auto expect_rest = [](SqlBooks& of) {
    const auto all = of.facts().value();
    for (std::uint64_t commit = 0; commit <= 5; ++commit) {
      auto rest = of.facts_after(commit).value();
      std::size_t at = 0;
      for (const auto& fact : all) {
        if (fact.commit <= commit) continue;
        ASSERT_LT(at, rest.size());
        EXPECT_EQ(rest[at].fact, fact.fact);
        EXPECT_EQ(rest[at].commit, fact.commit);
        EXPECT_EQ(rest[at].known_at, fact.known_at);
        EXPECT_EQ(rest[at++].actor, fact.actor);
      }
      EXPECT_EQ(at, rest.size());
    }
  };
  expect_rest(*books);
  books.reset();
  books = must_open(data);
  EXPECT_EQ(books->fact_commits().value(), (engine::FactCommits{4, 4})) << "not known any more";
  ASSERT_TRUE(books->record(change("tailspin"), noon, "book", "apply"));
  expect_rest(*books);
  // More than is kept in memory.
  engine::Change many;
  for (int i = 0; i < 12'000; ++i) {
    many.facts.push_back(change("p" + std::to_string(i)).facts[0]);
  }
  ASSERT_TRUE(books->record(many, noon, "book", "apply"));
  ASSERT_TRUE(books->record(change("late"), noon, "book", "apply"));
  EXPECT_EQ(books->facts_after(4).value().size(), 12'002U);
  EXPECT_EQ(books->facts_after(6).value().size(), 1U);
}

TEST_F(SqlBooksTest, a_change_the_disk_cannot_take_leaves_neither_facts_nor_prices) {
  FaultyVfs faults;
  auto books = must_open(data, FaultyVfs::name);
  ASSERT_TRUE(books->record(change("contoso"), noon, "book", "apply"));
  for (int n = 0;; ++n) {
    faults.fail_writes_from(n, SQLITE_FULL);
    const auto done = books->record(change("fabrikam"), noon, "book", "apply");
    const bool struck = faults.struck();
    faults.repair();
    if (!struck) break;
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "DiskFull");
    ASSERT_EQ(books->facts().value().size(), 1U);
    ASSERT_EQ(books->price_facts().value().size(), 1U);
  }
  EXPECT_EQ(books->facts().value().size(), 2U);
  EXPECT_EQ(books->price_facts().value().size(), 2U);
}

TEST_F(SqlBooksTest, imports_are_told_in_the_audit_log_with_the_clocks_time) {
  auto books = must_open(data);
  const std::vector<journal::Head> heads = {{StackId("s1"), 1, sha256("a")}};
  ASSERT_TRUE(books->marks().advance(heads, {}));
  const auto audit = books->audit();
  ASSERT_TRUE(audit);
  EXPECT_EQ(audit->back().action, "import");
  EXPECT_EQ(audit->back().actor, "operator");
  EXPECT_EQ(audit->back().detail, "s1 block 1");
  EXPECT_EQ(audit->back().known_at, noon);
}

TEST_F(SqlBooksTest, who_imports_and_closes_for_somebody_else_is_named_in_the_audit_log) {
  auto books = must_open(data);
  const std::vector<journal::Head> heads = {{StackId("s1"), 1, sha256("a")}};
  ASSERT_TRUE(books->marks().advance(heads, {}, "anna"));
  billing::Closing closing{.seller = PartyId("provider"),
                           .period = Period::parse("2026-10").value(),
                           .state = billing::PeriodState::closing,
                           .inputs = {},
                           .issued_at = noon,
                           .waived_meters = {},
                           .adjustment_lines = 0};
  ASSERT_TRUE(books->invoices().begin_closing(closing, "bo"));
  ASSERT_TRUE(books->invoices().finish_closing(closing, {}, "cy"));
  std::vector<std::string> actors;
  const auto audit = books->audit();
  ASSERT_TRUE(audit);
  for (const auto& entry : *audit) actors.push_back(entry.actor);
  EXPECT_EQ(actors, (std::vector<std::string>{"anna", "bo", "cy"}));
}

TEST_F(SqlBooksTest, a_copy_is_the_same_books) {
  auto books = must_open(data);
  ASSERT_TRUE(books->record(change("contoso"), noon, "book", "apply"));
  ASSERT_TRUE(books->copy_to(root + "/copy"));
  auto copy = must_open(root + "/copy");
  EXPECT_EQ(copy->commit(), 1U);
  EXPECT_EQ(copy->facts().value().size(), 1U);
  EXPECT_EQ(copy->audit().value()[0].hash, books->audit().value()[0].hash);
}

TEST_F(SqlBooksTest, two_runs_with_the_same_time_give_the_same_chain) {
  auto one = must_open(root + "/one");
  auto two = must_open(root + "/two");
  for (auto* books : {one.get(), two.get()}) {
    ASSERT_TRUE(books->record(change("contoso"), noon, "book", "apply"));
    ASSERT_TRUE(books->record(change("fabrikam"), noon, "book", "apply"));
  }
  EXPECT_EQ(one->audit().value()[1].hash, two->audit().value()[1].hash);
}

}  // namespace
}  // namespace tollbridge::server
