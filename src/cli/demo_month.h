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
#include "cli/stores.h"
#include "engine/import_usage.h"
#include "simulate/landscape.h"
#include "simulate/usage_files.h"

namespace tollbridge::cli {

struct DemoOptions {
  std::string directory;  // everything is written below it
  Period month;
  std::uint64_t seed = 1;
  std::uint64_t records = 1'000'000;
  int customers = 40;
};

// What became of one file.
struct ImportedFile {
  std::string path;
  engine::ImportReport report;
  std::int64_t nanoseconds = 0;
};

struct DemoMonth {
  simulate::Landscape landscape;
  std::string book;  // its path
  simulate::UsageFiles files;
  std::vector<ImportedFile> imported;  // in the month
  std::vector<billing::Document> documents;
  std::int64_t close_nanoseconds = 0;
  ImportedFile late;                                      // after the close
  std::optional<billing::Reconciliation> reconciliation;  // with what is late
};

// The time at which the demo is shown: in the middle of the second month after the closed one.
Instant demo_shown_at(Period closed);

// Generates, applies, imports, closes; then imports what is late, a smaller month that nobody has
// closed yet, and one that runs until demo_shown_at(). The data directory must be new.
// Errors: those of the use cases.
Result<DemoMonth> run_demo_month(const DemoOptions& options, const Stores& stores,
                                 Context& context);

}  // namespace tollbridge::cli
