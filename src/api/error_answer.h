// SPDX-License-Identifier: Apache-2.0
// An Error as an HTTP answer, in the form its face promises (spec/standards.md 5.4).
#pragma once

#include <string>

#include "api/message.h"
#include "api/operation.h"
#include "core/result.h"

namespace tollbridge::api {

// By code where a specification fixes it (spec/azure-stack.md 4), else by kind: invalid 400,
// not_found 404, refused and conflict 409, denied 403, damaged and io 500, busy 503.
int status_of(const Error& error);

// native, plain: RFC 9457 with code, rule and errors[{pointer, line, code, detail}]; arm:
// {"error":{code, message, target, details}}; usage: the same envelope. Header x-ms-error-code on
// the Azure faces; Retry-After with 429 and 503; WWW-Authenticate with 401.
Response error_answer(Face face, const Error& error, const std::string& request_id);

// What a hidden object and a missing one are both answered with, byte for byte.
Error not_found_error(Object object, const std::string& id);

}  // namespace tollbridge::api
