// SPDX-License-Identifier: Apache-2.0
// Hours of which commerce's word counts although this stack's readings say something else: those a
// stack that was restored from a backup had settled anew before its bridge took back what commerce
// has. They are kept, and shown to the operator, until they are settled from readings again or are
// too old to change.
//
// The rule. Commerce's quantity, which may have been billed, counts until a provider posts again.
// Readings the stack lost make their hours anew, as any late reading does. A reading it has
// already, posted again, is a duplicate; but where the readings of its series say more than
// commerce, it has those hours settled from them. Where they say less, readings are missing and the
// hour does not fall by a duplicate.
//
// Pure values.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "core/decimal.h"
#include "core/time.h"
#include "stack/reading.h"

namespace tollbridge::stack {

struct Overruled {
  Series series;
  Hour hour;
  Quantity stack;     // what its readings said
  Quantity commerce;  // what counts
  Instant since{};
  friend bool operator==(const Overruled&, const Overruled&) = default;
};

class OverruledSet {
 public:
  // The hour as it is kept from now on: commerce's newest word beside the first of the stack and
  // the first time.
  [[nodiscard]] Overruled merged(const Overruled& one) const;
  // In place of what is there of the hour; one of which both say the same goes.
  void put(const Overruled& one);
  void remove(const Overruled& one);

  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] std::size_t size() const;
  // By series and hour.
  [[nodiscard]] std::vector<Overruled> first(std::size_t most) const;
  [[nodiscard]] std::vector<Overruled> of(const Series& series) const;
  [[nodiscard]] std::vector<Overruled> before(Hour hour) const;

 private:
  std::map<Series, std::map<Hour, Overruled>> all_;
};

// The hours that a reading posted again has settled from the readings of its series.
std::vector<HourSpan> said_more_of(const OverruledSet& overruled, const Series& series);

}  // namespace tollbridge::stack
