// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "billing/bill.h"
#include "billing/tax.h"
#include "core/limits.h"

namespace tollbridge::billing {
namespace {

// "000001": six digits at least.
std::string number_text(std::uint64_t number) {
  std::string digits = std::to_string(number);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return digits;
}

std::unexpected<Error> unknown_party(const PartyId& id) {
  return fail(ErrorKind::not_found, "UnknownParty",
              "There is no party '" + id.text() + "' to write a document for.");
}

std::unexpected<Error> out_of_range(const PartyId& seller, const PartyId& buyer) {
  return fail(ErrorKind::invalid, "AmountOutOfRange",
              "The document of " + seller.text() + " for " + buyer.text() +
                  " sums to more than can be counted.");
}

// One document in the making.
struct Draft {
  PartyId buyer;
  Currency currency;
  std::vector<Line> lines;
  Period taxed_as_of;  // a month whose regime the document has
};

// By buyer, currency, and regime: empty for that of the closing's own month, which comes first.
using Drafts = std::map<std::tuple<PartyId, std::string, std::string>, Draft>;

// Which regime of tax the sales to each buyer have, month by month.
class Regimes {
 public:
  Regimes(const registry::Registry& registry, const Issue& issue)
      : registry_(registry), issue_(issue) {}

  // Empty if it is that of the closing's own month. Whoever is not known is told of later.
  std::string of(const PartyId& buyer, Currency currency, Period period) {
    if (period == issue_.period) return {};
    const std::string then = name(buyer, currency, period);
    return then == name(buyer, currency, issue_.period) ? std::string() : then;
  }

 private:
  std::string name(const PartyId& buyer, Currency currency, Period period) {
    std::string& known = names_[{buyer, period}];
    if (!known.empty()) return known;
    const auto seller = registry_.party(issue_.seller);
    const auto party = registry_.party(buyer);
    if (!seller || !party) return {};
    const auto tax =
        tax_on(Money::zero(currency), *seller, *party, period, RoundingProfile::en16931);
    if (tax) known = tax->category + " " + tax->rate_percent.to_string();
    return known;
  }

