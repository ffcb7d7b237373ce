// SPDX-License-Identifier: Apache-2.0
// The parts of records that Cost and Usage and Invoice Detail say alike: they are joined by them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "billing/document.h"
#include "core/decimal.h"
#include "exports/focus/columns.h"
#include "exports/issued.h"

namespace tollbridge::exports::focus {

std::string billing_account_id(const PartyId& seller, const PartyId& buyer);
std::string sub_account_id(const SubscriptionId& subscription);
std::string sku_price_id(const billing::Line& line);
// "Usage", "Adjustment": an adjusted or credited line stays in the category of what it corrects.
std::string_view category_of(const billing::Line& line);
// Of a line of an earlier month, or a credit by hand.
bool is_correction(const billing::Line& line);

// Issuer, account, currency and period, as both data sets have them.
void set_invoice(Row& row, const Issued& issued, const billing::Document& document);

// Line, rounding and tax are records of their own.
std::string rounding_id(const billing::Line& line);
std::string tax_id(const billing::Document& document);

// What a line costs before it is rounded: price * quantity, or its amount where it has no price.
// Empty on overflow.
std::optional<ExactAmount> exact_cost(const billing::Line& line);
// The line's amount minus that: zero where nothing was rounded.
std::optional<ExactAmount> rounding_of(const billing::Line& line);

std::string month_begin(const billing::Document& document);
std::string month_end(const billing::Document& document);

std::string description_of(const billing::Document& document, const billing::Line& line);
std::string rounding_description(const billing::Line& line);
std::string tax_description(const billing::Tax& tax);

}  // namespace tollbridge::exports::focus
