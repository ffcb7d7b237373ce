// SPDX-License-Identifier: Apache-2.0
// Counts what commerce does not have yet: batches kept in the spool, and rows of the journal that
// are in no batch. What was counted is remembered, so that counting again while commerce is away
// for weeks reads only what is new.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "bridge/outbox.h"
#include "bridge/spool.h"
#include "core/ids.h"
#include "core/result.h"
#include "journal/journal.h"
#include "stack/bridge_state.h"

namespace tollbridge::bridge {

class UnsentCounter {
 public:
  explicit UnsentCounter(StackId stack) : stack_(std::move(stack)) {}

  // Conflicts in the journal are not counted: they never travel. Errors: those of spool and
  // journal.
  Result<stack::BridgeBacklog> count(const Outbox& outbox, Spool& spool,
                                     journal::UsageReader& usage);

 private:
  struct InBatch {
    Digest hash{};
    std::uint64_t bytes = 0;
    std::uint64_t rows = 0;
    std::optional<Hour> oldest;
  };
  Status look_at_batches(const Outbox& outbox, Spool& spool);
  Status look_at_journal(std::uint64_t from, journal::UsageReader& usage);

  StackId stack_;
  std::map<std::uint64_t, InBatch> batches_;
  // Rows of the journal behind the block `from_`, counted up to `through_`.
  std::uint64_t from_ = 0;
  std::uint64_t through_ = 0;
  std::uint64_t rows_ = 0;
  std::optional<Hour> oldest_;
};

}  // namespace tollbridge::bridge
