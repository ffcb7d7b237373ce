// SPDX-License-Identifier: Apache-2.0
// A believable CSP landscape: who sells to whom, which stacks they run, who is registered where,
// and what goes wrong in ordinary life (mappings changed in mid-month or removed, tenants nobody
// registered, a subscription suspended, a customer registered on one of its two stacks).
//
// Deterministic: the same options give the same landscape on every machine. Pure values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/time.h"

namespace tollbridge::simulate {

struct LandscapeOptions {
  std::uint64_t seed = 1;
  Period month;         // whose usage is generated
  int customers = 40;   // at least 12
};

// What a tenant runs on one stack.
struct Workload {
  std::string stack;               // cloud id
  std::string region;
  std::string tenant;
  std::string local_subscription;
  std::string resource_group;
  int size = 1;                 // 1 small … 5 large: how much it runs
  bool infrastructure = false;  // on the stack's provider subscription
};

// A stack as those know it who run it.
struct LandscapeStack {
  std::string cloud_id;
  std::string region;
  std::string operated_by;  // a partner
  std::string home;         // directory of its operator
  std::string provider_subscription;
  std::string default_subscription;
  std::string registration;
};

struct Landscape {
  std::string book;  // BOOK.yaml
  struct File {
    std::string name;
    std::string text;
  };
  std::vector<File> sheets;  // price sheets the book names
  std::vector<std::string> stacks;
  std::vector<Workload> workloads;
  LandscapeStack last_stack;
  // For the story the demo tells.
  std::string unregistered_tenant;
  std::string unregistered_stack_registration;
  std::string unregistered_subscription;  // a CSP subscription that could take it
};

Landscape make_landscape(const LandscapeOptions& options);

}  // namespace tollbridge::simulate
