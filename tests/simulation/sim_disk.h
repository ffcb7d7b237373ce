// SPDX-License-Identifier: Apache-2.0
// A disk in memory that forgets what was not synced when its power goes.
//
// Modelled on a journalling file system: bytes of a file count once the file was synced; creations,
// renames and removals take effect in order, and are durable once a directory was synced. On a
// power loss a random suffix of the changes to names is taken back, and of each file's unsynced
// tail nothing, a part, or a garbled part stays. Power goes after a set number of operations; from
// then on every operation fails.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/seeded.h"

namespace tollbridge::simulation {

struct Inode {
  std::string data;
  std::size_t synced = 0;
};

enum class Tails : std::uint8_t {
  cut,      // nothing or a part of an unsynced tail stays
  garbled,  // also: what stays may be garbled or zeros
};

class SimDisk {
 public:
  static constexpr std::uint64_t for_ever = std::numeric_limits<std::uint64_t>::max();

  // One operation. False once the power is off.
  bool step();
  [[nodiscard]] bool is_off() const { return off_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  // Power for so many operations from now on.
  void power_on(std::uint64_t operations);
  // Power is gone: what was not synced is decided, by `random`.
  void power_loss(Seeded& random, Tails tails);

  // Names. Those that change something are logged until sync_names().
  std::shared_ptr<Inode> find(const std::string& name) const;
  std::shared_ptr<Inode> create(const std::string& name);  // empty, in place of an old one
  bool rename(const std::string& from, const std::string& to);
  bool remove(const std::string& name);
  void sync_names() { changes_.clear(); }

  std::set<std::string>& directories() { return directories_; }
  [[nodiscard]] const std::map<std::string, std::shared_ptr<Inode>>& files() const {
    return files_;
  }
  std::set<std::string>& locks() { return locks_; }

  // All content, as if the machine were copied cold.
  [[nodiscard]] SimDisk copy() const;

 private:
  struct Change {
    enum class Kind : std::uint8_t { created, renamed, removed } kind;
    std::string name, to;
    std::shared_ptr<Inode> replaced;  // what stood at the name that was taken or removed
  };
  void take_back(const Change& change);
  static void lose_tail(Inode& file, Seeded& random, Tails tails);

  std::map<std::string, std::shared_ptr<Inode>> files_;
  std::set<std::string> directories_;
  std::set<std::string> locks_;
  std::deque<Change> changes_;
  std::uint64_t left_ = for_ever;
  std::uint64_t steps_ = 0;
  bool off_ = false;
};

}  // namespace tollbridge::simulation
