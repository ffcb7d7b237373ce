// SPDX-License-Identifier: Apache-2.0
#include "simulate/usage_month.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/decimal.h"
#include "simulate/random_source.h"

namespace tollbridge::simulate {
namespace {

constexpr std::string_view vm_hours = "6dab500f-a4fd-49c4-956d-229bb9c8c793";
constexpr std::string_view base_vm = "fab6eb84-500b-4a09-a8ca-7358f8bbaea5";
constexpr std::string_view windows_vm = "9cd92d4c-bafd-4492-b278-bedc2de8232a";
constexpr std::string_view standard_size = "7ba084ec-ef9c-4d64-a179-7732c6cb5e28";
constexpr std::string_view premium_size = "daef389a-06e5-4684-a7f7-8813d9f792d5";
constexpr std::string_view static_ip = "F271A8A388C44D93956A063E1D2FA80B";
constexpr std::string_view dynamic_ip = "9E2739BA86744796B465F64674B822BA";
constexpr std::string_view page_blob = "B5C15376-6C94-4FDD-B655-1A69D138ACA3";
constexpr std::string_view block_blob = "09F8879E-87E9-4305-A572-4B7BE209F857";
constexpr std::string_view table_store = "B4438D5D-453B-4EE1-B42A-DC72E377F1E4";
constexpr std::string_view queue_store = "B03C6AE7-B080-4BFA-84A3-22C800F315C6";
constexpr std::string_view blob_transactions = "43DAF82B-4618-444A-B994-40C23F7CD438";
constexpr std::string_view sql_size = "CBCFEF9A-B91F-4597-A4D3-01FE334BED82";
constexpr std::string_view key_vault = "EBF13B9F-B3EA-46FE-BF54-396E93D48AB4";
constexpr std::string_view app_service = "190C935E-9ADA-48FF-9AB8-56EA1CF9ADAA";

struct DiskTier {
  std::string_view meter;
  std::string_view size_meter;
  std::int64_t gib;
};
constexpr std::array<DiskTier, 6> disk_tiers{{
    {"380874f9-300c-48e0-95a0-d2d9a21ade8f", standard_size, 32},
    {"1b77d90f-427b-4435-b4f1-d78adec53222", standard_size, 64},
    {"d5f7731b-f639-404a-89d0-e46186e22c8d", standard_size, 128},
    {"88ea9228-457a-4091-adc9-ad5194f30b6e", standard_size, 512},
    {"e554b6bc-96cd-4938-a5b5-0da990278519", premium_size, 128},
    {"b9cb2d1a-84c2-4275-aa8b-70d2145d59aa", premium_size, 512},
}};

// Per hundred of the busiest hour, by hour of the day.
constexpr std::array<std::int64_t, 24> day_rhythm{18, 15, 12, 11, 12, 16, 28, 46, 71, 90, 98, 100,
                                                  94, 96, 99, 95, 88, 76, 62, 54, 46, 38, 30, 23};

enum class Shape : std::uint8_t {
  steady,   // the same every hour
  growing,  // drifts upward, with noise
  daily,    // follows the rhythm of the day, half at weekends
};

// One meter of one resource.
struct Series {
  const Workload* workload = nullptr;
  std::string_view meter;
  std::string resource;
  Hour begin;
  Hour end;
  bool office_hours = false;  // weekdays from 7 to 19 only
  Shape shape = Shape::steady;
  int scale = 0;       // fraction digits of `value`
  i128 value = 0;      // per hour
  i128 growth = 0;     // per hour, for `growing`
  RandomSource random{0};
};

bool at_weekend(Hour hour) { return ((hour.index() / 24) + 4) % 7 % 6 == 0; }  // Sunday is 0

bool in_office_hours(Hour hour) {
  const int of_day = hour.index() % 24;
  return !at_weekend(hour) && of_day >= 7 && of_day < 19;
}

// Puts the resources of every workload into a month, about as many as asked for.
class Planner {
 public:
  Planner(const Landscape& landscape, const UsageOptions& options)
      : landscape_(landscape), options_(options), random_(options.seed) {}

