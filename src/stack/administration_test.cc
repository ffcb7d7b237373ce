// SPDX-License-Identifier: Apache-2.0
// Goal: whoever administers a stack cannot bring a subscription to the wrong directory, revive a
// deleted one or take away what others stand on. Method: a small stack by hand, each rule by what
// it lets through and what it refuses.
#include "stack/administration.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tollbridge::stack {
namespace {

const Instant now = parse_instant("2026-10-31T12:00:00Z").value();
const TenantId home{"7b6d3d3a-0000-4000-8000-000000000001"};
const TenantId contoso{"7b6d3d3a-0000-4000-8000-000000000002"};
const TenantId fabrikam{"7b6d3d3a-0000-4000-8000-000000000003"};
const TenantId stranger{"7b6d3d3a-0000-4000-8000-000000000099"};
const LocalSubscriptionId provider{"5d20c2de-0000-4000-8000-000000000000"};
const LocalSubscriptionId shop{"5d20c2de-0000-4000-8000-000000000001"};
const LocalSubscriptionId reseller{"5d20c2de-0000-4000-8000-000000000002"};
const LocalSubscriptionId client{"5d20c2de-0000-4000-8000-000000000003"};

class AdministrationTest : public ::testing::Test {
 protected:
  AdministrationTest() {
    tell(LocalSubscription{provider, "Default Provider Subscription", "", home, "", {}, {}, ""});
    tell(GuestDirectory{"contoso.example", contoso});
    tell(GuestDirectory{"fabrikam.example", fabrikam});
    tell(Plan{"small", "plans", "Small", "", "", {}, false});
    Offer gold;
    gold.name = "gold";
    gold.base_plans = {"small"};
    tell(gold);
    Offer old;
    old.name = "old";
    old.state = OfferState::decommissioned;
    tell(old);
    tell(LocalSubscription{shop, "Shop", "ann@contoso.example", contoso, "gold", {}, {}, "A-1"});
    tell(LocalSubscription{reseller, "", "", home, "gold", {}, {}, ""});
    tell(LocalSubscription{client, "", "", contoso, "gold", {}, reseller, ""});
  }

  void tell(const DirectoryEntry& entry) { directory_.add({entry, began_, began_, "test"}); }
  [[nodiscard]] Ground ground() const { return {directory_, profile_, now}; }

