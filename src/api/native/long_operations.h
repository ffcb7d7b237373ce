// SPDX-License-Identifier: Apache-2.0
// Operations that were begun and are looked at while they run.
#pragma once

#include <string_view>

#include "api/long_work.h"
#include "core/json.h"

namespace tollbridge::api::native {

// How soon to look again.
inline constexpr std::string_view poll_after_seconds = "10";

// The operation as a document; `whole`: with the answer, once it has ended.
Json status_json(const WorkStatus& status, bool whole);

}  // namespace tollbridge::api::native
