// SPDX-License-Identifier: Apache-2.0
// What the free text of a unit on a price sheet means to other programs: "1 GB/Hr", "GB*hours",
// "10K transactions", "1 Core Hour". A unit nobody knows keeps its words. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tollbridge::exports {

struct Unit {
  std::uint64_t block = 1;  // how many of it are counted as one: 10,000 of "10K transactions"
  std::string thing;        // plural and capitalised ("GB", "Cores", "Requests"); empty: only time
  std::string time;         // plural ("Hours", "Months"); empty: none

  // As FOCUS writes units: "GB-Hours", "Core-Hours", "Hours", "10000 Requests"; "Units" if nothing
  // is known.
  [[nodiscard]] std::string focus() const;
  // UN/ECE recommendation 20 where there is a code for just this: HUR, E34 …; else C62, "one".
  [[nodiscard]] std::string_view unece() const;
};

Unit read_unit(std::string_view text);

}  // namespace tollbridge::exports
