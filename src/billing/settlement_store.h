// SPDX-License-Identifier: Apache-2.0
// Where payments and disputes are kept: rows that are only ever added. Implemented by billing/sql.
#pragma once

#include <span>
#include <vector>

#include "billing/dispute.h"
#include "billing/settlement.h"

namespace tollbridge::billing {

class SettlementStore {
 public:
  virtual ~SettlementStore() = default;

  virtual Result<std::vector<PaymentEntry>> payments() = 0;  // by document, n
  // All or none, in one transaction. Errors: AlreadyRecorded (an entry of that number is there).
  virtual Status record_payments(std::span<const PaymentEntry> entries) = 0;

  virtual Result<std::vector<DisputeStep>> dispute_steps() = 0;  // of a dispute, in their order
  virtual Status record_dispute_step(const DisputeStep& step) = 0;
};

}  // namespace tollbridge::billing
