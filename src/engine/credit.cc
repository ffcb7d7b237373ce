// SPDX-License-Identifier: Apache-2.0
#include "engine/credit.h"

#include <utility>

#include "engine/evaluate.h"

namespace tollbridge::engine {
namespace {

using billing::CreditLine;
using billing::Document;

// "3" is line 3 of the invoice.
std::string line_id(const std::string& invoice, const std::string& line) {
  return line.find_first_not_of("0123456789") == std::string::npos ? invoice + "-" + line : line;
}

std::unexpected<Error> nothing_left(const std::string& what) {
  return fail(ErrorKind::refused, "NothingToCredit", "Nothing is left to credit on " + what + ".");
}

Result<std::vector<CreditLine>> lines_asked(const Document& invoice,
                                            const std::vector<Document>& issued,
                                            const CreditRequest& request) {
  const std::vector<CreditLine> left = billing::creditable(invoice, issued);
  if (request.lines.empty()) {
    if (left.empty()) return nothing_left(invoice.id);
    return left;
  }
  std::vector<CreditLine> lines;
  for (const CreditAsked& asked : request.lines) {
    const std::string id = line_id(invoice.id, asked.line);
    if (!asked.amount.empty()) {
      auto amount = Money::parse(asked.amount, invoice.currency);
      if (!amount) return pass(amount);
      lines.push_back({id, *amount});
      continue;
    }
    std::optional<Money> rest;
    for (const CreditLine& line : left) {
      if (line.line == id) rest = line.amount;
    }
    if (!rest) return nothing_left("line " + id);
    lines.push_back({id, *rest});
  }
  return lines;
}

}  // namespace

Result<Document> credit(Books& books, journal::UsageReader& journal, const CreditRequest& request,
                        Instant now) {
  if (request.reason.empty()) {
    return fail(ErrorKind::invalid, "MissingReason",
                "A credit by hand needs a reason; the buyer will read it.");
  }
  if (!request.dry_run) {
    if (auto time = time_to_write(books, now); !time) return pass(time);
  }
  auto invoice = books.invoices().document(request.invoice);
  if (!invoice) return pass(invoice);
  auto documents = books.invoices().documents({invoice->seller, invoice->buyer, {}});
  if (!documents) return pass(documents);
  auto lines = lines_asked(*invoice, *documents, request);
  if (!lines) return pass(lines);
  auto inputs = Evaluator(books, journal).inputs_now(now);
  if (!inputs) return pass(inputs);
  auto number = books.invoices().next_number(invoice->seller);
  if (!number) return pass(number);
  auto note = billing::credit_note(*invoice, *documents, *lines, request.reason,
                                   {invoice->seller, invoice->period, now, *number, *inputs});
  if (!note || request.dry_run) return note;
  if (auto issued = books.invoices().issue(*note, request.actor); !issued) return pass(issued);
  return note;
}

Result<std::vector<Document>> documents_with_status(Books& books,
                                                    const billing::DocumentFilter& filter) {
  auto documents = books.invoices().documents(filter);
  if (!documents) return pass(documents);
  std::vector<Document> credits;
  for (const Document& document : *documents) {
    if (!document.corrects.empty()) credits.push_back(document);
  }
  for (Document& document : *documents)
    document.status = status_after(document, credits);
  return documents;
}

}  // namespace tollbridge::engine
