// SPDX-License-Identifier: Apache-2.0
#include "billing/payment.h"

#include <charconv>
#include <chrono>

namespace tollbridge::billing {
namespace {

// Whole days only: the registry refuses anything else.
std::optional<int> days_of(const std::string& text) {
  int days = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), days);
  if (text.empty() || read.ec != std::errc()) return std::nullopt;
  return days;
}

}  // namespace

std::string ocr_number(std::string_view number) {
  std::string ocr(number);
  ocr += static_cast<char>('0' + (number.size() + 2) % 10);
  return ocr + registry::check_digit(ocr);
}

Payment payment_of(const Document& document, const registry::PartyDetails& seller,
                   const registry::PartyDetails& buyer) {
  const registry::Papers& papers = seller.papers;
  Payment payment;
  payment.days = days_of(buyer.papers.payment_days.empty() ? papers.payment_days
                                                           : buyer.papers.payment_days);
  const bool to_pay = !document.payable.is_negative() && !document.payable.is_zero();
  if (payment.days && to_pay && document.type == DocumentType::invoice) {
    const auto issued = std::chrono::floor<std::chrono::days>(document.issued_at);
    payment.due = issued + std::chrono::days(*payment.days);
  }
  if (!papers.bankgiro.empty()) {
    payment.accounts.push_back({AccountKind::bankgiro, papers.bankgiro, {}});
  }
  if (!papers.plusgiro.empty()) {
    payment.accounts.push_back({AccountKind::plusgiro, papers.plusgiro, {}});
  }
  payment.is_ocr = !payment.accounts.empty();
  if (!papers.iban.empty()) {
    payment.accounts.push_back({AccountKind::iban, papers.iban, papers.bic});
  }
  payment.reference = payment.is_ocr ? ocr_number(document.number) : document.id;
  return payment;
}

std::string terms_text(const Payment& payment) {
  return payment.days ? "Net " + std::to_string(*payment.days) : std::string("As agreed");
}

}  // namespace tollbridge::billing
