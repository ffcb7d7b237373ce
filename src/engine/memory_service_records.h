// SPDX-License-Identifier: Apache-2.0
// What the service keeps, in memory: for tests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/service_records.h"

namespace tollbridge::engine {

class MemoryServiceRecords final : public ServiceRecords {
 public:
  Result<std::optional<KeptAnswer>> answer(const std::string& key) override {
    const auto found = answers_.find(key);
    if (found == answers_.end()) return std::nullopt;
    return found->second;
  }
  Status keep_answer(const KeptAnswer& answer, Instant forget_before) override {
    std::erase_if(answers_, [&](const auto& one) { return one.second.kept_at < forget_before; });
    answers_[answer.key] = answer;
    return {};
  }
  Result<std::vector<CostSwitch>> cost_switches() override { return switches_; }
  Status record_cost_switch(const CostSwitch& change) override {
    switches_.push_back(change);
    return {};
  }

 private:
  std::map<std::string, KeptAnswer> answers_;
  std::vector<CostSwitch> switches_;
};

}  // namespace tollbridge::engine
