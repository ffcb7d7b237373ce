// SPDX-License-Identifier: Apache-2.0
#include "engine/book_prices.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "registry/month_views.h"

namespace tollbridge::engine {
namespace {

using rating::Commitment;
using rating::PriceSheet;
using registry::Partner;
using registry::PartnerKind;
using registry::Registry;

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

// Understood, and not how this trade works: exit code 3, as with a rule.
Error refused(std::string code, std::string message) {
  return Error{ErrorKind::refused, std::move(code), std::move(message), {}, {}, 0, {}};
}

Error invalid(std::string code, std::string message) {
  return Error{ErrorKind::invalid, std::move(code), std::move(message), {}, {}, 0, {}};
}

bool is_seller(const Registry& registry, const PartyId& id) {
  return id == provider_party() || registry.partner(id) != nullptr;
}

// The provider sells to direct partners and distributors, a distributor to its resellers and its
// own customers, everybody else to its own customers.
bool buys_from(const Registry& registry, const PartyId& buyer, const PartyId& seller) {
  if (const Partner* partner = registry.partner(buyer)) {
    return partner->kind == PartnerKind::reseller ? partner->distributor == seller
                                                  : seller == provider_party();
  }
  const auto* customer = registry.customer(buyer);
  return customer != nullptr && customer->partner == seller;
}

// Adds the currencies each seller's buyers are billed in.
void add_currencies(const Registry& registry,
                    std::map<PartyId, std::set<std::string>>& currencies) {
  for (const Partner* partner : registry.partners()) {
    const bool reseller = partner->kind == PartnerKind::reseller;
    currencies[reseller ? partner->distributor : provider_party()].insert(
        partner->details.currency);
  }
  for (const auto* customer : registry.customers()) {
    const auto party = registry.party(customer->id);
    if (party) currencies[customer->partner].insert(party->currency);
  }
}

class PriceDrafter {
 public:
  PriceDrafter(const Book& book, const Registry& after, const rating::PriceBook& prices,
               Faults& faults)
      : book_(book),
        after_(after),
        prices_(prices),
        faults_(faults),
        months_(after) {
    for (const Registry* then : months_.since(Period::from_index(0))) {
      add_currencies(*then, currencies_);
    }
    for (const Commitment* known : prices.commitments()) commitments_.emplace(known->id, known);
  }

  std::vector<PriceDraft> all() {
    for (const Entry& entry : book_.root.entries("price_sheets")) add_sheet(entry);
    for (const Entry& entry : book_.root.entries("commitments")) add_commitment(entry);
    for (const Entry& entry : book_.root.entries("exchange_rates")) add_rates(entry);
    check_bases();
    check_kept_sheets();
    return std::move(drafts_);
  }

 private:
  struct Sale {
    PartyId seller;
    PartyId buyer;  // empty: all of the seller's
    Hour from;      // of the sheet or commitment; what it needs must hold there or later
  };

  template <class Holds>
  bool ever_since(Hour from, Holds holds) {
    return std::ranges::any_of(months_.since(Period::containing(from)),
                               [&](const Registry* then) { return holds(*then); });
  }

  bool billed_in(const PartyId& id, Hour from, Currency currency) {
    return ever_since(from, [&](const Registry& then) {
      const auto buyer = then.party(id);
      return buyer && buyer->currency == currency.code();
    });
  }

  bool first_of_its_key(const Entry& entry, std::map<std::string, std::int64_t>& seen) {
    const auto [known, is_new] = seen.emplace(entry.field("id").text, entry.line);
    if (is_new) return true;
    faults_.add(entry, "id",
                invalid("DuplicateKey", "The file declares it in line " +
                                            std::to_string(known->second) +
                                            " already; keep one of the two."));
    return false;
  }

  void check_sale(EntryReader& reader, const Sale& sale) {
    if (!sale.seller.empty() && !is_seller(after_, sale.seller)) {
      reader.fault("seller", invalid("UnknownSeller",
                                     "There is no partner " + quoted(sale.seller.text()) +
                                         "; name a partner, or provider."));
      return;
    }
    if (sale.buyer.empty() || sale.seller.empty()) return;
    if (!after_.party(sale.buyer)) {
      reader.fault("buyer", invalid("UnknownBuyer",
                                    "There is no partner or customer " +
                                        quoted(sale.buyer.text()) + "; declare it first."));
    } else if (!ever_since(sale.from, [&](const Registry& then) {
                 return buys_from(then, sale.buyer, sale.seller);
               })) {
      reader.fault("buyer", refused("NotABuyer", quoted(sale.buyer.text()) +
                                                     " does not buy from " +
                                                     quoted(sale.seller.text()) +
                                                     "; a seller prices its own buyers only."));
    }
  }

