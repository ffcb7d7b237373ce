// SPDX-License-Identifier: Apache-2.0
// How long the registry of a large provider takes to build and to ask: 10,000 customers, 50,000
// mappings. The goal is a build below 200 ms, because every command begins with one.
#include "registry/registry.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>
#include <vector>

namespace tollbridge::registry {
namespace {

std::string guid(unsigned kind, unsigned number) {
  char text[37];
  std::snprintf(text, sizeof text, "%08x-0000-4000-8000-%012x", kind, number);
  return text;
}

std::vector<RecordedFact> large_provider() {
  std::vector<RecordedFact> facts;
  std::uint64_t commit = 0;
  const auto add = [&](Fact fact) { facts.push_back({std::move(fact), ++commit, {}, "book"}); };
  for (unsigned i = 0; i < 10'000; ++i) {
    add(Customer{PartyId("customer-" + std::to_string(i)), PartyId("contoso"), {},
                 {TenantId(guid(1, i))}});
    add(Subscription{SubscriptionId(guid(2, i)), Offer::csp, PartyId("contoso"),
                     PartyId("customer-" + std::to_string(i)), {}, {}, {}});
  }
  for (unsigned i = 0; i < 50'000; ++i) {
    add(Mapping{RegistrationName("azurestack-" + std::to_string(i % 50)),
                TenantId(guid(1, i % 10'000)), SubscriptionId(guid(2, i % 10'000)),
                Hour::from_index(static_cast<std::int32_t>(i)), {}});
  }
  return facts;
}

void build(benchmark::State& state) {
  const auto facts = large_provider();
  for (auto _ : state) benchmark::DoNotOptimize(Registry::from_facts(facts));
}
BENCHMARK(build)->Unit(benchmark::kMillisecond);

void with_a_mapping(benchmark::State& state) {
  const Registry registry = Registry::from_facts(large_provider());
  const std::vector<Fact> facts{Mapping{RegistrationName("azurestack-7"), TenantId(guid(1, 7)),
                                        SubscriptionId(guid(2, 7)), Hour::from_index(70'000), {}}};
  for (auto _ : state) benchmark::DoNotOptimize(registry.with(facts));
}
BENCHMARK(with_a_mapping)->Unit(benchmark::kMicrosecond);

void with_a_customer(benchmark::State& state) {
  const Registry registry = Registry::from_facts(large_provider());
  Customer customer;
  customer.id = PartyId("customer-7");
  customer.tenants = {TenantId(guid(1, 7))};
  const std::vector<Fact> facts{customer};
  for (auto _ : state) benchmark::DoNotOptimize(registry.with(facts));
}
BENCHMARK(with_a_customer)->Unit(benchmark::kMicrosecond);

void mapping_at(benchmark::State& state) {
  const Registry registry = Registry::from_facts(large_provider());
  const RegistrationName name("azurestack-7");
  const TenantId tenant(guid(1, 7));
  std::int32_t index = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        registry.mapping_at(name, tenant, Hour::from_index(index++ % 60'000)));
  }
}
BENCHMARK(mapping_at);

}  // namespace
}  // namespace tollbridge::registry
