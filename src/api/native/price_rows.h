// SPDX-License-Identifier: Apache-2.0
// Price sheets as the native face takes and shows them.
#pragma once

#include <string>

#include "api/native/body.h"
#include "core/result.h"
#include "rating/price_book.h"
#include "rating/price_sheet.h"

namespace tollbridge::api::native {

// The sheet as its buyer may know it: its prices resolved, without the base and the markup they
// were made with, which are the seller's margin. Errors: those of PriceBook::from_facts.
Result<rating::PriceSheet> as_the_buyer_sees_it(const rating::PriceBook& book,
                                                const rating::PriceSheet& sheet);

// The member `rows` of a body as price sheet CSV; every cell is a text. Faults go to the body.
std::string csv_of_rows(BodyReader& body);

// Turns the lines of faults in that CSV into JSON pointers into `rows`.
Error with_row_pointers(Error error);

}  // namespace tollbridge::api::native
