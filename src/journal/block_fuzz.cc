// SPDX-License-Identifier: Apache-2.0
// Any bytes are a block or damaged; a block that is read can be written and read again the same.
#include "journal/block.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tollbridge::journal;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Block block;
  if (!decode(bytes, Columns::all, block)) return 0;
  std::string written;
  encode(block, written);
  Block again;
  CHECK(decode(written, Columns::all, again).has_value());
  CHECK(again == block);
  return 0;
}
