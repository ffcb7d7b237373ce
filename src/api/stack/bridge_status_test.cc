// SPDX-License-Identifier: Apache-2.0
// Goal: an operator sees how its own stack's bridge goes, and nobody else's. Method: stacks in
// memory, one of which was told something.
#include <gtest/gtest.h>

#include "api/stack/face_testing.h"

namespace tollbridge::api::stack_face {
namespace {

TEST(BridgeStatus, an_operator_sees_the_bridge_of_its_own_stack_only) {
  Clouds clouds;
  stack::BridgeState state;
  state.stack = StackId(north);
  state.work = stack::BridgeWork::resting;
  state.as_of = clouds.desk.now();
  state.watermark = 7;
  clouds.northern->show(state);
  const auto seen = clouds.get(operator_of(north), "/v1/stacks/" + north + "/bridge");
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.body, stack::bridge_json(state));
  EXPECT_EQ(clouds.get(provider(), "/v1/stacks/" + north + "/bridge").body, seen.body);

  const auto quiet = read_json(clouds.get(provider(), "/v1/stacks/" + south + "/bridge"));
  EXPECT_EQ(quiet["state"], "not running");
  EXPECT_EQ(quiet["watermark"], nullptr);

  const auto other = clouds.get(operator_of(south), "/v1/stacks/" + north + "/bridge");
  const auto none = clouds.get(operator_of(south), "/v1/stacks/none/bridge");
  EXPECT_EQ(other.status, 404);
  EXPECT_EQ(none.status, 404);
  EXPECT_EQ(clouds.get(caller_of(Role::partner), "/v1/stacks/" + north + "/bridge").status, 403);
}

TEST(BridgeStatus, hours_that_commerce_overruled_are_named_with_both_quantities) {
  Clouds clouds;
  const stack::Overruled one{{LocalSubscriptionId("shop"), MeterId("vcpu"), ResourceId("/vm/1")},
                             Hour::containing(clouds.desk.now()),
                             Quantity::from_whole(7),
                             Quantity::from_whole(3),
                             clouds.desk.now()};
  ASSERT_TRUE(clouds.northern->half().overrule(std::span(&one, 1), clouds.desk.now()));
  const auto seen = read_json(clouds.get(provider(), "/v1/stacks/" + north + "/bridge"));
  EXPECT_EQ(seen["overruled"]["count"], 1);
  const auto hour = seen["overruled"]["hours"][0];
  EXPECT_EQ(hour["resource"], "/vm/1");
  EXPECT_EQ(hour["hour"], "2026-11-02T06:00:00Z");
  EXPECT_EQ(hour["stack_quantity"], "7");
  EXPECT_EQ(hour["commerce_quantity"], "3");
  ASSERT_EQ(seen["alerts"].size(), 1U);
  EXPECT_EQ(seen["alerts"][0]["name"], "Hours Overruled");
  const auto other = read_json(clouds.get(provider(), "/v1/stacks/" + south + "/bridge"));
  EXPECT_EQ(other["overruled"]["count"], 0);
  EXPECT_TRUE(other["alerts"].empty());
}

}  // namespace
}  // namespace tollbridge::api::stack_face
