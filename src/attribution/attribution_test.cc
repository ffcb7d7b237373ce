// SPDX-License-Identifier: Apache-2.0
// Every hour of usage has one payer, decided by what was in force at that hour, and a reason.
// Method: one small world per published rule; random worlds in which assign() must agree with
// payer_at() hour by hour and keep every cell once.
#include "attribution/attribution.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace tollbridge::attribution {
namespace {

using metering::HourCell;
using metering::Series;
using metering::SeriesKey;
using metering::UsageTable;
using registry::BillingModel;
using registry::Fact;
using registry::Mapping;
using registry::OpenSpan;
using registry::Registration;
using registry::Registry;

const StackId stack_one("stack-one"), stack_two("stack-two");
const TenantId tenant("tenant"), stranger("stranger");
const SubscriptionId default_one("default-one"), default_two("default-two"), paid("paid"),
    other("other");
const LocalSubscriptionId local("local"), infrastructure("infrastructure");
const MeterId cpu("cpu");

Hour at(std::int32_t hour) {
  return Hour::from_index(hour);
}

Registration bound(const StackId& stack, const SubscriptionId& pays, std::int32_t from = 0,
                   std::optional<std::int32_t> to = {},
                   BillingModel model = BillingModel::pay_as_you_use) {
  Registration registration;
  registration.name = RegistrationName("r-" + stack.text() + "-" + std::to_string(from));
  registration.subscription = pays;
  registration.cloud_id = stack;
  registration.billing_model = model;
  registration.from = at(from);
  if (to) registration.to = at(*to);
  return registration;
}

Mapping mapped(const Registration& registration, const SubscriptionId& pays, std::int32_t from,
               std::optional<std::int32_t> to = {}) {
  Mapping mapping{registration.name, tenant, pays, at(from), {}};
  if (to) mapping.to = at(*to);
  return mapping;
}

registry::Subscription subscription(const SubscriptionId& id, std::vector<OpenSpan> inactive = {}) {
  registry::Subscription result;
  result.id = id;
  result.inactive = std::move(inactive);
  return result;
}

registry::Stack stack(const StackId& id) {
  registry::Stack result;
  result.cloud_id = id;
  result.provider_subscription = infrastructure;
  return result;
}

// Two stacks, all subscriptions active, and `facts`.
Registry world(std::vector<Fact> facts) {
  facts.insert(facts.begin(), {stack(stack_one), stack(stack_two), subscription(default_one),
                               subscription(default_two), subscription(paid), subscription(other)});
  return Registry().with(facts);
}

SeriesKey usage(const StackId& where = stack_one, const TenantId& who = tenant,
                const LocalSubscriptionId& on = local, const MeterId& meter = cpu) {
  return {where, on, who, meter};
}

// "subscription reason treatment" at an hour.
std::string paid_by(const Registry& registry, const SeriesKey& key, std::int32_t hour) {
  const Payer payer = payer_at(registry, key, at(hour));
  return payer.subscription.text() + " " + std::string(to_string(payer.reason)) + " " +
         std::string(to_string(payer.treatment));
}

TEST(Attribution, AZ_R03_usage_of_tenants_without_a_mapping_is_paid_by_the_default) {
  const Registry registry = world({bound(stack_one, default_one)});
  EXPECT_EQ(paid_by(registry, usage(), 0), "default-one unregistered rated");
  EXPECT_EQ(payer_at(registry, usage(), at(0)).registration.text(), "r-stack-one-0");
}

TEST(Attribution, AZ_R33_a_tenant_on_two_stacks_falls_to_the_default_of_the_one_it_is_not_on) {
  const Registration one = bound(stack_one, default_one);
  const Registry registry = world({one, bound(stack_two, default_two), mapped(one, paid, 0)});
  EXPECT_EQ(paid_by(registry, usage(stack_one), 5), "paid mapped rated");
  EXPECT_EQ(paid_by(registry, usage(stack_two), 5), "default-two unregistered rated");
}

TEST(Attribution, AZ_R34_after_a_removal_the_default_pays_and_the_reason_says_so) {
  const Registration one = bound(stack_one, default_one);
  const Registry registry = world(
      {one, mapped(one, paid, 0), mapped(one, SubscriptionId(), 10), mapped(one, paid, 20, 30)});
  EXPECT_EQ(paid_by(registry, usage(), 9), "paid mapped rated");
  EXPECT_EQ(paid_by(registry, usage(), 10), "default-one mapping-removed rated");
  EXPECT_EQ(paid_by(registry, usage(), 29), "paid mapped rated");
  EXPECT_EQ(paid_by(registry, usage(), 30), "default-one mapping-removed rated");
}

TEST(Attribution, AZ_R35_usage_of_a_stranger_is_never_refused) {
  const Registry registry = world({bound(stack_one, default_one)});
  EXPECT_EQ(paid_by(registry, usage(stack_one, stranger), 0), "default-one unregistered rated");
}

TEST(Attribution, AZ_R39_a_local_subscription_is_never_what_pays) {
  const Registration one = bound(stack_one, default_one);
  const Registry registry = world({one, mapped(one, paid, 0)});
  const LocalSubscriptionId same_name(default_two.text());
  EXPECT_EQ(paid_by(registry, usage(stack_one, tenant, same_name), 0), "paid mapped rated");
}

TEST(Attribution, AZ_R47_usage_on_the_provider_subscription_is_infrastructure_and_excluded) {
  const Registration one = bound(stack_one, default_one);
  const Registry registry = world({one, mapped(one, paid, 0)});
  EXPECT_EQ(paid_by(registry, usage(stack_one, tenant, infrastructure), 0),
            "default-one unregistered infrastructure");
}

TEST(Attribution, AZ_R48_app_service_core_hours_on_it_are_paid_by_the_default) {
  const Registration one = bound(stack_one, default_one);
  const Registry registry = world({one, mapped(one, paid, 0)});
  const MeterId app_service("190C935E-9ADA-48FF-9AB8-56EA1CF9ADAA");
  EXPECT_EQ(paid_by(registry, usage(stack_one, tenant, infrastructure, app_service), 0),
            "default-one unregistered rated");
  EXPECT_EQ(paid_by(registry, usage(stack_one, tenant, local, app_service), 0),
            "paid mapped rated");
}

TEST(Attribution, AZ_R50_usage_of_a_development_kit_is_rated_at_nothing) {
  const Registry registry =
      world({bound(stack_one, default_one, 0, {}, BillingModel::development)});
  EXPECT_EQ(paid_by(registry, usage(), 0), "default-one unregistered development");
}

TEST(Attribution, AZ_R51_the_hour_of_usage_decides_whoever_is_mapped_later) {
  const Registration one = bound(stack_one, default_one);
  const Registry registry = world({one, mapped(one, paid, 0), mapped(one, other, 10)});
  EXPECT_EQ(paid_by(registry, usage(), 9), "paid mapped rated");
  EXPECT_EQ(paid_by(registry, usage(), 10), "other mapped rated");
}

TEST(Attribution, capacity_is_excluded_and_custom_and_ruggedized_are_rated) {
  const auto treatment = [](BillingModel model) {
    return payer_at(world({bound(stack_one, default_one, 0, {}, model)}), usage(), at(0)).treatment;
  };
  EXPECT_EQ(treatment(BillingModel::capacity), Treatment::capacity);
  EXPECT_EQ(treatment(BillingModel::custom), Treatment::rated);
  EXPECT_EQ(treatment(BillingModel::ruggedized), Treatment::rated);
}

TEST(Attribution, usage_of_an_unregistered_stack_is_held_and_not_dropped) {
  const Registry registry = world({bound(stack_one, default_one, 10, 20)});
  EXPECT_EQ(paid_by(registry, usage(), 9), " stack-unregistered quarantined");
  EXPECT_EQ(paid_by(registry, usage(), 10), "default-one unregistered rated");
  EXPECT_EQ(paid_by(registry, usage(), 20), " stack-unregistered quarantined");
}

TEST(Attribution, AZ_R11_a_move_to_another_default_leaves_the_gap_between_them_visible) {
  const Registry registry =
      world({bound(stack_one, default_one, 0, 10), bound(stack_one, default_two, 12)});
  EXPECT_EQ(paid_by(registry, usage(), 9), "default-one unregistered rated");
  EXPECT_EQ(paid_by(registry, usage(), 11), " stack-unregistered quarantined");
  EXPECT_EQ(paid_by(registry, usage(), 12), "default-two unregistered rated");
}

TEST(Attribution, an_inactive_subscription_does_not_pay_while_it_is_inactive) {
  const Registration one = bound(stack_one, default_one);
  const Registry registry =
      world({one, mapped(one, paid, 0), subscription(paid, {{at(5), at(8)}})});
  EXPECT_EQ(paid_by(registry, usage(), 4), "paid mapped rated");
  EXPECT_EQ(paid_by(registry, usage(), 5), "default-one subscription-inactive rated");
  EXPECT_EQ(paid_by(registry, usage(), 8), "paid mapped rated");
}

TEST(Attribution, an_inactive_default_still_pays_with_a_warning) {
  const Registry registry =
      world({bound(stack_one, default_one), subscription(default_one, {{at(5), {}}})});
  EXPECT_FALSE(payer_at(registry, usage(), at(4)).inactive_default);
  EXPECT_TRUE(payer_at(registry, usage(), at(5)).inactive_default);
  EXPECT_EQ(paid_by(registry, usage(), 5), "default-one unregistered rated");
}

TEST(Attribution, falling_tenants_are_listed_once_per_reason_with_their_first_hour) {
  const Registration one = bound(stack_one, default_one);
  const Registry registry = world({one, mapped(one, paid, 10, 20)});
  const auto series = [](const SeriesKey& key) {
    Series result{key, {}};
    for (std::int32_t hour = 5; hour < 30; ++hour) {
      result.cells.emplace_back(at(hour), Quantity::from_whole(1), 1);
    }
    return result;
  };
  const UsageTable table{series(usage(stack_one, tenant, infrastructure)), series(usage()),
                         series(usage(stack_one, tenant, local, MeterId("disk")))};
  EXPECT_EQ(falling_tenants(assign(table, registry)),
            (std::vector<FallingTenant>{{stack_one, tenant, Reason::unregistered, at(5)},
                                        {stack_one, tenant, Reason::mapping_removed, at(20)}}));
}

// A random world: registrations apart in time, mappings, removals and inactive spans anywhere.
std::int32_t some_hour() {
  return *rc::gen::inRange(0, 60);
}

Registry random_world() {
  std::vector<Fact> facts;
  for (const StackId& where : {stack_one, stack_two}) {
    for (std::int32_t begin = some_hour(); begin < 60;) {
      const std::int32_t length = *rc::gen::inRange(1, 40);
      const auto model = *rc::gen::element(BillingModel::pay_as_you_use, BillingModel::capacity);
      const auto pays = *rc::gen::element(default_one, default_two);
      const Registration registration = bound(where, pays, begin, begin + length, model);
      facts.emplace_back(registration);
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        const auto payer = *rc::gen::element(paid, other, SubscriptionId());
        const std::int32_t from = some_hour();
        const auto to = *rc::gen::element<std::int32_t>(0, 5, 20);
        facts.emplace_back(
            mapped(registration, payer, from, to == 0 ? std::nullopt : std::optional(from + to)));
      }
      begin += length + *rc::gen::inRange(0, 5);
    }
  }
  for (const SubscriptionId& id : {default_one, paid}) {
    const std::int32_t from = some_hour();
    facts.emplace_back(subscription(id, {{at(from), at(from + *rc::gen::inRange(0, 20))}}));
  }
  return world(facts);
}

