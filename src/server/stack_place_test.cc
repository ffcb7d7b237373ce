// SPDX-License-Identifier: Apache-2.0
// Goal: a stack's readings and hours are there after a restart of the process. Method: the real
// books and journal in a scratch directory, opened twice; names that are no folders.
#include "server/stack_place.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ops/real_clock.h"
#include "ops/real_disk.h"
#include "server/stack_bridge_key.h"
#include "stack/activation.h"
#include "store/scratch_books_testing.h"

namespace tollbridge::server {
namespace {

using std::chrono::hours;

const Instant noon = parse_instant("2026-10-01T12:00:00Z").value();
const StackId stack_id{"9C1E0000-0000-4000-8000-000000000001"};

class StackPlaceTest : public ::testing::Test, public store::testing::ScratchBooks {
 protected:
  Result<std::unique_ptr<StackPlace>> open(const StackId& stack) {
    return StackPlace::open(real_disk_, clock_, root, stack, {});
  }

  static stack::Posted running(Instant at, std::int64_t vcpus) {
    stack::Posted one;
    one.track.series = {LocalSubscriptionId("shop"), MeterId("cpu"), ResourceId("/vm/1")};
    one.meaning.kind = stack::Kind::duration;
    one.reading.at = at;
    one.reading.value = Quantity::from_whole(vcpus);
    return one;
  }

  static std::vector<std::string> told(journal::Journal& journal) {
    std::vector<std::string> found;
    journal::ScanRequest request;
    request.stack = stack_id;
    request.hours = {Hour::containing(noon), Hour::containing(noon).plus(10)};
    const Status scanned = journal.scan(
        request, [&](const journal::StringPool& pool, const auto& rows) -> Status {
          for (const auto& one : rows) {
            found.push_back(one.row.hour().to_string() + " " + one.row.quantity.to_string() +
                            " of " + std::string(pool.text(one.row.tenant)));
          }
          return {};
        });
    EXPECT_TRUE(scanned);
    return found;
  }

  ops::RealDisk real_disk_;
  ops::FixedClock clock_{noon};
};

TEST_F(StackPlaceTest, what_was_taken_is_told_after_a_restart) {
  {
    auto place = open(stack_id).value();
    stack::LocalSubscription shop;
    shop.id = LocalSubscriptionId("shop");
    shop.tenant = TenantId("tenant");
    const std::vector facts = {stack::DirectoryFact{shop, noon, noon, "operator"}};
    ASSERT_TRUE(place->half().record(facts, noon));
    ASSERT_EQ(place->half().take(std::vector{running(noon, 4)}, noon)->accepted, 1U);
  }
  auto place = open(stack_id).value();
  EXPECT_TRUE(place->directory().ends_with("/stacks/9c1e0000-0000-4000-8000-000000000001"));
  EXPECT_EQ(place->half().take(std::vector{running(noon, 4)}, noon)->duplicate, 1U);
  ASSERT_EQ(place->half().settle(noon + hours(2) + std::chrono::minutes(10))->rows, 2U);
  EXPECT_EQ(told(place->journal()),
            (std::vector<std::string>{"2026-10-01T12:00:00Z 4 of tenant",
                                      "2026-10-01T13:00:00Z 4 of tenant"}));
}

TEST_F(StackPlaceTest, a_name_that_is_no_folder_is_refused) {
  for (const std::string& id : {std::string(), std::string(".."), std::string("a/b"),
                                std::string("a b"), std::string(101, 'x')}) {
    EXPECT_EQ(open(StackId(id)).error().code, "InvalidCloudId") << id;
  }
}

const stack::Profile northwest{stack_id, "northwest", LocalSubscriptionId("infrastructure"),
                               TenantId("7b6d3d3a-0000-4000-8000-000000000009")};

TEST_F(StackPlaceTest, a_stack_is_made_once_and_found_after_a_restart) {
  {
    auto places = StackPlaces::open(real_disk_, clock_, root, {});
    ASSERT_TRUE(places);
    EXPECT_TRUE((*places)->all().empty());
    ASSERT_TRUE((*places)->make(northwest, noon));
  }
  auto places = StackPlaces::open(real_disk_, clock_, root, {});
  ASSERT_TRUE(places);
  stack::LocalStack* found = (*places)->find(stack_id);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->profile(), northwest);
  EXPECT_EQ((*places)->owner_of(LocalSubscriptionId("infrastructure")), found);
  EXPECT_EQ((*places)->owner_of(LocalSubscriptionId("shop")), nullptr);
  EXPECT_TRUE((*places)->make(northwest, noon));
}

TEST_F(StackPlaceTest, a_stack_is_not_made_again_as_another) {
  auto places = StackPlaces::open(real_disk_, clock_, root, {});
  ASSERT_TRUE(places);
  ASSERT_TRUE((*places)->make(northwest, noon));
  stack::Profile other = northwest;
  other.region = "southeast";
  const auto again = (*places)->make(other, noon);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "StackExists");
  other.cloud_id = StackId("b");
  other.home = TenantId("");
  const auto homeless = (*places)->make(other, noon);
  ASSERT_FALSE(homeless);
  EXPECT_EQ(homeless.error().code, "MissingField");
  EXPECT_EQ((*places)->all().size(), 1U);
}

TEST_F(StackPlaceTest, a_stack_has_its_bridges_key_from_the_first_day_on) {
  std::string jwk;
  for (int restart = 0; restart < 2; ++restart) {
    auto places = StackPlaces::open(real_disk_, clock_, root, {});
    ASSERT_TRUE(places);
    auto made = (*places)->make(northwest, noon);
    ASSERT_TRUE(made);
    const std::string told = (*made)->books().note(stack::bridge_key_note);
    EXPECT_EQ(stack_bridge_key((*made)->directory())->public_jwk(), told);
    EXPECT_TRUE(restart == 0 || told == jwk) << "the same after a restart";
    jwk = told;
  }
  EXPECT_NE(jwk.find("\"kty\":\"EC\""), std::string::npos);
}

}  // namespace
}  // namespace tollbridge::server
