// SPDX-License-Identifier: Apache-2.0
// Resource providers of one stack, and the readings they send, in the order in which those arrive:
// one to two hours after what they tell of, and with whatever faults are asked for.
//
//   duplicates  one reading in fifty is sent a second time, up to six hours later
//   disorder    each reading has a lag of its own, instead of one lag for each resource
//   late        one in two hundred comes up to ten days late
//   skew        each resource's clock is wrong, by up to five minutes
//   bursts      a kind of provider sends nothing for one to six hours now and then, then all of it
//
// All of it is over two hours after the end, when the last readings have arrived. Deterministic:
// the same options give the same readings in the same order, and the same truth, on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "simulate/exact_hours.h"
#include "simulate/provider_resource.h"
#include "simulate/random_source.h"
#include "stack/reading.h"

namespace tollbridge::simulate {

struct ProviderFaults {
  bool duplicates = false;
  bool disorder = false;
  bool late = false;
  bool skew = false;
  bool bursts = false;
};

// "duplicates,late"; "all"; empty: none. Errors: InvalidFaults.
Result<ProviderFaults> parse_faults(std::string_view text);

// A customer of the stack.
struct ProviderTenant {
  std::string subscription;  // local
  std::string tenant;
};

struct ProviderOptions {
  std::uint64_t seed = 1;
  std::uint64_t resources = 100;
  Instant from{};   // whole hours
  Instant until{};
  ProviderFaults faults;
  std::vector<ProviderTenant> tenants = {};  // whose the resources are; empty: made up
};

class Providers {
 public:
  explicit Providers(const ProviderOptions& options);

  // Those asked for, else one made up for each twenty resources.
  [[nodiscard]] const std::vector<ProviderTenant>& tenants() const { return tenants_; }

  // Appends what arrives up to `when`, and not before what was asked for last.
  void arrivals(Instant when, std::vector<stack::Posted>& to);
  // Nothing arrives any more.
  [[nodiscard]] bool over() const { return waiting_.empty() && under_way_.empty(); }

  // What the hours come to, complete when it is over.
  [[nodiscard]] const ExactHours& truth() const { return truth_; }

 private:
  struct Teller {
    std::unique_ptr<ProviderResource> resource;
    RandomSource chance;
    ResourceKind kind;
    std::chrono::minutes lag;
  };
  struct Turn {  // of a resource
    Instant when;
    std::size_t teller;
    bool operator>(const Turn& other) const {
      return when != other.when ? when > other.when : teller > other.teller;
    }
  };
  struct Arrival {
    Instant when;
    std::uint64_t number;
    std::shared_ptr<const stack::Posted> posted;  // shared by a duplicate
    bool operator>(const Arrival& other) const {
      return when != other.when ? when > other.when : number > other.number;
    }
  };

  void make_teller(std::uint64_t number, RandomSource& root);
  void send(Teller& teller, Instant happened, stack::Posted&& posted);
  [[nodiscard]] Instant after_silence(ResourceKind kind, Instant when) const;

  ProviderOptions options_;
  ExactHours truth_;
  std::vector<ProviderTenant> tenants_;
  std::vector<Teller> tellers_;
  std::priority_queue<Turn, std::vector<Turn>, std::greater<>> waiting_;
  std::priority_queue<Arrival, std::vector<Arrival>, std::greater<>> under_way_;
  std::uint64_t sent_ = 0;
};

}  // namespace tollbridge::simulate
