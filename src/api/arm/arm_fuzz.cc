// SPDX-License-Identifier: Apache-2.0
// Any bytes as each thing this face reads. Corpus: fuzz/corpus/arm/.
#include <cstddef>
#include <cstdint>

#include "api/arm/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tollbridge::api::arm::check_input({reinterpret_cast<const char*>(data), size});
  return 0;
}