  const registry::Registry& registry_;
  const Issue& issue_;
  std::map<std::pair<PartyId, Period>, std::string> names_;
};

void collect(const std::vector<BuyerLines>& from, Regimes& regimes, const Issue& issue,
             Drafts& drafts) {
  for (const BuyerLines& buyer : from) {
    for (const Line& line : buyer.lines) {
      const Period period = line.of ? line.of->period : issue.period;
      const std::string regime = regimes.of(buyer.buyer, buyer.currency, period);
      const auto key = std::tuple(buyer.buyer, std::string(buyer.currency.code()), regime);
      const Draft fresh{buyer.buyer, buyer.currency, {}, regime.empty() ? issue.period : period};
      drafts.emplace(key, fresh).first->second.lines.push_back(line);
    }
  }
}

std::optional<Money> total_of(const std::vector<Line>& lines, Currency currency) {
  std::optional<Money> total = Money::zero(currency);
  for (const Line& line : lines) {
    if (total) total = total->plus(line.amount);
  }
  return total;
}

void number_lines(const std::string& document, std::vector<Line>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    lines[i].id = document + "-" + std::to_string(i + 1);
  }
}

void set_number(Document& document, std::uint64_t number) {
  document.number = number_text(number);
  document.id = document.seller.text() + "-" + document.number;
  number_lines(document.id, document.lines);
}

Result<Document> document_of(Draft draft, const registry::Registry& registry, const Issue& issue,
                             std::uint64_t number) {
  const auto seller = registry.party(issue.seller);
  if (!seller) return unknown_party(issue.seller);
  const auto buyer = registry.party(draft.buyer);
  if (!buyer) return unknown_party(draft.buyer);
  if (draft.lines.size() > limits::invoice_lines_max) {
    return fail(ErrorKind::refused, "TooManyLines",
                "The document for " + draft.buyer.text() + " would have " +
                    std::to_string(draft.lines.size()) + " lines; at most " +
                    std::to_string(limits::invoice_lines_max) + " are allowed.");
  }
  const auto total = total_of(draft.lines, draft.currency);
  if (!total) return out_of_range(issue.seller, draft.buyer);
  const RoundingProfile rounding = rounding_of(registry, issue.seller);
  auto tax = tax_on(*total, *seller, *buyer, draft.taxed_as_of, rounding);
  if (!tax) return pass(tax);
  if (issue.prices != nullptr) {
    auto local = local_tax(*tax, *seller, issue.prices->exchange(), issue.period, rounding);
    if (!local) return pass(local);
    tax->local = std::move(*local);
  }
  const auto payable = total->plus(tax->amount);
  if (!payable) return out_of_range(issue.seller, draft.buyer);

  const auto type = total->is_negative() ? DocumentType::credit_note : DocumentType::invoice;
  Document document{.id = {},
                    .number = {},
                    .seller = issue.seller,
                    .buyer = draft.buyer,
                    .period = issue.period,
                    .currency = draft.currency,
                    .rounding = rounding,
                    .type = type,
                    .status = DocumentStatus::issued,
                    .issued_at = issue.issued_at,
                    .corrects = {},
                    .reason = {},
                    .lines = std::move(draft.lines),
                    .total = *total,
                    .tax = std::move(*tax),
                    .payable = *payable,
                    .inputs = issue.inputs};
  set_number(document, number);
  return document;
}

// What stands against each line billed. An adjustment belongs to the line it names: together they
// are what was billed, and never is more than that given back.
struct Standing {
  std::map<std::string, std::string> adjusts;  // line -> the line it adjusts, or itself
  std::map<std::string, i128> billed;          // by line
  std::map<std::string, i128> credited;        // by line; of the sign of its amount
  std::map<std::string, i128> left;            // by the line adjusted: amounts minus credits
};

void read_billed(const Document& document, Standing& standing) {
  for (const Line& line : document.lines) {
    const bool adjusts = line.kind == LineKind::adjustment && line.of && !line.of->line.empty();
    const std::string& adjusted = adjusts ? line.of->line : line.id;
    standing.adjusts[line.id] = adjusted;
    standing.billed[line.id] = line.amount.minor_units();
    standing.left[adjusted] += line.amount.minor_units();
  }
}

Standing standing_of(const Document& original, const std::vector<Document>& issued) {
  Standing standing;
  read_billed(original, standing);
  for (const Document& document : issued) {
    if (document.corrects.empty() && document.id != original.id) read_billed(document, standing);
  }
  for (const Document& credit : issued) {
    if (credit.corrects.empty()) continue;
    for (const Line& line : credit.lines) {
      if (!line.of) continue;
      standing.credited[line.of->line] -= line.amount.minor_units();
      standing.left[standing.adjusts[line.of->line]] += line.amount.minor_units();
    }
  }
  return standing;
}

// What may still be credited of a line; of the sign of its amount, or 0. An adjustment that goes
// against the line it adjusts may be taken back whole; everything else only as far as the line and
// its adjustments together still stand (they may not: adjusted after being credited).
i128 left_of(const Line& line, Standing& standing) {
  const i128 own = line.amount.minor_units() - standing.credited[line.id];
  const std::string& adjusted = standing.adjusts[line.id];
  const bool negative = line.amount.is_negative();
  if (negative != (standing.billed[adjusted] < 0)) return own;
  const i128 left = standing.left[adjusted];
  return negative ? std::min(std::max(own, left), i128{0}) : std::max(std::min(own, left), i128{0});
}

std::optional<Money> credited_before(const Document& original,
                                     const std::vector<Document>& issued) {
  std::optional<Money> credited = Money::zero(original.currency);
  for (const Document& credit : issued) {
    if (credited && credit.corrects == original.id) credited = credited->plus(credit.total);
  }
  return credited;
}

// Tax of all that is credited with this note minus tax of what was before, so that parts sum to
// the tax of the whole. Empty on overflow.
std::optional<Money> tax_of_credit(const Document& original, const Money& before,
                                   const Money& total) {
  const auto after = before.plus(total);
  if (!after) return std::nullopt;
  const auto tax_after = percentage_of(*after, original.tax.rate_percent, original.rounding);
  const auto tax_before = percentage_of(before, original.tax.rate_percent, original.rounding);
  if (!tax_after || !tax_before) return std::nullopt;
  return tax_after->minus(*tax_before);
}

// Likewise of the tax in the seller's own currency, at the original's rate of exchange.
Result<std::optional<LocalTax>> local_tax_of_credit(const Document& original, const Money& before,
                                                    const Money& tax) {
  if (!original.tax.local) return std::nullopt;
  const LocalTax& told = *original.tax.local;
  auto tax_before = percentage_of(before, original.tax.rate_percent, original.rounding);
  if (!tax_before) return pass(tax_before);
  const auto tax_after = tax_before->plus(tax);
  if (!tax_after) return out_of_range(original.seller, original.buyer);
  const rating::ExchangeRate rate{original.currency, told.amount.currency(), told.day, told.rate,
                                  told.source};
  auto local_before = rating::exchanged(*tax_before, rate, original.rounding);
  auto local_after = rating::exchanged(*tax_after, rate, original.rounding);
  if (!local_before) return pass(local_before);
  if (!local_after) return pass(local_after);
  const auto local = local_after->minus(*local_before);
  if (!local) return out_of_range(original.seller, original.buyer);
  return LocalTax{*local, told.rate, told.day, told.source};
}

const Line* find_line(const Document& document, const std::string& id) {
  const auto found = std::find_if(document.lines.begin(), document.lines.end(),
                                  [&](const Line& line) { return line.id == id; });
  return found == document.lines.end() ? nullptr : &*found;
}

Status check_credit(const Document& original, const CreditLine& asked, Standing& standing) {
  const Line* line = find_line(original, asked.line);
  if (line == nullptr) {
    return fail(ErrorKind::not_found, "UnknownLine",
                "Document " + original.id + " has no line '" + asked.line + "'.");
  }
  const bool of_its_sign = !asked.amount.is_zero() && !line->amount.is_zero() &&
                           asked.amount.is_negative() == line->amount.is_negative();
  if (!(asked.amount.currency() == original.currency) || !of_its_sign) {
    return fail(ErrorKind::invalid, "InvalidCredit",
                "A credit for line " + asked.line + ", which is " + line->amount.to_string() +
                    ", must be an amount of its sign in " + std::string(original.currency.code()) +
                    ", not " + asked.amount.to_string() + " " +
                    std::string(asked.amount.currency().code()) + ".");
  }
  const i128 left = left_of(*line, standing);
  const i128 units = asked.amount.minor_units();
  if (units < 0 ? units < left : units > left) {
    const i128 credited = standing.credited[line->id];
    const auto text = [&](i128 of) { return Money(original.currency, of).to_string(); };
    return fail(ErrorKind::refused, "CreditExceedsLine",
                "Line " + asked.line + " is " + line->amount.to_string() + ", adjusted by " +
                    text(left + credited - line->amount.minor_units()) + ", credited " +
                    text(credited) + ": " + text(left) + " is left, so " +
                    asked.amount.to_string() + " cannot be credited.");
  }
  return {};
}

Line credit_line(const Document& original, const CreditLine& asked, const std::string& reason) {
  Line line = *find_line(original, asked.line);
  line.quantity = {};
  line.unit_price.reset();
  line.amount = asked.amount.negated();
  line.kind = LineKind::credit;
  line.cause = reason;
  line.of = LineOrigin{original.period, original.id, asked.line};
  return line;
}

}  // namespace

