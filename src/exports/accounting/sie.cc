// SPDX-License-Identifier: Apache-2.0
// SIE 4, "Filformat SIE typ 4B" of SIE-Gruppen: lines of labels and fields in IBM PC 8-bit (code
// page 437), texts in quotes, amounts with a dot, debit positive.
#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "exports/accounting/ledger.h"

namespace tollbridge::exports::accounting {
namespace {

struct BasAccount {
  std::string number;
  std::string name;
};

// Accounts of the BAS plan.
BasAccount account_of(const Posting& posting) {
  const std::string rate = posting.tax_rate.to_string();
  const std::string_view level = rate == "12" ? "2" : rate == "6" ? "3" : "1";
  const std::string percent = rate + " % moms";
  switch (posting.account) {
    case AccountRole::receivables: return {"1510", "Kundfordringar"};
    case AccountRole::sales:
      return {"300" + std::string(level), "Försäljning inom Sverige, " + percent};
    case AccountRole::sales_reverse_charge:
      return {"3308", "Försäljning tjänster till annat EU-land"};
    case AccountRole::sales_outside_scope:
      return {"3305", "Försäljning tjänster till land utanför EU"};
    case AccountRole::sales_one_stop_shop:
      return {"3309", "Försäljning till konsumenter i annat EU-land"};
    case AccountRole::vat:
      return {"26" + std::string(level) + "1", "Utgående moms, " + rate + " %"};
    case AccountRole::vat_one_stop_shop:
      return {"2670", "Utgående moms på försäljning inom EU, OSS"};
    case AccountRole::rounding: return {"3740", "Öres- och kronutjämning"};
    case AccountRole::bank: return {"1930", "Företagskonto"};
    case AccountRole::exchange_difference:
      if (posting.amount.is_negative()) return {"3960", "Valutakursvinster på fordringar"};
      return {"7960", "Valutakursförluster på fordringar"};
  }
  return {};
}

// Letters of code page 437 beyond ASCII that names are written with.
constexpr std::array<std::pair<char32_t, unsigned char>, 38> pc8{{
    {U'Ç', 0x80}, {U'ü', 0x81}, {U'é', 0x82}, {U'â', 0x83}, {U'ä', 0x84}, {U'à', 0x85},
    {U'å', 0x86}, {U'ç', 0x87}, {U'ê', 0x88}, {U'ë', 0x89}, {U'è', 0x8a}, {U'ï', 0x8b},
    {U'î', 0x8c}, {U'ì', 0x8d}, {U'Ä', 0x8e}, {U'Å', 0x8f}, {U'É', 0x90}, {U'æ', 0x91},
    {U'Æ', 0x92}, {U'ô', 0x93}, {U'ö', 0x94}, {U'ò', 0x95}, {U'û', 0x96}, {U'ù', 0x97},
    {U'ÿ', 0x98}, {U'Ö', 0x99}, {U'Ü', 0x9a}, {U'£', 0x9c}, {U'á', 0xa0}, {U'í', 0xa1},
    {U'ó', 0xa2}, {U'ú', 0xa3}, {U'ñ', 0xa4}, {U'Ñ', 0xa5}, {U'ß', 0xe1}, {U'µ', 0xe6},
    {U'°', 0xf8}, {U'§', 0x15},
}};

// The letter at `at`, which moves behind it; bytes that are no UTF-8 are letters nobody has.
char32_t next_letter(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at++]);
  if (first < 0x80) return first;
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
  char32_t letter = first & (0x3fU >> static_cast<unsigned>(more));
  for (int i = 0; i < more && at < text.size(); ++i) {
    letter = (letter << 6U) | (static_cast<unsigned char>(text[at++]) & 0x3fU);
  }
  return more == 0 ? U'\uffff' : letter;
}

// "…" as SIE has it: in PC8, quotes and back-slashes escaped, control characters as blanks.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const char32_t letter = next_letter(text, at);
    if (letter < 0x20 || letter == 0x7f) {
      result += ' ';
    } else if (letter == U'"' || letter == U'\\') {
      result += {'\\', static_cast<char>(letter)};
    } else if (letter < 0x80) {
      result += static_cast<char>(letter);
    } else {
      const auto found = std::ranges::find(pc8, letter, &decltype(pc8)::value_type::first);
      result += found == pc8.end() ? '?' : static_cast<char>(found->second);
    }
  }
  return result + '"';
}

std::string day_of(Instant instant) {
  std::string day = date_text(instant);
  std::erase(day, '-');
  return day;
}

