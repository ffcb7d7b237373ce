// SPDX-License-Identifier: Apache-2.0
// billing::SettlementStore over the books' database. Each call that writes is one commit of it, by
// the actor of its rows.
#pragma once

#include <optional>
#include <vector>

#include "billing/settlement_store.h"
#include "store/database.h"

namespace tollbridge::billing {

class SqlSettlements final : public SettlementStore {
 public:
  // `database` must outlive it.
  explicit SqlSettlements(store::Database& database) : database_(database) {}

  Result<std::vector<PaymentEntry>> payments() override;
  Status record_payments(std::span<const PaymentEntry> entries) override;
  Result<std::vector<DisputeStep>> dispute_steps() override;
  Status record_dispute_step(const DisputeStep& step) override;

 private:
  store::Database& database_;
  // Read once; nobody else writes while the books are open here.
  std::optional<std::vector<PaymentEntry>> payments_;
};

}  // namespace tollbridge::billing
