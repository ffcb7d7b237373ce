// SPDX-License-Identifier: Apache-2.0
#include "exports/pdf/language.h"

#include <algorithm>
#include <array>

#include "core/check.h"
#include "exports/pdf/data.h"

namespace tollbridge::exports::pdf {
namespace {

constexpr std::string_view no_break = "\u00a0";
constexpr std::string_view minus = "\u2212";

struct Words {
  std::string_view english;
  std::string_view swedish;

  [[nodiscard]] std::string_view in(Language language) const {
    return language == Language::swedish ? swedish : english;
  }
};

// In the order of Text.
constexpr std::array texts{
    Words{"Invoice", "Faktura"},
    Words{"Credit note", "Kreditfaktura"},
    Words{"Number", "Nummer"},
    Words{"Issue date", "Fakturadatum"},
    Words{"Billing period", "Faktureringsperiod"},
    Words{"Your reference", "Er referens"},
    Words{"Currency", "Valuta"},
    Words{"Corrects", "Avser faktura"},
    Words{"Reason", "Orsak"},
    Words{"Billed to", "Faktureras till"},
    Words{"VAT no.", "Momsreg.nr"},
    Words{"To pay", "Att betala"},
    Words{"In your favour", "Er till godo"},
    Words{"Summary by subscription", "Sammanställning per abonnemang"},
    Words{"All amounts in", "Alla belopp i"},
    Words{"Customer", "Kund"},
    Words{"Subscription", "Abonnemang"},
    Words{"Lines", "Rader"},
    Words{"Amount", "Belopp"},
    Words{"Total excluding VAT", "Summa exklusive moms"},
    Words{"Including VAT", "Inklusive moms"},
    Words{"Amount and VAT", "Belopp och moms"},
    Words{"Category", "Kategori"},
    Words{"Rate", "Skattesats"},
    Words{"Excluding VAT", "Exklusive moms"},
    Words{"VAT", "Moms"},
    Words{"Payment", "Betalning"},
    Words{"Amount", "Belopp"},
    Words{"Payment reference", "Betalningsreferens"},
    Words{"Payable to", "Betalningsmottagare"},
    Words{"Nothing is to be paid for this document.", "Detta dokument ska inte betalas."},
    Words{"This credit note reduces what you owe by", "Denna kreditfaktura minskar er skuld med"},
    Words{"Specification", "Specifikation"},
    Words{"No.", "Nr"},
    Words{"Description", "Beskrivning"},
    Words{"Quantity", "Antal"},
    Words{"Unit", "Enhet"},
    Words{"Unit price", "À-pris"},
    Words{"Sum", "Summa"},
    Words{"Adjustments and credits", "Justeringar och krediteringar"},
    Words{"Adjusts", "Justerar"},
    Words{"not billed before", "inte fakturerat tidigare"},
    Words{"line", "rad"},
    Words{"Credits", "Krediterar"},
    Words{"Whole agreement", "Hela avtalet"},
    Words{"Shared subscription", "Delat abonnemang"},
    Words{"Own subscription", "Eget abonnemang"},
    Words{"Tier from", "Nivå från"},
    Words{"Due date", "Förfallodatum"},
    Words{"Terms of payment", "Betalningsvillkor"},
    Words{"Net", "Netto"},
    Words{"days", "dagar"},
    Words{"Bankgiro", "Bankgiro"},
    Words{"Plusgiro", "Plusgiro"},
    Words{"OCR number", "OCR-nummer"},
    Words{"Your order", "Ert ordernummer"},
    Words{"Company no.", "Organisationsnr"},
    Words{"Approved for Swedish F-tax", "Godkänd för F-skatt"},
    Words{"VAT in", "Moms i"},
    Words{"continued", "fortsättning"},
    Words{"Page", "Sida"},
    Words{"of", "av"},
};
static_assert(texts.size() == static_cast<std::size_t>(Text::of) + 1);

struct Named {
  std::string_view code;
  Words words;
};

constexpr std::array categories{
    Named{"S", {"Standard rate", "Normal skattesats"}},
    Named{"AE", {"Reverse charge", "Omvänd betalningsskyldighet"}},
    Named{"O", {"Outside the scope of VAT", "Utanför momsens tillämpningsområde"}},
};

constexpr std::array notes{
    Named{"AE",
          {"Reverse charge: VAT is accounted for by the buyer (Articles 44 and 196 of Council "
           "Directive 2006/112/EC).",
           "Omvänd betalningsskyldighet: momsen redovisas av köparen (artiklarna 44 och 196 i "
           "rådets direktiv 2006/112/EG)."}},
    Named{"O",
          {"The services are outside the scope of VAT.",
           "Tjänsterna ligger utanför momsens tillämpningsområde."}},
};

// The words of docs/formats/document.md.
constexpr std::array causes{
    Named{"restated-usage", {"usage was restated", "rättad förbrukning"}},
    Named{"late-usage", {"usage reported late", "sent rapporterad förbrukning"}},
    Named{"registry-changed",
          {"a party or its sellers changed", "en part eller dess säljare ändrades"}},
    Named{"subscription-changed", {"the subscription changed", "abonnemanget ändrades"}},
    Named{"registration-changed", {"the registration changed", "registreringen ändrades"}},
    Named{"billing-model-changed", {"the billing model changed", "debiteringsmodellen ändrades"}},
    Named{"mapping-changed",
          {"a tenant was assigned to another subscription",
           "en klientorganisation flyttades till ett annat abonnemang"}},
    Named{"price-corrected", {"the price was corrected", "priset rättades"}},
    Named{"commitment-changed",
          {"the minimum commitment changed", "minimiåtagandet ändrades"}},
    Named{"recomputed",
          {"several changes with a joint effect", "flera ändringar med gemensam verkan"}},
    Named{"minimum-commitment",
          {"usage below the agreed minimum", "förbrukning under avtalat minimum"}},
};

constexpr std::array months{
    Words{"January", "januari"},     Words{"February", "februari"}, Words{"March", "mars"},
    Words{"April", "april"},         Words{"May", "maj"},           Words{"June", "juni"},
    Words{"July", "juli"},           Words{"August", "augusti"},
    Words{"September", "september"}, Words{"October", "oktober"},
    Words{"November", "november"},   Words{"December", "december"},
};

const Words* find(std::span<const Named> table, std::string_view code) {
  const auto found = std::ranges::find(table, code, &Named::code);
  return found == table.end() ? nullptr : &found->words;
}

// "2026-10" -> "October 2026".
std::string month_and_year(std::string_view iso, Language language) {
  const auto month = static_cast<std::size_t>((iso[5] - '0') * 10 + (iso[6] - '0'));
  CHECK(month >= 1 && month <= months.size());
  return std::string(months[month - 1].in(language)) + " " + std::string(iso.substr(0, 4));
}

}  // namespace

Result<Language> parse_language(std::string_view code) {
  if (code == "en") return Language::english;
  if (code == "sv") return Language::swedish;
  return fail(ErrorKind::invalid, "UnknownLanguage",
              "Documents are printed in en and sv, not in '" + std::string(code) + "'.");
}

std::string_view to_string(Language language) {
  return language == Language::swedish ? "sv" : "en";
}

std::string_view text(Text which, Language language) {
  return texts[static_cast<std::size_t>(which)].in(language);
}

std::string category_name(std::string_view category, Language language) {
  const Words* words = find(categories, category);
  return std::string(words == nullptr ? category : words->in(language));
}

std::string category_note(std::string_view category, std::string_view note, Language language) {
  const Words* words = find(notes, category);
  constexpr std::string_view abroad = " (one stop shop)";
  if (note.starts_with("VAT of ") && note.ends_with(abroad)) {
    note = note.substr(7, note.size() - 7 - abroad.size());
    const bool swedish = language == Language::swedish;
    return (swedish ? "Moms i " : "VAT of ") + country_name(note, language) +
           (swedish ? " (unionsordningen)" : std::string(abroad));
  }
  return std::string(words == nullptr ? note : words->in(language));
}

std::string cause_in_words(std::string_view cause, Language language) {
  std::string result;
  while (true) {
    const std::size_t plus = cause.find('+');
    const std::string_view word = cause.substr(0, plus);
    const Words* words = find(causes, word);
    if (!result.empty()) result += "; ";
    result += words == nullptr ? word : words->in(language);
    if (plus == cause.npos) return result;
    cause.remove_prefix(plus + 1);
  }
}

std::string country_name(std::string_view code, Language language) {
  std::string_view rest = data::countries;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view row = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!row.starts_with(code) || row.size() <= code.size() || row[code.size()] != ',') continue;
    const std::string_view names = row.substr(code.size() + 1);
    const std::size_t comma = names.find(',');
    return std::string(language == Language::swedish ? names.substr(comma + 1)
                                                     : names.substr(0, comma));
  }
  return std::string(code);
}

std::string number_text(std::string_view decimal, Language language) {
  std::string result;
  if (decimal.starts_with("-")) {
    result += minus;
    decimal.remove_prefix(1);
  }
  const std::size_t whole = std::min(decimal.find('.'), decimal.size());
  for (std::size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % 3 == 0) result += language == Language::swedish ? no_break : ",";
    result += decimal[i];
  }
  if (whole == decimal.size()) return result;
  result += language == Language::swedish ? ',' : '.';
  return result.append(decimal.substr(whole + 1));
}

std::string money_text(const Money& money, Language language) {
  const std::string number = number_text(money.to_string(), language);
  const std::string code(money.currency().code());
  return language == Language::swedish ? number + std::string(no_break) + code
                                       : code + std::string(no_break) + number;
}

std::string date_in_words(Instant instant, Language language) {
  const std::string iso = date_text(instant);
  const std::string day = iso[8] == '0' ? iso.substr(9, 1) : iso.substr(8, 2);
  return day + " " + month_and_year(iso, language);
}

std::string period_in_words(Period period, Language language) {
  return month_and_year(period.to_string(), language);
}

}  // namespace tollbridge::exports::pdf
