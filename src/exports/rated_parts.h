// SPDX-License-Identifier: Apache-2.0
// The usage lines of issued documents taken apart again: what each resource used on each day, and
// what it costs. The parts of a line sum to the line's quantity exactly; this is checked, and
// anything else is an Error, so no export ever says more or less than the invoice.
//
// How a quantity with tiers is shared out: usage is taken in the order of days, within a day by
// local meter, stack, local subscription, tenant, resource and tags, and each moves the period's
// running total on. What it adds at each tier is its part; a part that crosses the edge of a tier
// becomes two. A package belongs to the usage that begins it, so a part may cost nothing. Included
// units and free tiers make no part. Days are cut where the price changes; where one billing meter
// has two prices in an hour, parts are hours.
//
// Reads what the documents were made from (billing::Inputs), never today's state. Memory: what a
// close takes, and one day's resources.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "billing/document.h"
#include "core/decimal.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/evaluate.h"
#include "metering/usage_table.h"
#include "rating/price_sheet.h"

namespace tollbridge::exports {

struct RatedPart {
  const billing::Document* document = nullptr;
  const billing::Line* line = nullptr;
  HourSpan hours;                             // a day, or a part of one
  const metering::SeriesKey* usage = nullptr;  // stack, local subscription, tenant, local meter
  std::string_view resource;                  // may be empty, as all below
  std::string_view location;
  std::string_view tags;
  const rating::MeterPrice* price = nullptr;  // that made the amount
  // What the seller asks of everybody for this meter then; null if it has no such sheet.
  const rating::MeterPrice* list = nullptr;
  ExactQuantity used;      // chargeable, in units of the billing meter
  ExactQuantity quantity;  // in the line's units: whole packages where it counts packages
  ExactAmount amount;      // exactly quantity * the line's unit price
};

// The views live until the visitor returns.
using PartVisitor = std::function<Status(const RatedPart&)>;

// Calls `visit` with every part of the usage lines of `documents`, by day, subscription and meter.
// All documents are of one closing: one seller, one period, the same inputs (CHECK).
// Errors: those of evaluating, of the journal and of `visit`; damaged: ExportDiffers.
Status rated_parts(engine::Evaluator& evaluator, const std::vector<billing::Document>& documents,
                   const PartVisitor& visit);

}  // namespace tollbridge::exports
