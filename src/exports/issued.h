// SPDX-License-Identifier: Apache-2.0
// What a seller issued for a month: what all exports begin with. Two sellers never share one: FOCUS
// calls these the books of provider and partner, and merging them would count a charge twice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "billing/document.h"
#include "core/result.h"
#include "engine/books.h"
#include "engine/evaluate.h"
#include "registry/registry.h"

namespace tollbridge::exports {

struct Issued {
  PartyId seller;
  Period period = Period::from_index(0);
  std::vector<billing::Document> documents;  // of the month, credits by hand too; by id
  Instant closed_at{};
  Instant changed_at{};         // the newest of them
  registry::Registry registry;  // as the close knew it, with the terms of the month

  // Without credits by hand: those of the close, which have usage lines.
  [[nodiscard]] std::vector<billing::Document> of_the_close() const;
  [[nodiscard]] std::string name_of(const PartyId& party) const;  // its id, if it has no name
};

struct IssuedFilter {
  std::optional<PartyId> buyer = {};
};

// Errors: refused PeriodNotClosed; those of the books and of evaluating.
Result<Issued> issued(engine::Books& books, engine::Evaluator& evaluator, const PartyId& seller,
                      Period period, const IssuedFilter& filter = {});

// Those who closed the month; with a buyer, only who has documents for it. By id, the provider
// first.
Result<std::vector<PartyId>> sellers_of(engine::Books& books, Period period,
                                        const IssuedFilter& filter = {});

// An id as the name of a file or folder: letters, digits, '-', '_' and inner dots stay, every other
// byte becomes %XX.
std::string file_name(std::string_view id);

}  // namespace tollbridge::exports
