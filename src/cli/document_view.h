// SPDX-License-Identifier: Apache-2.0
// Documents for people and in the JSON shapes of contract.md.
#pragma once

#include <string>

#include "billing/document.h"
#include "core/json.h"
#include "cli/output.h"

namespace tollbridge::cli {

// The whole document, as an element of its own: {"id", "number", …, "lines": […], "digest"}.
void append_document(Json& json, const billing::Document& document);
// {"id", "number", "seller", "buyer", "period", "currency", "status", "total", "type"}.
void append_document_row(Json& json, const billing::Document& document);

void print_document(Output& out, const billing::Document& document);
// One row per document, with totals.
void print_documents(Output& out, const std::vector<billing::Document>& documents);

}  // namespace tollbridge::cli
