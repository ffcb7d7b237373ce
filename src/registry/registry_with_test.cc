// SPDX-License-Identifier: Apache-2.0
// Goal: a registry with facts put on top, in any portions, is the registry made of all of them, and
// the registries it was made of do not change. Method: random facts about a few keys, some with
// terms of a month, compared with a rebuild by everything a registry can be asked.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>
#include <vector>

#include "registry/registry.h"

namespace tollbridge::registry {
namespace {

std::string one_of(const char* kind) { return kind + std::to_string(*rc::gen::inRange(0, 4)); }
Hour an_hour() { return Hour::from_index(497'448 + *rc::gen::inRange(0, 4) * 400); }
std::optional<Hour> maybe_hour() {
  return *rc::gen::arbitrary<bool>() ? std::optional(an_hour()) : std::nullopt;
}
std::optional<Period> maybe_month() {
  if (*rc::gen::inRange(0, 3) != 0) return std::nullopt;
  return Period::containing(an_hour());
}
PartyDetails details() { return {one_of("name"), "SE", one_of("cur"), "", ""}; }

Fact a_fact() {
  switch (*rc::gen::inRange(0, 10)) {
    case 0: {
      Provider made;
      made.details = details();
      made.from = maybe_month();
      return made;
    }
    case 1: {
      Partner made;
      made.id = PartyId(one_of("partner"));
      made.details = details();
      made.from = maybe_month();
      return made;
    }
    case 2: {
      Customer made;
      made.id = PartyId(one_of("customer"));
      made.partner = PartyId(one_of("partner"));
      made.tenants = {TenantId(one_of("tenant"))};
      made.from = maybe_month();
      return made;
    }
    case 3: {
      Subscription made;
      made.id = SubscriptionId(one_of("sub"));
      made.customer = PartyId(one_of("customer"));
      if (*rc::gen::arbitrary<bool>()) made.inactive = {{an_hour(), maybe_hour()}};
      made.from = maybe_month();
      return made;
    }
    case 4: {
      Stack made;
      made.cloud_id = StackId(one_of("stack"));
      made.region = one_of("region");
      return made;
    }
    case 5: {
      LocalSubscription made;
      made.stack = StackId(one_of("stack"));
      made.id = LocalSubscriptionId(one_of("local"));
      made.tenant = TenantId(one_of("tenant"));
      made.from = maybe_month();
      return made;
    }
    case 6: {
      Registration made;
      made.name = RegistrationName(one_of("registration"));
      made.cloud_id = StackId(one_of("stack"));
      made.subscription = SubscriptionId(one_of("sub"));
      made.from = an_hour();
      made.to = maybe_hour();
      return made;
    }
    default: {
      Mapping made;
      made.registration = RegistrationName(one_of("registration"));
      made.tenant = TenantId(one_of("tenant"));
      if (*rc::gen::inRange(0, 3) != 0) made.subscription = SubscriptionId(one_of("sub"));
      made.from = an_hour();
      made.to = maybe_hour();
      return made;
    }
  }
}

template <class T>
std::vector<T> values(const std::vector<const T*>& pointers) {
  std::vector<T> all;
  for (const T* pointer : pointers) all.push_back(*pointer);
  return all;
}
template <class T>
std::vector<T> value(const T* pointer) {
  return pointer == nullptr ? std::vector<T>{} : std::vector<T>{*pointer};
}

void expect_listed_alike(const Registry& a, const Registry& b) {
  RC_ASSERT(value(a.provider()) == value(b.provider()));
  RC_ASSERT(values(a.partners()) == values(b.partners()));
  RC_ASSERT(values(a.customers()) == values(b.customers()));
  RC_ASSERT(values(a.subscriptions()) == values(b.subscriptions()));
  RC_ASSERT(values(a.stacks()) == values(b.stacks()));
  RC_ASSERT(values(a.local_subscriptions()) == values(b.local_subscriptions()));
  RC_ASSERT(values(a.registrations()) == values(b.registrations()));
  RC_ASSERT(a.version_months() == b.version_months());
}

void expect_same(const Registry& a, const Registry& b) {
  expect_listed_alike(a, b);
  const Hour october = Hour::from_index(497'448);
  for (int i = 0; i < 4; ++i) {
    const std::string n = std::to_string(i);
    const TenantId tenant("tenant" + n);
    const StackId stack("stack" + n);
    RC_ASSERT(value(a.customer_of_tenant(tenant)) == value(b.customer_of_tenant(tenant)));
    RC_ASSERT(values(a.registrations_of(stack)) == values(b.registrations_of(stack)));
    for (int k = 0; k < 4; ++k) {
      const RegistrationName name("registration" + std::to_string(k));
      RC_ASSERT(values(a.mappings(name)) == values(b.mappings(name)));
      RC_ASSERT(values(a.mappings(name, tenant)) == values(b.mappings(name, tenant)));
      const Hour hour = october.plus(k * 400 + i);
      RC_ASSERT(value(a.registration_at(stack, hour)) == value(b.registration_at(stack, hour)));
      for (int r = 0; r < 4; ++r) {
        const RegistrationName of("registration" + std::to_string(r));
        const MappingAt there = a.mapping_at(of, tenant, hour);
        const MappingAt here = b.mapping_at(of, tenant, hour);
        RC_ASSERT(there.state == here.state);
        RC_ASSERT(there.subscription == here.subscription);
        RC_ASSERT(there.since == here.since);
      }
      RC_ASSERT(a.change_hours(stack, tenant, {october.plus(-1), october.plus(2'000)}) ==
                b.change_hours(stack, tenant, {october.plus(-1), october.plus(2'000)}));
    }
  }
}

std::vector<RecordedFact> recorded(const std::vector<Fact>& facts) {
  std::vector<RecordedFact> all;
  for (const Fact& fact : facts) all.push_back({fact, all.size() + 1, {}, "book"});
  return all;
}

TEST(RegistryWith, facts_put_on_top_make_the_registry_of_all_of_them) {
  const bool holds = rc::check("with = rebuild", [] {
    std::vector<Fact> facts;
    Registry grown;
    std::vector<std::pair<Registry, std::size_t>> before;  // with how many facts
    const int portions = *rc::gen::inRange(1, 8);
    for (int i = 0; i < portions; ++i) {
      before.emplace_back(grown, facts.size());
      std::vector<Fact> portion;
      const int count = *rc::gen::inRange(0, 8);
      for (int k = 0; k < count; ++k) portion.push_back(a_fact());
      grown = grown.with(portion);
      facts.insert(facts.end(), portion.begin(), portion.end());
    }
    const auto all = recorded(facts);
    const Registry rebuilt = Registry::from_facts(all);
    expect_same(grown, rebuilt);
    for (int month = 0; month < 3; ++month) {
      const Period period = Period::containing(Hour::from_index(497'448 + month * 744));
      expect_same(grown.in_period(period), rebuilt.in_period(period));
    }
    for (const auto& [registry, count] : before) {
      expect_same(registry, Registry::from_facts(std::span(all).first(count)));
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace tollbridge::registry