  Directory directory_;
  Profile profile_{StackId("9c1e0000-0000-4000-8000-000000000001"), "west", provider, home};
  const Instant began_ = parse_instant("2026-10-01T00:00:00Z").value();
};

template <class Value>
std::string verdict(const Result<Value>& result) {
  if (result) return "";
  return (result.error().rule.empty() ? "" : result.error().rule + " ") + result.error().code;
}

SubscriptionWish of_owner(const std::string& owner, const TenantId& tenant = {}) {
  SubscriptionWish wish{LocalSubscriptionId("new")};
  wish.owner = owner;
  if (!tenant.empty()) wish.tenant = tenant;
  return wish;
}

TEST_F(AdministrationTest, the_directory_of_a_subscription_is_its_owners) {
  const auto tenant = [&](const SubscriptionWish& wish) {
    const auto wanted = wanted_subscription(ground(), wish);
    return wanted ? wanted->tenant.text() : wanted.error().code;
  };
  EXPECT_EQ(tenant(of_owner("bob@contoso.example")), contoso.text());
  EXPECT_EQ(tenant(of_owner("bob@CONTOSO.example")), contoso.text());
  EXPECT_EQ(tenant(of_owner("bob@home.example")), "OwnerDirectoryUnknown");
  EXPECT_EQ(tenant(of_owner("bob@home.example", home)), home.text());
  EXPECT_EQ(tenant(of_owner("")), home.text());
  EXPECT_EQ(tenant(of_owner("", fabrikam)), fabrikam.text());
  EXPECT_EQ(tenant(of_owner("bob@contoso.example", fabrikam)), contoso.text())
      << "what a caller says never brings usage to another customer than the owner's";
  EXPECT_EQ(tenant(of_owner("bob@elsewhere.example", stranger)), "InvalidTenantId");
  EXPECT_EQ(tenant(of_owner("contoso.example")), home.text()) << "a name, no address";
}

TEST_F(AdministrationTest, nobody_is_of_the_home_directory_because_nobody_knows_better) {
  const Ground before{directory_, profile_, began_ - std::chrono::hours(1)};
  EXPECT_EQ(verdict(wanted_subscription(before, of_owner("ann@contoso.example"))),
            "OwnerDirectoryUnknown")
      << "the guest directory is known from a later time on";
  tell(LocalSubscription{client, "", "eva@home.example", home, "", {}, {}, ""});
  EXPECT_EQ(wanted_subscription(ground(), of_owner("bob@HOME.example"))->tenant, home);
}

TEST_F(AdministrationTest, what_is_not_given_stays) {
  SubscriptionWish wish{shop};
  wish.display_name = "The shop";
  const auto renamed = wanted_subscription(ground(), wish);
  ASSERT_TRUE(renamed);
  LocalSubscription expected = *directory_.subscription(shop, now);
  expected.display_name = "The shop";
  EXPECT_EQ(*renamed, expected);
}

TEST_F(AdministrationTest, another_owner_brings_his_own_directory) {
  SubscriptionWish wish{shop};
  wish.owner = "eva@fabrikam.example";
  EXPECT_EQ(wanted_subscription(ground(), wish)->tenant, fabrikam);
  wish.owner = "eva@home.example";
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "OwnerDirectoryUnknown");
  wish.tenant = home;
  EXPECT_EQ(wanted_subscription(ground(), wish)->tenant, home);
  wish.tenant.reset();
  wish.owner = "ann@contoso.example";
  EXPECT_EQ(wanted_subscription(ground(), wish)->tenant, contoso);
}

TEST_F(AdministrationTest, a_tenant_given_once_stays_with_its_owner) {
  tell(LocalSubscription{client, "", "ann", fabrikam, "", {}, {}, ""});
  SubscriptionWish wish{client};
  wish.owner = "ann";
  EXPECT_EQ(wanted_subscription(ground(), wish)->tenant, fabrikam);
}

TEST_F(AdministrationTest, deleted_is_for_ever) {
  auto deleted = deleted_subscription(ground(), shop);
  ASSERT_TRUE(deleted);
  EXPECT_EQ(deleted->state, SubscriptionState::deleted);
  tell(*deleted);
  EXPECT_EQ(*deleted_subscription(ground(), shop), *deleted) << "again is the same";
  SubscriptionWish wish{shop};
  wish.state = SubscriptionState::enabled;
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "SubscriptionDeleted");
  EXPECT_EQ(verdict(deleted_subscription(ground(), LocalSubscriptionId("none"))),
            "SubscriptionNotFound");
}

TEST_F(AdministrationTest, r47_the_default_provider_subscription_stays_what_it_is) {
  EXPECT_EQ(verdict(deleted_subscription(ground(), provider)),
            "R47 ProviderSubscriptionProtected");
  SubscriptionWish wish{provider};
  wish.tenant = contoso;
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "R47 ProviderSubscriptionProtected");
  SubscriptionWish named{provider};
  named.owner = "root@contoso.example";
  EXPECT_EQ(wanted_subscription(ground(), named)->tenant, home);
}

TEST_F(AdministrationTest, a_delegated_provider_leaves_after_its_tenants) {
  EXPECT_EQ(verdict(deleted_subscription(ground(), reseller)), "SubscriptionInUse");
  tell(*deleted_subscription(ground(), client));
  EXPECT_EQ(verdict(deleted_subscription(ground(), reseller)), "");
}

TEST_F(AdministrationTest, an_offer_must_take_subscriptions) {
  SubscriptionWish wish{LocalSubscriptionId("new")};
  wish.offer = "none";
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "OfferNotFound");
  wish.offer = "old";
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "OfferDecommissioned");
  wish.offer = "gold";
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "");
}

