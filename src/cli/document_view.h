// SPDX-License-Identifier: Apache-2.0
// Documents for people; their JSON is in views/document_view.h.
#pragma once

#include <vector>

#include "billing/document.h"
#include "cli/output.h"

namespace tollbridge::cli {

void print_document(Output& out, const billing::Document& document);
// One row per document, with totals.
void print_documents(Output& out, const std::vector<billing::Document>& documents);

}  // namespace tollbridge::cli
