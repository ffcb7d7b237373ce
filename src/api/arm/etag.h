// SPDX-License-Identifier: Apache-2.0
// Entity tags and conditional requests (spec/standards.md 5.5). Tags are strong: the quoted hash
// of what a resource says. Pure.
#pragma once

#include <string>
#include <string_view>

#include "api/message.h"
#include "core/result.h"

namespace tollbridge::api::arm {

// "\"…\"" of the text.
std::string etag_of(std::string_view content);

// May the change go on? `current` is the tag of the resource, empty if there is none. Errors:
// PreconditionFailed.
Status check_preconditions(const Request& request, const std::string& current);

// An answer to GET with its ETag, or 304 if the caller has it already.
Response tagged_response(const Request& request, int status, std::string body,
                         const std::string& etag);

}  // namespace tollbridge::api::arm
