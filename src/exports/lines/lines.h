// SPDX-License-Identifier: Apache-2.0
// What a seller issued for a month in the shape of Partner Center's files, so that what reads those
// reads ours (spec/standards.md 6.1, 6.2). docs/exports.md says what stands in which column.
//
//   daily rated usage        a record per resource, meter, day and tier; BillingPreTaxTotal is the
//                            exact product, not rounded
//   invoice reconciliation   a record per invoice line; Subtotal is the line's amount, TaxTotal its
//                            share of the document's tax; they sum to the document
//
// Columns of what does not exist here (offers, publishers, promotions …) are written empty.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "billing/document.h"
#include "core/money.h"
#include "core/result.h"
#include "engine/evaluate.h"
#include "exports/csv_row.h"
#include "exports/issued.h"

namespace tollbridge::exports::lines {

std::vector<std::string_view> daily_columns();
std::vector<std::string_view> reconciliation_columns();

// Errors: those of rated_parts() and of the sink.
Status write_daily(engine::Evaluator& evaluator, const Issued& issued, const TextSink& sink);
// Errors: AmountOutOfRange, those of the sink.
Status write_reconciliation(const Issued& issued, const TextSink& sink);

// The document's tax shared out over its lines: what is due on all lines so far less what was due
// before, so that no cent is lost; what the document's own rounding says otherwise falls to the
// last. Empty on overflow.
std::vector<Money> tax_shares(const billing::Document& document);

}  // namespace tollbridge::exports::lines
