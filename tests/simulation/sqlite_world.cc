// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/sqlite_world.h"

#include <algorithm>

namespace tollbridge::sqlite_simulation {
namespace {

constexpr std::size_t sector = 512;

void put(std::string& content, std::size_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  std::copy(bytes.begin(), bytes.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

// Only some of the sectors a write touches.
void put_torn(std::string& content, const Inode::Pending& write, Dice& dice) {
  std::size_t at = 0;
  while (at < write.bytes.size()) {
    const std::size_t end_of_sector = sector - (write.offset + at) % sector;
    const std::size_t size = std::min(end_of_sector, write.bytes.size() - at);
    if (dice.one_in(2)) {
      put(content, write.offset + at, std::string_view(write.bytes).substr(at, size));
    }
    at += size;
  }
}

}  // namespace

std::uint64_t Dice::u64() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

void World::note(char what, std::string_view bytes) {
  const auto mix = [this](unsigned char byte) {
    history_ = (history_ ^ byte) * 1099511628211ULL;
  };
  mix(static_cast<unsigned char>(what));
  for (const char byte : bytes) mix(static_cast<unsigned char>(byte));
}

bool World::step() {
  if (left_ == 0) return false;
  ++operations_;
  return --left_ > 0;
}

std::shared_ptr<Inode> World::find(const std::string& path) const {
  const auto found = live_.find(path);
  return found == live_.end() ? nullptr : found->second;
}

void World::change(const std::string& name, std::shared_ptr<Inode> inode, bool with_next) {
  note('n', name);
  if (inode != nullptr) {
    live_[name] = inode;
  } else {
    live_.erase(name);
  }
  pending_names_.push_back({name, std::move(inode), with_next});
}

std::shared_ptr<Inode> World::create(const std::string& path) {
  auto inode = std::make_shared<Inode>();
  change(path, inode);
  return inode;
}

void World::rename(const std::string& from, const std::string& to) {
  auto inode = find(from);
  change(to, std::move(inode), true);
  change(from, nullptr);
}

void World::remove(const std::string& path) { change(path, nullptr); }

void World::write(Inode& inode, std::size_t offset, std::string_view bytes) {
  note('w', bytes);
  put(inode.live, offset, bytes);
  inode.pending.push_back({offset, std::string(bytes), std::nullopt});
}

void World::truncate(Inode& inode, std::size_t size) {
  note('t', std::to_string(size));
  inode.live.resize(size);
  inode.pending.push_back({0, {}, size});
}

bool World::lies_about(const std::string& path) const {
  if (honesty_ == Honesty::honest) return false;
  return honesty_ == Honesty::lies_about_everything ||
         path.find("books.sqlite") != std::string::npos;
}

void World::sync(const std::string& path, Inode& inode) {
  note('s', path);
  if (lies_about(path)) return;
  inode.durable = inode.live;
  inode.pending.clear();
}

void World::sync_names(const std::string& of) {
  note('d', of);
  if (honesty_ == Honesty::lies_about_everything) return;
  durable_ = live_;
  pending_names_.clear();
}

std::vector<std::string> World::names() const {
  std::vector<std::string> names;
  for (const auto& [name, inode] : live_) names.push_back(name);
  return names;
}

void World::lose_pending(Inode& inode) {
  const std::uint64_t how = dice_.below(4);
  for (const Inode::Pending& one : inode.pending) {
    const bool keep = how == 1 || (how >= 2 && dice_.one_in(2));
    if (one.size) {
      if (keep) inode.durable.resize(*one.size);
    } else if (how == 3) {
      put_torn(inode.durable, one, dice_);
    } else if (keep) {
      put(inode.durable, one.offset, one.bytes);
    }
  }
  inode.live = inode.durable;
  inode.pending.clear();
}

void World::restart() {
  std::size_t keep = dice_.below(pending_names_.size() + 1);
  while (keep > 0 && pending_names_[keep - 1].with_next) --keep;
  for (std::size_t i = 0; i < keep; ++i) {
    const NameChange& one = pending_names_[i];
    if (one.inode != nullptr) {
      durable_[one.name] = one.inode;
    } else {
      durable_.erase(one.name);
    }
  }
  pending_names_.clear();
  live_ = durable_;
  for (const auto& [name, inode] : live_) lose_pending(*inode);
  power_for_ever();
}

}  // namespace tollbridge::sqlite_simulation
