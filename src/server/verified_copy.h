// SPDX-License-Identifier: Apache-2.0
// The manifest of a backup: every file with its size and SHA-256, so that a copy can be checked
// before anything is opened.
//
//   tollbridge backup 1
//   <64 hex digits>  <bytes>  <path below the backup>
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/world.h"

namespace tollbridge::server {

inline constexpr std::string_view manifest_name = "manifest";

struct ManifestTotals {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};

// Reads all files below `directory` and writes the manifest there. Errors: io.
Result<ManifestTotals> write_manifest(Disk& disk, const std::string& directory);

// Compares every file with the manifest; each one missing, altered or not named is a detail of one
// Error BackupDamaged (damaged). NotABackup (invalid): there is no manifest.
Result<ManifestTotals> check_manifest(const std::string& directory);

// Copies every file the manifest names into `target`, synced. Errors: io.
Status copy_manifest_files(Disk& disk, const std::string& directory, const std::string& target);

}  // namespace tollbridge::server
