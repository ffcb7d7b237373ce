// SPDX-License-Identifier: Apache-2.0
#include "stack/stacks.h"

namespace tollbridge::stack {
namespace {

class NoStacks final : public Stacks {
 public:
  std::vector<LocalStack*> all() override { return {}; }
  Result<LocalStack*> make(const Profile& /*profile*/, Instant /*now*/) override {
    return fail(ErrorKind::refused, "NoStackHalf",
                "This process runs the commerce half alone; start it without --half commerce.");
  }
};

}  // namespace

LocalStack* Stacks::find(const StackId& cloud_id) {
  for (LocalStack* one : all()) {
    if (one->profile().cloud_id == cloud_id) return one;
  }
  return nullptr;
}

LocalStack* Stacks::owner_of(const LocalSubscriptionId& subscription) {
  for (LocalStack* one : all()) {
    if (one->half().directory().begin(subscription)) return one;
  }
  return nullptr;
}

Stacks& no_stacks() {
  static NoStacks none;
  return none;
}

}  // namespace tollbridge::stack
