// SPDX-License-Identifier: Apache-2.0
// One machine's disk with a power switch, in memory, deterministic from a seed.
//
// Writes reach the disk when their file is synced, names when their directory is; until then they
// are pending. When power is lost, of each file's pending writes none, all, some, or some torn at
// 512-byte sectors are kept, and of the pending changes of names a prefix, as a journalling file
// system does. Power goes after a number of operations drawn from the seed; from then on every
// operation fails until `restart`. A lying disk forgets to do what it says when asked to sync.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tollbridge::sqlite_simulation {

// SplitMix64: small, and the same everywhere.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t u64();
  std::uint64_t below(std::uint64_t bound) { return u64() % bound; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

struct Inode {
  struct Pending {
    std::size_t offset = 0;
    std::string bytes;
    std::optional<std::size_t> size;  // a truncation instead of a write
  };
  std::string live;
  std::string durable;
  std::vector<Pending> pending;
};

enum class Honesty : std::uint8_t {
  honest,
  lies_about_database,    // syncs of books.sqlite and its log do nothing
  lies_about_everything,  // no sync does anything
};

class World {
 public:
  World(std::uint64_t seed, Honesty honesty) : dice_(seed), honesty_(honesty) {}

  // Power stays on for so many operations from now on.
  void power_for(std::uint64_t operations) { left_ = operations; }
  void power_for_ever() { left_ = ~std::uint64_t{0}; }
  [[nodiscard]] bool dead() const { return left_ == 0; }
  // What the disk holds becomes what is there; power is back for ever.
  void restart();

  // Each is one operation; false once power is gone.
  bool step();
  std::shared_ptr<Inode> find(const std::string& path) const;  // null: no such file
  std::shared_ptr<Inode> create(const std::string& path);      // empty; the name is pending
  void write(Inode& inode, std::size_t offset, std::string_view bytes);
  void truncate(Inode& inode, std::size_t size);
  void sync(const std::string& path, Inode& inode);
  void rename(const std::string& from, const std::string& to);
  void remove(const std::string& path);
  void sync_names(const std::string& of);
  [[nodiscard]] std::vector<std::string> names() const;

  Dice& dice() { return dice_; }
  // Of everything that was done, for comparing two runs of one seed.
  [[nodiscard]] std::uint64_t history() const { return history_; }
  [[nodiscard]] std::uint64_t operations() const { return operations_; }

 private:
  using Names = std::map<std::string, std::shared_ptr<Inode>>;
  struct NameChange {
    std::string name;
    std::shared_ptr<Inode> inode;  // null: the name goes away
    bool with_next = false;        // a rename is two changes that happen together
  };

  bool lies_about(const std::string& path) const;
  void change(const std::string& name, std::shared_ptr<Inode> inode, bool with_next = false);
  void lose_pending(Inode& inode);
  void note(char what, std::string_view bytes);

  Dice dice_;
  Honesty honesty_;
  std::uint64_t left_ = ~std::uint64_t{0};
  std::uint64_t history_ = 14695981039346656037ULL;
  std::uint64_t operations_ = 0;
  Names live_;
  Names durable_;
  std::vector<NameChange> pending_names_;
};

}  // namespace tollbridge::sqlite_simulation
