// SPDX-License-Identifier: Apache-2.0
// A fact comes back exactly as it was told, in the order it was told, however odd its texts.
// Method: RapidCheck writes any facts in any changes, closes the books, and compares.
#include "registry/sql/sql_facts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <chrono>
#include <ctime>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "store/schema.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::registry {
namespace {

using store::testing::ScratchBooks;

// Any bytes, or something like what people write.
std::string any_text() {
  return *rc::gen::oneOf(rc::gen::arbitrary<std::string>(),
                         rc::gen::element<std::string>("", "Größe & Söhne", "a\nb", "'; DROP",
                                                       std::string("nul\0in", 6), "\xff\xfe"));
}

template <class Id>
Id any_id() {
  return Id(any_text());
}

Hour any_hour() { return Hour::from_index(*rc::gen::inRange(-2'500'000, 2'500'000)); }

std::optional<Hour> any_end() {
  return *rc::gen::arbitrary<bool>() ? std::optional(any_hour()) : std::nullopt;
}

template <class Make>
auto any_list(Make make) {
  std::vector<decltype(make())> list;
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) list.push_back(make());
  return list;
}

PartyDetails any_details() { return {any_text(), any_text(), any_text(), any_text(), any_text()}; }

Fact any_undated_fact() {
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return Provider{any_details(), *rc::gen::element(RoundingProfile::en16931,
                                                       RoundingProfile::partner_center,
                                                       RoundingProfile::bankers)};
    case 1:
      return Partner{any_id<PartyId>(), *rc::gen::element(PartnerKind::direct,
                                                          PartnerKind::distributor,
                                                          PartnerKind::reseller),
                     any_id<PartyId>(), any_details()};
    case 2:
      return Customer{any_id<PartyId>(), any_id<PartyId>(), any_details(),
                      any_list(any_id<TenantId>)};
    case 3:
      return Subscription{any_id<SubscriptionId>(),
                          *rc::gen::element(Offer::csp, Offer::apss, Offer::ea, Offer::payg,
                                            Offer::msdn),
                          any_id<PartyId>(), any_id<PartyId>(),
                          any_list([] { return OpenSpan{any_hour(), any_end()}; }),
                          any_list(any_text), any_text()};
    case 4:
      return Stack{any_id<StackId>(), any_text(), any_id<LocalSubscriptionId>(),
                   any_id<PartyId>(), any_text(), any_text()};
    case 5:
      return LocalSubscription{any_id<StackId>(), any_id<LocalSubscriptionId>(),
                               any_id<TenantId>()};
    case 6:
      return Registration{any_id<RegistrationName>(), any_text(), any_id<SubscriptionId>(),
                          any_id<StackId>(),
                          *rc::gen::element(BillingModel::pay_as_you_use, BillingModel::capacity,
                                            BillingModel::development, BillingModel::custom,
                                            BillingModel::ruggedized),
                          any_hour(), any_end(), *rc::gen::arbitrary<bool>(), any_text(),
                          any_text(),
                          {any_text(), any_text(), any_text(), *rc::gen::arbitrary<bool>()}};
    default:
      return Mapping{any_id<RegistrationName>(), any_id<TenantId>(), any_id<SubscriptionId>(),
                     any_hour(), any_end()};
  }
}

Fact any_fact() {
  Fact fact = any_undated_fact();
  const bool dated = *rc::gen::arbitrary<bool>();
  const Period month = Period::from_index(*rc::gen::inRange(0, 3'000));
  std::visit(
      [&](auto& one) {
        if constexpr (HasTerms<std::decay_t<decltype(one)>>) {
          if (dated) one.from = month;
        }
      },
      fact);
  return fact;
}

Instant any_instant() {
  return Instant{std::chrono::nanoseconds(
      *rc::gen::inRange<std::int64_t>(-9'000'000'000'000'000'000, 9'000'000'000'000'000'000))};
}

class SqlFactsTest : public ::testing::Test, public ScratchBooks {
 protected:
  static Result<std::uint64_t> record(store::Database& books, const std::vector<Fact>& facts,
                                      const Recording& recording) {
    return books.transact({recording.known_at, recording.actor, "apply", ""},
                          [&](store::Transaction& transaction) {
                            return add_facts(transaction, facts, recording);
                          });
  }
};

RC_GTEST_FIXTURE_PROP(SqlFactsTest, any_facts_come_back_bit_for_bit_in_the_order_told, ()) {
  std::vector<RecordedFact> told;
  {
    auto books = must_open(data);
    for (int changes = *rc::gen::inRange(1, 4); changes > 0; --changes) {
      const auto facts = any_list(any_fact);
      const Recording recording{any_instant(), any_text()};
      const auto commit = record(*books, facts, recording);
      RC_ASSERT(commit.has_value());
      for (const Fact& fact : facts) {
        told.push_back({fact, *commit, recording.known_at, recording.actor});
      }
    }
  }
  auto books = must_open(data);
  const auto read = read_facts(*books);
  RC_ASSERT(read.has_value());
  RC_ASSERT(read->size() == told.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    RC_ASSERT((*read)[i].fact == told[i].fact);
    RC_ASSERT((*read)[i].commit == told[i].commit);
    RC_ASSERT((*read)[i].known_at == told[i].known_at);
    RC_ASSERT((*read)[i].actor == told[i].actor);
  }
}

TEST_F(SqlFactsTest, a_word_this_program_does_not_know_is_damage_and_not_a_guess) {
  auto books = must_open(data);
  const Recording recording{Instant{}, "book"};
  auto done = books->transact({}, [&](store::Transaction& transaction) {
    return transaction.add(store::schema::partners,
                           {std::int64_t{0}, "1970-01-01T00:00:00Z", "book", "contoso", "wizard",
                            "", "", "", "", "", ""});
  });
  ASSERT_TRUE(done);
  const auto read = read_facts(*books);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::damaged);
  EXPECT_NE(read.error().message.find("partners (0) of commit 1 has a kind"), std::string::npos);
}

TEST_F(SqlFactsTest, a_hundred_thousand_facts_load_within_the_blink_a_command_may_take) {
  auto books = must_open(data);
  std::vector<Fact> facts;
  for (int i = 0; i < 100'000; ++i) {
    facts.emplace_back(Mapping{RegistrationName("azurestack-1"),
                               TenantId("7b6d3d3a-0000-4000-8000-" + std::to_string(1000000 + i)),
                               SubscriptionId("2f3e0000-0000-4000-8000-00000000000a"),
                               Hour::from_index(490'000 + i % 700), std::nullopt});
  }
  ASSERT_TRUE(record(*books, facts, {Instant{}, "book"}));
  const std::clock_t begin = std::clock();  // of the processor: other programs do not count
  const auto read = read_facts(*books);
  const auto took_ms = (std::clock() - begin) * 1000 / CLOCKS_PER_SEC;
  ASSERT_TRUE(read);
  EXPECT_EQ(read->size(), facts.size());
  EXPECT_LT(took_ms, 1000 * store::testing::slowness);
  RecordProperty("load_ms", std::to_string(took_ms));
}

}  // namespace
}  // namespace tollbridge::registry
