// SPDX-License-Identifier: Apache-2.0
// Books and journal together, wired as the product wires them, for suites that run on either kind.
#pragma once

#include <memory>

#include "core/result.h"
#include "engine/books.h"
#include "journal/journal.h"

namespace tollbridge::support {

class Stores {
 public:
  virtual ~Stores() = default;
  virtual engine::Books& books() = 0;
  virtual journal::Journal& journal() = 0;
  // Closes both and opens them again from what they left on disk. In memory nothing happens.
  virtual Status reopen() = 0;
};

Result<std::unique_ptr<Stores>> open_memory_stores();

// SQLite and RocksDB in a directory of their own that goes away with the stores.
Result<std::unique_ptr<Stores>> open_disk_stores();

}  // namespace tollbridge::support