  std::vector<Series> plan() {
    std::int64_t sizes = 0;
    for (const Workload& workload : landscape_.workloads) sizes += workload.size;
    // A virtual machine and its share of storage make about this many records an hour.
    constexpr std::uint64_t records_a_machine = 4;
    const std::uint64_t machines =
        options_.records / (records_a_machine * static_cast<std::uint64_t>(hours())) + 1;
    for (const Workload& workload : landscape_.workloads) {
      const auto share = machines * static_cast<std::uint64_t>(workload.size) /
                         static_cast<std::uint64_t>(sizes);
      add_workload(workload, static_cast<int>(std::max<std::uint64_t>(1, share)));
    }
    return std::move(series_);
  }

 private:
  [[nodiscard]] std::int32_t hours() const { return options_.month.hours(); }

  [[nodiscard]] static std::string resource(const Workload& workload, std::string_view type,
                                            const std::string& name) {
    return "/subscriptions/" + workload.local_subscription + "/resourceGroups/" +
           workload.resource_group + "/providers/" + std::string(type) + "/" + name;
  }

  Series& add(const Workload& workload, std::string_view meter, std::string resource_id,
              const HourSpan& life) {
    Series series;
    series.workload = &workload;
    series.meter = meter;
    series.resource = std::move(resource_id);
    series.begin = life.begin;
    series.end = life.end;
    series.random = random_.fork(series_.size());
    series_.push_back(std::move(series));
    return series_.back();
  }

  HourSpan lifetime() {
    const auto month = options_.month.span();
    if (random_.chance(6, 10)) return month;  // was there before and stays
    const auto all = static_cast<std::uint64_t>(hours());
    const auto first = static_cast<std::int32_t>(random_.below(all));
    const auto length = static_cast<std::int32_t>(random_.between(2, 400));
    const Hour begin = month.begin.plus(first);
    return {begin, std::min(month.end, begin.plus(length))};
  }

  void add_workload(const Workload& workload, int machines) {
    for (int i = 0; i < machines; ++i) add_machine(workload, i);
    if (workload.infrastructure) {
      add(workload, app_service, resource(workload, "Microsoft.Web/serverFarms", "workers"),
          options_.month.span()).value = 4 * workload.size;
      return;
    }
    for (int i = 0; i <= machines / 4; ++i) add_storage(workload, i);
    if (random_.chance(1, 2)) add_database(workload);
    Series& vault = add(workload, key_vault,
                        resource(workload, "Microsoft.KeyVault/vaults", "keys"),
                        options_.month.span());
    vault.shape = Shape::daily;
    vault.scale = 4;
    vault.value = random_.between(20, 900);
  }

  void add_machine(const Workload& workload, int number) {
    const HourSpan life = lifetime();
    const bool office = random_.chance(1, 5);
    const i128 vcpus = i128{1} << random_.below(4);
    const std::string name = "vm" + std::to_string(number);
    const std::string vm = resource(workload, "Microsoft.Compute/virtualMachines", name);
    Series& hours_series = add(workload, vm_hours, vm, life);
    hours_series.value = 1;
    hours_series.office_hours = office;
    Series& cores = add(workload, random_.chance(2, 5) ? windows_vm : base_vm, vm, life);
    cores.value = vcpus;
    cores.office_hours = office;
    add_disk(workload, name + "-os", life);
    if (random_.chance(1, 3)) add_disk(workload, name + "-data", life);
    if (random_.chance(1, 3)) {
      const std::string address =
          resource(workload, "Microsoft.Network/publicIPAddresses", name + "-ip");
      add(workload, random_.chance(1, 2) ? static_ip : dynamic_ip, address, life).value = 1;
    }
  }

  // A disk goes on while its machine is deallocated (R49); the wire speaks in months.
  void add_disk(const Workload& workload, const std::string& name, const HourSpan& life) {
    const DiskTier& tier = disk_tiers[random_.below(disk_tiers.size())];
    const std::string disk = resource(workload, "Microsoft.Compute/disks", name);
    Series& months = add(workload, tier.meter, disk, life);
    months.scale = 19;
    months.value = power_of_ten(19) / hours();
    Series& size = add(workload, tier.size_meter, disk, life);
    size.scale = 17;
    size.value = power_of_ten(17) * tier.gib * static_cast<int>(random_.between(10, 90)) / 100 /
                 hours();
    size.growth = size.value / 5000;
    size.shape = Shape::growing;
  }

