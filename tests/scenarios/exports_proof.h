// SPDX-License-Identifier: Apache-2.0
// What must hold of the exports after every scenario.
#pragma once

#include "core/result.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::scenarios {

// Every closed month of every seller can be exported, each usage line is the sum of its parts (or
// the export itself says ExportDiffers), and shares of tax sum to the tax.
Status exports_hold(engine::Books& books, journal::UsageReader& journal);

}  // namespace tollbridge::scenarios
