// SPDX-License-Identifier: Apache-2.0
// Any bytes are a batch or damaged; a batch that is read can be written and read again the same.
#include "bridge/batch.h"

#include <cstddef>
#include <cstdint>

#include "bridge/batch_fuzz_testing.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tollbridge::bridge::check_bytes({reinterpret_cast<const char*>(data), size});
  return 0;
}
