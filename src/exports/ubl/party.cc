// SPDX-License-Identifier: Apache-2.0
#include "exports/ubl/party.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tollbridge::exports::ubl {
namespace {

// Electronic address schemes that are VAT numbers, by the number's first two letters.
constexpr std::array<std::pair<std::string_view, std::string_view>, 29> schemes{{
    {"AT", "9914"}, {"BE", "9925"}, {"BG", "9926"}, {"CH", "9927"}, {"CY", "9928"},
    {"CZ", "9929"}, {"DE", "9930"}, {"EE", "9931"}, {"EL", "9933"}, {"ES", "9920"},
    {"FI", "0213"}, {"FR", "9957"}, {"GB", "9932"}, {"HR", "9934"}, {"HU", "9910"},
    {"IE", "9935"}, {"IT", "0211"}, {"LI", "9936"}, {"LT", "9937"}, {"LU", "9938"},
    {"LV", "9939"}, {"MT", "9943"}, {"NL", "9944"}, {"PL", "9945"}, {"PT", "9946"},
    {"RO", "9947"}, {"SE", "9955"}, {"SI", "9949"}, {"SK", "9950"},
}};

Error lacks(const std::string& field, std::string message) {
  return {ErrorKind::refused, "PeppolDataMissing", std::move(message), {}, field, 0, {}};
}

bool is_swedish_vat_id(std::string_view text) {
  return text.size() == 14 && text.starts_with("SE") && text.ends_with("01") &&
         std::all_of(text.begin() + 2, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void check_party(const Party& party, const std::string& role, std::vector<Error>& faults) {
  if (party.country.empty()) {
    faults.push_back(lacks(role + ".country", "'" + party.id + "' has no country; give it one."));
  }
  if (!party.endpoint) {
    faults.push_back(lacks(role + ".vat_id",
                           "'" + party.id + "' has no electronic address: its VAT number would be "
                           "one where its country has a scheme for that; give it its vat_id."));
  }
}

void check_vat_id(const Party& party, const std::string& role, std::vector<Error>& faults) {
  if (party.vat_id.empty()) {
    faults.push_back(lacks(role + ".vat_id", "'" + party.id + "' has no VAT number, which this tax "
                           "treatment must name; give it its vat_id."));
  } else if (party.vat_id.starts_with("SE") && !is_swedish_vat_id(party.vat_id)) {
    faults.push_back(lacks(role + ".vat_id",
                           "'" + party.vat_id + "' of '" + party.id + "' is no Swedish VAT number: "
                           "SE, ten digits, 01 (SE-R-001)."));
  }
}

}  // namespace

std::optional<Endpoint> endpoint_of_vat_id(std::string_view vat_id) {
  const auto found = std::find_if(schemes.begin(), schemes.end(), [&](const auto& row) {
    return vat_id.size() > 2 && vat_id.starts_with(row.first);
  });
  if (found == schemes.end()) return std::nullopt;
  return Endpoint{std::string(found->second), std::string(vat_id)};
}

Party party_of(const PartyId& id, const registry::PartyDetails& details) {
  Party party{id.text(),
              details.name.empty() ? id.text() : details.name,
              details.country == "EL" ? "GR" : details.country,
              details.vat_id,
              {},
              endpoint_of_vat_id(details.vat_id)};
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
  return Parties{party_of(document.seller, *seller), party_of(document.buyer, *buyer)};
}

std::vector<Error> missing(const Parties& parties, const billing::Tax& tax) {
  std::vector<Error> faults;
  check_party(parties.seller, "seller", faults);
  check_party(parties.buyer, "buyer", faults);
  if (tax.category != "O") check_vat_id(parties.seller, "seller", faults);
  if (tax.category == "AE") check_vat_id(parties.buyer, "buyer", faults);
  return faults;
}

}  // namespace tollbridge::exports::ubl
