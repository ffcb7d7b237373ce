// SPDX-License-Identifier: Apache-2.0
// What stacks tell of their directories, as facts of commerce's registry.
//
// An unknown local subscription is declared; whose it is from the first hour of a month on is a
// version of it (decision 14). Whatever else contradicts what is known is rejected, and so is what
// closed months depend on. States are not kept: usage decides what is billed.
//
// On the engine's thread.
#pragma once

#include <string>
#include <vector>

#include "api/desk.h"
#include "bridge/inbox.h"

namespace tollbridge::api::stack_face {

class RegistryDirectory final : public bridge::Directory {
 public:
  explicit RegistryDirectory(Desk& desk) : desk_(desk) {}

  // Rejected with InvalidId (no text that could be an id), TenantMismatch (another tenant within a
  // month) or ClosedPeriodDependsOnIt. Errors: UnknownStack (not_found), those of the books.
  Status declare(const StackId& stack, const std::vector<bridge::DirectoryChange>& changes,
                 Instant now, std::vector<bridge::Rejected>& rejected) override;
  Result<std::optional<TenantId>> tenant(const StackId& stack,
                                         const LocalSubscriptionId& subscription,
                                         Period month) override;

 private:
  Desk& desk_;
};

}  // namespace tollbridge::api::stack_face
