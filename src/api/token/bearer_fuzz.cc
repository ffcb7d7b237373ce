// SPDX-License-Identifier: Apache-2.0
// Any bytes as a token, and as a set of keys. Corpus: fuzz/corpus/bearer/.
#include <cstddef>
#include <cstdint>

#include "api/token/fuzz_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  tollbridge::api::token::check_token(bytes);
  tollbridge::api::token::check_key_set(bytes);
  return 0;
}