Result<std::vector<Document>> documents(const std::vector<BuyerLines>& lines,
                                        const std::vector<BuyerLines>& adjustment_lines,
                                        const registry::Registry& registry, const Issue& issue) {
  Regimes regimes(registry, issue);
  Drafts drafts;
  collect(lines, regimes, issue, drafts);
  Drafts adjusted;
  collect(adjustment_lines, regimes, issue, adjusted);
  for (auto& [key, draft] : adjusted) {
    std::stable_sort(draft.lines.begin(), draft.lines.end(), [](const Line& a, const Line& b) {
      return a.of && b.of && a.of->period < b.of->period;
    });
    const Draft fresh{draft.buyer, draft.currency, {}, draft.taxed_as_of};
    auto& into = drafts.emplace(key, fresh).first->second.lines;
    into.insert(into.end(), draft.lines.begin(), draft.lines.end());
  }
  std::vector<Document> result;
  std::uint64_t number = issue.next_number;
  for (auto& [key, draft] : drafts) {
    if (draft.lines.empty()) continue;
    auto document = document_of(std::move(draft), registry, issue, number++);
    if (!document) return pass(document);
    result.push_back(std::move(*document));
  }
  return result;
}

void reissue(std::vector<Document>& documents, std::uint64_t next_number, Instant issued_at) {
  for (Document& document : documents) {
    set_number(document, next_number++);
    document.issued_at = issued_at;
  }
}