UsageTable random_table() {
  UsageTable table;
  for (const StackId& where : {stack_one, stack_two}) {
    for (const LocalSubscriptionId& on : {infrastructure, local}) {
      Series series{usage(where, tenant, on), {}};
      for (std::int32_t hour = 0; hour < 60; ++hour) {
        if (*rc::gen::inRange(0, 3) == 0) continue;
        series.cells.emplace_back(at(hour), Quantity::from_whole(hour), 1);
      }
      table.push_back(series);
    }
  }
  return table;
}

RC_GTEST_PROP(AttributionProperty, every_cell_is_in_one_run_with_the_payer_of_its_hour, ()) {
  const Registry registry = random_world();
  const UsageTable table = random_table();
  std::map<SeriesKey, std::vector<HourCell>> found;
  const AttributedRun* before = nullptr;
  const std::vector<AttributedRun> runs = assign(table, registry);
  for (const AttributedRun& run : runs) {
    RC_ASSERT(!run.cells.empty());
    for (const HourCell& cell : run.cells) {
      RC_ASSERT(run.payer == payer_at(registry, run.key, cell.hour));
      found[run.key].push_back(cell);
    }
    if (before != nullptr) {
      RC_ASSERT(before->key <= run.key);
      const bool one_run = before->key == run.key && before->payer == run.payer;
      RC_ASSERT(!one_run);
    }
    before = &run;
  }
  for (const Series& series : table)
    RC_ASSERT(found[series.key] == series.cells);
}

}  // namespace
}  // namespace tollbridge::attribution
