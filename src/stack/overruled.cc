// SPDX-License-Identifier: Apache-2.0
#include "stack/overruled.h"

namespace tollbridge::stack {

Overruled OverruledSet::merged(const Overruled& one) const {
  const auto series = all_.find(one.series);
  if (series == all_.end()) return one;
  const auto known = series->second.find(one.hour);
  if (known == series->second.end()) return one;
  Overruled kept = known->second;
  kept.commerce = one.commerce;
  return kept;
}

void OverruledSet::put(const Overruled& one) {
  if (one.stack == one.commerce) return remove(one);
  all_[one.series].insert_or_assign(one.hour, one);
}

void OverruledSet::remove(const Overruled& one) {
  const auto series = all_.find(one.series);
  if (series == all_.end()) return;
  series->second.erase(one.hour);
  if (series->second.empty()) all_.erase(series);
}

std::size_t OverruledSet::size() const {
  std::size_t count = 0;
  for (const auto& [series, hours] : all_) count += hours.size();
  return count;
}

std::vector<Overruled> OverruledSet::first(std::size_t most) const {
  std::vector<Overruled> found;
  for (const auto& [series, hours] : all_) {
    for (const auto& [hour, one] : hours) {
      if (found.size() == most) return found;
      found.push_back(one);
    }
  }
  return found;
}

std::vector<Overruled> OverruledSet::of(const Series& series) const {
  std::vector<Overruled> found;
  const auto hours = all_.find(series);
  if (hours == all_.end()) return found;
  for (const auto& [hour, one] : hours->second) found.push_back(one);
  return found;
}

std::vector<Overruled> OverruledSet::before(Hour hour) const {
  std::vector<Overruled> found;
  for (const auto& [series, hours] : all_) {
    for (const auto& [at, one] : hours) {
      if (at < hour) found.push_back(one);
    }
  }
  return found;
}

std::vector<HourSpan> said_more_of(const OverruledSet& overruled, const Series& series) {
  std::vector<HourSpan> hours;
  for (const Overruled& one : overruled.of(series)) {
    if (one.stack > one.commerce) hours.push_back({one.hour, one.hour.plus(1)});
  }
  return hours;
}

}  // namespace tollbridge::stack
