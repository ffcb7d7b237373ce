// SPDX-License-Identifier: Apache-2.0
#include "exports/issued.h"

#include <algorithm>
#include <iterator>

#include "engine/credit.h"

namespace tollbridge::exports {

std::vector<billing::Document> Issued::of_the_close() const {
  std::vector<billing::Document> result;
  std::copy_if(documents.begin(), documents.end(), std::back_inserter(result),
               [](const billing::Document& document) { return document.corrects.empty(); });
  return result;
}

std::string Issued::name_of(const PartyId& party) const {
  const auto details = registry.party(party);
  return details && !details->name.empty() ? details->name : party.text();
}

Result<Issued> issued(engine::Books& books, engine::Evaluator& evaluator, const PartyId& seller,
                      Period period, const IssuedFilter& filter) {
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  const auto closing =
      std::find_if(closings->begin(), closings->end(), [&](const billing::Closing& each) {
        return each.seller == seller && each.period == period &&
               each.state == billing::PeriodState::closed;
      });
  if (closing == closings->end()) {
    return fail(ErrorKind::refused, "PeriodNotClosed",
                period.to_string() + " is not closed by " + seller.text() +
                    "; exports tell what was invoiced. Run `tollbridge close " +
                    period.to_string() + "` first, or look at `tollbridge rate`.");
  }
  Issued result;
  result.seller = seller;
  result.period = period;
  result.closed_at = closing->issued_at;
  result.changed_at = closing->issued_at;
  auto documents = engine::documents_with_status(books, {seller, filter.buyer, period});
  if (!documents) return pass(documents);
  result.documents = std::move(*documents);
  std::ranges::sort(result.documents, {}, &billing::Document::id);
  for (const billing::Document& document : result.documents) {
    result.changed_at = std::max(result.changed_at, document.issued_at);
  }
  auto registry = evaluator.registry_of(engine::reading_of(closing->inputs), period);
  if (!registry) return pass(registry);
  result.registry = std::move(*registry);
  return result;
}

Result<std::vector<PartyId>> sellers_of(engine::Books& books, Period period,
                                        const IssuedFilter& filter) {
  auto closings = books.invoices().closings();
  if (!closings) return pass(closings);
  std::vector<PartyId> sellers;
  for (const billing::Closing& closing : *closings) {
    if (closing.period != period || closing.state != billing::PeriodState::closed) continue;
    if (filter.buyer) {
      auto documents = books.invoices().documents({closing.seller, filter.buyer, period});
      if (!documents) return pass(documents);
      if (documents->empty()) continue;
    }
    sellers.push_back(closing.seller);
  }
  std::ranges::sort(sellers, {}, [](const PartyId& seller) {
    return std::pair(!(seller == provider_party()), seller);
  });
  return sellers;
}

std::string file_name(std::string_view id) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char letter : id) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '-' || letter == '_' ||
                       (letter == '.' && !result.empty());
    if (plain) {
      result += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    result += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return result;
}

}  // namespace tollbridge::exports
