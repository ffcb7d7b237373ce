// SPDX-License-Identifier: Apache-2.0
#include "journal/memory/memory_mark_store.h"

#include "core/check.h"

namespace tollbridge::journal {

Result<std::vector<Head>> MemoryMarkStore::marks() {
  std::vector<Head> all;
  for (const auto& [stack, head] : marks_) all.push_back(head);
  return all;
}

Status MemoryMarkStore::advance(std::span<const Head> heads, std::span<const CountDelta> deltas,
                                const std::string& /*actor*/) {
  if (failure_) return std::unexpected(*failure_);
  for (const Head& head : heads) {
    Head& mark = marks_[head.stack];
    CHECK(head.sequence > mark.sequence);
    mark = head;
  }
  for (const CountDelta& delta : deltas) {
    Count& count = counts_[{delta.period, delta.stack, delta.meter}];
    count.records += delta.records;
    const auto sum = count.quantity.plus(exact(delta.quantity));
    CHECK(sum.has_value());
    count.quantity = *sum;
  }
  return {};
}

Result<std::vector<CountDelta>> MemoryMarkStore::counts(Period period) {
  std::vector<CountDelta> found;
  for (const auto& [key, count] : counts_) {
    const auto& [of, stack, meter] = key;
    if (of != period || (count.records == 0 && count.quantity.is_zero())) continue;
    const auto units = count.quantity.units().divided_by_power_of_ten(18, Rounding::truncate);
    const auto narrow = units.to_i128();
    if (!narrow) {
      return fail(ErrorKind::invalid, "NumberOutOfRange",
                  "The quantity of meter " + meter.text() + " on stack " + stack.text() +
                      " in " + period.to_string() + " does not fit 128 bits.");
    }
    found.push_back({stack, meter, period, count.records, Quantity::from_units(*narrow)});
  }
  return found;
}

}  // namespace tollbridge::journal
