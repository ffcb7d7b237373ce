// SPDX-License-Identifier: Apache-2.0
#include "api/route_index.h"

#include <algorithm>

#include "api/text.h"

namespace tollbridge::api {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path == "/") return segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

RouteIndex::RouteIndex(std::span<const Operation> operations) : nodes_(1) {
  for (std::size_t i = 0; i < operations.size(); ++i) {
    std::size_t at = 0;
    bool rest = false;
    for (const std::string_view segment : segments_of(operations[i].path)) {
      rest = is_rest(segment);
      if (rest) break;
      std::size_t& next = is_parameter(segment) ? nodes_[at].parameter
                                                : nodes_[at].literals[lower_case(segment)];
      if (next == 0) next = nodes_.size();
      at = next;
      if (at == nodes_.size()) nodes_.emplace_back();
    }
    (rest ? nodes_[at].rests : nodes_[at].operations).push_back(i);
  }
}

std::vector<std::size_t> RouteIndex::candidates(const std::vector<std::string>& path) const {
  std::vector<std::size_t> level{0};
  std::vector<std::size_t> next;
  std::vector<std::size_t> found;
  const auto take = [&found](const std::vector<std::size_t>& operations) {
    found.insert(found.end(), operations.begin(), operations.end());
  };
  for (const std::string& segment : path) {
    const std::string wanted = lower_case(segment);
    next.clear();
    for (const std::size_t at : level) {
      take(nodes_[at].rests);
      const auto literal = nodes_[at].literals.find(wanted);
      if (literal != nodes_[at].literals.end()) next.push_back(literal->second);
      if (nodes_[at].parameter != 0) next.push_back(nodes_[at].parameter);
    }
    level.swap(next);
  }
  for (const std::size_t at : level) {
    take(nodes_[at].operations);
    take(nodes_[at].rests);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace tollbridge::api
