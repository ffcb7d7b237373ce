// SPDX-License-Identifier: Apache-2.0
// Takes readings from files that are dropped in a folder: NDJSON, JSON lists, CloudEvents
// (stack/json/readings.h).
//
// A file must come whole: written elsewhere on the same file system and moved in, or under a name
// that begins with a dot or ends in ".tmp" or ".part" until it is whole. When its readings are
// taken, durably, it is moved to `done/`; what could not be taken is written beside it as
// <name>.rejected, one line of JSON each. A fall in between takes it again, as duplicates.
#pragma once

#include <cstddef>
#include <string>

#include "core/result.h"
#include "stack/collector.h"

namespace tollbridge::stack::folder {

inline constexpr std::size_t file_bytes_max = 256 * 1024 * 1024;

struct FolderRound {
  Collected collected;
  std::size_t files = 0;  // moved to done/
};

// One round over the files that are there, by name. A file that cannot be read is left and named
// in `problems`. Errors: FolderUnreadable (io); those of `take`, with the file left for the next
// round.
Result<FolderRound> collect_folder(const std::string& folder, const Taker& take);

}  // namespace tollbridge::stack::folder
