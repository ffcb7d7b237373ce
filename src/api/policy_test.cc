// SPDX-License-Identifier: Apache-2.0
// Goal: each role reaches what is its own and cannot tell foreign things from missing ones.
// Method: one landscape of two partners, a distributor with two resellers, and their customers;
// the relation of every caller to its objects in a table.
#include "api/policy.h"

#include <gtest/gtest.h>

namespace tollbridge::api {
namespace {

using registry::Fact;
using registry::Registry;

const std::string tenant_a = "7b6d3d3a-0000-4000-8000-000000000001";
const std::string tenant_r = "7b6d3d3a-0000-4000-8000-000000000002";
const std::string sub_a = "2f3e0000-0000-4000-8000-00000000000b";
const std::string sub_r = "2f3e0000-0000-4000-8000-00000000000c";
const std::string stack_a = "9c1e0000-0000-4000-8000-000000000001";
const std::string stack_r = "9c1e0000-0000-4000-8000-000000000002";
const std::string local_a = "5d20c2de-0000-4000-8000-000000000001";

registry::Partner partner(const std::string& id, registry::PartnerKind kind,
                          const std::string& distributor = {}) {
  return {PartyId(id), kind, PartyId(distributor), {id, "SE", "EUR", {}, {}}};
}

registry::Subscription subscription(const std::string& id, const std::string& seller,
                                    const std::string& owner = {}) {
  registry::Subscription made;
  made.id = SubscriptionId(id);
  made.partner = PartyId(seller);
  if (!owner.empty()) made.owners.push_back(owner);
  return made;
}

registry::Registration registration(const std::string& name, const std::string& sub,
                                    const std::string& stack) {
  registry::Registration made;
  made.name = RegistrationName(name);
  made.subscription = SubscriptionId(sub);
  made.cloud_id = StackId(stack);
  return made;
}

Registry landscape() {
  using registry::PartnerKind;
  const std::vector<Fact> facts{
      registry::Provider{{"Provider", "SE", "EUR", {}, {}}, RoundingProfile::en16931},
      partner("contoso", PartnerKind::direct),
      partner("fabrikam", PartnerKind::distributor),
      partner("litware", PartnerKind::reseller, "fabrikam"),
      partner("tailspin", PartnerKind::reseller, "fabrikam"),
      registry::Customer{PartyId("adatum"), PartyId("contoso"), {}, {TenantId(tenant_a)}},
      registry::Customer{PartyId("relecloud"), PartyId("litware"), {}, {TenantId(tenant_r)}},
      subscription(sub_a, "contoso", "anna"),
      subscription(sub_r, "litware"),
      registry::Stack{StackId(stack_a), "north", {}, {}, {}},
      registry::Stack{StackId(stack_r), "south", {}, {}, {}},
      registry::LocalSubscription{StackId(stack_a), LocalSubscriptionId(local_a),
                                  TenantId(tenant_a)},
      registration("reg-a", sub_a, stack_a),
      registration("reg-r", sub_r, stack_r)};
  return Registry().with(facts);
}

Principal caller(Role role, const std::string& partner = {}) {
  Principal made;
  made.role = role;
  made.partner = PartyId(partner);
  made.subject = "somebody";
  return made;
}

Principal operator_of(const std::string& stack) {
  Principal made = caller(Role::stack_operator);
  made.stack = StackId(stack);
  return made;
}

Principal user_of(const std::string& tenant) {
  Principal made = caller(Role::tenant);
  made.tenant = TenantId(tenant);
  return made;
}

struct Row {
  Object object;
  std::string id;
  Relation contoso, fabrikam, litware, tailspin, operator_a, tenant_a, provider;
};

TEST(Policy, every_caller_stands_to_every_object_as_the_table_says) {
  using enum Relation;
  const std::vector<Row> rows{
      {Object::partner, "contoso", self, none, none, none, none, none, any},
      {Object::partner, "litware", none, child, self, none, none, none, any},
      {Object::partner, "nobody", none, none, none, none, none, none, none},
      {Object::customer, "adatum", own, none, none, none, none, self, any},
      {Object::customer, "relecloud", none, child, own, none, none, none, any},
      {Object::subscription, sub_a, own, none, none, none, none, none, any},
      {Object::subscription, sub_r, none, child, own, none, none, none, any},
      {Object::registration, "reg-a", own, none, none, none, operated, none, any},
      {Object::registration, "reg-r", none, child, own, none, none, none, any},
      {Object::stack, stack_a, own, none, none, none, self, none, any},
      {Object::stack, stack_r, none, child, own, none, none, none, any},
      {Object::tenant, tenant_a, own, none, none, none, operated, self, any},
      {Object::tenant, tenant_r, none, child, own, none, none, none, any},
      {Object::local_subscription, local_a, none, none, none, none, own, self, any},
      {Object::local_subscription, "unknown", none, none, none, none, none, none, none},
  };
  const Registry registry = landscape();
  for (const Row& row : rows) {
    const auto relation = [&](const Principal& who) {
      return relation_to(registry, who, row.object, row.id);
    };
    SCOPED_TRACE(std::string(to_string(row.object)) + " " + row.id);
    EXPECT_EQ(relation(caller(Role::partner, "contoso")), row.contoso);
    EXPECT_EQ(relation(caller(Role::partner, "fabrikam")), row.fabrikam);
    EXPECT_EQ(relation(caller(Role::reseller, "litware")), row.litware);
    EXPECT_EQ(relation(caller(Role::reseller, "tailspin")), row.tailspin);
    EXPECT_EQ(relation(operator_of(stack_a)), row.operator_a);
    EXPECT_EQ(relation(user_of(tenant_a)), row.tenant_a);
    EXPECT_EQ(relation(caller(Role::provider)), row.provider);
    EXPECT_EQ(relation(caller(Role::anonymous)), none);
    EXPECT_EQ(relation(caller(Role::partner)), none) << "a partner's token without a partner";
  }
}

TEST(Policy, who_had_the_stack_before_its_last_registration_has_no_say_in_it) {
  registry::Registration moved = registration("reg-moved", sub_r, stack_a);
  moved.from = moved.from.plus(100);
  const Registry registry = landscape().with(std::vector<Fact>{moved});
  const auto relation = [&](const Principal& who) {
    return relation_to(registry, who, Object::stack, stack_a);
  };
  EXPECT_EQ(relation(caller(Role::partner, "contoso")), Relation::none);
  EXPECT_EQ(relation(caller(Role::reseller, "litware")), Relation::own);
}

TEST(Policy, AZ_R5_a_named_owner_reaches_the_subscription_whatever_its_role) {
  Principal anna = user_of(tenant_r);
  anna.subject = "anna";
  const Registry registry = landscape();
  EXPECT_EQ(relation_to(registry, anna, Object::subscription, sub_a), Relation::own);
  EXPECT_EQ(relation_to(registry, anna, Object::registration, "reg-a"), Relation::own);
  EXPECT_EQ(relation_to(registry, anna, Object::subscription, sub_r), Relation::none);
}

TEST(Policy, an_invoice_is_seen_by_its_seller_and_its_buyer_only) {
  const Registry registry = landscape();
  const auto relation = [&](const Principal& who, const Trade& trade) {
    return relation_to_trade(registry, who, trade);
  };
  const Trade own{PartyId("contoso"), PartyId("adatum")};
  EXPECT_EQ(relation(caller(Role::partner, "contoso"), own), Relation::own);
  EXPECT_EQ(relation(caller(Role::provider), own), Relation::none);
  EXPECT_EQ(relation(user_of(tenant_a), own), Relation::bought);
  const Trade bought{provider_party(), PartyId("contoso")};
  EXPECT_EQ(relation(caller(Role::partner, "contoso"), bought), Relation::bought);
  EXPECT_EQ(relation(caller(Role::partner, "fabrikam"), bought), Relation::none);
  EXPECT_EQ(relation(caller(Role::provider), bought), Relation::any);
  const Trade further{PartyId("litware"), PartyId("relecloud")};
  EXPECT_EQ(relation(caller(Role::partner, "fabrikam"), further), Relation::none);
  EXPECT_EQ(relation(operator_of(stack_a), own), Relation::none);
}

TEST(Policy, a_sheet_for_all_buyers_is_seen_by_those_who_buy_of_its_seller) {
  const Registry registry = landscape();
  const auto relation = [&](const std::string& partner, const Trade& trade) {
    return relation_to_trade(registry, caller(Role::partner, partner), trade);
  };
  EXPECT_EQ(relation("contoso", {provider_party(), {}}), Relation::bought);
  EXPECT_EQ(relation("fabrikam", {provider_party(), {}}), Relation::bought);
  EXPECT_EQ(relation("litware", {provider_party(), {}}), Relation::none);
  EXPECT_EQ(relation("litware", {PartyId("fabrikam"), {}}), Relation::bought);
  EXPECT_EQ(relation("contoso", {PartyId("fabrikam"), {}}), Relation::none);
}

TEST(Policy, what_may_not_be_seen_is_hidden_and_what_may_not_be_done_is_denied) {
  const Access access{Object::customer, "customer",
                      {{Role::partner, {Relation::own}}, {Role::provider, {Relation::any}}}};
  EXPECT_EQ(decide(access, Role::partner, Relation::own), Decision::allowed);
  EXPECT_EQ(decide(access, Role::partner, Relation::child), Decision::denied);
  EXPECT_EQ(decide(access, Role::partner, Relation::none), Decision::hidden);
  EXPECT_EQ(decide(access, Role::tenant, Relation::self), Decision::denied);
  EXPECT_EQ(decide(access, Role::provider, Relation::none), Decision::hidden);
  const Access list{Object::service, "", {{Role::provider, {Relation::any}}}};
  EXPECT_EQ(decide(list, Role::tenant, Relation::any), Decision::denied);
}

TEST(Policy, nobody_but_the_provider_is_taken_for_the_provider_by_the_rules) {
  EXPECT_TRUE(caller(Role::provider).caller().is_provider());
  Principal nameless;
  nameless.role = Role::tenant;
  EXPECT_FALSE(nameless.caller().is_provider());
  EXPECT_FALSE(operator_of(stack_a).caller().is_provider());
}

TEST(Policy, a_bridge_stands_for_its_stack_and_nothing_else) {
  const Registry registry = landscape();
  Principal bridge = caller(Role::bridge);
  bridge.stack = StackId(stack_a);
  bridge.subject = "anna";  // an owner's name gives it nothing
  EXPECT_EQ(relation_to(registry, bridge, Object::stack, stack_a), Relation::self);
  EXPECT_EQ(relation_to(registry, bridge, Object::stack, stack_r), Relation::none);
  EXPECT_EQ(relation_to(registry, bridge, Object::subscription, sub_a), Relation::none);
  EXPECT_EQ(relation_to(registry, bridge, Object::local_subscription, local_a), Relation::none);
  EXPECT_EQ(relation_to(registry, bridge, Object::tenant, tenant_a), Relation::none);
}

TEST(Policy, no_issuer_gives_the_role_of_a_bridge) {
  EXPECT_EQ(to_string(Role::bridge), "bridge");
  EXPECT_FALSE(parse_role("bridge").has_value());
}

}  // namespace
}  // namespace tollbridge::api
