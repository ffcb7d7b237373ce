// SPDX-License-Identifier: Apache-2.0
// Goal: a path finds the same operations as a walk over all rows, in the same order. Method: random
// rows and paths of a few segments in different cases, against that walk.
#include "api/route_index.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "api/text.h"

namespace tollbridge::api {
namespace {

std::vector<std::size_t> walked(const std::vector<Operation>& operations,
                                const std::vector<std::string>& path) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const auto wanted = segments_of(operations[i].path);
    const bool rest = !wanted.empty() && is_rest(wanted.back());
    const std::size_t fixed = wanted.size() - (rest ? 1 : 0);
    bool same = rest ? fixed <= path.size() : fixed == path.size();
    for (std::size_t k = 0; same && k < fixed; ++k) {
      same = is_parameter(wanted[k]) || same_without_case(wanted[k], path[k]);
    }
    if (same) found.push_back(i);
  }
  return found;
}

TEST(RouteIndex, it_finds_what_a_walk_over_all_rows_finds) {
  const bool holds = rc::check("index = walk", [] {
    const auto segment = rc::gen::element<std::string>("a", "b", "Ab", "aB", "{x}", "{y}", "", "~");
    std::vector<Operation> operations(*rc::gen::inRange<std::size_t>(0, 30));
    for (Operation& operation : operations) {
      const int count = *rc::gen::inRange(0, 5);
      for (int i = 0; i < count; ++i) operation.path += "/" + *segment;
      if (*rc::gen::inRange(0, 4) == 0) operation.path += "/{all...}";
    }
    const RouteIndex index(operations);
    for (int asked = 0; asked < 30; ++asked) {
      const auto path = *rc::gen::container<std::vector<std::string>>(
          *rc::gen::inRange<std::size_t>(0, 5),
          rc::gen::element<std::string>("a", "A", "b", "AB", "ab", "other", "", "{x}", "~"));
      RC_ASSERT(index.candidates(path) == walked(operations, path));
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace tollbridge::api
