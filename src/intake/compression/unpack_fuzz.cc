// SPDX-License-Identifier: Apache-2.0
// Any bytes as a gzip or zstd archive. Corpus: fuzz/corpus/unpack/.
#include "intake/compression/unpack.h"

#include <cstddef>
#include <cstdint>

#include "intake/compression/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tollbridge::intake::compression;
  check_unpacking({reinterpret_cast<const char*>(data), size});
  return 0;
}