TEST_F(AdministrationTest, who_subscribed_before_an_offer_was_decommissioned_stays) {
  tell(LocalSubscription{client, "", "", contoso, "old", {}, {}, ""});
  SubscriptionWish wish{client};
  wish.state = SubscriptionState::disabled;
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "");
}

TEST_F(AdministrationTest, the_operators_own_subscription_is_no_delegated_provider) {
  SubscriptionWish wish{client};
  wish.delegated_provider = provider;
  EXPECT_EQ(wanted_subscription(ground(), wish)->delegated_provider, LocalSubscriptionId());
  wish.delegated_provider = client;
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "DelegatedProviderNotFound");
  wish.delegated_provider = LocalSubscriptionId("none");
  EXPECT_EQ(verdict(wanted_subscription(ground(), wish)), "DelegatedProviderNotFound");
}

TEST_F(AdministrationTest, subscriptions_move_within_one_directory_only) {
  const auto moved = moved_subscription(ground(), shop, reseller, "gold");
  ASSERT_TRUE(moved);
  EXPECT_EQ(moved->delegated_provider, reseller);
  EXPECT_EQ(moved->tenant, contoso) << "who pays is not moved";
  EXPECT_EQ(verdict(moved_subscription(ground(), client, shop, "gold")), "DirectoryMismatch");
  EXPECT_EQ(verdict(moved_subscription(ground(), client, provider, "gold")), "");
  EXPECT_EQ(verdict(moved_subscription(ground(), LocalSubscriptionId("none"), reseller, "gold")),
            "SubscriptionNotFound");
}

TEST_F(AdministrationTest, a_guest_directory_has_one_name_and_one_tenant) {
  EXPECT_EQ(verdict(wanted_guest(ground(), {"new.example", stranger, false})), "");
  EXPECT_EQ(verdict(wanted_guest(ground(), {"contoso.example", contoso, false})), "");
  EXPECT_EQ(verdict(wanted_guest(ground(), {"Contoso.example", stranger, false})), "GuestExists");
  EXPECT_EQ(verdict(wanted_guest(ground(), {"other.example", contoso, false})), "GuestExists");
  EXPECT_EQ(verdict(wanted_guest(ground(), {"new.example", home, false})), "InvalidTenantId");
  EXPECT_EQ(verdict(wanted_guest(ground(), {"new.example", TenantId("x"), false})),
            "InvalidTenantId");
  EXPECT_EQ(verdict(wanted_guest(ground(), {"", stranger, false})), "MissingField");
}

TEST_F(AdministrationTest, r37_a_guest_directory_leaves_after_its_users) {
  EXPECT_EQ(verdict(removed_guest(ground(), "contoso.example")), "R37 GuestInUse");
  tell(*deleted_subscription(ground(), shop));
  tell(*deleted_subscription(ground(), client));
  const auto removed = removed_guest(ground(), "contoso.example");
  ASSERT_TRUE(removed);
  EXPECT_TRUE(removed->removed);
  EXPECT_EQ(verdict(removed_guest(ground(), "none.example")), "ResourceNotFound");
}

TEST_F(AdministrationTest, offers_and_plans_in_use_stay) {
  EXPECT_EQ(verdict(removed_plan(ground(), "small")), "PlanInUse");
  EXPECT_EQ(verdict(removed_offer(ground(), "gold")), "OfferInUse");
  EXPECT_EQ(verdict(removed_offer(ground(), "none")), "ResourceNotFound");
  for (const auto& id : {shop, client}) tell(*deleted_subscription(ground(), id));
  tell(*deleted_subscription(ground(), reseller));
  const auto gold = removed_offer(ground(), "gold");
  ASSERT_TRUE(gold);
  tell(*gold);
  EXPECT_EQ(verdict(removed_plan(ground(), "small")), "");
}

TEST_F(AdministrationTest, an_offer_is_made_of_plans_that_are_there) {
  Offer offer;
  offer.name = "silver";
  offer.base_plans = {"small", "none"};
  EXPECT_EQ(verdict(wanted_offer(ground(), offer)), "PlanNotFound");
  offer.base_plans = {"small"};
  offer.delegated_to = {LocalSubscriptionId("none")};
  EXPECT_EQ(verdict(wanted_offer(ground(), offer)), "DelegatedProviderNotFound");
  offer.delegated_to = {reseller};
  EXPECT_EQ(verdict(wanted_offer(ground(), offer)), "");
}

