// SPDX-License-Identifier: Apache-2.0
// A generated month as files, the way stacks and tools hand usage over: one file per stack in
// turn as NDJSON, CSV and the record shape of the stack's usage API, one for corrections of the
// latter, and one for what is late.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "simulate/usage_month.h"

namespace tollbridge::simulate {

class ExactHours;

// The shape of the files: all three in turn, or one for all stacks.
enum class FileForm : std::uint8_t { mixed, ndjson, csv, azure };

struct UsageFiles {
  std::vector<std::string> in_month;  // paths, one per stack but UsageOptions::without
  std::vector<std::string> stacks;    // the cloud id of each file
  // NDJSON: corrected records of stacks whose form has no revision (azure); may be empty.
  std::string corrections;
  std::string late;  // NDJSON, all stacks
  UsageCounts counts;
  std::uint64_t bytes = 0;
};

// Writes book.yaml and its sheets. Returns the path of the book. Errors: io.
Result<std::string> write_book(const Landscape& landscape, const std::string& directory);

// Writes the usage files into `directory`, made if it is not there. Errors: io.
Result<UsageFiles> write_usage(const Landscape& landscape, const UsageOptions& options,
                               const std::string& directory, FileForm form = FileForm::mixed);

// What the resources of the landscape's last stack come to, by simulate/providers.h: CSV that can
// be billed like any usage, a row for each subscription, meter and hour, without single resources.
// Returns its path. Errors: io.
Result<std::string> write_truth(const Landscape& landscape, const ExactHours& truth,
                                const std::string& directory);

}  // namespace tollbridge::simulate
