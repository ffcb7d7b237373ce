// SPDX-License-Identifier: Apache-2.0
#include "exports/lines/columns.h"

namespace tollbridge::exports::lines {

PartyId partner_of(const Issued& issued, const billing::Document& document) {
  return issued.seller == provider_party() ? document.buyer : issued.seller;
}

std::string customer_name(const Issued& issued, const billing::Line& line) {
  return line.customer.empty() ? std::string() : issued.name_of(line.customer);
}

std::string customer_country(const Issued& issued, const billing::Line& line) {
  const auto customer = issued.registry.party(line.customer);
  return customer ? customer->country : std::string();
}

std::string reseller_of(const Issued& issued, const billing::Line& line) {
  const registry::Subscription* sold = issued.registry.subscription(line.subscription);
  const registry::Partner* by = sold == nullptr ? nullptr : issued.registry.partner(sold->partner);
  return by != nullptr && by->kind == registry::PartnerKind::reseller ? by->id.text()
                                                                      : std::string();
}

std::string first_day(Period period) { return date_text(period.begin().start()); }
std::string last_day(Period period) { return date_text(period.end().plus(-1).start()); }

}  // namespace tollbridge::exports::lines
