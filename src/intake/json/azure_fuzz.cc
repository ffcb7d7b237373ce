// SPDX-License-Identifier: Apache-2.0
// Any bytes as azure usage. Corpus: fuzz/corpus/azure/.
#include "intake/json/azure.h"

#include <cstddef>
#include <cstdint>

#include "intake/json/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tollbridge::intake;
  check_reading({reinterpret_cast<const char*>(data), size}, Format::azure);
  return 0;
}
