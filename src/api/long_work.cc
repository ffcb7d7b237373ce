// SPDX-License-Identifier: Apache-2.0
#include "api/long_work.h"

namespace tollbridge::api {

std::string_view to_string(WorkState state) {
  switch (state) {
    case WorkState::waiting: return "waiting";
    case WorkState::running: return "running";
    case WorkState::succeeded: return "succeeded";
    case WorkState::failed: return "failed";
    case WorkState::cancelled: return "cancelled";
  }
  return "";
}

}  // namespace tollbridge::api
