// SPDX-License-Identifier: Apache-2.0
// Which control groups of a Linux host belong to whom, and which of their figures are metered.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"

namespace tollbridge::stack::host {

struct HostRule {
  // A path below the root of the control groups; '*' and '?' match within one of its parts:
  // "system.slice/nginx.service", "machine.slice/*.scope", "" (the whole host).
  std::string cgroup;
  LocalSubscriptionId subscription;
  // An empty meter is not measured.
  MeterId cpu;     // vCPU hours: cpu.stat usage_usec, a counter
  MeterId memory;  // GB (2^30 bytes): memory.current, a gauge
  MeterId read;    // GB read from disks: io.stat rbytes, a counter for each device
  MeterId written;  // GB written to disks: io.stat wbytes, likewise
  std::string location;
};

struct HostRules {
  std::string host;  // begins the resource ids: /hosts/<host>/<cgroup>
  std::chrono::seconds gap{300};  // how long a sample of memory holds at most
  std::vector<HostRule> rules;
};

// JSON: {"host": "web1", "gap": 300, "rules": [{"cgroup": "system.slice/nginx.service",
// "subscription": "…", "cpu": "<meter>", "memory": …, "read": …, "written": …, "location": …}]}.
// Errors: InvalidRules, with the path of what is wrong; a member nobody knows is wrong.
Result<HostRules> parse_host_rules(std::string_view text);

}  // namespace tollbridge::stack::host
