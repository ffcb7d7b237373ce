// SPDX-License-Identifier: Apache-2.0
// What stands for a reader of usage where none could be made: it answers with the reason.
#pragma once

#include <utility>
#include <vector>

#include "journal/journal.h"

namespace tollbridge::journal {

class NoReader final : public UsageReader {
 public:
  explicit NoReader(Error why) : why_(std::move(why)) {}

  Result<std::vector<Head>> heads() override { return std::unexpected<Error>(why_); }
  Status scan(const ScanRequest& /*request*/, const ScanVisitor& /*visit*/) override {
    return std::unexpected<Error>(why_);
  }

 private:
  Error why_;
};

}  // namespace tollbridge::journal
