// SPDX-License-Identifier: Apache-2.0
// Whoever sells or buys, as an electronic invoice names them. Pure values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "billing/document.h"
#include "billing/payment.h"
#include "core/result.h"
#include "registry/model.h"
#include "registry/registry.h"

namespace tollbridge::exports::ubl {

// A number by which a party is known in a list of such: its address in the Peppol network, its
// number in the register of companies.
struct Endpoint {
  std::string scheme;  // of the EAS code list: "0007", a Swedish organisation number
  std::string id;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct Party {
  std::string id;  // ours
  std::string name;
  std::string country;  // as the invoice writes it: Greece is GR
  std::string vat_id;   // may be empty
  std::optional<Endpoint> legal_id;  // in the register of companies
  std::optional<Endpoint> endpoint;
  std::vector<std::string> address = {};  // its lines, without empty ones
  // All of these may be empty.
  std::string city = {};
  std::string postal_code = {};
  std::string contact = {};
  std::string phone = {};
  std::string email = {};
  std::string order = {};                  // of a buyer: its purchase order
  std::string reference = {};              // of a buyer: what it wants to read
  bool f_skatt = false;                    // approved for Swedish F-tax
  bool consumer = false;
};

struct Parties {
  Party seller;
  Party buyer;
  billing::Payment payment = {};
  // In which the VAT should be told, too, and is not: no rate of exchange was known.
  std::optional<Currency> untold_tax = {};
};

// The number of the company that a VAT number holds; empty where it holds none.
std::optional<Endpoint> company_of_vat_id(std::string_view vat_id);

// The address that a VAT number is in the Peppol network; empty where its country has none.
std::optional<Endpoint> endpoint_of_vat_id(std::string_view vat_id);

Party party_of(const PartyId& id, const registry::PartyDetails& details);

// Both parties of a document, and how it is paid. Errors: not_found UnknownParty.
Result<Parties> parties_of(const billing::Document& document, const registry::Registry& registry);

// Everything that the format demands of these parties and this tax and is not there.
// Each error says what to give and where.
std::vector<Error> missing(const Parties& parties, const billing::Tax& tax);

}  // namespace tollbridge::exports::ubl
