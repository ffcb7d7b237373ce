// SPDX-License-Identifier: Apache-2.0
// Invoices, credit notes and what is proved about them, as JSON (contract.md).
#pragma once

#include <string>
#include <vector>

#include "billing/document.h"
#include "billing/reconcile.h"
#include "core/json.h"
#include "engine/close_period.h"
#include "engine/explain_line.h"
#include "engine/verify_documents.h"

namespace tollbridge::views {

// What had been read when a document was made: the heads of all stacks and the books' commit.
enum class Inputs : std::uint8_t { shown, hidden };

// The whole document, as an element of its own: {"id", "number", …, "lines": […], "digest"}.
void append_document(Json& json, const billing::Document& document,
                     Inputs inputs = Inputs::shown);
// {"id", "number", "seller", "buyer", "period", "currency", "status", "total", "type"}.
void append_document_row(Json& json, const billing::Document& document);

// `duration_s`: seconds as a number in text, "1.234".
Json close_json(const engine::CloseResult& result, const std::string& duration_s);
Json verification_json(const engine::Verification& result);
Json reconciliation_json(const billing::Reconciliation& result);
Json explanation_json(const engine::Explanation& why);

}  // namespace tollbridge::views
