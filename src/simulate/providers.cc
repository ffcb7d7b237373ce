// SPDX-License-Identifier: Apache-2.0
#include "simulate/providers.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tollbridge::simulate {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr std::uint64_t resources_per_tenant = 20;
constexpr minutes lag_min{60};
constexpr minutes lag_max{120};
constexpr minutes skew_max{5};
constexpr hours late_max{240};

struct FaultRow {
  std::string_view name;
  bool ProviderFaults::*flag;
};

constexpr std::array<FaultRow, 5> fault_rows{{{"duplicates", &ProviderFaults::duplicates},
                                              {"disorder", &ProviderFaults::disorder},
                                              {"late", &ProviderFaults::late},
                                              {"skew", &ProviderFaults::skew},
                                              {"bursts", &ProviderFaults::bursts}}};

milliseconds any_part_of(RandomSource& chance, minutes most) {
  return milliseconds(chance.below(static_cast<std::uint64_t>(milliseconds(most).count())));
}

}  // namespace

Result<ProviderFaults> parse_faults(std::string_view text) {
  ProviderFaults faults;
  while (!text.empty()) {
    const std::string_view name = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), name.size() + 1));
    bool known = name == "all";
    for (const FaultRow& row : fault_rows) {
      if (name != row.name && name != "all") continue;
      faults.*row.flag = true;
      known = true;
    }
    if (known) continue;
    return fail(ErrorKind::invalid, "InvalidFaults",
                "'" + std::string(name) +
                    "' is no fault; there are duplicates, disorder, late, skew, bursts, and all.");
  }
  return faults;
}

Providers::Providers(const ProviderOptions& options)
    : options_(options), truth_(Hour::containing(options.from)), tenants_(options.tenants) {
  RandomSource root(options.seed);
  RandomSource names = root.fork(1);
  const std::uint64_t count = options.resources / resources_per_tenant + 1;
  for (std::uint64_t i = 0; options.tenants.empty() && i < count; ++i) {
    tenants_.push_back({names.guid(), names.guid()});
  }
  for (std::uint64_t i = 0; i < options.resources; ++i) make_teller(i, root);
}

void Providers::make_teller(std::uint64_t number, RandomSource& root) {
  RandomSource own = root.fork(number + 2);
  ResourceSetting setting;
  setting.kind = static_cast<ResourceKind>(own.below(resource_kinds));
  setting.subscription = tenants_[own.below(tenants_.size())].subscription;
  setting.number = number;
  setting.from = options_.from;
  setting.until = options_.until;
  const milliseconds skew = any_part_of(own, 2 * skew_max) - skew_max;
  if (options_.faults.skew) setting.skew = skew;
  const auto lag = minutes(own.between(lag_min.count(), lag_max.count()));
  RandomSource life = own.fork(1);
  Teller teller{make_resource(setting, life, truth_), own.fork(2), setting.kind, lag};
  if (const auto next = teller.resource->next()) waiting_.push({*next, tellers_.size()});
  tellers_.push_back(std::move(teller));
}

void Providers::arrivals(Instant when, std::vector<stack::Posted>& to) {
  std::vector<stack::Posted> told;
  while (!waiting_.empty() && waiting_.top().when <= when) {
    const Turn turn = waiting_.top();
    waiting_.pop();
    Teller& teller = tellers_[turn.teller];
    told.clear();
    teller.resource->tell(told);
    for (stack::Posted& one : told) send(teller, turn.when, std::move(one));
    if (const auto next = teller.resource->next()) waiting_.push({*next, turn.teller});
  }
  while (!under_way_.empty() && under_way_.top().when <= when) {
    to.push_back(*under_way_.top().posted);
    under_way_.pop();
  }
}

void Providers::send(Teller& teller, Instant happened, stack::Posted&& posted) {
  const ProviderFaults& faults = options_.faults;
  RandomSource& chance = teller.chance;
  Instant arrives = happened + teller.lag;
  if (faults.disorder) arrives = happened + lag_min + any_part_of(chance, lag_max - lag_min);
  if (faults.late && chance.chance(1, 200)) arrives += any_part_of(chance, late_max);
  if (faults.bursts) arrives = after_silence(teller.kind, arrives);
  // Whatever happens, all of it is there two hours after the end.
  const Instant last = options_.until + lag_max;
  const auto shared = std::make_shared<const stack::Posted>(std::move(posted));
  under_way_.push({std::min(arrives, last), sent_++, shared});
  if (!faults.duplicates || !chance.chance(1, 50)) return;
  under_way_.push({std::min(arrives + any_part_of(chance, hours(6)), last), sent_++, shared});
}

// When it arrives, or when a silence of its kind of provider ends that it falls into.
Instant Providers::after_silence(ResourceKind kind, Instant when) const {
  const auto day = std::chrono::floor<std::chrono::days>(when);
  const auto number = static_cast<std::uint64_t>(day.time_since_epoch().count());
  RandomSource chance =
      RandomSource(options_.seed + number * resource_kinds + static_cast<std::uint64_t>(kind))
          .fork(0);
  if (!chance.chance(1, 4)) return when;
  const Instant begin = day + hours(chance.between(0, 17));
  const Instant end = begin + hours(chance.between(1, 6));
  return begin <= when && when < end ? end : when;
}

}  // namespace tollbridge::simulate
