// SPDX-License-Identifier: Apache-2.0
// What must hold for any bytes as a batch. For the fuzz target and the test that replays its
// corpus, fuzz/corpus/batch/.
#pragma once

#include <string>
#include <string_view>

#include "bridge/batch.h"
#include "bridge/batch_testing.h"
#include "bridge/content.h"
#include "bridge/limits.h"
#include "core/check.h"

namespace tollbridge::bridge {

// A batch that is read can be written and read again the same.
inline void check_batch(const Batch& batch) {
  CHECK(batch.usage.rows.size() == batch.head.rows);
  CHECK(batch.usage.rows.size() <= limits::batch_rows_max);
  const auto bytes = write_batch(batch, word_key("fuzz"));
  CHECK(bytes.has_value());
  const auto sealed = open_batch(*bytes);
  CHECK(sealed.has_value() && sealed->signed_by(word_check("fuzz")));
  const auto again = read_batch(*sealed);
  CHECK(again.has_value() && again->changes == batch.changes);
  CHECK(words_of(again->usage) == words_of(batch.usage));
}

// As they are; with a checksum that fits, because no fuzzer finds one; and as the content of a
// batch whose counts the first two bytes tell.
inline void check_bytes(std::string_view bytes) {
  if (const auto sealed = open_batch(bytes)) static_cast<void>(read_batch(*sealed));
  std::string sealed_bytes(bytes);
  const Digest hash = sha256(bytes);
  sealed_bytes.append(reinterpret_cast<const char*>(hash.data()), hash.size());
  sealed_bytes.append(signature_bytes, '\0');
  if (const auto sealed = open_batch(sealed_bytes)) {
    if (const auto batch = read_batch(*sealed)) check_batch(*batch);
  }
  if (bytes.size() < 2) return;
  BatchHead head = example_batch().head;
  head.changes = static_cast<unsigned char>(bytes[0]);
  head.rows = static_cast<unsigned char>(bytes[1]);
  if (const auto batch = read_content(bytes.substr(2), head)) check_batch(*batch);
}

}  // namespace tollbridge::bridge
