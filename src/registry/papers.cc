// SPDX-License-Identifier: Apache-2.0
#include "registry/papers.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/money.h"

namespace tollbridge::registry {
namespace {

constexpr std::size_t text_bytes_max = 400;

constexpr std::array fields{
    PaperField{"vat_status", &Papers::vat_status},
    PaperField{"tax_currency", &Papers::tax_currency},
    PaperField{"legal_id", &Papers::legal_id},
    PaperField{"endpoint", &Papers::endpoint},
    PaperField{"postal_code", &Papers::postal_code},
    PaperField{"city", &Papers::city},
    PaperField{"contact", &Papers::contact},
    PaperField{"phone", &Papers::phone},
    PaperField{"email", &Papers::email},
    PaperField{"reference", &Papers::reference},
    PaperField{"order", &Papers::order},
    PaperField{"payment_days", &Papers::payment_days},
    PaperField{"iban", &Papers::iban},
    PaperField{"bic", &Papers::bic},
    PaperField{"bankgiro", &Papers::bankgiro},
    PaperField{"plusgiro", &Papers::plusgiro},
    PaperField{"f_skatt", &Papers::f_skatt},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool digits_only(std::string_view text) { return std::ranges::all_of(text, is_digit); }

int luhn_sum(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, twice = !twice) {
    const int weighted = (*digit - '0') * (twice ? 2 : 1);
    sum += weighted / 10 + weighted % 10;
  }
  return sum;
}

bool is_vat_status(std::string_view text) { return text == "business" || text == "consumer"; }
bool is_yes_or_no(std::string_view text) { return text == "yes" || text == "no"; }

// Four digits, a colon, a number without blanks.
bool is_scheme_and_id(std::string_view text) {
  return text.size() > 5 && text.size() <= 60 && digits_only(text.substr(0, 4)) &&
         text[4] == ':' && text.find_first_of(" \t\r\n") == text.npos;
}

// What Peppol's rules call one (DE-R-028), loosely.
bool is_email(std::string_view text) {
  const auto at = text.find('@');
  if (at == text.npos || at < 2 || text.size() - at <= 3) return false;
  return text.find('@', at + 1) == text.npos && text.find_first_of(" \t\r\n") == text.npos &&
         text[at - 1] != '.' && text[at + 1] != '.' && text.front() != '.' && text.back() != '.';
}

bool is_days(std::string_view text) {
  int days = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), days);
  return read.ec == std::errc() && read.ptr == text.data() + text.size() && days >= 0 &&
         days <= 365;
}

// ISO 13616: country, two check digits, up to 30 letters and digits; modulus 97 is 1.
bool is_iban(std::string_view text) {
  if (text.size() < 15 || text.size() > 34 || !is_letter(text[0]) || !is_letter(text[1])) {
    return false;
  }
  if (!std::ranges::all_of(text, [](char c) { return is_digit(c) || is_letter(c); })) return false;
  int rest = 0;
  for (const char c : std::string(text.substr(4)) + std::string(text.substr(0, 4))) {
    rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
  }
  return rest == 1;
}

bool is_bic(std::string_view text) {
  return (text.size() == 8 || text.size() == 11) &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || is_letter(c); });
}

bool is_bankgiro(std::string_view text) {
  return (text.size() == 7 || text.size() == 8) && is_checked_number(text);
}

bool is_plusgiro(std::string_view text) {
  return text.size() >= 2 && text.size() <= 8 && is_checked_number(text);
}

struct Form {
  std::string Papers::* text;
  bool (*holds)(std::string_view text);
  std::string_view code;
  std::string_view words;
};

constexpr std::array forms{
    Form{&Papers::vat_status, is_vat_status, "InvalidVatStatus", "business or consumer"},
    Form{&Papers::legal_id, is_scheme_and_id, "InvalidLegalId",
         "the scheme of the register and the number, like 0106:12345678"},
    Form{&Papers::endpoint, is_scheme_and_id, "InvalidEndpoint",
         "the scheme of the address and the address, like 0088:7300010000001"},
    Form{&Papers::email, is_email, "InvalidEmail", "a mail address, like billing@example.com"},
    Form{&Papers::payment_days, is_days, "InvalidPaymentDays", "a number of days, 0 to 365"},
    Form{&Papers::iban, is_iban, "InvalidIban",
         "an IBAN without blanks whose check digits are right"},
    Form{&Papers::bic, is_bic, "InvalidBic", "8 or 11 capital letters and digits"},
    Form{&Papers::bankgiro, is_bankgiro, "InvalidBankgiro",
         "7 or 8 digits without a dash, the last one the right check digit"},
    Form{&Papers::plusgiro, is_plusgiro, "InvalidPlusgiro",
         "2 to 8 digits without blanks or a dash, the last one the right check digit"},
    Form{&Papers::f_skatt, is_yes_or_no, "InvalidFSkatt", "yes or no"},
};

std::unexpected<Error> faulty(std::string_view field, std::string code, std::string message) {
  return std::unexpected<Error>(
      Error{ErrorKind::invalid, std::move(code), std::move(message), {}, std::string(field), 0,
            {}});
}

std::string_view name_of(std::string Papers::* text) {
  return std::ranges::find(fields, text, &PaperField::text)->name;
}

}  // namespace

std::span<const PaperField> paper_fields() { return fields; }

Status check_papers(const Papers& papers) {
  for (const PaperField& field : fields) {
    if ((papers.*field.text).size() > text_bytes_max) {
      return faulty(field.name, "TextTooLong",
                    std::string(field.name) + " has more than " + std::to_string(text_bytes_max) +
                        " bytes; make it shorter.");
    }
  }
  for (const Form& form : forms) {
    const std::string& text = papers.*form.text;
    if (text.empty() || form.holds(text)) continue;
    return faulty(name_of(form.text), std::string(form.code),
                  "'" + text + "' is no " + std::string(name_of(form.text)) + "; write " +
                      std::string(form.words) + ".");
  }
  if (papers.tax_currency.empty()) return {};
  auto currency = Currency::find(papers.tax_currency);
  if (!currency) return pass(currency);
  return {};
}

bool is_checked_number(std::string_view digits) {
  return digits.size() >= 2 && digits_only(digits) && luhn_sum(digits) % 10 == 0;
}

char check_digit(std::string_view digits) {
  const int sum = luhn_sum(std::string(digits) + "0");
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace tollbridge::registry
