// SPDX-License-Identifier: Apache-2.0
#include "engine/verify_documents.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "engine/billing_history.h"
#include "engine/evaluate.h"

namespace tollbridge::engine {
namespace {

using billing::Document;
using Group = std::pair<PartyId, Period>;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return parts;
}

constexpr std::array<std::string_view, 15> line_fields{
    "id",   "subscription", "customer",   "meter",      "name",
    "unit", "quantity",     "unit_price", "tier_from",  "amount",
    "kind", "cause",        "of.period",  "of.invoice", "of.line"};
constexpr std::array<std::string_view, 4> tax_fields{"category", "rate", "amount", "note"};

// Name of a field of a record of docs/formats/document.md.
std::string field_name(std::string_view tag, std::size_t index, std::size_t record) {
  const std::string numbered = "[" + std::to_string(record) + "]";
  if (tag == "line" && index < line_fields.size()) {
    return "lines" + numbered + "." + std::string(line_fields[index]);
  }
  if (tag == "tax" && index < tax_fields.size()) return "tax." + std::string(tax_fields[index]);
  if (tag == "head") return "heads" + numbered + "." + std::to_string(index);
  return std::string(tag);
}

// All fields of a document's text by name.
std::map<std::string, std::string> fields_of(const std::string& text) {
  std::map<std::string, std::string> fields;
  std::map<std::string_view, std::size_t> seen;
  for (const std::string_view record : split(text, '\n')) {
    const auto parts = split(record, '\t');
    const std::size_t number = ++seen[parts.front()];
    for (std::size_t i = 1; i < parts.size(); ++i) {
      fields[field_name(parts.front(), i - 1, number)] = std::string(parts[i]);
    }
  }
  return fields;
}

std::vector<FieldDifference> differences_of(const std::string& issued,
                                            const std::string& recomputed) {
  std::vector<FieldDifference> differences;
  const auto before = fields_of(issued);
  const auto after = fields_of(recomputed);
  for (const auto& [name, value] : before) {
    const auto found = after.find(name);
    const std::string other = found == after.end() ? std::string() : found->second;
    if (other != value) differences.push_back({name, value, other});
  }
  for (const auto& [name, value] : after) {
    if (!before.contains(name)) differences.push_back({name, {}, value});
  }
  return differences;
}

VerifiedDocument compared(const Document& issued, const Document* recomputed) {
  const std::string text = billing::canonical_text(issued);
  VerifiedDocument result{issued.id, false, sha256(text), {}};
  if (recomputed == nullptr) {
    result.differences.push_back({"document", issued.id, {}});
    return result;
  }
  const std::string again = billing::canonical_text(*recomputed);
  result.same = text == again;
  if (!result.same) result.differences = differences_of(text, again);
  return result;
}

std::uint64_t number_of(const Document& document) {
  std::uint64_t number = 0;
  std::from_chars(document.number.data(), document.number.data() + document.number.size(), number);
  return number;
}

billing::Issue issue_of(const Document& document) {
  return {document.seller, document.period, document.issued_at, number_of(document),
          document.inputs};
}

// The usage a document was made from must be there: the journal is no shorter than it was, and the
// same as far as the newest block.
Status check_heads(journal::UsageReader& journal, const Document& document) {
  auto heads = journal.heads();
  if (!heads) return pass(heads);
  for (const journal::Head& read : document.inputs.heads) {
    const auto found = std::find_if(heads->begin(), heads->end(), [&](const journal::Head& head) {
      return head.stack == read.stack;
    });
    if (found == heads->end() || found->sequence < read.sequence ||
        (found->sequence == read.sequence && found->hash != read.hash)) {
      return fail(ErrorKind::damaged, "JournalBehindDocument",
                  "Document " + document.id + " was made from block " +
                      std::to_string(read.sequence) + " of stack " + read.stack.text() +
                      ", which the journal does not have; restore it from a backup.");
    }
  }
  return {};
}

// Recomputes what one closing issued.
Status verify_closing(Books& books, journal::UsageReader& journal, Evaluator& evaluator,
                      const Group& group, const std::set<std::string>& wanted,
                      Verification& result) {
  auto issued = documents_of(books, group.first, group.second);
  if (!issued) return pass(issued);
  if (auto there = check_heads(journal, issued->front()); !there) return there;
  auto recomputed = closing_documents(books, journal, evaluator, issue_of(issued->front()));
  if (!recomputed) return pass(recomputed);
  std::map<std::string, const Document*> by_id;
  for (const Document& document : *recomputed)
    by_id[document.id] = &document;
  for (const Document& document : *issued) {
    const auto found = by_id.find(document.id);
    const Document* again = found == by_id.end() ? nullptr : found->second;
    if (found != by_id.end()) by_id.erase(found);
    if (!wanted.empty() && !wanted.contains(document.id)) continue;
    result.documents.push_back(compared(document, again));
  }
  for (const auto& [id, document] : by_id) {
    result.missing.push_back(id + " for " + document->buyer.text());
  }
  return {};
}

// A credit by hand is made again from the document it corrects and what was issued before it.
Result<VerifiedDocument> verify_credit(const std::vector<Document>& all, const Document& credit) {
  const auto original = std::find_if(all.begin(), all.end(), [&](const Document& document) {
    return document.id == credit.corrects;
  });
  if (original == all.end()) return compared(credit, nullptr);
  std::vector<Document> earlier;
  for (const Document& document : all) {
    if (number_of(document) < number_of(credit)) earlier.push_back(document);
  }
  std::vector<billing::CreditLine> lines;
  for (const billing::Line& line : credit.lines) {
    lines.push_back({line.of ? line.of->line : std::string(), line.amount.negated()});
  }
  const auto again =
      billing::credit_note(*original, earlier, lines, credit.reason, issue_of(credit));
  return compared(credit, again ? &*again : nullptr);
}

// Who must be looked at: closings by the ids of their documents, and credits by hand.
struct Work {
  std::set<Group> closings;
  std::vector<Document> credits;
};

Result<Work> work_for(Books& books, const std::vector<std::string>& ids) {
  Work work;
  const auto add = [&](const Document& document) {
    if (document.corrects.empty()) {
      work.closings.insert({document.seller, document.period});
    } else {
      work.credits.push_back(document);
    }
  };
  if (ids.empty()) {
    auto closings = books.invoices().closings();
    if (!closings) return pass(closings);
    for (const billing::Closing& closing : *closings) {
      auto documents = books.invoices().documents({closing.seller, {}, closing.period});
      if (!documents) return pass(documents);
      for (const Document& document : *documents)
        add(document);
    }
    return work;
  }
  for (const std::string& id : ids) {
    auto document = books.invoices().document(id);
    if (!document) return pass(document);
    add(*document);
  }
  return work;
}

}  // namespace

