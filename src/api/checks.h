// SPDX-License-Identifier: Apache-2.0
// What is checked of a call before its handler runs.
#pragma once

#include "api/desk.h"
#include "api/operation.h"
#include "core/result.h"

namespace tollbridge::api {

// The caller's relation to the operation's object, once it is allowed. Errors:
// SubscriptionIdMissingInRequest (a usage path without its subscription), AuthorizationFailed
// (denied), not_found_error (hidden or missing), those of the desk.
Result<Relation> authorize(const Operation& operation, const Call& call, Desk& desk);

// The same without a desk, for an operation whose access the role alone decides (Object::service).
Result<Relation> authorize_by_role(const Operation& operation, const Call& call);

// api-version, required and well-formed parameters; all faults at once. Errors: NoApiVersion,
// MissingApiVersionParameter, InvalidApiVersionParameter, InvalidProperty, InvalidParameter.
Status check_parameters(const Operation& operation, const Request& request);

// Content type and presence of the body. Errors: UnsupportedMediaType, InvalidRequestContent.
Status check_body(const Operation& operation, const Request& request);

}  // namespace tollbridge::api
