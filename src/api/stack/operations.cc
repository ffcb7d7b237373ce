// SPDX-License-Identifier: Apache-2.0
#include "api/stack/operations.h"

#include <utility>

#include "api/native/once.h"
#include "api/stack/groups.h"

namespace tollbridge::api::stack_face {

std::vector<Operation> stack_operations(const StackFaceOptions& options) {
  std::vector<Operation> all;
  for (const auto& group :
       {reading_operations(options), metering_operations(options), subscription_admin_operations(),
        offer_admin_operations(), directory_tenant_operations(), user_offer_operations(),
        activation_operations(), bridge_status_operations()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  for (Operation& operation : all) {
    if (!operation.run_stream) continue;
    operation.run_stream = native::once(std::move(operation.run_stream));
  }
  return all;
}

}  // namespace tollbridge::api::stack_face
