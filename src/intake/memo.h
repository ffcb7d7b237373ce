// SPDX-License-Identifier: Apache-2.0
// Remembers what was made of a text, so that the same few stacks, meters, resources and hours of a
// long file are checked and normalised once. Tables of fixed size: a newcomer takes the place of
// whoever hashed there before, so memory does not grow. Single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "journal/record.h"

namespace tollbridge::intake {

// A fast hash for small tables. A collision costs time only, since the whole text is compared.
std::uint64_t quick_hash(std::string_view text);

// text -> T, for texts up to `text_bytes_max`.
template <class T>
class Memo {
 public:
  static constexpr std::size_t text_bytes_max = 1024;

  struct Entry {
    std::string text;
    T value{};
    bool used = false;
  };

  // `size` is a power of two.
  explicit Memo(std::size_t size) : entries_(size) {}

  // The entry where `text` is or belongs; null if it is too long to be remembered.
  Entry* place(std::string_view text) {
    if (text.size() > text_bytes_max) return nullptr;
    return &entries_[quick_hash(text) & (entries_.size() - 1)];
  }

 private:
  std::vector<Entry> entries_;
};

// A text's normal form, and where the string pool being filled keeps it.
struct Interned {
  std::string normal;
  std::uint64_t pool = 0;  // which pool `index` is of
  std::uint32_t index = 0;
};

}  // namespace tollbridge::intake
