// SPDX-License-Identifier: Apache-2.0
#include "billing/sql/sql_invoice_store.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "billing/sql/sql_closings.h"
#include "store/row_reader.h"
#include "store/schema.h"

namespace tollbridge::billing {
namespace {

namespace schema = store::schema;
using store::Row;
using store::RowReader;

constexpr std::size_t part_bytes = 16UL * 1024 * 1024;

// The number in a document's number: "000017" is 17. Empty if it is none.
std::optional<std::int64_t> series_number(const Document& document) {
  std::int64_t number = 0;
  const char* end = document.number.data() + document.number.size();
  const auto read = std::from_chars(document.number.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number < 1) return std::nullopt;
  return number;
}

Status add_document(store::Transaction& transaction, const Document& document) {
  const std::string text = canonical_text(document);
  std::int64_t parts = 0;
  for (std::size_t at = 0; at < text.size(); at += part_bytes) {
    auto added = transaction.add(schema::document_texts,
                                 {document.id, parts++, text.substr(at, part_bytes)});
    if (!added) return added;
  }
  return transaction.add(
      schema::documents,
      {document.id, document.seller.text(), document.number, *series_number(document),
       document.buyer.text(), document.period.to_string(), std::string(to_string(document.type)),
       std::string(document.currency.code()), tollbridge::to_string(document.issued_at),
       document.total.to_string(), document.payable.to_string(), document.corrects,
       hex(sha256(text)), parts});
}

std::unexpected<Error> unreadable(const std::string& id, const std::string& why) {
  return fail(ErrorKind::damaged, "BooksDamaged",
              "The books are damaged: document " + id + " " + why +
                  ". Nothing may be billed from them: restore a backup.");
}

std::string count_text(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " document" : " documents");
}

}  // namespace

Result<const std::vector<SqlInvoiceStore::Heading>*> SqlInvoiceStore::headings() {
  if (headings_) return &*headings_;
  std::vector<Heading> found;
  auto read = database_.read(schema::documents, [&](std::uint64_t commit, const Row& values) {
    RowReader row(schema::documents, commit, values);
    Heading heading;
    heading.id = row.text();
    heading.seller = row.id<PartyId>();
    row.text();  // number
    heading.series_no = row.integer();
    heading.buyer = row.id<PartyId>();
    heading.period = row.period();
    heading.digest = std::get<std::string>(values[12]);
    heading.parts = std::get<std::int64_t>(values[13]);
    found.push_back(std::move(heading));
    return row.status();
  });
  if (!read) return pass(read);
  std::sort(found.begin(), found.end(), [](const Heading& a, const Heading& b) {
    return std::tie(a.seller, a.series_no) < std::tie(b.seller, b.series_no);
  });
  headings_ = std::move(found);
  return &*headings_;
}

Result<std::vector<Closing>> SqlInvoiceStore::closings() { return read_closings(database_); }

Result<Closing> SqlInvoiceStore::begin_closing(const Closing& closing,
                                               const std::string& actor) {
  auto known = closings();
  if (!known) return pass(known);
  for (Closing& there : *known) {
    if (there.seller == closing.seller && there.period == closing.period) return std::move(there);
  }
  Closing begun = closing;
  begun.state = PeriodState::closing;
  const store::CommitInfo info = {closing.issued_at, who(actor), "close begins",
                                  closing.seller.text() + " " + closing.period.to_string()};
  if (auto written = record(info, {}, &begun); !written) return pass(written);
  return begun;
}

Status SqlInvoiceStore::finish_closing(const Closing& closing,
                                       const std::vector<Document>& documents,
                                       const std::string& actor) {
  auto known = closings();
  if (!known) return pass(known);
  const std::string what = closing.seller.text() + " " + closing.period.to_string();
  for (const Closing& there : *known) {
    if (there.seller != closing.seller || there.period != closing.period) continue;
    if (there.state != PeriodState::closed) continue;
    return fail(ErrorKind::conflict, "AlreadyClosed",
                "The period " + closing.period.to_string() + " of " + closing.seller.text() +
                    " is closed already; its documents stay as they are.");
  }
  Closing finished = closing;
  finished.state = PeriodState::closed;
  return record({closing.issued_at, who(actor), "close",
                 what + ": " + count_text(documents.size())},
                documents, &finished);
}

