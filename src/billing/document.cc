// SPDX-License-Identifier: Apache-2.0
// How the text looks: docs/formats/document.md.
#include "billing/document.h"

#include <utility>

namespace tollbridge::billing {
namespace {

// Tabs separate fields and newlines records, so neither may stand inside a field.
void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\\\"; break;
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      default: out += c;
    }
  }
}

template <class... Fields>
void append_record(std::string& out, std::string_view tag, const Fields&... fields) {
  out += tag;
  ((out += '\t', append_escaped(out, fields)), ...);
  out += '\n';
}

void append_line(std::string& out, const Line& line) {
  append_record(out, "line", line.id, line.subscription.text(), line.customer.text(),
                line.meter.text(), line.name, line.unit, line.quantity.to_string(),
                line.unit_price ? line.unit_price->to_string() : std::string(),
                line.tier_from.to_string(), line.amount.to_string(), to_string(line.kind),
                line.cause, line.of ? line.of->period.to_string() : std::string(),
                line.of ? line.of->invoice : std::string(),
                line.of ? line.of->line : std::string());
}

}  // namespace

std::string_view to_string(LineKind kind) {
  switch (kind) {
    case LineKind::usage: return "usage";
    case LineKind::adjustment: return "adjustment";
    case LineKind::commitment: return "commitment";
    case LineKind::credit: return "credit";
    case LineKind::rounding: return "rounding";
  }
  return "";
}

std::string_view to_string(DocumentType type) {
  return type == DocumentType::invoice ? "invoice" : "credit_note";
}

std::string_view to_string(DocumentStatus status) {
  switch (status) {
    case DocumentStatus::draft: return "draft";
    case DocumentStatus::issued: return "issued";
    case DocumentStatus::paid: return "paid";
    case DocumentStatus::voided: return "void";
  }
  return "";
}

std::string canonical_text(const Document& document) {
  std::string out = "tollbridge-document 1\n";
  out.reserve(1024 + 256 * document.lines.size());
  append_record(out, "id", document.id);
  append_record(out, "number", document.number);
  append_record(out, "seller", document.seller.text());
  append_record(out, "buyer", document.buyer.text());
  append_record(out, "period", document.period.to_string());
  append_record(out, "currency", document.currency.code());
  append_record(out, "rounding", to_string(document.rounding));
  append_record(out, "type", to_string(document.type));
  append_record(out, "issued_at", tollbridge::to_string(document.issued_at));
  append_record(out, "corrects", document.corrects);
  append_record(out, "reason", document.reason);
  const Inputs& inputs = document.inputs;
  append_record(out, "commit", std::to_string(inputs.commit));
  append_record(out, "known_at", tollbridge::to_string(inputs.known_at));
  append_record(out, "rules_version", std::to_string(inputs.rules_version));
  append_record(out, "heads", std::to_string(inputs.heads.size()));
  for (const journal::Head& head : inputs.heads) {
    append_record(out, "head", head.stack.text(), std::to_string(head.sequence), hex(head.hash));
  }
  append_record(out, "lines", std::to_string(document.lines.size()));
  for (const Line& line : document.lines) append_line(out, line);
  append_record(out, "total", document.total.to_string());
  append_record(out, "tax", document.tax.category, document.tax.rate_percent.to_string(),
                document.tax.amount.to_string(), document.tax.note);
  if (document.tax.local) {
    const LocalTax& local = *document.tax.local;
    append_record(out, "local_tax", local.amount.currency().code(), local.amount.to_string(),
                  local.rate.to_string(), local.day, local.source);
  }
  append_record(out, "payable", document.payable.to_string());
  out += "end\n";
  return out;
}

Digest digest(const Document& document) { return sha256(canonical_text(document)); }

}  // namespace tollbridge::billing