Result<Verification> verify_documents(Books& books, journal::UsageReader& journal,
                                      const std::vector<std::string>& ids, Progress& progress) {
  auto work = work_for(books, ids);
  if (!work) return pass(work);
  Evaluator evaluator(books, journal, progress);
  Verification result;
  const std::set<std::string> wanted(ids.begin(), ids.end());
  std::uint64_t done = 0;
  for (const Group& group : work->closings) {
    auto told = progress.step({"comparing what " + group.first.text() + " issued for " +
                                   group.second.to_string(),
                               done++, work->closings.size(), "closings"});
    if (!told) return pass(told);
    auto verified =
        verify_closing(books, evaluator.journal(), evaluator, group, wanted, result);
    if (!verified) return pass(verified);
  }
  for (const Document& credit : work->credits) {
    auto all = books.invoices().documents({credit.seller, credit.buyer, {}});
    if (!all) return pass(all);
    auto verified = verify_credit(*all, credit);
    if (!verified) return pass(verified);
    result.documents.push_back(std::move(*verified));
  }
  std::sort(result.documents.begin(), result.documents.end(),
            [](const VerifiedDocument& a, const VerifiedDocument& b) { return a.id < b.id; });
  result.ok = result.missing.empty() &&
              std::all_of(result.documents.begin(), result.documents.end(),
                          [](const VerifiedDocument& document) { return document.same; });
  return result;
}

}  // namespace tollbridge::engine
