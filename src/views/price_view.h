// SPDX-License-Identifier: Apache-2.0
// Prices, and what they come to, as JSON.
#pragma once

#include "billing/bill.h"
#include "core/json.h"
#include "core/time.h"
#include "engine/rate_period.h"
#include "engine/what_if.h"
#include "rating/catalogue.h"
#include "rating/price_book.h"
#include "rating/vendor_sheet.h"

namespace tollbridge::views {

// A sheet without its rows: who sells, since when, on what base.
void append_sheet_row(Json& json, const rating::PriceSheet& sheet);
// The whole sheet, as an element of its own.
void append_sheet(Json& json, const rating::PriceSheet& sheet);
void append_commitment(Json& json, const rating::Commitment& commitment);
void append_meter(Json& json, const rating::CatalogueMeter& meter);

// Charges and what has no price.
Json rated_json(const engine::RatedPeriod& rated, Period period);
Json what_if_json(const engine::WhatIf& result);
// What was made of a vendor's price file, with the sheet as the CSV that is imported.
Json vendor_sheet_json(const rating::VendorSheet& sheet);

}  // namespace tollbridge::views
