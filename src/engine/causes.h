// SPDX-License-Identifier: Apache-2.0
// Why a closed period is billed differently now: what was learned since, one word per kind. The
// words stand on adjustment lines (docs/formats/document.md) and are part of their bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rating/price_book.h"
#include "registry/model.h"

namespace tollbridge::engine {

// In the order in which they are taken over, one at a time: a fact may name what facts of an
// earlier kind declare, and never one of a later kind.
enum class Cause : std::uint8_t {
  restated_usage,         // usage that was billed has another quantity or end
  late_usage,             // usage that was not there, whatever it was restated to since
  registry_changed,       // a party, a chain of sellers, a stack
  subscription_changed,   // inactive spans, who sells or owns it
  registration_changed,   // begun, ended, moved to another default
  billing_model_changed,  // of a registration, and nothing else of it
  mapping_changed,        // who pays for a tenant
  price_corrected,        // a price sheet
  commitment_changed,     // a minimum commitment
};
inline constexpr std::size_t causes_count = 9;
std::string_view word_of(Cause cause);  // "restated-usage", …

// Some of the causes.
class CauseSet {
 public:
  void add(Cause cause) { bits_ |= bit(cause); }
  [[nodiscard]] bool has(Cause cause) const { return (bits_ & bit(cause)) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }
  [[nodiscard]] std::vector<Cause> all() const;  // in order
  [[nodiscard]] std::uint32_t bits() const { return bits_; }

 private:
  static std::uint32_t bit(Cause cause) { return 1U << static_cast<unsigned>(cause); }
  std::uint32_t bits_ = 0;
};

// Of each fact, in the order given, which must be that of recording.
std::vector<Cause> causes_of(std::span<const registry::RecordedFact> facts);
Cause cause_of(const rating::PriceFact& fact);

}  // namespace tollbridge::engine
