// SPDX-License-Identifier: Apache-2.0
// An issued invoice or credit note as Peppol BIS Billing 3.0 (UBL 2.1), spec/standards.md 3. The
// same document gives the same bytes.
//
// Nothing is made up: what the format demands and the books do not have is refused with a word on
// what is missing, and so is an amount that two decimals cannot hold. Pure.
#pragma once

#include <string>

#include "billing/document.h"
#include "core/result.h"
#include "exports/ubl/party.h"

namespace tollbridge::exports::ubl {

// Errors, all refused: PeppolDataMissing (with a detail per missing thing), NoLines,
// NotExactInTwoDecimals.
Result<std::string> write(const billing::Document& document, const Parties& parties);

}  // namespace tollbridge::exports::ubl