// "556000-0001", from "0007:5560000001" or the VAT number.
std::string organisation_number(const registry::PartyDetails& seller) {
  std::string digits;
  if (seller.papers.legal_id.starts_with("0007:")) {
    digits = seller.papers.legal_id.substr(5);
  } else if (seller.vat_id.starts_with("SE") && seller.vat_id.size() == 14) {
    digits = seller.vat_id.substr(2, 10);
  }
  return digits.size() == 10 ? digits.substr(0, 6) + "-" + digits.substr(6) : digits;
}

// The day a voucher is of.
std::string day_of(const Voucher& voucher) {
  if (!voucher.payment) return day_of(voucher.document.issued_at);
  std::string day = voucher.payment->day;
  std::erase(day, '-');
  return day;
}

class Writer {
 public:
  Writer(const Ledger& ledger, std::string_view version, const TextSink& sink)
      : ledger_(ledger), version_(version), sink_(sink) {}

  Status write() {
    head();
    accounts();
    for (const Voucher& voucher : ledger_.vouchers) add(voucher);
    return status_;
  }

 private:
  void line(const std::string& text) {
    if (status_) status_ = sink_(text + "\n");
  }

  void head() {
    std::set<std::string, std::greater<>> years;
    std::string made = "19700101";
    for (const Voucher& voucher : ledger_.vouchers) {
      const std::string day = day_of(voucher);
      years.insert(day.substr(0, 4));
      made = std::max(made, day);
    }
    line("#FLAGGA 0");
    line("#PROGRAM \"Tollbridge\" " + quoted(version_));
    line("#FORMAT PC8");
    line("#GEN " + made);
    line("#SIETYP 4");
    const std::string number = organisation_number(ledger_.details);
    if (!number.empty()) line("#ORGNR " + number);
    line("#FNAMN " + quoted(ledger_.details.name));
    int place = 0;
    for (const std::string& year : years) {
      line("#RAR " + std::to_string(place--) + " " + year + "0101 " + year + "1231");
    }
    line("#VALUTA " + std::string(ledger_.currency.code()));
  }

  void accounts() {
    std::map<std::string, std::string> used;
    for (const Voucher& voucher : ledger_.vouchers) {
      for (const Posting& posting : voucher.postings) {
        BasAccount account = account_of(posting);
        used.emplace(std::move(account.number), std::move(account.name));
      }
    }
    for (const auto& [number, name] : used) {
      line("#KONTO " + number + " " + quoted(name));
      const std::string_view kind = number.front() == '1'   ? " T"
                                    : number.front() == '2' ? " S"
                        : number.front() == '7' ? " K"
                                                : " I";
      line("#KTYP " + number + std::string(kind));
    }
  }

  // Payments have a series of their own and are numbered by whoever reads the file.
  void add_payment(const Voucher& voucher) {
    const billing::PaymentEntry& payment = *voucher.payment;
    std::string text = std::string(payment.undoes.empty() ? "" : "Rättelse: ") +
                       (payment.set_off.empty() ? "Betalning " : "Kvittning ") + payment.id() +
                       ", " + voucher.buyer_name;
    if (voucher.rate) {
      text += ", " + payment.amount.to_string() + " " +
              std::string(payment.amount.currency().code()) + " à " +
              voucher.rate->rate.to_string();
    }
    line("#VER \"B\" \"\" " + day_of(voucher) + " " + quoted(text));
    line("{");
    for (const Posting& posting : voucher.postings) {
      line("   #TRANS " + account_of(posting).number + " {} " + posting.amount.to_string() + " " +
           day_of(voucher) + " " + quoted(payment.id()));
    }
    line("}");
  }

  void add(const Voucher& voucher) {
    if (voucher.payment) return add_payment(voucher);
    const billing::Document& document = voucher.document;
    const std::string day = day_of(document.issued_at);
    const bool credit = document.type == billing::DocumentType::credit_note;
    std::string text = (credit ? "Kreditfaktura " : "Faktura ") + document.id + ", " +
                       voucher.buyer_name;
    if (voucher.rate) {
      text += ", " + document.payable.to_string() + " " + std::string(document.currency.code()) +
              " à " + voucher.rate->rate.to_string();
    }
    line("#VER \"F\" " + quoted(document.number) + " " + day + " " + quoted(text));
    line("{");
    for (const Posting& posting : voucher.postings) {
      line("   #TRANS " + account_of(posting).number + " {} " + posting.amount.to_string() + " " +
           day + " " + quoted(document.id));
    }
    line("}");
  }

  const Ledger& ledger_;
  std::string_view version_;
  const TextSink& sink_;
  Status status_;
};

}  // namespace

Status write_sie(const Ledger& ledger, std::string_view program_version, const TextSink& sink) {
  return Writer(ledger, program_version, sink).write();
}

}  // namespace tollbridge::exports::accounting