  // A sheet for one buyer is in that one's currency; a sheet for all serves those who have it.
  void check_currency(EntryReader& reader, const Sale& sale, Currency currency) {
    if (!sale.buyer.empty()) {
      const auto buyer = after_.party(sale.buyer);
      if (!buyer || buyer->currency.empty()) return;
      if (billed_in(sale.buyer, sale.from, currency)) return;
      reader.fault("currency",
                   refused("CurrencyMismatch", quoted(sale.buyer.text()) + " is billed in " +
                                                   buyer->currency + ", not in " +
                                                   std::string(currency.code()) +
                                                   "; a sheet is in its buyer's currency."));
      return;
    }
    const auto& used = currencies_[sale.seller];
    if (used.empty() || used.contains("") || used.contains(std::string(currency.code()))) return;
    reader.fault("currency",
                 refused("CurrencyMismatch", "No buyer of " + quoted(sale.seller.text()) +
                                                 " is billed in " + std::string(currency.code()) +
                                                 "; a sheet is in its buyers' currency."));
  }

  void check_span(EntryReader& reader, Hour from, const std::optional<Hour>& to) {
    if (!to || from < *to) return;
    reader.fault("to", invalid("InvalidSpan", "It would end at " + to->to_string() +
                                                  ", but begins at " + from.to_string() +
                                                  "; the end is excluded and must come later."));
  }

  std::optional<Currency> read_currency(EntryReader& reader, const PriceSheet* existing) {
    reader.require("currency", existing != nullptr);
    std::optional<Currency> currency;
    if (existing != nullptr) currency = existing->currency;
    reader.parsed<std::optional<Currency>>(
        "currency", currency, [](std::string_view text) -> Result<std::optional<Currency>> {
          auto found = Currency::find(text);
          if (!found) return pass(found);
          return *found;
        });
    return currency;
  }

  void read_csv(const Entry& entry, EntryReader& reader, PriceSheet& sheet) {
    const Field& file = entry.field("file");
    if (file.state == FieldState::null) {
      sheet.links.clear();
      sheet.prices.clear();
    }
    if (file.state != FieldState::given) return;
    auto table = rating::parse_price_csv(file.content);
    if (table) {
      sheet.links = std::move(table->links);
      sheet.prices = std::move(table->prices);
      return;
    }
    std::vector<Error> details = std::move(table.error().details);
    if (details.empty()) details.push_back(std::move(table.error()));
    for (Error& fault : details) {
      if (fault.line > 0 && file.line > 0) {
        fault.message = file.text + " line " + std::to_string(fault.line) + ": " + fault.message;
      }
      reader.fault("file", std::move(fault));
    }
  }

  void add_sheet(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id") || !first_of_its_key(entry, seen_sheets_)) return;
    const SheetId id(entry.field("id").text);
    const PriceSheet* existing = prices_.sheet(id);
    const auto currency = read_currency(reader, existing);
    reader.require("seller", existing != nullptr);
    reader.require("from", existing != nullptr);
    if (!currency) return;
    PriceSheet sheet = existing != nullptr
                           ? *existing
                           : PriceSheet{id, {}, {}, *currency, {}, {}, {}, {}, {}, {}};
    sheet.currency = *currency;
    reader.id("seller", sheet.seller);
    reader.id("buyer", sheet.buyer);
    reader.hour("from", sheet.from);
    reader.hour("to", sheet.to);
    reader.id("base", sheet.base);
    if (entry.field("markup").state == FieldState::null) sheet.markup = Factor();
    reader.parsed("markup", sheet.markup, Factor::parse);
    check_span(reader, sheet.from, sheet.to);
    check_sale(reader, {sheet.seller, sheet.buyer, sheet.from});
    if (reader.sound()) {
      check_currency(reader, {sheet.seller, sheet.buyer, sheet.from}, *currency);
    }
    check_rows(reader, existing, sheet);
    read_csv(entry, reader, sheet);
    if (!reader.sound()) {
      unsound_sheets_.insert(id);
      return;
    }
    remember(std::move(sheet), existing, &entry);
  }

