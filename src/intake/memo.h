// SPDX-License-Identifier: Apache-2.0
// Remembers what was made of a text, so that the same few stacks, meters, resources and hours of a
// long file are checked and normalised once. Tables of fixed size: a newcomer takes the place of
// whoever hashed there before, so memory does not grow. Single-threaded.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/record.h"

namespace tollbridge::intake {

// A fast hash for small tables. A collision costs time only, since the whole text is compared.
std::uint64_t quick_hash(std::string_view text);

// text -> T, for texts up to `text_bytes_max`. Each text has two places.
template <class T>
class Memo {
 public:
  static constexpr std::size_t text_bytes_max = 1024;
  static constexpr std::size_t size_first = 64;

  // `size_max` is a power of two. A table begins small, since many inputs are, and grows to it.
  explicit Memo(std::size_t size_max)
      : size_max_(size_max), entries_(std::min(size_max, size_first)) {}

  // What is remembered of `text`, or null.
  T* find(std::string_view text) {
    if (last_ != nullptr && last_->text == text) return &last_->value;
    if (text.size() > text_bytes_max) return nullptr;
    const std::uint64_t hash = quick_hash(text);
    Entry* pair = pair_of(hash);
    if (!pair->is(text, hash)) ++pair;
    if (!pair->is(text, hash)) return nullptr;
    last_ = pair;
    return &pair->value;
  }

  // Remembers `value` for a text that was not found, unless it is too long.
  void keep(std::string_view text, T value) {
    if (text.size() > text_bytes_max) return;
    last_ = nullptr;  // entries move
    if (++kept_ > entries_.size() / 2 && entries_.size() < size_max_) grow();
    put({quick_hash(text), std::string(text), std::move(value), true});
  }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::string text;
    T value{};
    bool used = false;

    [[nodiscard]] bool is(std::string_view other, std::uint64_t other_hash) const {
      return used && hash == other_hash && text == other;
    }
  };

  // The newer of a pair stands first; the older gives way.
  void put(Entry entry) {
    Entry* pair = pair_of(entry.hash);
    pair[1] = std::exchange(pair[0], std::move(entry));
  }

  void grow() {
    std::vector<Entry> old(std::min(entries_.size() * 4, size_max_));
    old.swap(entries_);
    for (Entry& entry : old) {
      if (entry.used) put(std::move(entry));
    }
  }

  Entry* pair_of(std::uint64_t hash) { return &entries_[hash & (entries_.size() - 2)]; }

  std::size_t size_max_;
  std::size_t kept_ = 0;
  std::vector<Entry> entries_;
  Entry* last_ = nullptr;  // found last: files are often sorted, so it is asked for again
};

// A text's normal form, and where the string pool being filled keeps it.
struct Interned {
  std::string normal;
  std::uint64_t pool = 0;  // which pool `index` is of
  std::uint32_t index = 0;
};

}  // namespace tollbridge::intake
