// SPDX-License-Identifier: Apache-2.0
// A buyer questions a line of an issued document. A dispute is a chain of steps that are only ever
// added: it is opened with a reason, and ends accepted (as a credit note by hand), rejected (the
// charge stays, with the seller's answer) or withdrawn. Its evidence is what `explain` says of the
// line at the commit the document was made from, so the same for ever. Pure values and functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "billing/document.h"

namespace tollbridge::billing {

enum class DisputeState : std::uint8_t { open, accepted, rejected, withdrawn };
std::string_view to_string(DisputeState state);
Result<DisputeState> parse_dispute_state(std::string_view text);  // Errors: UnknownDisputeState

struct DisputeStep {
  std::string line;       // "provider-000001-3"
  std::uint32_t n = 0;    // 1, 2, … of the line
  std::string document;
  PartyId seller;
  PartyId buyer;
  DisputeState state = DisputeState::open;  // after this step
  std::string text;       // why it is disputed; the answer; why it is withdrawn
  std::string credit;     // of `accepted`: the credit note
  std::uint64_t commit = 0;  // of `open`: of the books the line was computed from
  Instant known_at{};
  std::string actor;
  friend bool operator==(const DisputeStep&, const DisputeStep&) = default;

  [[nodiscard]] std::string id() const;  // "provider-000001-3-d1"
};

struct Dispute {
  std::vector<DisputeStep> steps;  // at least one; the first opens it

  [[nodiscard]] const DisputeStep& opened() const { return steps.front(); }
  [[nodiscard]] const DisputeStep& last() const { return steps.back(); }
  [[nodiscard]] std::string id() const { return opened().id(); }
  [[nodiscard]] bool is_open() const { return last().state == DisputeState::open; }
};

// By document, line, number. `steps` in order of recording.
std::vector<Dispute> disputes_of(const std::vector<DisputeStep>& steps);

}  // namespace tollbridge::billing
