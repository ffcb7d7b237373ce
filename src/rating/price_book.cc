// SPDX-License-Identifier: Apache-2.0
#include "rating/price_book.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "core/check.h"
#include "rating/catalogue.h"

namespace tollbridge::rating {
namespace {

// A sheet with its base's rows brought in.
struct ResolvedSheet {
  const PriceSheet* sheet = nullptr;
  std::map<MeterId, MeterPrice> prices;          // by billing meter
  std::unordered_map<MeterId, MeterLink> links;  // by local meter

  // Null if the sheet does not have the local meter.
  [[nodiscard]] const MeterPrice* price_of(const MeterId& local_meter, Factor& factor) const {
    const auto link = links.find(local_meter);
    if (link == links.end()) return nullptr;
    const auto price = prices.find(link->second.billing_meter);
    if (price == prices.end()) return nullptr;
    factor = link->second.factor;
    return &price->second;
  }
};

bool in_force(const PriceSheet& sheet, Hour hour) {
  return sheet.from <= hour && (!sheet.to || hour < *sheet.to);
}

std::string quoted(const SheetId& id) {
  return "'" + id.text() + "'";
}

// `base` marked up, with the sheet's own rows on top.
Result<ResolvedSheet> resolve(const PriceSheet& sheet, const ResolvedSheet* base) {
  ResolvedSheet result;
  result.sheet = &sheet;
  if (base != nullptr) {
    result.links = base->links;
    result.prices = base->prices;
    for (auto& [meter, price] : result.prices) {
      for (Tier& tier : price.tiers) {
        if (!tier.price) continue;
        auto marked = marked_up(*tier.price, sheet.markup);
        if (!marked) return pass(marked);
        tier.price = *marked;
      }
    }
  }
  for (const MeterPrice& price : sheet.prices) {
    CHECK(!price.tiers.empty());
    result.prices.insert_or_assign(price.billing_meter, price);
  }
  for (const MeterLink& link : sheet.links)
    result.links.insert_or_assign(link.local_meter, link);
  return result;
}

using Sheets = std::map<SheetId, PriceSheet>;
using ResolvedSheets = std::map<SheetId, ResolvedSheet>;

// The sheet and the bases under it that are not resolved yet, top down.
Result<std::vector<const PriceSheet*>> unresolved_chain(const PriceSheet& sheet,
                                                        const Sheets& sheets,
                                                        const ResolvedSheets& resolved) {
  std::vector<const PriceSheet*> chain{&sheet};
  while (!chain.back()->base.empty() && !resolved.contains(chain.back()->base)) {
    const PriceSheet& top = *chain.back();
    const auto base = sheets.find(top.base);
    if (base == sheets.end()) {
      return fail(ErrorKind::invalid, "UnknownBaseSheet",
                  "The price sheet " + quoted(top.id) + " stands on " + quoted(top.base) +
                      ", which does not exist; declare it or correct `base`.");
    }
    chain.push_back(&base->second);
    if (chain.size() > sheets.size()) {
      return fail(ErrorKind::invalid, "BaseSheetCycle",
                  "The price sheet " + quoted(top.id) + " stands on itself through its bases.");
    }
  }
  return chain;
}

Result<ResolvedSheets> resolve_all(const Sheets& sheets) {
  ResolvedSheets resolved;
  for (const auto& [id, sheet] : sheets) {
    if (resolved.contains(id)) continue;
    auto chain = unresolved_chain(sheet, sheets, resolved);
    if (!chain) return pass(chain);
    for (auto next = chain->rbegin(); next != chain->rend(); ++next) {
      const PriceSheet& top = **next;
      const auto base = resolved.find(top.base);
      const bool based = base != resolved.end();
      if (based && base->second.sheet->currency != top.currency) {
        return fail(ErrorKind::refused, "CurrencyMismatch",
                    "The price sheet " + quoted(top.id) + " is in " +
                        std::string(top.currency.code()) + " and its base " + quoted(top.base) +
                        " in " + std::string(base->second.sheet->currency.code()) +
                        "; a base must be in the same currency.");
      }
      auto sheet_resolved = resolve(top, based ? &base->second : nullptr);
      if (!sheet_resolved) {
        sheet_resolved.error().message =
            "The price sheet " + quoted(top.id) + ": " + sheet_resolved.error().message;
        return pass(sheet_resolved);
      }
      resolved.emplace(top.id, *std::move(sheet_resolved));
    }
  }
  return resolved;
}

}  // namespace

struct PriceBook::State {
  using BySale = std::map<std::pair<PartyId, PartyId>, std::vector<const ResolvedSheet*>>;

  std::vector<RecordedPriceFact> facts;
  Sheets by_id;
  ResolvedSheets resolved;
  BySale by_sale;  // {seller, buyer or empty}: the latest `from` first, then the greatest id
  std::map<std::string, Commitment> commitments;
  ExchangeTable exchange;

  [[nodiscard]] const std::vector<const ResolvedSheet*>& sheets_of(const PartyId& seller,
                                                                   const PartyId& buyer) const {
    static const std::vector<const ResolvedSheet*> none;
    const auto found = by_sale.find({seller, buyer});
    return found == by_sale.end() ? none : found->second;
  }

