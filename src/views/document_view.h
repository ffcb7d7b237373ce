// SPDX-License-Identifier: Apache-2.0
// Invoices, credit notes and what is proved about them, as JSON (contract.md).
#pragma once

#include <string>
#include <vector>

#include "billing/dispute.h"
#include "billing/document.h"
#include "billing/reconcile.h"
#include "billing/settlement.h"
#include "core/json.h"
#include "engine/close_period.h"
#include "engine/explain_line.h"
#include "engine/verify_documents.h"

namespace tollbridge::views {

// What had been read when a document was made: the heads of all stacks and the books' commit.
enum class Inputs : std::uint8_t { shown, hidden };

// What became of a document, for those who may know it.
struct Beside {
  const billing::Standing* standing = nullptr;
  const std::vector<billing::Dispute>* disputes = nullptr;  // of its lines
};

// The whole document, as an element of its own: {"id", "number", …, "lines": […], "digest"}; then
// "paid", "open", "state", "due", "credited", "days_overdue" and "disputes", where given.
void append_document(Json& json, const billing::Document& document,
                     Inputs inputs = Inputs::shown, const Beside& beside = {});
// {"id", "number", "seller", "buyer", "period", "currency", "status", "total", "type"} and, where
// given, "paid", "open", "state", "due".
void append_document_row(Json& json, const billing::Document& document,
                         const billing::Standing* standing = nullptr);

// `duration_s`: seconds as a number in text, "1.234".
Json close_json(const engine::CloseResult& result, const std::string& duration_s);
Json verification_json(const engine::Verification& result);
Json reconciliation_json(const billing::Reconciliation& result);
Json explanation_json(const engine::Explanation& why);

// What a record of usage says for itself, wherever it is shown: who used what, when and how much,
// and when that was told. Left open: the caller adds to it and ends it.
void begin_record(Json& json, const engine::ExplainedRecord& record);

}  // namespace tollbridge::views
