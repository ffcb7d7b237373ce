// SPDX-License-Identifier: Apache-2.0
// The newest commit as remembered outside of the database, in DATA/books.head. A store's own word
// is not enough: one flipped bit makes SQLite drop half of its log and say that all is well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/result.h"
#include "core/world.h"

namespace tollbridge::store {

struct BooksHead {
  std::uint64_t commit = 0;
  std::string hash;  // 64 hexadecimal digits; empty before the first commit
  friend bool operator==(const BooksHead& a, const BooksHead& b) = default;
};

std::string books_head_path(const std::string& directory);

// Empty if there is no such file. Errors: BooksDamaged (it fails its own checksum), DiskFailed.
Result<std::optional<BooksHead>> read_books_head(Disk& disk, const std::string& directory);

// On the disk when it returns.
Status write_books_head(Disk& disk, const std::string& directory, const BooksHead& head);

}  // namespace tollbridge::store