  void index() {
    for (const auto& [id, sheet] : resolved) {
      by_sale[{sheet.sheet->seller, sheet.sheet->buyer}].push_back(&sheet);
    }
    for (auto& [sale, sheets] : by_sale) {
      std::sort(sheets.begin(), sheets.end(), [](const ResolvedSheet* a, const ResolvedSheet* b) {
        return std::pair(a->sheet->from, a->sheet->id) > std::pair(b->sheet->from, b->sheet->id);
      });
    }
  }
};

PriceBook::PriceBook() : state_(std::make_shared<State>()) {}
PriceBook::PriceBook(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<PriceBook> PriceBook::from_facts(std::span<const RecordedPriceFact> facts,
                                        std::optional<std::uint64_t> commit) {
  auto state = std::make_shared<State>();
  for (const RecordedPriceFact& fact : facts) {
    if (!commit || fact.commit <= *commit) state->facts.push_back(fact);
  }
  std::stable_sort(
      state->facts.begin(), state->facts.end(),
      [](const RecordedPriceFact& a, const RecordedPriceFact& b) { return a.commit < b.commit; });
  for (const RecordedPriceFact& recorded : state->facts) {
    if (const auto* sheet = std::get_if<PriceSheet>(&recorded.fact)) {
      state->by_id.insert_or_assign(sheet->id, *sheet);
    } else if (const auto* rate = std::get_if<ExchangeRate>(&recorded.fact)) {
      state->exchange.add(*rate);
    } else {
      const auto& commitment = std::get<Commitment>(recorded.fact);
      state->commitments.insert_or_assign(commitment.id, commitment);
    }
  }
  auto resolved = resolve_all(state->by_id);
  if (!resolved) return pass(resolved);
  state->resolved = *std::move(resolved);
  state->index();
  return PriceBook(std::move(state));
}

Result<PriceBook> PriceBook::with(std::span<const PriceFact> facts) const {
  std::vector<RecordedPriceFact> all = state_->facts;
  const std::uint64_t commit = all.empty() ? 1 : all.back().commit + 1;
  for (const PriceFact& fact : facts)
    all.push_back({fact, commit, {}});
  return from_facts(all);
}

bool PriceBook::sells(const PartyId& seller) const {
  const auto first = state_->by_sale.lower_bound({seller, PartyId()});
  return first != state_->by_sale.end() && first->first.first == seller;
}

std::vector<PartyId> PriceBook::sellers() const {
  std::vector<PartyId> sellers;
  for (const auto& [sale, sheets] : state_->by_sale) {
    if (sellers.empty() || sellers.back() != sale.first) sellers.push_back(sale.first);
  }
  return sellers;
}

PriceAt PriceBook::price_at(const PartyId& seller, const PartyId& buyer, const MeterId& local_meter,
                            Hour hour, std::optional<Currency> currency) const {
  for (const PartyId& whose : {buyer, PartyId()}) {
    for (const ResolvedSheet* candidate : state_->sheets_of(seller, whose)) {
      const PriceSheet& sheet = *candidate->sheet;
      if (!in_force(sheet, hour)) continue;
      if (whose.empty() && currency && sheet.currency != *currency) continue;
      PriceAt result;
      result.price = candidate->price_of(local_meter, result.factor);
      if (result.price == nullptr) continue;
      result.sheet = sheet.id;
      const auto& tiers = result.price->tiers;
      const bool free =
          std::none_of(tiers.begin(), tiers.end(), [](const Tier& tier) { return tier.price; });
      result.state = free ? PriceState::free : PriceState::priced;
      return result;
    }
  }
  PriceAt result;
  const CatalogueMeter* known = catalogue_meter(local_meter);
  if (known != nullptr && known->charged == Charged::no) result.state = PriceState::free;
  return result;
}

std::vector<Hour> PriceBook::change_hours(const PartyId& seller, const PartyId& buyer,
                                          const HourSpan& hours) const {
  std::vector<Hour> changes;
  const auto add = [&](Hour hour) {
    if (hours.contains(hour) && hour != hours.begin) changes.push_back(hour);
  };
  for (const PartyId& whose : {buyer, PartyId()}) {
    for (const ResolvedSheet* candidate : state_->sheets_of(seller, whose)) {
      add(candidate->sheet->from);
      if (candidate->sheet->to) add(*candidate->sheet->to);
    }
  }
  std::sort(changes.begin(), changes.end());
  changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
  return changes;
}

std::vector<const PriceSheet*> PriceBook::sheets() const {
  std::vector<const PriceSheet*> sheets;
  for (const auto& [id, sheet] : state_->by_id)
    sheets.push_back(&sheet);
  return sheets;
}

const PriceSheet* PriceBook::sheet(const SheetId& id) const {
  const auto found = state_->by_id.find(id);
  return found == state_->by_id.end() ? nullptr : &found->second;
}

const ExchangeTable& PriceBook::exchange() const { return state_->exchange; }

std::vector<const Commitment*> PriceBook::commitments() const {
  std::vector<const Commitment*> commitments;
  for (const auto& [id, commitment] : state_->commitments)
    commitments.push_back(&commitment);
  return commitments;
}

std::vector<const Commitment*> PriceBook::commitments_of(const PartyId& seller,
                                                         const PartyId& buyer,
                                                         Period period) const {
  const Hour last = period.end().plus(-1);
  std::vector<const Commitment*> result;
  for (const auto& [id, commitment] : state_->commitments) {
    if (commitment.seller == seller && commitment.buyer == buyer && commitment.from <= last &&
        (!commitment.to || last < *commitment.to)) {
      result.push_back(&commitment);
    }
  }
  return result;
}

}  // namespace tollbridge::rating
