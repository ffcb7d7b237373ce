// SPDX-License-Identifier: Apache-2.0
// How long the book of a large provider takes: 10,000 customers with a subscription and five
// mappings each, read from YAML and planned against an empty registry.
#include "engine/book.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>

#include "engine/yaml/book_reader.h"

namespace tollbridge::engine {
namespace {

constexpr unsigned customers = 10'000;
constexpr unsigned mappings_each = 5;

std::string guid(unsigned kind, unsigned number) {
  char text[37];
  std::snprintf(text, sizeof text, "%08x-0000-4000-8000-%012x", kind, number);
  return text;
}

std::string large_book() {
  std::string head =
      "provider: {name: P, country: SE, currency: EUR}\n"
      "partners: [{id: contoso, kind: direct, name: C, country: SE, currency: EUR}]\n";
  std::string parties = "customers:\n";
  std::string subscriptions =
      "subscriptions:\n  - {id: " + guid(9, 0) + ", offer: APSS, partner: contoso}\n";
  std::string mappings;
  for (unsigned i = 0; i < customers; ++i) {
    const std::string id = "c" + std::to_string(i);
    parties += "  - {id: " + id + ", partner: contoso, tenants: [" + guid(1, i) + "]}\n";
    subscriptions += "  - {id: " + guid(2, i) + ", offer: CSP, partner: contoso, customer: " +
                     id + "}\n";
    for (unsigned day = 1; day <= mappings_each; ++day) {
      mappings += "      - {subscription: " + guid(2, i) + ", tenant: " + guid(1, i) +
                  ", from: 2026-10-0" + std::to_string(day) + "}\n";
    }
  }
  return head + parties + subscriptions + "stacks: [{cloud_id: " + guid(7, 0) + "}]\n" +
         "registrations:\n  - name: azurestack-" + guid(7, 0) + "\n    subscription: " +
         guid(9, 0) + "\n    cloud_id: " + guid(7, 0) + "\n    from: 2026-10-01\n" +
         "    customer_subscriptions:\n" + mappings;
}

Result<std::string> no_file(const std::string& path) {
  return fail(ErrorKind::io, "FileNotFound", path);
}

void read_yaml(benchmark::State& state) {
  const std::string yaml = large_book();
  for (auto _ : state) benchmark::DoNotOptimize(yaml::read_book(yaml, no_file));
}
BENCHMARK(read_yaml)->Unit(benchmark::kMillisecond);

void plan(benchmark::State& state) {
  const Book book = yaml::read_book(large_book(), no_file).value();
  const registry::Registry registry;
  const rating::PriceBook prices;
  for (auto _ : state) {
    const auto plan = plan_book(book, registry, prices, Hour::from_index(500'000));
    if (!plan) state.SkipWithError(plan.error().message.c_str());
    benchmark::DoNotOptimize(plan);
  }
}
BENCHMARK(plan)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tollbridge::engine
