// SPDX-License-Identifier: Apache-2.0
#include "api/native/upload_gate.h"

#include <span>
#include <vector>

#include "core/limits.h"

namespace tollbridge::api::native {
namespace {

// Those that fit into one append.
Result<std::size_t> store_together(Desk& desk, std::vector<engine::Upload*>& waiting) {
  auto registry = desk.registry();
  if (!registry) return pass(registry);
  std::size_t rows = 0;
  std::size_t count = 0;
  for (const engine::Upload* one : waiting) {
    rows += one->portion.batch.rows.size();
    if (count > 0 && rows > limits::batch_records_max) break;
    ++count;
  }
  engine::store_uploads(desk.journal(), **registry, std::span(waiting).first(count));
  return count;
}

}  // namespace

Status UploadGate::store(engine::Upload& upload, Engine& engine) {
  return gate_.store(upload, engine, store_together);
}

}  // namespace tollbridge::api::native
