// SPDX-License-Identifier: Apache-2.0
// How fast usage is added up, attributed and priced at three levels. Items are hourly cells (rows
// for add_up): a month of 744 hours for every tenant and meter.
#include "rating/rate.h"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "metering/usage_table.h"
#include "rating/test_world.h"

namespace tollbridge::rating {
namespace {

using namespace test;

constexpr int meters = 10;

MeterId meter(int number) {
  return MeterId("meter-" + std::to_string(number));
}
TenantId tenant(int number) {
  return TenantId("tenant-" + std::to_string(number));
}
SubscriptionId subscription(int number) {
  return SubscriptionId("subscription-" + std::to_string(number));
}

// Rows of one stack, handed out as a journal hands them out.
class RowsOfAMonth final : public journal::UsageReader {
 public:
  explicit RowsOfAMonth(int tenants) {
    for (std::int32_t at = 0; at < october.hours(); ++at) {
      for (int who = 0; who < tenants; ++who) {
        for (int what = 0; what < meters; ++what) {
          journal::ScannedRow scanned;
          scanned.row.subscription = pool_.intern("local-" + std::to_string(who));
          scanned.row.tenant = pool_.intern(tenant(who).text());
          scanned.row.meter = pool_.intern(meter(what).text());
          scanned.row.start = hour(at).start();
          scanned.row.quantity = Quantity::from_units(i128{1'234'567'890'123'456} * (what + 1));
          rows_.push_back(scanned);
        }
      }
    }
  }
  Result<std::vector<journal::Head>> heads() override {
    return std::vector<journal::Head>{{stack_one, 1, {}}};
  }
  Status scan(const journal::ScanRequest& /*request*/, const journal::ScanVisitor& visit) override {
    return visit(pool_, rows_);
  }

  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  journal::StringPool pool_;
  std::vector<journal::ScannedRow> rows_;
};

// Every tenant is mapped to a subscription of its own that a reseller sells.
registry::Registry market(int tenants) {
  registry::Stack stack;
  stack.cloud_id = stack_one;
  registry::Registration registration;
  registration.name = RegistrationName("registration");
  registration.subscription = shared;
  registration.cloud_id = stack_one;
  std::vector<registry::Fact> facts{stack, registration};
  for (int i = 0; i < tenants; ++i) {
    registry::Subscription paid;
    paid.id = subscription(i);
    paid.partner = litware;
    paid.customer = tailspin;
    facts.emplace_back(paid);
    facts.emplace_back(registry::Mapping{registration.name, tenant(i), paid.id, hour(-100), {}});
  }
  return chain().with(facts);
}

PriceSheet offer(const std::string& id, const PartyId& seller, const std::string& model) {
  std::string rows;
  for (int i = 0; i < meters; ++i) {
    rows += meter(i).text() + ",,," + model + ",0,0.0123,,,,\n";
    if (model != "flat") rows += meter(i).text() + ",,," + model + ",0.5,0.0101,,,,\n";
  }
  return sheet(id, seller, rows);
}

PriceBook offers(const std::string& model, bool changing) {
  std::vector<PriceFact> facts;
  for (const PartyId& seller : {provider, fabrikam, litware}) {
    facts.emplace_back(offer(seller.text(), seller, model));
    if (changing) facts.emplace_back(from(offer(seller.text() + "-new", seller, model), 300));
  }
  return book(facts);
}

void count_cells(benchmark::State& state, std::size_t cells) {
  state.SetItemsProcessed(static_cast<std::int64_t>(cells) * state.iterations());
}

void add_up_rows(benchmark::State& state) {
  RowsOfAMonth journal(static_cast<int>(state.range(0)));
  const auto heads = journal.heads().value();
  for (auto step : state) {
    auto table = metering::add_up(journal, heads, october.span());
    benchmark::DoNotOptimize(table);
  }
  count_cells(state, journal.size());
}

void assign_payers(benchmark::State& state) {
  const int tenants = static_cast<int>(state.range(0));
  RowsOfAMonth journal(tenants);
  const auto table = metering::add_up(journal, journal.heads().value(), october.span()).value();
  const registry::Registry registry = market(tenants);
  for (auto step : state) {
    auto runs = attribution::assign(table, registry);
    benchmark::DoNotOptimize(runs);
  }
  count_cells(state, journal.size());
}

void rate_at_three_levels(benchmark::State& state, const std::string& model, bool changing) {
  const int tenants = static_cast<int>(state.range(0));
  RowsOfAMonth journal(tenants);
  const auto table = metering::add_up(journal, journal.heads().value(), october.span()).value();
  const registry::Registry registry = market(tenants);
  const auto runs = attribution::assign(table, registry);
  const PriceBook prices = offers(model, changing);
  for (auto step : state) {
    auto rating = rate(runs, registry, prices, october);
    benchmark::DoNotOptimize(rating);
  }
  count_cells(state, journal.size());
}

void rows_to_charges_at_three_levels(benchmark::State& state) {
  const int tenants = static_cast<int>(state.range(0));
  RowsOfAMonth journal(tenants);
  const registry::Registry registry = market(tenants);
  const PriceBook prices = offers("graduated", false);
  for (auto step : state) {
    const auto table = metering::add_up(journal, journal.heads().value(), october.span()).value();
    auto rating = rate(attribution::assign(table, registry), registry, prices, october);
    benchmark::DoNotOptimize(rating);
  }
  count_cells(state, journal.size());
}

BENCHMARK(add_up_rows)->Arg(100)->Unit(benchmark::kMillisecond);
BENCHMARK(assign_payers)->Arg(100)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rate_at_three_levels, flat, "flat", false)
    ->Arg(100)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rate_at_three_levels, graduated, "graduated", false)
    ->Arg(100)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(rate_at_three_levels, graduated_changing, "graduated", true)
    ->Arg(100)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(rows_to_charges_at_three_levels)->Arg(100)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tollbridge::rating
