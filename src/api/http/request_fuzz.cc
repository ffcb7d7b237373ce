// SPDX-License-Identifier: Apache-2.0
// Bytes of a connection; see fuzz_check.h.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "api/http/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tollbridge::api::http::check_request_bytes({reinterpret_cast<const char*>(data), size});
  return 0;
}
