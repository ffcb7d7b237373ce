// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/paper.h"

#include <algorithm>
#include <map>
#include <utility>

#include "billing/payment.h"
#include "core/printable.h"

namespace tollbridge::exports::pdf {
namespace {

using billing::Document;
using billing::DocumentType;
using billing::Line;
using billing::LineKind;

constexpr std::size_t address_lines_max = 12;

// The lines of one customer subscription, wherever they stand in the document.
struct Group {
  SubscriptionId subscription;
  PartyId customer;
  std::vector<const Line*> lines;
  i128 sum = 0;
};

std::vector<Group> groups_of(const Document& document) {
  std::vector<Group> groups;
  std::map<std::pair<SubscriptionId, PartyId>, std::size_t> places;
  for (const Line& line : document.lines) {
    const auto [place, added] =
        places.emplace(std::pair(line.subscription, line.customer), groups.size());
    if (added) groups.push_back({line.subscription, line.customer, {}, 0});
    groups[place->second].lines.push_back(&line);
    groups[place->second].sum += line.amount.minor_units();
  }
  return groups;
}

bool stands_by_itself(const Line& line) {
  return line.kind == LineKind::adjustment || line.kind == LineKind::credit;
}

std::string without_directions(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view letter = std::string_view(text).substr(i, 3);
    if ((letter >= "\u202a" && letter <= "\u202e") ||
        (letter >= "\u2066" && letter <= "\u2069")) {
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

class Writer {
 public:
  Writer(const Document& document, const registry::Registry& registry, Language language)
      : document_(document), registry_(registry), language_(language),
        groups_(groups_of(document)),
        payment_(billing::payment_of(document, details(document.seller),
                                     details(document.buyer))) {}

  Paper paper() {
    Paper paper;
    paper.language = language_;
    paper.title = word(credit() ? Text::credit_note : Text::invoice);
    paper.id = one_line(document_.id);
    paper.issued_at = document_.issued_at;
    paper.seller = contact(document_.seller);
    paper.buyer = contact(document_.buyer);
    paper.facts = facts();
    const bool theirs = document_.payable.is_negative();
    paper.payable = {word(theirs ? Text::in_your_favour : Text::to_pay),
                     money(theirs ? document_.payable.negated() : document_.payable)};
    paper.remarks = remarks();
    paper.tables.push_back(taxes());
    if (!document_.payable.is_negative() && !document_.payable.is_zero()) {
      paper.tables.push_back(payment());
    }
    paper.tables.push_back(summary());
    for (const Group& group : groups_) paper.tables.push_back(section(group));
    return paper;
  }

 private:
  [[nodiscard]] std::string word(Text which) const { return std::string(text(which, language_)); }
  [[nodiscard]] std::string money(const Money& amount) const {
    return money_text(amount, language_);
  }
  [[nodiscard]] std::string number(const std::string& decimal) const {
    return number_text(decimal, language_);
  }
  [[nodiscard]] std::string sum(i128 minor_units) const {
    return number(Money(document_.currency, minor_units).to_string());
  }
  [[nodiscard]] std::string code() const { return std::string(document_.currency.code()); }
  [[nodiscard]] bool credit() const { return document_.type == DocumentType::credit_note; }

  [[nodiscard]] registry::PartyDetails details(const PartyId& id) const {
    auto found = registry_.party(id);
    if (found && !found->name.empty()) return *found;
    registry::PartyDetails unnamed = found.value_or(registry::PartyDetails{});
    unnamed.name = id.text();
    return unnamed;
  }

  [[nodiscard]] Contact contact(const PartyId& id) const {
    const registry::PartyDetails party = details(id);
    Contact contact{one_line(party.name), {}};
    std::string_view rest = party.address;
    while (!rest.empty() && contact.lines.size() < address_lines_max) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      if (end > 0) contact.lines.push_back(one_line(rest.substr(0, end)));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const registry::Papers& papers = party.papers;
    const bool both = !papers.postal_code.empty() && !papers.city.empty();
    if (!papers.postal_code.empty() || !papers.city.empty()) {
      contact.lines.push_back(one_line(papers.postal_code + (both ? " " : "") + papers.city));
    }
    if (!party.country.empty()) contact.lines.push_back(country_name(party.country, language_));
    if (!party.vat_id.empty()) {
      contact.lines.push_back(word(Text::vat_id) + " " + one_line(party.vat_id));
    }
    if (papers.legal_id.size() > 5) {
      contact.lines.push_back(word(Text::company_number) + " " +
                              one_line(papers.legal_id.substr(5)));
    }
    if (id == document_.seller && papers.f_skatt == "yes") {
      contact.lines.push_back(word(Text::f_skatt));
    }
    for (const std::string* text : {&papers.contact, &papers.phone, &papers.email}) {
      if (!text->empty()) contact.lines.push_back(one_line(*text));
    }
    return contact;
  }

  // What the buyer asked to read, else its id.
  [[nodiscard]] std::string reference() const {
    const std::string wanted = details(document_.buyer).papers.reference;
    return wanted.empty() ? document_.buyer.text() : wanted;
  }

  [[nodiscard]] std::vector<Fact> facts() const {
    std::vector<Fact> facts{
        {word(Text::document_number), one_line(document_.id)},
        {word(Text::issue_date), date_in_words(document_.issued_at, language_)},
        {word(Text::billing_period), period_in_words(document_.period, language_)},
        {word(Text::your_reference), one_line(reference())},
        {word(Text::currency), code()}};
    const std::string& order = details(document_.buyer).papers.order;
    if (!order.empty()) facts.push_back({word(Text::your_order), one_line(order)});
    if (payment_.due) {
      facts.push_back({word(Text::due_date), date_in_words(*payment_.due, language_)});
    }
    if (!document_.corrects.empty()) {
      facts.push_back({word(Text::corrects), one_line(document_.corrects)});
    }
    return facts;
  }

  [[nodiscard]] std::vector<std::string> remarks() const {
    std::vector<std::string> remarks;
    if (!document_.reason.empty()) {
      remarks.push_back(word(Text::reason) + ": " +
                        one_line(document_.reason, reason_letters_max));
    }
    if (document_.payable.is_negative()) {
      remarks.push_back(word(Text::favour_explained) + " " + money(document_.payable.negated()) +
                        ".");
    } else if (document_.payable.is_zero()) {
      remarks.push_back(word(Text::nothing_to_pay));
    }
    if (document_.tax.local) remarks.push_back(told_tax());
    return remarks;
  }

  // Whose the group's lines are: the customer's name, or what kind of subscription pays.
  [[nodiscard]] std::string name_of(const Group& group) const {
    if (!group.customer.empty()) return one_line(details(group.customer).name);
    if (group.subscription.empty()) return word(Text::whole_document);
    const auto* subscription = registry_.subscription(group.subscription);
    const bool shared = subscription != nullptr && subscription->offer == registry::Offer::apss;
    return word(shared ? Text::shared_subscription : Text::own_subscription);
  }

  [[nodiscard]] Table summary() const {
    Table table{TableKind::summary,
                word(Text::summary),
                word(Text::summary_rows) + " " + code(),
                {{word(Text::customer), Align::start, true},
                 {word(Text::subscription), Align::start, false},
                 {word(Text::lines), Align::end, false},
                 {word(Text::amount), Align::end, false}},
                {}};
    for (const Group& group : groups_) {
      table.rows.push_back({RowKind::line,
                            {name_of(group), one_line(group.subscription.text()),
                             number(std::to_string(group.lines.size())), sum(group.sum)},
                            {}});
    }
    table.rows.push_back({RowKind::total, {word(Text::net_total), plain(document_.total)}, {}});
    return table;
  }

  [[nodiscard]] std::string plain(const Money& amount) const { return number(amount.to_string()); }
  [[nodiscard]] std::string rate() const {
    return number(document_.tax.rate_percent.to_string()) + "\u00a0%";
  }

  [[nodiscard]] Table taxes() const {
    const billing::Tax& tax = document_.tax;
    const bool theirs = document_.payable.is_negative();
    return {TableKind::taxes,
            word(Text::taxes),
            word(Text::summary_rows) + " " + code(),
            {{word(Text::category), Align::start, true},
             {word(Text::rate), Align::end, false},
             {word(Text::taxable), Align::end, false},
             {word(Text::tax_amount), Align::end, false},
             {word(Text::gross_total), Align::end, false}},
            {{RowKind::line,
              {category_name(tax.category, language_), rate(), plain(document_.total),
               plain(tax.amount), plain(document_.payable)},
              one_line(category_note(tax.category, tax.note, language_), reason_letters_max)},
             {RowKind::total,
              {word(theirs ? Text::gross_total : Text::to_pay), plain(document_.payable)},
              {}}}};
  }

  [[nodiscard]] Table payment() const {
    const auto fact = [](std::string label, std::string value) {
      return Row{RowKind::line, {std::move(label), std::move(value)}, {}};
    };
    Table table{TableKind::payment,
                word(Text::payment),
                {},
                {{{}, Align::start, false}, {{}, Align::start, true}},
                {fact(word(Text::pay_amount), money(document_.payable)),
                 fact(word(Text::pay_to), one_line(details(document_.seller).name))}};
    for (const billing::Account& account : payment_.accounts) {
      table.rows.push_back(fact(account_name(account.kind), one_line(account.id)));
      if (!account.bic.empty()) table.rows.push_back(fact("BIC", one_line(account.bic)));
    }
    table.rows.push_back(fact(word(payment_.is_ocr ? Text::ocr_number : Text::pay_reference),
                              one_line(payment_.reference)));
    if (payment_.days) {
      table.rows.push_back(fact(word(Text::payment_terms), net_days(*payment_.days)));
    }
    if (payment_.due) {
      table.rows.push_back(
          fact(word(Text::due_date), date_in_words(*payment_.due, language_)));
    }
    return table;
  }

  [[nodiscard]] std::string account_name(billing::AccountKind kind) const {
    switch (kind) {
      case billing::AccountKind::bankgiro: return word(Text::bankgiro);
      case billing::AccountKind::plusgiro: return word(Text::plusgiro);
      case billing::AccountKind::iban: break;
    }
    return "IBAN";
  }

  // "Net 30 days", "Netto 30 dagar".
  [[nodiscard]] std::string net_days(int days) const {
    return word(Text::net_days_before) + " " + std::to_string(days) + " " +
           word(Text::net_days_after);
  }

  // "VAT in SEK: 3,961.82 (1 EUR = 11.4325 SEK, 30 October 2026, ECB)"
  [[nodiscard]] std::string told_tax() const {
    if (!document_.tax.local) return {};
    const billing::LocalTax& local = *document_.tax.local;
    const std::string to(local.amount.currency().code());
    const auto day = parse_instant_or_date(local.day);
    return word(Text::told_tax) + " " + to + ": " + plain(local.amount) + " (1 " + code() + " = " +
           number(local.rate.to_string()) + " " + to + ", " +
           (day ? date_in_words(*day, language_) : local.day) + ", " + one_line(local.source) + ")";
  }

  [[nodiscard]] Table section(const Group& group) const {
    Table table{TableKind::lines,
                name_of(group),
                {},
                {{word(Text::number), Align::end, false},
                 {word(Text::description), Align::start, true},
                 {word(Text::quantity), Align::end, false},
                 {word(Text::unit), Align::start, false},
                 {word(Text::unit_price), Align::end, false},
                 {word(Text::amount) + " " + code(), Align::end, false}},
                {}};
    if (!group.subscription.empty()) {
      table.subtitle = word(Text::subscription) + " " + one_line(group.subscription.text());
    }
    for (const Line* line : group.lines) {
      if (!stands_by_itself(*line)) table.rows.push_back(row(*line));
    }
    const bool usage_above = !table.rows.empty();
    bool grouped = false;
    for (const Line* line : group.lines) {
      if (!stands_by_itself(*line)) continue;
      if (usage_above && !grouped) {
        table.rows.push_back({RowKind::group, {word(Text::adjustments)}, {}});
        grouped = true;
      }
      table.rows.push_back(row(*line));
    }
    table.rows.push_back(
        {RowKind::total, {word(Text::section_sum), sum(group.sum)}, {}});
    return table;
  }

  [[nodiscard]] Row row(const Line& line) const {
    const std::string name = line.name.empty() ? line.meter.text() : line.name;
    const std::string quantity = line.quantity.is_zero() && !line.unit_price
                                     ? std::string()
                                     : number(line.quantity.to_string());
    return {RowKind::line,
            {line.id.substr(line.id.rfind('-') + 1), one_line(name), quantity,
             quantity.empty() ? std::string() : one_line(line.unit),
             line.unit_price ? number(line.unit_price->to_string()) : "",
             plain(line.amount)},
            note(line)};
  }

  // "Adjusts October 2026, line provider-000001-3: usage reported late."
  [[nodiscard]] std::string note(const Line& line) const {
    std::string note;
    if (!line.tier_from.is_zero()) {
      note = word(Text::tier_from) + " " + number(line.tier_from.to_string()) + ". ";
    }
    if (line.of) {
      note += word(line.kind == LineKind::credit ? Text::credits : Text::adjusts) + " " +
              period_in_words(line.of->period, language_) + ", " +
              (line.of->line.empty() ? word(Text::adjusts_new)
                                     : word(Text::line) + " " + one_line(line.of->line));
    }
    // The reason of a credit by hand stands at the top, once.
    if (!line.cause.empty() && line.cause != document_.reason) {
      if (line.of) note += ": ";
      note += one_line(cause_in_words(line.cause, language_));
    }
    while (note.ends_with(' ') || note.ends_with('.')) note.pop_back();
    return note;
  }

  const Document& document_;
  const registry::Registry& registry_;
  Language language_;
  std::vector<Group> groups_;
  billing::Payment payment_;
};

}  // namespace

Result<Paper> paper_of(const billing::Document& document, const registry::Registry& registry,
                       Language language) {
  if (document.lines.size() > paper_lines_max) {
    return fail(ErrorKind::refused, "TooManyLines",
                "Document " + document.id + " has " + std::to_string(document.lines.size()) +
                    " lines; at most " + std::to_string(paper_lines_max) +
                    " are printed. Its JSON has them all.");
  }
  return Writer(document, registry, language).paper();
}

std::string one_line(std::string_view text, std::size_t letters_max) {
  // Bounded before it is looked at: a letter has at most four bytes.
  const bool longer = text.size() > letters_max * 4;
  std::string line = printable(longer ? text.substr(0, letters_max * 4) : text);
  std::ranges::replace(line, '\n', ' ');
  line = without_directions(line);
  std::size_t letters = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U;
    if (begins && ++letters > letters_max) return line.substr(0, i) + "…";
  }
  return longer ? line + "…" : line;
}

}  // namespace tollbridge::exports::pdf
