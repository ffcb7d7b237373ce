// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/bill_text.h"

#include "attribution/attribution.h"

namespace tollbridge::scenarios {
namespace {

using billing::Line;

std::string line_text(const Line& line) {
  std::string text = std::string(billing::to_string(line.kind));
  if (!line.subscription.empty()) text += "  " + line.subscription.text();
  if (!line.customer.empty()) text += " (" + line.customer.text() + ")";
  text += "  " + (line.meter.empty() ? line.name : line.meter.text());
  if (!line.tier_from.is_zero()) text += " from " + line.tier_from.to_string();
  text += "  ";
  if (line.unit_price) {
    text += line.quantity.to_string() + " [" + line.unit + "] x " +
            line.unit_price->to_string() + " = ";
  }
  text += line.amount.to_string();
  if (!line.cause.empty()) text += "  because " + line.cause;
  if (line.of) {
    text += "  of " + line.of->period.to_string();
    if (!line.of->line.empty()) text += " " + line.of->line;
  }
  return text;
}

std::string lines_text(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) text += "  " + line_text(line) + "\n";
  return text;
}

std::string tax_text(const billing::Tax& tax) {
  std::string text = tax.category;
  if (!tax.rate_percent.is_zero()) text += " " + tax.rate_percent.to_string() + "%";
  if (!tax.note.empty()) text += " (" + tax.note + ")";
  if (tax.local) {
    text += " (" + std::string(tax.local->amount.currency().code()) + " " +
            tax.local->amount.to_string() + " at " + tax.local->rate.to_string() + " of " +
            tax.local->day + ")";
  }
  return text;
}

std::string buyer_text(const billing::BuyerLines& buyer) {
  return buyer.seller.text() + " -> " + buyer.buyer.text() + " " +
         std::string(buyer.currency.code()) + "\n" + lines_text(buyer.lines);
}

std::string unrated_text(const rating::Unrated& unrated) {
  return "unrated " + unrated.seller.text() + " -> " + unrated.buyer.text() + "  " +
         unrated.subscription.text() + "  " + unrated.local_meter.text() + "  " +
         unrated.quantity.to_string() + "  " + unrated.first.to_string() + " .. " +
         unrated.last.to_string() + "\n";
}

}  // namespace

std::string document_text(const billing::Document& document) {
  std::string text = document.type == billing::DocumentType::invoice ? "invoice " : "credit note ";
  text += document.id + "  " + document.seller.text() + " -> " + document.buyer.text() + "  " +
          document.period.to_string() + "  " + std::string(document.currency.code());
  if (document.status != billing::DocumentStatus::issued) {
    text += "  " + std::string(billing::to_string(document.status));
  }
  if (document.rounding != RoundingProfile::en16931) {
    text += "  rounded " + std::string(to_string(document.rounding));
  }
  if (!document.corrects.empty()) text += "  against " + document.corrects;
  if (!document.reason.empty()) text += "  \"" + document.reason + "\"";
  return text + "\n" + lines_text(document.lines) + "  total " + document.total.to_string() +
         "  tax " + tax_text(document.tax) + " " + document.tax.amount.to_string() +
         "  payable " + document.payable.to_string() + "\n";
}

std::string close_text(const engine::CloseResult& result) {
  std::string text;
  for (const billing::Document& document : result.documents) text += document_text(document);
  if (result.documents.empty()) text = "no documents\n";
  for (const billing::LoweredAfterCredit& lowered : result.lowered_after_credit) {
    text += "warning: " + lowered.line + " lowers " + lowered.adjusted + " by " +
            lowered.amount.to_string() + " though " + lowered.credited.to_string() +
            " was credited by hand\n";
  }
  return text;
}

std::string rated_text(const engine::RatedPeriod& rated) {
  std::string text;
  for (const billing::BuyerLines& buyer : rated.buyers) text += buyer_text(buyer);
  for (const rating::Unrated& unrated : rated.unrated) text += unrated_text(unrated);
  return text.empty() ? "no charges\n" : text;
}

std::string unregistered_text(const engine::Unregistered& unregistered) {
  std::string text;
  for (const engine::UnregisteredRow& row : unregistered.rows) {
    text += row.stack.text() + "  " + row.tenant.text() + "  since " + row.since.to_string() +
            (row.is_new ? " (new)" : "") + "  to " + row.subscription.text() + "  because";
    for (const attribution::Reason reason : row.reasons) {
      text += " " + std::string(attribution::to_string(reason));
    }
    for (const auto& [meter, quantity] : row.quantity_by_meter) {
      text += "  " + meter.text() + " " + quantity.to_string();
    }
    text += "  = " + row.amount.to_string() + " " + std::string(row.amount.currency().code()) +
            (row.unrated ? " and unrated usage" : "") + "\n";
  }
  return text.empty() ? "nobody is unregistered\n" : text;
}

std::string what_if_text(const engine::WhatIf& result) {
  std::string text;
  for (const engine::WhatIfRow& row : result.rows) {
    text += row.period.to_string() + "  " + result.seller.text() + " -> " + row.buyer.text() +
            "  now " + row.now.to_string() + "  then " + row.then.to_string() + "  difference " +
            row.difference.to_string() + "\n";
  }
  for (const rating::Unrated& unrated : result.unrated) text += unrated_text(unrated);
  return text.empty() ? "no difference\n" : text;
}

std::string quiet_text(const std::vector<engine::QuietCustomer>& customers) {
  std::string text;
  for (const engine::QuietCustomer& each : customers) {
    text += each.customer.text() + " of " + each.partner.text() + "\n";
  }
  return text.empty() ? "everybody used something\n" : text;
}

std::string reconciled_text(const billing::Reconciliation& reconciliation) {
  std::string text = reconciliation.ok ? "nothing lost\n" : "DIFFERENT\n";
  for (const std::string& difference : reconciliation.differences) text += difference + "\n";
  for (const billing::Hop& hop : reconciliation.hops) {
    if (hop.from != "attributed" || hop.quantity_out.is_zero()) continue;
    text += "  " + (hop.seller.empty() ? std::string("nobody") : hop.seller.text()) + "  " +
            hop.stack.text() + "  " + hop.meter.text() + "  " + hop.quantity_out.to_string() +
            " " + hop.to + "\n";
  }
  for (const billing::AmountHop& hop : reconciliation.amounts) {
    if (!hop.pending || hop.pending->is_zero()) continue;
    text += "  " + hop.seller.text() + " -> " + hop.buyer.text() + "  to adjust " +
            hop.pending->to_string() + " " + std::string(hop.currency.code()) + "\n";
  }
  return text;
}

}  // namespace tollbridge::scenarios
