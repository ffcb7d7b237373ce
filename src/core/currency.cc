// SPDX-License-Identifier: Apache-2.0
// ISO 4217, list of 2026-01-01: codes with 0, 2, 3 and 4 minor digits. Codes without a minor unit
// (metals, test codes, XXX) cannot be billed and are left out (spec/standards.md 4.1).
#include <algorithm>
#include <array>

#include "core/check.h"
#include "core/money.h"

namespace tollbridge {
namespace {

constexpr std::array<std::string_view, 17> none{"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                                "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                                "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> three{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::array<std::string_view, 2> four{"CLF", "UYW"};
constexpr std::string_view two =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
    "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD "
    "LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB "
    "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW "
    "ZWG ";

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

bool is_two_digit(std::string_view code) {
  for (std::size_t i = 0; i + 3 <= two.size(); i += 4) {
    if (two.substr(i, 3) == code) return true;
  }
  return false;
}

}  // namespace

Currency::Currency(std::string_view code, int minor_digits) : minor_digits_(minor_digits) {
  CHECK(code.size() == 3);
  std::copy(code.begin(), code.end(), code_);
}

Result<Currency> Currency::find(std::string_view code) {
  if (is_two_digit(code)) return Currency(code, 2);
  if (contains(none, code)) return Currency(code, 0);
  if (contains(three, code)) return Currency(code, 3);
  if (contains(four, code)) return Currency(code, 4);
  return fail(ErrorKind::invalid, "UnknownCurrency",
              "'" + std::string(code.substr(0, 20)) +
                  "' is not a billable ISO 4217 currency; use a code like EUR, SEK or JPY.");
}

std::string_view currency_table_date() { return "2026-01-01"; }

}  // namespace tollbridge
