// SPDX-License-Identifier: Apache-2.0
// The door of core/world.h onto a simulated disk. Once power is gone every call is an Error.
#pragma once

#include "core/world.h"
#include "tests/simulation/sqlite_world.h"

namespace tollbridge::sqlite_simulation {

class WorldDisk final : public Disk {
 public:
  explicit WorldDisk(World& world) : world_(world) {}

  Result<std::unique_ptr<AppendFile>> open_append(const std::string& path) override;
  Result<std::string> read_all(const std::string& path) override;
  Status replace(const std::string& path, std::string_view bytes) override;
  Status remove(const std::string& path) override;
  Status make_directories(const std::string& path) override;
  Status sync_directory(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& path) override;
  Result<std::uint64_t> free_bytes(const std::string& path) override;

 private:
  World& world_;
};

}  // namespace tollbridge::sqlite_simulation
