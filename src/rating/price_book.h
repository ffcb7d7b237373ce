// SPDX-License-Identifier: Apache-2.0
// All sellers' price sheets as known at some time, and the one price that holds for a sale at an
// hour: of the buyer's sheets in force that have the meter, the one with the latest `from`; else
// of the seller's sheets for all buyers; per meter, not per sheet. Else, if the built-in catalogue
// marks the meter as not charged, free; else unrated. Of two sheets with one `from` the greater id
// holds.
//
// A sheet with a base has every row of the base, marked up, and its own rows instead where it has
// them; the base's own dates do not matter. A corrected base changes what stands on it.
//
// Immutable after construction, safe on any thread; copies share.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "rating/exchange.h"
#include "rating/price_sheet.h"

namespace tollbridge::rating {

// Keys: the id of a sheet or commitment; a rate's pair and day.
using PriceFact = std::variant<PriceSheet, Commitment, ExchangeRate>;

struct RecordedPriceFact {
  PriceFact fact;
  std::uint64_t commit = 0;  // later ones win
  Instant known_at{};
};

enum class PriceState : std::uint8_t { priced, free, unrated };

// What a meter costs at one hour.
struct PriceAt {
  PriceState state = PriceState::unrated;
  const MeterPrice* price = nullptr;  // when priced (or explicitly free); lives as long as the book
  SheetId sheet;
  Factor factor = Factor::from_whole(1);  // from the local meter
};

class PriceBook {
 public:
  PriceBook();
  // Facts up to `commit` (default: all); the latest of a key holds. Bases are resolved and marked
  // up here. Errors: UnknownBaseSheet, BaseSheetCycle, CurrencyMismatch, NumberOutOfRange.
  static Result<PriceBook> from_facts(std::span<const RecordedPriceFact> facts,
                                      std::optional<std::uint64_t> commit = {});
  // The book with `facts` on top, for checks before recording and for what-if.
  [[nodiscard]] Result<PriceBook> with(std::span<const PriceFact> facts) const;

  // A seller without any sheet bills nothing.
  [[nodiscard]] bool sells(const PartyId& seller) const;
  [[nodiscard]] std::vector<PartyId> sellers() const;  // by id

  // With a `currency` (the buyer's), sheets for all buyers in another one are passed over.
  [[nodiscard]] PriceAt price_at(const PartyId& seller, const PartyId& buyer,
                                 const MeterId& local_meter, Hour hour,
                                 std::optional<Currency> currency = {}) const;
  // Hours inside `hours` (begin excluded) at which a price of this sale may change. Sorted, unique.
  [[nodiscard]] std::vector<Hour> change_hours(const PartyId& seller, const PartyId& buyer,
                                               const HourSpan& hours) const;

  [[nodiscard]] std::vector<const PriceSheet*> sheets() const;  // by id, bases not resolved
  [[nodiscard]] const PriceSheet* sheet(const SheetId& id) const;
  [[nodiscard]] std::vector<const Commitment*> commitments() const;
  [[nodiscard]] const ExchangeTable& exchange() const;
  // In force in the hours of the period at its last hour, by id.
  [[nodiscard]] std::vector<const Commitment*> commitments_of(const PartyId& seller,
                                                              const PartyId& buyer,
                                                              Period period) const;

 private:
  struct State;
  explicit PriceBook(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace tollbridge::rating
