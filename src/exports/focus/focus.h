// SPDX-License-Identifier: Apache-2.0
// What a seller issued for a month as FOCUS data sets: Cost and Usage (1.4 and 1.2), Invoice Detail
// and Billing Period (1.4). docs/exports.md says what stands in which column.
//
// Cost and Usage has one record per resource, meter, day and tier; its BilledCost is the exact
// product of price and quantity. What the invoice's rounding adds or takes off is a record of its
// own (Adjustment), per invoice line, and so is the tax: the BilledCosts of one InvoiceId sum to
// what is payable, exactly. Changes of months that were invoiced before are classed Correction.
// Written as it is read: memory does not grow with the month.
#pragma once

#include "core/result.h"
#include "engine/evaluate.h"
#include "exports/csv_row.h"
#include "exports/focus/columns.h"
#include "exports/issued.h"

namespace tollbridge::exports::focus {

// Errors: those of rated_parts() and of the sink; AmountOutOfRange.
Status write_cost_and_usage(engine::Evaluator& evaluator, const Issued& issued, Version version,
                            const TextSink& sink);
Status write_invoice_detail(const Issued& issued, const TextSink& sink);
Status write_billing_period(const Issued& issued, const TextSink& sink);

// Any of them. Errors also: invalid DataSetNotInVersion (1.2 has Cost and Usage only).
Status write(engine::Evaluator& evaluator, const Issued& issued, DataSet data_set, Version version,
             const TextSink& sink);

}  // namespace tollbridge::exports::focus
