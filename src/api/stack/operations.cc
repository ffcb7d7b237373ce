// SPDX-License-Identifier: Apache-2.0
#include "api/stack/operations.h"

#include <iterator>

#include "api/stack/groups.h"

namespace tollbridge::api::stack_face {

std::vector<Operation> stack_operations(const StackFaceOptions& options) {
  std::vector<Operation> all;
  for (auto& group : {reading_operations(options)}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace tollbridge::api::stack_face
