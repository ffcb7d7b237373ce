// SPDX-License-Identifier: Apache-2.0
// The program: the real machine, and one command line.
#include <iostream>
#include <string>
#include <vector>

#include "cli/run.h"
#include "ops/real_clock.h"
#include "ops/real_disk.h"
#include "server/workspace.h"

int main(int count, char** words) {
  std::ios::sync_with_stdio(false);
  tollbridge::ops::RealClock clock;
  tollbridge::ops::RealDisk disk;
  tollbridge::server::Workspace workspace(clock, disk);
  const std::vector<std::string> given(words + 1, words + count);
  return static_cast<int>(tollbridge::cli::run(given, workspace, std::cout, std::cerr));
}