  void add_storage(const Workload& workload, int number) {
    const std::string account = resource(workload, "Microsoft.Storage/storageAccounts",
                                         "store" + std::to_string(number));
    const auto capacity = [&](std::string_view meter, std::int64_t gb_max) {
      Series& series = add(workload, meter, account, options_.month.span());
      series.scale = 15;
      series.value = power_of_ten(12) * random_.between(gb_max * 50, gb_max * 1000);
      series.growth = series.value / 3000;
      series.shape = Shape::growing;
    };
    capacity(block_blob, 900);
    if (random_.chance(1, 3)) capacity(page_blob, 400);
    if (random_.chance(1, 4)) capacity(table_store, 40);
    if (random_.chance(1, 5)) capacity(queue_store, 5);
    Series& transactions = add(workload, blob_transactions, account, options_.month.span());
    transactions.shape = Shape::daily;
    transactions.scale = 4;
    transactions.value = random_.between(1000, 900000);
  }

  void add_database(const Workload& workload) {
    const std::string database = resource(workload, "Microsoft.SQLAdapter/databases", "db");
    Series& size = add(workload, sql_size, database, lifetime());
    size.value = 1024 * random_.between(1, 20);
  }

  const Landscape& landscape_;
  const UsageOptions& options_;
  RandomSource random_;
  std::vector<Series> series_;
};

i128 quantity_of(Series& series, Hour hour) {
  switch (series.shape) {
    case Shape::steady:
      return series.value;
    case Shape::growing:
      series.value += series.growth * series.random.between(-2, 4) / 2;
      return series.value;
    case Shape::daily:
      break;
  }
  const auto of_day = static_cast<std::size_t>(hour.index() % 24);
  const std::int64_t percent = day_rhythm[of_day] / (at_weekend(hour) ? 2 : 1);
  return series.value * percent * series.random.between(80, 120) / 10000;
}

// Hands records on and keeps those that are sent again until their time has come.
class Sender {
 public:
  Sender(const UsageOptions& options, const WireSink& sink)
      : options_(options), sink_(sink), random_(options.seed ^ 0x5e4dU) {}

  void send(const Series& series, Hour hour, i128 quantity) {
    WireRecord record{series.workload, series.meter, series.resource, hour,
                      decimal_text(quantity, series.scale), 0};
    ++counts_.records;
    if (random_.chance(options_.late, 10'000)) {
      ++counts_.late;
      sink_(record, Delivery::after_close);
      return;
    }
    sink_(record, Delivery::in_month);
    if (random_.chance(options_.duplicates, 10'000)) {
      ++counts_.duplicates;
      again_.emplace(hour.plus(static_cast<std::int32_t>(random_.between(0, 30))), record);
    }
    if (random_.chance(options_.restated, 10'000)) {
      ++counts_.restated;
      WireRecord corrected = record;
      corrected.revision = 1;
      corrected.quantity = decimal_text(quantity - quantity / 4, series.scale);
      again_.emplace(hour.plus(static_cast<std::int32_t>(random_.between(1, 60))), corrected);
    }
  }

  void send_again_until(Hour hour) {
    while (!again_.empty() && again_.begin()->first <= hour) {
      sink_(again_.begin()->second, Delivery::in_month);
      again_.erase(again_.begin());
    }
  }

  [[nodiscard]] const UsageCounts& counts() const { return counts_; }

 private:
  const UsageOptions& options_;
  const WireSink& sink_;
  RandomSource random_;
  UsageCounts counts_;
  std::multimap<Hour, WireRecord> again_;
};

}  // namespace

UsageCounts generate_usage(const Landscape& landscape, const UsageOptions& options,
                           const WireSink& sink) {
  std::vector<Series> all = Planner(landscape, options).plan();
  Sender sender(options, sink);
  for (Hour hour = options.month.begin(); hour < options.month.end(); hour = hour.plus(1)) {
    for (Series& series : all) {
      if (hour < series.begin || hour >= series.end) continue;
      if (series.office_hours && !in_office_hours(hour)) continue;
      sender.send(series, hour, quantity_of(series, hour));
    }
    sender.send_again_until(hour);
  }
  sender.send_again_until(Hour::from_index(INT32_MAX));
  return sender.counts();
}

}  // namespace tollbridge::simulate
