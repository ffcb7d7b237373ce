// SPDX-License-Identifier: Apache-2.0
// Reading JSON that others wrote: bodies of requests and registration tokens. Depth is bounded
// before parsing; of equal names the last counts; names of members compare without case, as the
// service that is imitated does.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "api/message.h"
#include "core/result.h"

namespace tollbridge::api::arm {

// A JSON object nested at most 32 deep; nothing if the text is anything else.
std::optional<nlohmann::json> parse_object(std::string_view text);

// The body of the request; an empty body is an empty object. Errors: InvalidRequestContent.
Result<nlohmann::json> read_body(const Request& request);

// The member, or null if there is none or it is null.
const nlohmann::json* member(const nlohmann::json& object, std::string_view name);

// The text of a member, or empty; nothing if it is no text.
std::optional<std::string> text_member(const nlohmann::json& object, std::string_view name);

}  // namespace tollbridge::api::arm
