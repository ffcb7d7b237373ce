// SPDX-License-Identifier: Apache-2.0
// Which operations a path may belong to, found segment by segment instead of row by row: a tree of
// the paths' segments, literal ones without case, parameters as one branch. A last parameter with
// dots, as in "/portal/{page...}", stands for all that follows, also for nothing.
//
// Pure, immutable, safe on any thread.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/operation.h"

namespace tollbridge::api {

// The parts of a path as a row writes it: "/v1/partners/{partner}" has three, "/" none.
std::vector<std::string_view> segments_of(std::string_view path);
constexpr bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }
constexpr bool is_rest(std::string_view segment) {
  return is_parameter(segment) && segment.ends_with("...}");
}

class RouteIndex {
 public:
  explicit RouteIndex(std::span<const Operation> operations);

  // Every operation whose path has these segments, taking case and empty parameters for equal, as
  // positions in the list, in its order. Whether its face does so too is the caller's to check.
  [[nodiscard]] std::vector<std::size_t> candidates(const std::vector<std::string>& path) const;

 private:
  struct Node {
    std::map<std::string, std::size_t, std::less<>> literals;  // lower case -> node
    std::size_t parameter = 0;                                 // node; 0: none
    std::vector<std::size_t> operations;                       // whose path ends here
    std::vector<std::size_t> rests;  // whose path takes all that follows here
  };
  std::vector<Node> nodes_;  // the root first
};

}  // namespace tollbridge::api
