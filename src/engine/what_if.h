// SPDX-License-Identifier: Apache-2.0
// What buyers would have paid had another standard price sheet of the seller applied. Writes
// nothing.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/books.h"
#include "engine/progress.h"
#include "journal/journal.h"
#include "rating/rate.h"

namespace tollbridge::engine {

struct WhatIfRequest {
  Period first;
  Period last;                 // included
  PartyId seller;              // default of the command: the provider
  std::string_view price_csv;  // rating/price_sheet.h; its meters replace those of the standard
                               // sheets, other meters and buyers' own sheets stay as they are
};

struct WhatIfRow {
  Period period;
  PartyId buyer;
  Money now;         // what f says with the sheets recorded
  Money then;        // with this one
  Money difference;  // then - now
};

struct WhatIf {
  PartyId seller;
  std::vector<WhatIfRow> rows;           // by period, buyer
  std::vector<rating::Unrated> unrated;  // with this sheet, of this seller
};

// Errors: invalid InvalidPriceSheet, InvalidPeriod (last before first); not_found UnknownSeller;
// those of evaluating and of the progress.
Result<WhatIf> what_if(Books& books, journal::UsageReader& journal, const WhatIfRequest& request,
                       Progress& progress = no_progress());

}  // namespace tollbridge::engine
