// SPDX-License-Identifier: Apache-2.0
// Facts lie in a table for each kind; together they are read in the order they were recorded in.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace tollbridge::store {

// A fact with its commit (`recorded.commit`) and its place in that commit.
template <class Recorded>
struct Placed {
  std::int64_t position = 0;
  Recorded recorded;
};

template <class Recorded>
std::vector<Recorded> in_order(std::vector<Placed<Recorded>> found) {
  const auto earlier = [](const Placed<Recorded>& a, const Placed<Recorded>& b) {
    return std::pair(a.recorded.commit, a.position) < std::pair(b.recorded.commit, b.position);
  };
  if (!std::is_sorted(found.begin(), found.end(), earlier)) {
    std::sort(found.begin(), found.end(), earlier);
  }
  std::vector<Recorded> facts;
  facts.reserve(found.size());
  for (Placed<Recorded>& one : found) facts.push_back(std::move(one.recorded));
  return facts;
}

}  // namespace tollbridge::store
