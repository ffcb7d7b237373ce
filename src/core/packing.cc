// SPDX-License-Identifier: Apache-2.0
#include "core/packing.h"

#include <zstd.h>

#include <memory>

#include "core/check.h"

namespace tollbridge {
namespace {

// Making a context costs more than packing something small with it.
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

std::string pack(std::string_view raw, int level) {
  std::string packed(ZSTD_compressBound(raw.size()), '\0');
  const std::size_t size =
      ZSTD_compressCCtx(contexts().packing.get(), packed.data(), packed.size(), raw.data(),
                        raw.size(), level);
  CHECK(ZSTD_isError(size) == 0);
  packed.resize(size);
  return packed;
}

bool unpack(std::string_view packed, std::span<char> raw) {
  const std::size_t size = ZSTD_decompressDCtx(contexts().unpacking.get(), raw.data(), raw.size(),
                                               packed.data(), packed.size());
  return ZSTD_isError(size) == 0 && size == raw.size();
}

}  // namespace tollbridge
