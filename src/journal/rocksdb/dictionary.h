// SPDX-License-Identifier: Apache-2.0
// Numbers for the strings of each stack: 1, 2, 3 … in the order of first use; 0 is the empty
// string. Kept in the database; recent ones in memory, bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "journal/rocksdb/database.h"

namespace tollbridge::journal {

class Dictionary {
 public:
  static constexpr std::uint32_t unknown = ~std::uint32_t{0};

  Dictionary(Database& database, std::size_t cache_bytes)
      : database_(database), generation_bytes_max_(cache_bytes / 2) {}

  // `unknown` if the stack never used it.
  Result<std::uint32_t> find(std::uint32_t stack, std::string_view text);

  // `text` must be unknown. Puts both directions into the write batch.
  void add(std::uint32_t stack, std::string_view text, std::uint32_t number,
           rocksdb::WriteBatch& batch);

  // After a write that failed: what was added is not there.
  void forget();

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Cache = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;
  void remember(std::string_view key, std::uint32_t number);

  Database& database_;
  std::size_t generation_bytes_max_;
  Cache recent_, older_;  // by database key
  std::size_t recent_bytes_ = 0;
  std::string key_;
};

// Texts of numbers of one stack, into a pool, as a scan meets them.
class PoolNumbers {
 public:
  PoolNumbers(Database& database, std::uint32_t stack, std::uint32_t next_number,
              StringPool& pool)
      : database_(database), stack_(stack), pool_(pool), index_(next_number, missing) {
    if (!index_.empty()) index_[0] = 0;
  }

  // Makes every number of the column known. Errors: JournalDamaged for one that was never given.
  Status need(const std::vector<std::uint32_t>& numbers);
  Status fetch();
  std::uint32_t operator[](std::uint32_t number) const { return index_[number]; }

 private:
  static constexpr std::uint32_t missing = ~std::uint32_t{0};
  static constexpr std::uint32_t asked = missing - 1;

  Database& database_;
  std::uint32_t stack_;
  StringPool& pool_;
  std::vector<std::uint32_t> index_;  // pool index by number
  std::vector<std::uint32_t> wanted_;
};

}  // namespace tollbridge::journal
