// SPDX-License-Identifier: Apache-2.0
#include "billing/dispute.h"

#include <map>
#include <tuple>
#include <utility>

namespace tollbridge::billing {

std::string_view to_string(DisputeState state) {
  switch (state) {
    case DisputeState::open: return "open";
    case DisputeState::accepted: return "accepted";
    case DisputeState::rejected: return "rejected";
    case DisputeState::withdrawn: return "withdrawn";
  }
  return "";
}

Result<DisputeState> parse_dispute_state(std::string_view text) {
  for (const auto state : {DisputeState::open, DisputeState::accepted, DisputeState::rejected,
                           DisputeState::withdrawn}) {
    if (to_string(state) == text) return state;
  }
  return fail(ErrorKind::invalid, "UnknownDisputeState",
              "'" + std::string(text) + "' is none of open, accepted, rejected, withdrawn.");
}

std::string DisputeStep::id() const {
  return line + "-d" + std::to_string(n);
}

std::vector<Dispute> disputes_of(const std::vector<DisputeStep>& steps) {
  // A longer id of the same document has a greater number.
  std::map<std::tuple<std::string, std::size_t, std::string, std::uint32_t>, Dispute> found;
  for (const DisputeStep& step : steps)
    found[{step.document, step.line.size(), step.line, step.n}].steps.push_back(step);
  std::vector<Dispute> result;
  for (auto& [key, dispute] : found) result.push_back(std::move(dispute));
  return result;
}

}  // namespace tollbridge::billing