Status SqlInvoiceStore::issue(const Document& document, const std::string& actor) {
  const bool credit = document.type == DocumentType::credit_note;
  return record({document.issued_at, who(actor), credit ? "credit" : "issue",
                 document.id + (document.corrects.empty() ? "" : " of " + document.corrects)},
                std::span(&document, 1), nullptr);
}

Status SqlInvoiceStore::check_numbers(std::span<const Document> documents) {
  std::map<PartyId, std::uint64_t> next;
  for (const Document& document : documents) {
    auto [seller, fresh] = next.try_emplace(document.seller, 0);
    if (fresh) {
      auto number = next_number(document.seller);
      if (!number) return pass(number);
      seller->second = *number;
    }
    const auto number = series_number(document);
    if (!number || static_cast<std::uint64_t>(*number) != seller->second) {
      return fail(ErrorKind::conflict, "NumberTaken",
                  "Document " + document.id + " has number " + document.number +
                      ", but the next of " + document.seller.text() + " is " +
                      std::to_string(seller->second) + ".");
    }
    ++seller->second;
  }
  return {};
}

Status SqlInvoiceStore::record(const store::CommitInfo& info, std::span<const Document> documents,
                               const Closing* closing) {
  if (auto checked = check_numbers(documents); !checked) return checked;
  headings_.reset();
  auto done = database_.transact(info, [&](store::Transaction& transaction) -> Status {
    for (const Document& document : documents) {
      if (auto added = add_document(transaction, document); !added) return added;
    }
    return closing == nullptr ? Status() : add_closing(transaction, *closing);
  });
  if (!done) return pass(done);
  return {};
}

Result<std::uint64_t> SqlInvoiceStore::next_number(const PartyId& seller) {
  auto all = headings();
  if (!all) return pass(all);
  std::int64_t last = 0;
  for (const Heading& heading : **all) {
    if (heading.seller == seller) last = std::max(last, heading.series_no);
  }
  return static_cast<std::uint64_t>(last + 1);
}

Result<std::vector<Document>> SqlInvoiceStore::documents(const DocumentFilter& filter) {
  auto all = headings();
  if (!all) return pass(all);
  std::vector<Document> found;
  for (const Heading& heading : **all) {
    if (filter.seller && heading.seller != *filter.seller) continue;
    if (filter.buyer && heading.buyer != *filter.buyer) continue;
    if (filter.period && heading.period != *filter.period) continue;
    auto document = load(heading);
    if (!document) return pass(document);
    found.push_back(*std::move(document));
  }
  return found;
}

Result<Document> SqlInvoiceStore::document(const std::string& id) {
  auto all = headings();
  if (!all) return pass(all);
  for (const Heading& heading : **all) {
    if (heading.id == id) return load(heading);
  }
  return fail(ErrorKind::not_found, "UnknownInvoice",
              "There is no document '" + id + "'; `invoice list` shows those there are.");
}

Result<Document> SqlInvoiceStore::load(const Heading& heading) {
  std::string text;
  for (std::int64_t part = 0; part < heading.parts; ++part) {
    auto row = database_.find(schema::document_texts, {heading.id, part});
    if (!row) return pass(row);
    if (!*row) return unreadable(heading.id, "has lost a part of its text");
    text += std::get<std::string>((**row)[2]);
  }
  if (hex(sha256(text)) != heading.digest) return unreadable(heading.id, "fails its digest");
  auto document = parse_document(text);
  if (!document) return unreadable(heading.id, "cannot be read: " + document.error().message);
  if (document->id != heading.id) return unreadable(heading.id, "names itself " + document->id);
  return document;
}

}  // namespace tollbridge::billing
