// SPDX-License-Identifier: Apache-2.0
#include "tests/simulation/sim_disk.h"

namespace tollbridge::simulation {

bool SimDisk::step() {
  if (off_) return false;
  ++steps_;
  if (left_ == 0) {
    off_ = true;
    return false;
  }
  if (left_ != for_ever) --left_;
  return true;
}

void SimDisk::power_on(std::uint64_t operations) {
  off_ = false;
  left_ = operations;
}

std::shared_ptr<Inode> SimDisk::find(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : found->second;
}

std::shared_ptr<Inode> SimDisk::create(const std::string& name) {
  auto& file = files_[name];
  changes_.push_back({Change::Kind::created, name, {}, file});
  file = std::make_shared<Inode>();
  return file;
}

bool SimDisk::rename(const std::string& from, const std::string& to) {
  const auto found = find(from);
  if (found == nullptr) return false;
  changes_.push_back({Change::Kind::renamed, from, to, find(to)});
  files_.erase(from);
  files_[to] = found;
  return true;
}

bool SimDisk::remove(const std::string& name) {
  const auto found = find(name);
  if (found == nullptr) return false;
  changes_.push_back({Change::Kind::removed, name, {}, found});
  files_.erase(name);
  return true;
}

void SimDisk::take_back(const Change& change) {
  switch (change.kind) {
    case Change::Kind::created:
      if (change.replaced) {
        files_[change.name] = change.replaced;
      } else {
        files_.erase(change.name);
      }
      break;
    case Change::Kind::renamed:
      files_[change.name] = files_[change.to];
      if (change.replaced) {
        files_[change.to] = change.replaced;
      } else {
        files_.erase(change.to);
      }
      break;
    case Change::Kind::removed:
      files_[change.name] = change.replaced;
      break;
  }
}

void SimDisk::lose_tail(Inode& file, Seeded& random, Tails tails) {
  if (file.data.size() <= file.synced) return;
  const std::size_t tail = file.data.size() - file.synced;
  const std::uint64_t kind = random.below(tails == Tails::garbled ? 4 : 2);
  const std::size_t stays = kind == 0 ? 0 : random.below(tail + 1);
  file.data.resize(file.synced + stays);
  constexpr std::size_t sector = 512;
  if (kind >= 2) {
    for (std::size_t at = file.synced; at < file.data.size(); at += sector) {
      if (random.one_in(2)) continue;
      const std::size_t end = std::min(at + sector, file.data.size());
      for (std::size_t i = at; i < end; ++i) {
        file.data[i] = kind == 2 ? '\0' : static_cast<char>(random.next());
      }
    }
  }
  file.synced = file.data.size();
}

void SimDisk::power_loss(Seeded& random, Tails tails) {
  for (std::uint64_t keep = random.below(changes_.size() + 1); changes_.size() > keep;
       changes_.pop_back()) {
    take_back(changes_.back());
  }
  changes_.clear();
  for (auto& [name, file] : files_) lose_tail(*file, random, tails);
  locks_.clear();
  power_on(for_ever);
}

SimDisk SimDisk::copy() const {
  SimDisk other;
  for (const auto& [name, file] : files_) {
    other.files_[name] = std::make_shared<Inode>(Inode{file->data, file->data.size()});
  }
  other.directories_ = directories_;
  return other;
}

}  // namespace tollbridge::simulation