TEST_F(AdministrationTest, delegated_providers_are_who_offers_to_others) {
  const auto found = delegated_providers(ground());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front()->id, reseller);
  EXPECT_EQ(subscribers(ground(), "gold"), 3U);
  tell(*deleted_subscription(ground(), shop));
  EXPECT_EQ(subscribers(ground(), "gold"), 2U);
}

TEST_F(AdministrationTest, an_offer_is_named_by_who_offers_it) {
  EXPECT_EQ(offer_path(*directory_.subscription(provider, now)), "");
  EXPECT_EQ(offer_path(*directory_.subscription(shop, now)),
            "/delegatedProviders/default/offers/gold");
  EXPECT_EQ(offer_path(*directory_.subscription(client, now)),
            "/delegatedProviders/" + reseller.text() + "/offers/gold");
}

TEST_F(AdministrationTest, an_add_on_plan_is_any_plan_of_the_stack_under_an_id_of_its_own) {
  tell(Plan{"gpu", "plans", "", "", "", {}, false});
  const auto wanted = [&](const std::string& id, const std::string& plan,
                          const LocalSubscriptionId& of = shop) {
    return wanted_acquisition(ground(), {of, id, plan, "", false});
  };
  EXPECT_EQ(verdict(wanted("more", "gpu", LocalSubscriptionId("none"))), "SubscriptionNotFound");
  EXPECT_EQ(verdict(wanted("more", "none")), "PlanNotFound");
  EXPECT_EQ(verdict(wanted("Small", "gpu")), "PlanAcquisitionExists") << "a base plan's id";
  ASSERT_TRUE(wanted("more", "gpu"));
  tell(*wanted("more", "gpu"));
  EXPECT_EQ(wanted("MORE", "gpu")->id, "more") << "the same again";
  EXPECT_EQ(verdict(wanted("more", "small")), "PlanAcquisitionExists");
  EXPECT_EQ(verdict(removed_plan(ground(), "gpu")), "PlanInUse");
  EXPECT_EQ(verdict(removed_acquisition(ground(), shop, "small")), "PlanOfOffer");
  EXPECT_EQ(verdict(removed_acquisition(ground(), shop, "none")), "PlanAcquisitionNotFound");
  const auto plans = plans_of(ground(), *ground().directory.subscription(shop, now));
  ASSERT_EQ(plans.size(), 2U);
  EXPECT_EQ(plans[0].plan + " " + plans[1].plan, "small gpu");
  tell(*removed_acquisition(ground(), shop, "More"));
  EXPECT_EQ(plans_of(ground(), *ground().directory.subscription(shop, now)).size(), 1U);
  EXPECT_TRUE(removed_plan(ground(), "gpu"));
}

TEST_F(AdministrationTest, a_deleted_subscription_acquires_nothing_and_keeps_no_plan_in_use) {
  tell(Plan{"gpu", "plans", "", "", "", {}, false});
  tell(AcquiredPlan{shop, "more", "gpu", "", false});
  tell(*deleted_subscription(ground(), shop));
  EXPECT_EQ(verdict(wanted_acquisition(ground(), {shop, "yet", "gpu", "", false})),
            "SubscriptionDeleted");
  EXPECT_TRUE(removed_plan(ground(), "gpu"));
}

TEST_F(AdministrationTest, a_subscription_acquires_a_hundred_plans_at_most) {
  for (std::size_t i = 0; i < acquired_plans_max; ++i) {
    tell(AcquiredPlan{shop, "id" + std::to_string(i), "small", "", false});
  }
  EXPECT_EQ(verdict(wanted_acquisition(ground(), {shop, "more", "small", "", false})),
            "TooManyPlans");
  EXPECT_TRUE(wanted_acquisition(ground(), {shop, "id7", "small", "r", false}));
}

}  // namespace
}  // namespace tollbridge::stack
