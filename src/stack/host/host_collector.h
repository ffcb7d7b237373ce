// SPDX-License-Identifier: Apache-2.0
// Meters a Linux host by its control groups (cgroup v2): processor time, memory and disk traffic of
// systemd units, slices and containers, so that anyone can meter a machine they own.
//
// Counters are read as the kernel has them; a group that is made anew begins at 0, which reads as a
// reset. What a group used before it was first read is not counted.
#pragma once

#include <string>
#include <vector>

#include "core/time.h"
#include "stack/host/host_rules.h"
#include "stack/reading.h"

namespace tollbridge::stack::host {

struct HostReadings {
  std::vector<Posted> readings;
  std::vector<std::string> problems;  // files that are there and cannot be read, rules that match
                                      // nothing
};

// All figures of all groups that match, read at `now` below `root` ("/sys/fs/cgroup"). A group that
// matches several rules is read for each.
HostReadings read_host(const HostRules& rules, const std::string& root, Instant now);

// Where the kernel's control groups of version 2 are: /sys/fs/cgroup, or its folder `unified`
// beside version 1. Empty: there are none.
std::string find_cgroup_root(const std::string& base = "/sys/fs/cgroup");

}  // namespace tollbridge::stack::host
