// SPDX-License-Identifier: Apache-2.0
// engine::ServiceRecords over the books' database. Each change is one commit of it.
#pragma once

#include <map>
#include <string>

#include "core/world.h"
#include "engine/service_records.h"
#include "store/database.h"

namespace tollbridge::engine {

class SqlServiceRecords final : public ServiceRecords {
 public:
  // `database` must outlive it.
  explicit SqlServiceRecords(store::Database& database) : database_(database) {}

  Result<std::optional<KeptAnswer>> answer(const std::string& key) override;
  Status keep_answer(const KeptAnswer& answer, Instant forget_before) override;
  Result<std::vector<CostSwitch>> cost_switches() override;
  Status record_cost_switch(const CostSwitch& change) override;

 private:
  // When each answer was kept; read once.
  Result<std::map<std::string, Instant>*> kept_times();

  store::Database& database_;
  std::optional<std::map<std::string, Instant>> kept_;
};

}  // namespace tollbridge::engine
