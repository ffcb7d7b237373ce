// SPDX-License-Identifier: Apache-2.0
#include "bridge/packing.h"

#include <zstd.h>

#include <memory>

#include "core/check.h"

namespace tollbridge::bridge {
namespace {

constexpr int level = 3;

// Making a context costs more than packing a small batch with it.
struct Contexts {
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> packing{ZSTD_createCCtx(), &ZSTD_freeCCtx};
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> unpacking{ZSTD_createDCtx(),
                                                                 &ZSTD_freeDCtx};
};

Contexts& contexts() {
  thread_local Contexts mine;
  CHECK(mine.packing != nullptr && mine.unpacking != nullptr);
  return mine;
}

}  // namespace

std::string pack(std::string_view raw) {
  std::string packed(ZSTD_compressBound(raw.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(contexts().packing.get(), packed.data(), packed.size(), raw.data(),
                        raw.size(), level);
  CHECK(ZSTD_isError(size) == 0);
  packed.resize(size);
  return packed;
}

std::optional<std::string> unpack(std::string_view packed, std::uint64_t raw_bytes) {
  std::string raw(static_cast<std::size_t>(raw_bytes), '\0');
  const std::size_t size = ZSTD_decompressDCtx(contexts().unpacking.get(), raw.data(), raw.size(),
                                               packed.data(), packed.size());
  if (ZSTD_isError(size) != 0 || size != raw.size()) return std::nullopt;
  return raw;
}

}  // namespace tollbridge::bridge
