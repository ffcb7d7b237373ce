// SPDX-License-Identifier: Apache-2.0
// SQLite on a simulated disk: while it lives, the file system called "world" is registered, and is
// the default so that SQLite's own chance comes from the seed. It syncs what SQLite's file system
// for Unix syncs: a new log's name along with its first sync, a removed file's name when asked.
#pragma once

#include <sqlite3.h>

#include "tests/simulation/sqlite_world.h"

namespace tollbridge::sqlite_simulation {

class WorldVfs {
 public:
  static constexpr const char* name = "world";

  explicit WorldVfs(World& world);
  ~WorldVfs();
  WorldVfs(const WorldVfs&) = delete;
  WorldVfs& operator=(const WorldVfs&) = delete;

 private:
  sqlite3_vfs vfs_{};
  sqlite3_vfs* before_;
};

}  // namespace tollbridge::sqlite_simulation
