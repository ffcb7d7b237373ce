// SPDX-License-Identifier: Apache-2.0
// A stack's directory as the bridge sees it: of its facts those of local subscriptions, numbered
// 1, 2, 3 … in the order in which they were learned. The numbers stay, because facts are only ever
// added.
//
// A change that is adopted becomes a fact of its own, made by `actor`. What never leaves a stack
// (names, owners, offers) is taken from what the subscription was at that time, or is empty.
#pragma once

#include <string_view>
#include <vector>

#include "bridge/source.h"
#include "stack/stack_half.h"

namespace tollbridge::bridge {

class StackDirectoryLog final : public DirectoryLog {
 public:
  static constexpr std::string_view actor = "bridge";

  // `half` must outlive it; `now` is when changes are adopted.
  StackDirectoryLog(stack::StackHalf& half, Instant now) : half_(half), now_(now) {}

  Result<std::uint64_t> newest() override;
  Result<std::vector<DirectoryChange>> after(std::uint64_t sequence, std::size_t most) override;
  // Errors: those of StackBooks::overrule.
  Status overrule(const std::vector<OverruledHour>& hours) override;
  // Errors: those of StackHalf::record.
  Status adopt(const std::vector<DirectoryChange>& changes) override;

 private:
  stack::StackHalf& half_;
  Instant now_;
};

}  // namespace tollbridge::bridge
