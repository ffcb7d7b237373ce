// SPDX-License-Identifier: Apache-2.0
// The demo's documents as every paper and data set the product writes.
#pragma once

#include "cli/command.h"
#include "cli/demo_month.h"
#include "cli/stores.h"
#include "core/result.h"

namespace tollbridge::cli {

// Below options.directory: invoices/<id>.pdf as sent, .xml as an electronic invoice (where both
// parties have what it demands), .txt to look at here, .json for programs; and for each partner
// what it was invoiced as data sets, exports/<seller>/<partner>/.
Status write_demo_documents(const DemoMonth& month, const DemoOptions& options,
                            const Stores& stores, Host& host);

}  // namespace tollbridge::cli
