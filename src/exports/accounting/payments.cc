// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "exports/accounting/ledger.h"
#include "exports/accounting/rate_of.h"

namespace tollbridge::exports::accounting {
namespace {

using billing::PaymentEntry;
using OptionalRate = std::optional<rating::ExchangeRate>;

std::unexpected<Error> too_large(const std::string& id) {
  return fail(ErrorKind::invalid, "AmountOutOfRange", "The payments of " + id + " are too large.");
}

class Payments {
 public:
  Payments(const Issued& issued, const std::vector<PaidDocument>& paid,
           const rating::ExchangeTable& rates, Ledger& ledger)
      : issued_(issued), rates_(rates), ledger_(ledger) {
    for (const PaidDocument& one : paid) paid_.emplace(one.document.id, &one);
  }

  Status add(Period month) {
    std::vector<std::pair<const PaidDocument*, const PaymentEntry*>> found;
    for (const auto& [id, one] : paid_) {
      for (const PaymentEntry& entry : one->entries) {
        if (Period::containing(Hour::containing(entry.known_at)) == month) {
          found.emplace_back(one, &entry);
        }
      }
    }
    std::ranges::sort(found, {}, [](const auto& one) {
      return std::tuple(one.second->known_at, one.second->document, one.second->n);
    });
    for (const auto& [paid, entry] : found) {
      if (auto done = add_entry(*paid, *entry); !done) return done;
    }
    return {};
  }

 private:
  // What all entries up to and with `n` are in the books' currency at the document's rate; parts
  // are differences of these, so that a paid document leaves nothing over.
  Result<Money> booked_to(const PaidDocument& paid, const OptionalRate& rate, std::uint32_t n) {
    std::optional<Money> sum = Money::zero(paid.document.currency);
    for (const PaymentEntry& entry : paid.entries) {
      if (entry.n <= n && sum) sum = sum->plus(entry.amount);
    }
    if (!sum) return too_large(paid.document.id);
    return in_books(*sum, rate, paid.document.rounding);
  }

  Result<Money> booked(const PaidDocument& paid, const PaymentEntry& entry) {
    auto rate = rate_of(paid.document, ledger_.currency, paid.rates);
    if (!rate) return pass(rate);
    auto after = booked_to(paid, *rate, entry.n);
    if (!after) return after;
    auto before = booked_to(paid, *rate, entry.n - 1);
    if (!before) return before;
    const auto part = after->minus(*before);
    if (!part) return too_large(paid.document.id);
    return *part;
  }

  // The day whose rate holds: an entry that undoes another has the rate of that one.
  static const std::string& day_of(const PaidDocument& paid, const PaymentEntry& entry) {
    const auto undone = std::ranges::find(paid.entries, entry.undoes, &PaymentEntry::id);
    return undone == paid.entries.end() ? entry.day : undone->day;
  }

  Result<OptionalRate> rate_of_day(const PaidDocument& paid, const PaymentEntry& entry) {
    if (paid.document.currency == ledger_.currency) return OptionalRate();
    const std::string& day = day_of(paid, entry);
    const auto by = parse_instant_or_date(day);
    auto rate = by ? rates_.rate(paid.document.currency, ledger_.currency, *by) : OptionalRate();
    if (rate) return rate;
    return fail(ErrorKind::refused, "ExchangeRateMissing",
                entry.id() + " is in " + std::string(paid.document.currency.code()) +
                    " and the books are kept in " + std::string(ledger_.currency.code()) +
                    ": no rate of exchange is known by " + day +
                    "; declare it in a book (exchange_rates).");
  }

  Status add_entry(const PaidDocument& paid, const PaymentEntry& entry) {
    if (!entry.set_off.empty()) return add_set_off(paid, entry);
    auto claim = booked(paid, entry);
    if (!claim) return pass(claim);
    auto rate = rate_of_day(paid, entry);
    if (!rate) return pass(rate);
    auto bank = in_books(entry.amount, *rate, paid.document.rounding);
    if (!bank) return pass(bank);
    return add_voucher(paid, entry, *rate, *bank, {claim->negated()});
  }

  // One voucher for both sides, made at the one whose document comes first.
  Status add_set_off(const PaidDocument& paid, const PaymentEntry& entry) {
    if (entry.set_off < entry.document) return {};
    const auto other = paid_.find(entry.set_off);
    if (other == paid_.end()) return {};
    const auto side = std::ranges::find_if(other->second->entries, [&](const PaymentEntry& one) {
      return one.set_off == entry.document && one.known_at == entry.known_at &&
             one.amount == entry.amount.negated();
    });
    if (side == other->second->entries.end()) return {};
    auto claim = booked(paid, entry);
    if (!claim) return pass(claim);
    auto opposite = booked(*other->second, *side);
    if (!opposite) return pass(opposite);
    return add_voucher(paid, entry, {}, Money::zero(ledger_.currency),
                       {claim->negated(), opposite->negated()});
  }

  Status add_voucher(const PaidDocument& paid, const PaymentEntry& entry, const OptionalRate& rate,
                     const Money& bank, const std::vector<Money>& claims) {
    Voucher voucher{paid.document, issued_.name_of(paid.document.buyer), {}, rate, entry};
    voucher.document.lines.clear();
    i128 sum = bank.minor_units();
    if (sum != 0) voucher.postings.push_back({AccountRole::bank, {}, bank});
    for (const Money& claim : claims) {
      sum += claim.minor_units();
      if (!claim.is_zero()) voucher.postings.push_back({AccountRole::receivables, {}, claim});
    }
    if (sum != 0) {
      voucher.postings.push_back(
          {AccountRole::exchange_difference, {}, Money(ledger_.currency, -sum)});
    }
    if (!voucher.postings.empty()) ledger_.vouchers.push_back(std::move(voucher));
    return {};
  }

  const Issued& issued_;
  const rating::ExchangeTable& rates_;
  Ledger& ledger_;
  std::map<std::string, const PaidDocument*> paid_;
};

}  // namespace

Status add_payments(const Issued& issued, const std::vector<PaidDocument>& paid, Period month,
                    const rating::ExchangeTable& rates, Ledger& ledger) {
  return Payments(issued, paid, rates, ledger).add(month);
}

}  // namespace tollbridge::exports::accounting
