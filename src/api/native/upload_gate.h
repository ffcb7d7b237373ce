// SPDX-License-Identifier: Apache-2.0
// Uploads of usage that wait together are stored by one append (api/group_gate.h).
#pragma once

#include <cstddef>

#include "api/group_gate.h"
#include "engine/store_uploads.h"

namespace tollbridge::api::native {

class UploadGate {
 public:
  // Stores the upload's portion; durable when it returns without Error. Errors: of the upload
  // (engine/store_uploads.h), of the desk, and of Engine::run. Any thread but the engine's.
  Status store(engine::Upload& upload, Engine& engine);

  [[nodiscard]] std::size_t waiting() const { return gate_.waiting(); }

 private:
  GroupGate<engine::Upload> gate_;
};

}  // namespace tollbridge::api::native
