// SPDX-License-Identifier: Apache-2.0
#include "cli/document_view.h"

namespace tollbridge::cli {
namespace {

using billing::Document;
using billing::Line;

std::string headline(const Document& document) {
  const bool credit = document.type == billing::DocumentType::credit_note;
  return std::string(credit ? "Credit note " : "Invoice ") + document.id + ", " +
         document.period.to_string() + " (" + std::string(to_string(document.status)) + ")";
}

std::string number_of(const Line& line) { return line.id.substr(line.id.rfind('-') + 1); }

std::string kind_of(const Line& line) {
  return line.kind == billing::LineKind::usage ? std::string() : std::string(to_string(line.kind));
}

// What the table has no room for: "3: adjustment of 2026-10 (provider-000001-1), late-usage".
void print_reasons(Output& out, const std::vector<Line>& lines) {
  for (const Line& line : lines) {
    if (line.kind == billing::LineKind::usage) continue;
    std::string text = number_of(line) + ": " + std::string(to_string(line.kind));
    if (line.of) text += " of " + line.of->period.to_string();
    if (line.of && !line.of->line.empty()) text += " (" + line.of->line + ")";
    if (!line.cause.empty()) text += ", " + line.cause;
    out.paragraph(text, 2);
  }
}

// A section per paying subscription, as the invoice will be read.
void print_lines(Output& out, const Document& document) {
  std::size_t at = 0;
  while (at < document.lines.size()) {
    const Line& first = document.lines[at];
    std::string title = first.subscription.empty() ? std::string("Whole document")
                                                   : "Subscription " + first.subscription.text();
    if (!first.customer.empty()) title += ", customer " + first.customer.text();
    out.line();
    out.line(title);
    std::vector<Line> section;
    Table table({{"line", Cell::number}, {"meter", Cell::shrinking}, {"", Cell::text},
                 {"quantity", Cell::number}, {"unit", Cell::shrinking},
                 {"price", Cell::number}, {std::string(document.currency.code()), Cell::number}});
    for (; at < document.lines.size(); ++at) {
      const Line& line = document.lines[at];
      if (line.subscription != first.subscription || line.customer != first.customer) break;
      section.push_back(line);
      table.row({number_of(line), line.name.empty() ? line.meter.text() : line.name, kind_of(line),
                 line.quantity.to_string(), line.unit,
                 line.unit_price ? line.unit_price->to_string() : std::string(),
                 line.amount.to_string()});
    }
    out.print(table);
    print_reasons(out, section);
  }
}

}  // namespace

void print_document(Output& out, const Document& document) {
  out.line(headline(document));
  out.line("  from " + document.seller.text() + " to " + document.buyer.text() + ", issued " +
           tollbridge::to_string(document.issued_at));
  if (!document.corrects.empty()) {
    out.line("  corrects " + document.corrects + ": " + document.reason);
  }
  print_lines(out, document);
  const std::string currency(document.currency.code());
  Table totals({{"", Cell::text}, {currency, Cell::number}});
  totals.row({"Total, net", document.total.to_string()});
  std::string tax = "Tax " + document.tax.rate_percent.to_string() + " %";
  if (!document.tax.note.empty()) tax += " (" + document.tax.note + ")";
  totals.row({tax, document.tax.amount.to_string()});
  totals.row({"To pay", document.payable.to_string()});
  out.line();
  out.print(totals);
}

void print_documents(Output& out, const std::vector<Document>& documents) {
  Table table({{"document", Cell::text}, {"period", Cell::text}, {"seller", Cell::shrinking},
               {"buyer", Cell::shrinking}, {"status", Cell::text}, {"lines", Cell::number},
               {"total", Cell::number}, {"", Cell::text}});
  for (const Document& document : documents) {
    std::string status(to_string(document.status));
    if (document.type == billing::DocumentType::credit_note) status += ", credit";
    table.row({document.id, document.period.to_string(), document.seller.text(),
               document.buyer.text(), status, std::to_string(document.lines.size()),
               document.total.to_string(), std::string(document.currency.code())});
  }
  out.print(table);
}

}  // namespace tollbridge::cli
