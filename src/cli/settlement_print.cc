// SPDX-License-Identifier: Apache-2.0
#include "cli/settlement_print.h"

#include "views/settlement_view.h"

namespace tollbridge::cli {
namespace {

std::string day_of(const std::optional<Instant>& day) {
  return day ? date_text(*day) : std::string();
}

}  // namespace

void print_standing(Output& out, const billing::Claim& claim) {
  const billing::Standing& standing = claim.standing;
  const std::string currency(claim.document.currency.code());
  std::string text = "Payment: " + std::string(to_string(standing.state)) + ", paid " +
                     standing.paid.to_string() + ", open " + standing.open.to_string() + " " +
                     currency;
  if (!standing.credited.is_zero()) text += ", credited " + standing.credited.to_string();
  if (standing.due) text += ", due " + date_text(*standing.due);
  if (standing.days_overdue > 0) {
    text += " (" + counted(static_cast<std::size_t>(standing.days_overdue), "day", "days") +
            " overdue)";
  }
  out.paragraph(text);
  if (standing.state == billing::OpenState::overpaid) {
    out.paragraph("More was paid than is to be paid: pay it back (payment add with a negative "
                  "amount), or undo what was recorded by mistake (payment remove).");
  }
}

void print_recorded(const engine::Recorded& done, Output& out) {
  if (out.json()) {
    out.print(views::recorded_json(done.entries, done.claim));
    return;
  }
  for (const billing::PaymentEntry& entry : done.entries) {
    out.line(entry.id() + ": " + entry.amount.to_string() + " " +
             std::string(entry.amount.currency().code()) + " on " + entry.day +
             (entry.undoes.empty() ? "" : ", undoes " + entry.undoes));
  }
  print_standing(out, done.claim);
}

void print_claims(Output& out, const std::vector<billing::Claim>& claims) {
  Table table({{"document", Cell::text}, {"period", Cell::text}, {"seller", Cell::shrinking},
               {"buyer", Cell::shrinking}, {"state", Cell::text}, {"due", Cell::text},
               {"open", Cell::number}, {"", Cell::text}});
  for (const billing::Claim& claim : claims) {
    const billing::Document& document = claim.document;
    table.row({document.id, document.period.to_string(), document.seller.text(),
               document.buyer.text(), std::string(to_string(claim.standing.state)),
               day_of(claim.standing.due), claim.standing.open.to_string(),
               std::string(document.currency.code())});
  }
  out.print(table);
}

void print_dispute(const billing::Dispute& dispute, Output& out) {
  if (out.json()) {
    Json json;
    views::append_dispute(json, dispute);
    out.print(json);
    return;
  }
  const auto& first = dispute.opened();
  const auto& last = dispute.last();
  out.line("Dispute " + dispute.id() + " (" + std::string(to_string(last.state)) + ")");
  out.line("  from " + first.buyer.text() + " to " + first.seller.text() + ", opened " +
           to_string(first.known_at));
  out.paragraph(first.text, 2);
  if (dispute.is_open()) return;
  out.line("  ended " + to_string(last.known_at) +
           (last.credit.empty() ? "" : " as credit note " + last.credit));
  if (!last.text.empty()) out.paragraph(last.text, 2);
}

}  // namespace tollbridge::cli
