// SPDX-License-Identifier: Apache-2.0
// High-water marks and counts in memory, for tests: what the books keep in production.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "journal/journal.h"

namespace tollbridge::journal {

class MemoryMarkStore final : public MarkStore {
 public:
  Result<std::vector<Head>> marks() override;
  Status advance(std::span<const Head> heads, std::span<const CountDelta> deltas,
                 const std::string& actor = {}) override;
  Result<std::vector<CountDelta>> counts(Period period) override;

  // Every advance fails with this, changing nothing, until it is taken away.
  void fail_with(std::optional<Error> error) { failure_ = std::move(error); }
  // Puts a mark as it was: what a restored backup of the books would say.
  void put(const Head& head) { marks_[head.stack] = head; }

 private:
  struct Count {
    std::int64_t records = 0;
    ExactQuantity quantity;
  };
  std::map<StackId, Head> marks_;
  std::map<std::tuple<Period, StackId, MeterId>, Count> counts_;
  std::optional<Error> failure_;
};

}  // namespace tollbridge::journal
