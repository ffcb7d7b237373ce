// SPDX-License-Identifier: Apache-2.0
// Goal: what a stack tells of its local subscriptions becomes facts once, and what contradicts
// them costs nothing else. Method: changes declared to a registry in memory.
#include "api/stack/registry_directory.h"

#include <gtest/gtest.h>

#include "api/desk_testing.h"

namespace tollbridge::api::stack_face {
namespace {

using bridge::DirectoryChange;

const StackId north("9c1e0000-0000-4000-8000-000000000001");
const LocalSubscriptionId shop("shop");
const TenantId adatum("7b6d3d3a-0000-4000-8000-000000000001");
const TenantId trey("7b6d3d3a-0000-4000-8000-000000000002");

Instant at(const std::string& text) { return parse_instant(text).value(); }
Period month(const std::string& text) { return Period::parse(text).value(); }

DirectoryChange change(std::uint64_t sequence, const TenantId& tenant, const std::string& from,
                       const LocalSubscriptionId& subscription = shop) {
  return {sequence, subscription, tenant, bridge::LocalState::enabled, at(from), at(from)};
}

struct Known {
  std::unique_ptr<MemoryDesk> desk = desk_with({registry::Stack{north, "north", {}, {}, {}}});
  RegistryDirectory directory{*desk};

  // The codes of what was rejected, by sequence.
  std::string declare(const std::vector<DirectoryChange>& changes) {
    std::vector<bridge::Rejected> rejected;
    const auto declared = directory.declare(north, changes, desk->now(), rejected);
    if (!declared) return declared.error().code;
    std::string text;
    for (const bridge::Rejected& one : rejected) {
      text += std::to_string(one.change) + " " + one.code + " ";
    }
    return text;
  }
  std::string tenant(const std::string& period, const LocalSubscriptionId& id = shop) {
    const auto found = directory.tenant(north, id, month(period)).value();
    return found ? found->text() : "nobody";
  }
};

TEST(RegistryDirectory, an_unknown_local_subscription_is_declared_once) {
  Known known;
  EXPECT_EQ(known.tenant("2026-10"), "nobody");
  EXPECT_EQ(known.declare({change(1, adatum, "2026-10-05T10:00:00Z")}), "");
  EXPECT_EQ(known.tenant("2026-10"), adatum.text());
  EXPECT_EQ(known.tenant("2026-01"), adatum.text());
  const auto commit = known.desk->books().commit().value();
  EXPECT_EQ(known.declare({change(1, adatum, "2026-10-05T10:00:00Z"),
                           change(2, adatum, "2026-10-06T00:00:00Z")}),
            "");
  EXPECT_EQ(known.desk->books().commit().value(), commit);
}

TEST(RegistryDirectory, another_tenant_comes_with_a_month) {
  Known known;
  const std::vector<DirectoryChange> changes{change(1, adatum, "2026-10-05T10:00:00Z"),
                                             change(2, trey, "2026-12-01T00:00:00Z")};
  EXPECT_EQ(known.declare(changes), "");
  EXPECT_EQ(known.tenant("2026-11"), adatum.text());
  EXPECT_EQ(known.tenant("2026-12"), trey.text());
  const auto commit = known.desk->books().commit().value();
  EXPECT_EQ(known.declare(changes), "");
  EXPECT_EQ(known.desk->books().commit().value(), commit);
}

TEST(RegistryDirectory, a_change_within_a_month_is_rejected_and_the_rest_is_taken) {
  Known known;
  const LocalSubscriptionId other("other");
  EXPECT_EQ(known.declare({change(1, adatum, "2026-10-05T10:00:00Z"),
                           change(2, trey, "2026-10-06T00:00:00Z"),
                           change(3, trey, "2026-10-06T00:00:00Z", other)}),
            "2 TenantMismatch ");
  EXPECT_EQ(known.tenant("2026-10"), adatum.text());
  EXPECT_EQ(known.tenant("2026-10", other), trey.text());
}

TEST(RegistryDirectory, ids_that_are_no_text_are_rejected) {
  Known known;
  EXPECT_EQ(known.declare({change(1, adatum, "2026-10-05T10:00:00Z", LocalSubscriptionId("\xff")),
                           change(2, TenantId(), "2026-10-05T10:00:00Z"),
                           change(3, TenantId("a\nb"), "2026-10-05T10:00:00Z")}),
            "1 InvalidId 2 InvalidId 3 InvalidId ");
  EXPECT_EQ(known.tenant("2026-10"), "nobody");
}

TEST(RegistryDirectory, nothing_is_declared_for_a_stack_nobody_knows) {
  Known known;
  std::vector<bridge::Rejected> rejected;
  const auto declared = known.directory.declare(StackId("nowhere"), {}, known.desk->now(),
                                                rejected);
  ASSERT_FALSE(declared);
  EXPECT_EQ(declared.error().code, "UnknownStack");
}

}  // namespace
}  // namespace tollbridge::api::stack_face
