// SPDX-License-Identifier: Apache-2.0
// Goal: what is packed comes back as it was, and what is not that is told. Method: texts packed at
// several levels, unpacked into too much and too little room, and damaged.
#include "core/packing.h"

#include <gtest/gtest.h>

#include <string>

namespace tollbridge {
namespace {

std::string text_of(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += "hour " + std::to_string(i % 700) + "\n";
  }
  text.resize(bytes);
  return text;
}

TEST(Packing, what_is_packed_comes_back) {
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, std::size_t{100'000}}) {
    for (const int level : {1, 3, 19}) {
      const std::string text = text_of(bytes);
      const std::string packed = pack(text, level);
      std::string raw(bytes, '?');
      EXPECT_TRUE(unpack(packed, raw));
      EXPECT_EQ(raw, text);
    }
  }
}

TEST(Packing, only_exactly_as_many_bytes_will_do) {
  const std::string packed = pack(text_of(1000), 3);
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{999}, std::size_t{1001}}) {
    std::string raw(bytes, '?');
    EXPECT_FALSE(unpack(packed, raw)) << bytes;
  }
}

TEST(Packing, what_is_cut_or_was_never_packed_is_told) {
  const std::string packed = pack(text_of(1000), 3);
  std::string raw(1000, '?');
  EXPECT_FALSE(unpack(std::string_view(packed).substr(0, packed.size() - 1), raw));
  EXPECT_FALSE(unpack("never packed", raw));
  EXPECT_FALSE(unpack("", raw));
}

}  // namespace
}  // namespace tollbridge
