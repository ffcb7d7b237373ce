// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/sqlite_disk.h"

namespace tollbridge::sqlite_simulation {
namespace {

std::unexpected<Error> power_off() {
  return fail(ErrorKind::io, "PowerOff", "The power is off.");
}

class WorldAppendFile final : public AppendFile {
 public:
  WorldAppendFile(World& world, std::string path, std::shared_ptr<Inode> inode)
      : world_(world), path_(std::move(path)), inode_(std::move(inode)) {}
  Status append(std::string_view bytes) override {
    if (!world_.step()) return power_off();
    world_.write(*inode_, inode_->live.size(), bytes);
    return {};
  }
  Status sync() override {
    if (!world_.step()) return power_off();
    world_.sync(path_, *inode_);
    return {};
  }

 private:
  World& world_;
  std::string path_;
  std::shared_ptr<Inode> inode_;
};

}  // namespace

Result<std::unique_ptr<AppendFile>> WorldDisk::open_append(const std::string& path) {
  if (!world_.step()) return power_off();
  auto inode = world_.find(path);
  if (inode == nullptr) inode = world_.create(path);
  return std::make_unique<WorldAppendFile>(world_, path, inode);
}

Result<std::string> WorldDisk::read_all(const std::string& path) {
  if (world_.dead()) return power_off();
  const auto inode = world_.find(path);
  if (inode == nullptr) return fail(ErrorKind::not_found, "FileNotFound", path);
  return inode->live;
}

Status WorldDisk::replace(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + ".new";
  if (!world_.step()) return power_off();
  const auto inode = world_.create(temporary);
  if (!world_.step()) return power_off();
  world_.write(*inode, 0, bytes);
  if (!world_.step()) return power_off();
  world_.sync(temporary, *inode);
  if (!world_.step()) return power_off();
  world_.rename(temporary, path);
  return sync_directory(path);
}

Status WorldDisk::remove(const std::string& path) {
  if (!world_.step()) return power_off();
  if (world_.find(path) != nullptr) world_.remove(path);
  return sync_directory(path);
}

Status WorldDisk::make_directories(const std::string& /*path*/) { return {}; }

Status WorldDisk::sync_directory(const std::string& path) {
  if (!world_.step()) return power_off();
  world_.sync_names(path);
  return {};
}

Result<std::vector<std::string>> WorldDisk::list(const std::string& path) {
  std::vector<std::string> names;
  for (const std::string& name : world_.names()) {
    if (name.starts_with(path + "/")) names.push_back(name.substr(path.size() + 1));
  }
  return names;
}

Result<std::uint64_t> WorldDisk::free_bytes(const std::string& /*path*/) { return 1ULL << 40U; }

}  // namespace tollbridge::sqlite_simulation
