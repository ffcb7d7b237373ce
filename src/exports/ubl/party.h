// SPDX-License-Identifier: Apache-2.0
// Whoever sells or buys, as an electronic invoice names them. Pure values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "billing/document.h"
#include "core/result.h"
#include "registry/model.h"
#include "registry/registry.h"

namespace tollbridge::exports::ubl {

// An electronic address: the receiver's in the Peppol network.
struct Endpoint {
  std::string scheme;  // of the EAS code list: "9955", a Swedish VAT number
  std::string id;
};

struct Party {
  std::string id;  // ours
  std::string name;
  std::string country;  // as the invoice writes it: Greece is GR
  std::string vat_id;   // may be empty
  std::vector<std::string> address;  // its lines, without empty ones
  std::optional<Endpoint> endpoint;
};

struct Parties {
  Party seller;
  Party buyer;
};

// The address that a VAT number is in the Peppol network; empty where its country has none.
std::optional<Endpoint> endpoint_of_vat_id(std::string_view vat_id);

Party party_of(const PartyId& id, const registry::PartyDetails& details);

// Both parties of a document. Errors: not_found UnknownParty.
Result<Parties> parties_of(const billing::Document& document, const registry::Registry& registry);

// Everything that the format demands of these parties and this tax and is not there.
// Each error says what to give and where.
std::vector<Error> missing(const Parties& parties, const billing::Tax& tax);

}  // namespace tollbridge::exports::ubl