Result<Document> credit_note(const Document& original, const std::vector<Document>& issued,
                             const std::vector<CreditLine>& lines, const std::string& reason,
                             const Issue& issue) {
  Standing standing = standing_of(original, issued);
  std::vector<Line> credit_lines;
  for (const CreditLine& asked : lines) {
    if (auto checked = check_credit(original, asked, standing); !checked) {
      return pass(checked);
    }
    standing.credited[asked.line] += asked.amount.minor_units();
    standing.left[standing.adjusts[asked.line]] -= asked.amount.minor_units();
    credit_lines.push_back(credit_line(original, asked, reason));
  }
  if (credit_lines.empty()) {
    return fail(ErrorKind::invalid, "InvalidCredit",
                "A credit note for " + original.id + " needs at least one line.");
  }
  const auto total = total_of(credit_lines, original.currency);
  const auto before = credited_before(original, issued);
  if (!total || !before) return out_of_range(issue.seller, original.buyer);
  if (!total->is_negative()) {
    return fail(ErrorKind::refused, "NothingToCredit",
                "What is to be credited of " + original.id + " sums to " +
                    total->negated().to_string() + " " + std::string(original.currency.code()) +
                    "; a credit gives money back, so it must be more than 0.");
  }
  const auto tax = tax_of_credit(original, *before, *total);
  if (!tax) return out_of_range(issue.seller, original.buyer);
  const auto payable = total->plus(*tax);
  if (!payable) return out_of_range(issue.seller, original.buyer);
  auto local = local_tax_of_credit(original, *before, *tax);
  if (!local) return pass(local);
  const std::string number = number_text(issue.next_number);
  std::string id = issue.seller.text() + "-" + number;
  number_lines(id, credit_lines);
  return Document{.id = std::move(id),
                  .number = number,
                  .seller = issue.seller,
                  .buyer = original.buyer,
                  .period = issue.period,
                  .currency = original.currency,
                  .rounding = original.rounding,
                  .type = DocumentType::credit_note,
                  .status = DocumentStatus::issued,
                  .issued_at = issue.issued_at,
                  .corrects = original.id,
                  .reason = reason,
                  .lines = std::move(credit_lines),
                  .total = *total,
                  .tax = Tax{original.tax.category, original.tax.rate_percent, *tax,
                             original.tax.note, *local},
                  .payable = *payable,
                  .inputs = issue.inputs};
}

std::vector<CreditLine> creditable(const Document& original, const std::vector<Document>& issued) {
  Standing standing = standing_of(original, issued);
  std::vector<CreditLine> result;
  for (const Line& line : original.lines) {
    const i128 left = left_of(line, standing);
    if (left != 0) result.push_back({line.id, Money(original.currency, left)});
  }
  return result;
}

DocumentStatus status_after(const Document& original, const std::vector<Document>& issued) {
  const auto credited = credited_before(original, issued);
  const bool all = credited && !credited->is_zero() && *credited == original.total.negated();
  return all ? DocumentStatus::voided : original.status;
}

}  // namespace tollbridge::billing
