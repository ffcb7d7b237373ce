// SPDX-License-Identifier: Apache-2.0
// The demo: a generated month through the whole product, by the same use cases as the commands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "billing/document.h"
#include "billing/reconcile.h"
#include "cli/command.h"
#include "cli/demo_halves.h"
#include "cli/demo_options.h"
#include "cli/stores.h"
#include "engine/import_usage.h"
#include "simulate/landscape.h"
#include "simulate/usage_files.h"

namespace tollbridge::cli {

// What became of one file.
struct ImportedFile {
  std::string path;
  engine::ImportReport report;
  std::int64_t nanoseconds = 0;
};

struct DemoMonth {
  simulate::Landscape landscape;
  std::string book;  // its path
  MeteredMonth metered;  // of the last stack
  simulate::UsageFiles files;  // of the others
  std::vector<ImportedFile> imported;  // in the month
  std::vector<billing::Document> documents;
  std::int64_t close_nanoseconds = 0;
  ImportedFile late;                                      // after the close
  std::optional<billing::Reconciliation> reconciliation;  // with what is late
};

// The time at which the demo is shown: in the middle of the second month after the closed one.
Instant demo_shown_at(Period closed);

// Generates the month, and has the last stack metered by processes of both halves: that of commerce
// applies the book to the data directory, which must be new and is nobody's afterwards.
// Errors: io, those of demo_halves.h.
Result<DemoMonth> begin_demo_month(const DemoOptions& options, Context& context);

// On that data directory: imports what the other stacks wrote, closes; then imports what is late, a
// smaller month that nobody has closed yet, and one that runs until demo_shown_at().
// Errors: those of the use cases.
Status bill_demo_month(DemoMonth& month, const DemoOptions& options, const Stores& stores,
                       Context& context);

}  // namespace tollbridge::cli