  void check_rows(EntryReader& reader, const PriceSheet* existing, const PriceSheet& sheet) {
    if (sheet.base.empty() && !sheet.markup.is_zero()) {
      reader.fault("markup", invalid("MarkupWithoutBase",
                                     "A markup needs the sheet it is added to; name it as "
                                     "`base`."));
    }
    if (sheet.markup < Factor::from_whole(-1)) {
      reader.fault("markup", invalid("InvalidMarkup",
                                     "A markup below -1 makes prices negative; -0.15 is 15 % "
                                     "off."));
    }
    if (sheet.base.empty()) reader.require("file", existing != nullptr);
  }

  void remember(PriceSheet sheet, const PriceSheet* existing, const Entry* entry) {
    sheet_entries_.emplace(sheet.id, std::pair(sheet, entry));
    drafts_.push_back({std::move(sheet), existing == nullptr
                                             ? std::nullopt
                                             : std::optional<rating::PriceFact>(*existing)});
  }

  void add_commitment(const Entry& entry) {
    EntryReader reader(entry, faults_);
    if (!reader.has_key("id") || !first_of_its_key(entry, seen_commitments_)) return;
    const std::string& id = entry.field("id").text;
    const auto known = commitments_.find(id);
    const Commitment* existing = known == commitments_.end() ? nullptr : known->second;
    for (const char* key : {"seller", "buyer", "amount", "from"}) {
      reader.require(key, existing != nullptr);
    }
    PartyId seller = existing != nullptr ? existing->seller : PartyId();
    PartyId buyer = existing != nullptr ? existing->buyer : PartyId();
    Hour from = existing != nullptr ? existing->from : Hour();
    std::optional<Hour> to = existing != nullptr ? existing->to : std::nullopt;
    reader.id("seller", seller);
    reader.id("buyer", buyer);
    reader.hour("from", from);
    reader.hour("to", to);
    check_span(reader, from, to);
    check_sale(reader, {seller, buyer, from});
    const auto amount = read_amount(entry, reader, existing, {seller, buyer, from});
    if (!reader.sound() || !amount) return;
    drafts_.push_back({Commitment{id, seller, buyer, *amount, from, to},
                       existing == nullptr ? std::nullopt
                                           : std::optional<rating::PriceFact>(*existing)});
  }

  // In the buyer's currency, and not negative.
  std::optional<Money> read_amount(const Entry& entry, EntryReader& reader,
                                   const Commitment* existing, const Sale& sale) {
    const auto party = months_.in(Period::containing(sale.from)).party(sale.buyer);
    if (!party) return std::nullopt;
    const auto currency = Currency::find(party->currency);
    if (!currency) return std::nullopt;
    const Field& field = entry.field("amount");
    if (field.state != FieldState::given) {
      return existing == nullptr ? std::nullopt : std::optional(existing->amount);
    }
    auto amount = Money::parse(field.text, *currency);
    if (!amount) {
      reader.fault("amount", std::move(amount.error()));
      return std::nullopt;
    }
    if (amount->is_negative()) {
      reader.fault("amount", invalid("NegativeCommitment",
                                     "A commitment is a minimum and cannot be negative."));
    }
    return *amount;
  }

  // One rate, or those of a file. The day and the rate are checked by whoever reads the file.
  void add_rates(const Entry& entry) {
    EntryReader reader(entry, faults_);
    const Field& file = entry.field("file");
    std::string csv = file.content;
    if (file.state != FieldState::given) {
      for (const char* key : {"from", "to", "date", "rate"}) reader.require(key, false);
      if (!reader.sound()) return;
      csv = "from,to,date,rate\n";
      for (const char* key : {"from", "to", "date", "rate"}) {
        csv += (csv.ends_with('\n') ? "" : ",") + entry.field(key).text;
      }
    }
    auto rates = rating::parse_rates(csv, entry.field("since").text);
    if (!rates) {
      for (Error& fault : rates.error().details) {
        fault.line = 0;
        reader.fault(file.state == FieldState::given ? "file" : "rate", std::move(fault));
      }
      if (rates.error().details.empty()) reader.fault("file", std::move(rates.error()));
      return;
    }
    for (rating::ExchangeRate& rate : *rates) {
      if (entry.field("source").state == FieldState::given) {
        rate.source = entry.field("source").text;
      }
      const auto* existing = prices_.exchange().find(rate.from, rate.to, rate.day);
      std::optional<rating::PriceFact> known;
      if (existing != nullptr) known = *existing;
      drafts_.push_back({std::move(rate), std::move(known)});
    }
  }

