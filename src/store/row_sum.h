// SPDX-License-Identifier: Apache-2.0
// Checksums of rows and of sets of rows (design.md section 6, D5; decision 0003).
//
// A row's digest is the SHA-256 of its table, its values with their lengths, and its commit; the
// first half of it is stored beside the row. A set's sum adds the digests of its rows modulo
// 2^256: it does not depend on their order, and a row can be taken out again, so a table that is
// written for ever keeps its sum at the cost of the rows that change. Pure values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/sha256.h"
#include "store/table.h"

namespace tollbridge::store {

Digest row_digest(std::string_view table, const Row& row, std::uint64_t commit);
std::string row_sum_text(const Digest& digest);  // 32 hexadecimal digits

// Reads 64 lower-case hexadecimal digits (core's hex) back.
std::optional<Digest> parse_digest(std::string_view text);

class SetSum {
 public:
  void add(const Digest& digest);
  void remove(const Digest& digest);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::string to_string() const;  // 64 hexadecimal digits
  // Reads to_string back with the count; false if `text` is not such a text.
  [[nodiscard]] bool restore(std::string_view text, std::uint64_t count);
  friend bool operator==(const SetSum& a, const SetSum& b) = default;

 private:
  std::array<std::uint64_t, 4> limbs_{};  // least significant first
  std::uint64_t count_ = 0;
};

// Builds the bytes a digest covers: each field with its length, so that no two sequences of
// fields give the same bytes.
class Canonical {
 public:
  explicit Canonical(std::string_view kind) {
    bytes_.reserve(512);
    text(kind);
  }
  Canonical& text(std::string_view value);
  Canonical& integer(std::int64_t value);
  [[nodiscard]] Digest digest() const { return sha256(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace tollbridge::store
