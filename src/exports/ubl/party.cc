// SPDX-License-Identifier: Apache-2.0
#include "exports/ubl/party.h"

#include <algorithm>
#include <array>
#include <utility>

#include "billing/tax.h"

namespace tollbridge::exports::ubl {
namespace {

// Electronic address schemes that are VAT numbers, by the number's first two letters.
constexpr std::array<std::pair<std::string_view, std::string_view>, 27> schemes{{
    {"AT", "9914"}, {"BE", "9925"}, {"BG", "9926"}, {"CH", "9927"}, {"CY", "9928"},
    {"CZ", "9929"}, {"DE", "9930"}, {"EE", "9931"}, {"EL", "9933"}, {"ES", "9920"},
    {"FR", "9957"}, {"GB", "9932"}, {"HR", "9934"}, {"HU", "9910"}, {"IE", "9935"},
    {"IT", "0211"}, {"LI", "9936"}, {"LT", "9937"}, {"LU", "9938"}, {"LV", "9939"},
    {"MT", "9943"}, {"NL", "9944"}, {"PL", "9945"}, {"PT", "9946"}, {"RO", "9947"},
    {"SI", "9949"}, {"SK", "9950"},
}};

// Countries whose VAT number holds the number of the company itself, which is the address there.
struct Holding {
  std::string_view country;
  std::string_view scheme;
  std::size_t digits;  // of the company's number, right behind the country
  std::string_view before;
};
constexpr std::array<Holding, 4> holdings{{
    {"SE", "0007", 10, ""}, {"DK", "0184", 8, ""}, {"NO", "0192", 9, ""}, {"FI", "0216", 8, "0037"},
}};

bool digits_only(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Error lacks(const std::string& field, std::string message) {
  return {ErrorKind::refused, "PeppolDataMissing", std::move(message), {}, field, 0, {}};
}

bool is_organisation_number(std::string_view digits) {
  return digits.size() == 10 && registry::is_checked_number(digits);
}

// "0106:12345678" as a book has it.
std::optional<Endpoint> given(const std::string& text) {
  if (text.size() <= 5) return std::nullopt;
  return Endpoint{text.substr(0, 4), text.substr(5)};
}

bool is_swedish_vat_id(std::string_view text) {
  return text.size() == 14 && text.starts_with("SE") && text.ends_with("01") &&
         digits_only(text.substr(2)) && is_organisation_number(text.substr(2, 10));
}

void check_vat_id(const Party& party, const std::string& role, std::vector<Error>& faults) {
  if (party.vat_id.empty()) {
    faults.push_back(lacks(role + ".vat_id", "'" + party.id + "' has no VAT number, which this tax "
                           "treatment must name; give it its vat_id."));
  } else if (party.vat_id.starts_with("SE") && !is_swedish_vat_id(party.vat_id)) {
    faults.push_back(lacks(role + ".vat_id",
                           "'" + party.vat_id + "' of '" + party.id + "' is no Swedish VAT number: "
                           "SE, an organisation number of ten digits with its check digit, 01 "
                           "(SE-R-001, SE-R-013)."));
  }
}

// One side of a document: what everybody needs, and what its country's rules ask for.
class Check {
 public:
  Check(const Party& party, std::string role, std::vector<Error>& faults)
      : party_(party), role_(std::move(role)), faults_(faults) {}

  void basics() {
    if (party_.country.empty()) need("country", "country", "");
    if (party_.endpoint) return;
    faults_.push_back(lacks(role_ + ".endpoint",
                            "'" + party_.id + "' has no electronic address: give it its endpoint, "
                            "or its vat_id where its country's VAT numbers are addresses."));
  }
  void street(std::string_view rule) {
    if (party_.address.empty()) need("address", "street address", rule);
  }
  void city(std::string_view rule) {
    if (party_.city.empty()) need("city", "city", rule);
  }
  void postal_code(std::string_view rule) {
    if (party_.postal_code.empty()) need("postal_code", "postal code", rule);
  }
  void legal_id(std::string_view rule) {
    if (!party_.legal_id) need("legal_id", "company number", rule);
  }
  void contact(std::string_view rule) {
    if (party_.contact.empty()) need("contact", "contact", rule);
    if (party_.phone.empty()) need("phone", "telephone number", rule);
    if (party_.email.empty()) need("email", "mail address", rule);
  }
  void account(const billing::Payment& payment, std::string_view rule) {
    if (payment.accounts.empty()) need("iban", "account to be paid on", rule);
  }

 private:
  void need(const std::string& field, const std::string& what, std::string_view rule) {
    faults_.push_back(lacks(role_ + "." + field,
                            "'" + party_.id + "' has no " + what +
                                (rule.empty() ? "" : ", which " + std::string(rule) + " asks for") +
                                "; give it its " + field + "."));
  }

  const Party& party_;
  std::string role_;
  std::vector<Error>& faults_;
};

// What Peppol's national rules ask for beyond EN 16931, by the seller's country.
void check_country(const Parties& parties, std::vector<Error>& faults) {
  const std::string& country = parties.seller.country;
  const bool domestic = country == parties.buyer.country;
  Check seller(parties.seller, "seller", faults);
  Check buyer(parties.buyer, "buyer", faults);
  if (country == "DE" && domestic) {
    seller.city("DE-R-003");
    seller.postal_code("DE-R-004");
    seller.contact("DE-R-002");
    seller.account(parties.payment, "DE-R-001");
    buyer.city("DE-R-008");
    buyer.postal_code("DE-R-009");
  } else if (country == "NL") {
    seller.street("NL-R-002");
    seller.city("NL-R-002");
    seller.postal_code("NL-R-002");
    seller.legal_id("NL-R-003");
    seller.account(parties.payment, "NL-R-007");
    if (!domestic) return;
    buyer.street("NL-R-004");
    buyer.city("NL-R-004");
    buyer.postal_code("NL-R-004");
    buyer.legal_id("NL-R-005");
  } else if (country == "DK") {
    seller.legal_id("DK-R-002");
  } else if (country == "IT") {
    seller.street("IT-R-002");
    seller.city("IT-R-003");
    seller.postal_code("IT-R-004");
  } else if (country == "IS") {
    seller.legal_id("IS-R-002");
    seller.street("IS-R-003");
    seller.postal_code("IS-R-003");
    if (!domestic) return;
    buyer.legal_id("IS-R-004");
    buyer.street("IS-R-005");
    buyer.postal_code("IS-R-005");
  } else if (country == "GR") {
    faults.push_back(lacks("seller.country",
                           "Greek sellers' electronic invoices have numbers of their tax "
                           "authority's form (GR-R-001), which is not offered here."));
  }
}

}  // namespace

std::optional<Endpoint> company_of_vat_id(std::string_view vat_id) {
  for (const Holding& holding : holdings) {
    if (!vat_id.starts_with(holding.country)) continue;
    const auto number = vat_id.substr(2, holding.digits);
    if (number.size() != holding.digits || !digits_only(number)) return std::nullopt;
    return Endpoint{std::string(holding.scheme), std::string(holding.before) + std::string(number)};
  }
  return std::nullopt;
}

std::optional<Endpoint> endpoint_of_vat_id(std::string_view vat_id) {
  if (auto company = company_of_vat_id(vat_id)) return company;
  const auto found = std::find_if(schemes.begin(), schemes.end(), [&](const auto& row) {
    return vat_id.size() > 2 && vat_id.starts_with(row.first);
  });
  if (found == schemes.end()) return std::nullopt;
  return Endpoint{std::string(found->second), std::string(vat_id)};
}

Party party_of(const PartyId& id, const registry::PartyDetails& details) {
  const registry::Papers& papers = details.papers;
  Party party{id.text(),
              details.name.empty() ? id.text() : details.name,
              details.country == "EL" ? "GR" : details.country,
              details.vat_id,
              given(papers.legal_id),
              given(papers.endpoint)};
  if (!party.legal_id) party.legal_id = company_of_vat_id(details.vat_id);
  if (!party.endpoint) party.endpoint = endpoint_of_vat_id(details.vat_id);
  party.city = papers.city;
  party.postal_code = papers.postal_code;
  party.contact = papers.contact;
  party.phone = papers.phone;
  party.email = papers.email;
  party.order = papers.order;
  party.reference = papers.reference;
  party.f_skatt = papers.f_skatt == "yes";
  party.consumer = papers.vat_status == "consumer";
  std::string_view rest = details.address;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    if (end != 0) party.address.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  }
  return party;
}

Result<Parties> parties_of(const billing::Document& document, const registry::Registry& registry) {
  const auto seller = registry.party(document.seller);
  const auto buyer = registry.party(document.buyer);
  if (!seller || !buyer) {
    return fail(ErrorKind::not_found, "UnknownParty",
                "'" + (seller ? document.buyer : document.seller).text() + "' of " + document.id +
                    " is not known.");
  }
  return Parties{party_of(document.seller, *seller), party_of(document.buyer, *buyer),
                 billing::payment_of(document, *seller, *buyer),
                 billing::untold_currency(document.tax, *seller)};
}

std::vector<Error> missing(const Parties& parties, const billing::Tax& tax) {
  std::vector<Error> faults;
  Check(parties.seller, "seller", faults).basics();
  Check(parties.buyer, "buyer", faults).basics();
  if (tax.category != "O") check_vat_id(parties.seller, "seller", faults);
  if (tax.category == "AE") check_vat_id(parties.buyer, "buyer", faults);
  if (parties.buyer.consumer && parties.buyer.country != parties.seller.country) {
    faults.push_back(lacks("buyer.vat_status",
                           "'" + parties.buyer.id + "' is a consumer in another country; such "
                           "documents do not go through Peppol. Send it the PDF."));
  }
  check_country(parties, faults);
  return faults;
}

}  // namespace tollbridge::exports::ubl