  // Of a sheet in the file, else as recorded.
  [[nodiscard]] const PriceSheet* sheet(const SheetId& id) const {
    const auto found = sheet_entries_.find(id);
    return found == sheet_entries_.end() ? prices_.sheet(id) : &found->second.first;
  }

  // A sheet recorded before may be brought into a circle by the file; then the file's is blamed.
  void check_bases() {
    for (const auto& [id, declared] : sheet_entries_) {
      const auto& [value, entry] = declared;
      if (value.base.empty() || unsound_sheets_.contains(value.base)) continue;
      const PriceSheet* base = sheet(value.base);
      if (base == nullptr) {
        faults_.add(*entry, "base",
                    invalid("UnknownBaseSheet", "There is no price sheet " +
                                                    quoted(value.base.text()) +
                                                    " to stand on; declare it first."));
      } else if (base->currency != value.currency) {
        faults_.add(*entry, "base",
                    refused("CurrencyMismatch", "The base " + quoted(base->id.text()) +
                                                    " is in " +
                                                    std::string(base->currency.code()) +
                                                    "; a base is in the same currency."));
      } else if (stands_on_itself(value)) {
        faults_.add(*entry, "base",
                    invalid("BaseSheetCycle", "By its bases this sheet stands on itself; one of "
                                              "them must have prices of its own."));
      }
    }
  }

  // A party whose currency the file changes must not leave sheets of its own behind.
  void check_kept_sheets() {
    std::map<PartyId, const Entry*> parties;
    for (const char* kind : {"partners", "customers"}) {
      for (const Entry& entry : book_.root.entries(kind)) {
        parties.emplace(PartyId(entry.field("id").text), &entry);
      }
    }
    for (const PriceSheet* kept : prices_.sheets()) {
      const auto declared = parties.find(kept->buyer);
      if (kept->buyer.empty() || declared == parties.end()) continue;
      if (seen_sheets_.contains(kept->id.text())) continue;
      const auto buyer = after_.party(kept->buyer);
      if (!buyer || billed_in(kept->buyer, kept->from, kept->currency)) continue;
      faults_.add(*declared->second, "currency",
                  refused("CurrencyMismatch", "Price sheet " + quoted(kept->id.text()) +
                                                  " for this buyer is in " +
                                                  std::string(kept->currency.code()) +
                                                  "; declare that sheet anew along with it."));
    }
  }

  [[nodiscard]] bool stands_on_itself(const PriceSheet& start) const {
    std::set<SheetId> seen;
    for (const PriceSheet* at = &start; at != nullptr && !at->base.empty(); at = sheet(at->base)) {
      if (!seen.insert(at->id).second) return at->id == start.id;
    }
    return false;
  }

  const Book& book_;
  const Registry& after_;
  const rating::PriceBook& prices_;
  Faults& faults_;
  registry::MonthViews months_;
  std::map<PartyId, std::set<std::string>> currencies_;
  std::vector<PriceDraft> drafts_;
  std::map<std::string, const Commitment*> commitments_;
  std::map<SheetId, std::pair<PriceSheet, const Entry*>> sheet_entries_;
  std::set<SheetId> unsound_sheets_;
  std::map<std::string, std::int64_t> seen_sheets_;
  std::map<std::string, std::int64_t> seen_commitments_;
};

}  // namespace

std::vector<PriceDraft> draft_prices(const Book& book, const Registry& after,
                                     const rating::PriceBook& prices, Faults& faults) {
  return PriceDrafter(book, after, prices, faults).all();
}

std::vector<rating::PriceFact> changed_prices(const std::vector<PriceDraft>& drafts) {
  std::vector<rating::PriceFact> facts;
  for (const PriceDraft& draft : drafts) {
    if (!draft.existing || *draft.existing != draft.value) facts.push_back(draft.value);
  }
  return facts;
}

}  // namespace tollbridge::engine
