// SPDX-License-Identifier: Apache-2.0
#include "bridge/packing.h"

#include <zstd.h>

#include "core/check.h"

namespace tollbridge::bridge {
namespace {

constexpr int level = 3;

}  // namespace

std::string pack(std::string_view raw) {
  std::string packed(ZSTD_compressBound(raw.size()), '\0');
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), raw.data(), raw.size(), level);
  CHECK(ZSTD_isError(size) == 0);
  packed.resize(size);
  return packed;
}

std::optional<std::string> unpack(std::string_view packed, std::uint64_t raw_bytes) {
  std::string raw(static_cast<std::size_t>(raw_bytes), '\0');
  const std::size_t size = ZSTD_decompress(raw.data(), raw.size(), packed.data(), packed.size());
  if (ZSTD_isError(size) != 0 || size != raw.size()) return std::nullopt;
  return raw;
}

}  // namespace tollbridge::bridge
