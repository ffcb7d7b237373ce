// SPDX-License-Identifier: Apache-2.0
// Idempotency-Key (spec/standards.md 5.3): a POST that names a key is done once, and answered alike
// for 24 hours however often it is sent. The key is the caller's own; what it stands for is a
// fingerprint of method, path and body.
//
// What answers 202 (Prefer: respond-async) is known for as long as its operation can be: a key sent
// with it counts for one run of the server, and apart from calls that wait.
//
// Before the work begins it is recorded that it did, so that a server that stops in between does
// not do it twice: the repeated request is then refused (RequestInProgress) and says what to do. A
// request that is refused leaves its key free.
#pragma once

#include <string>

#include "api/operation.h"

namespace tollbridge::api::native {

// Errors besides those of the handler: InvalidParameter (the key), IdempotencyKeyReused (another
// request had it), RequestInProgress.
// `run` tells this run of the server from others.
Handler once(Handler handler, const std::string& run);

// The same for a stream; RequestInProgress while it is under way. It may run again after a stop:
// what it stores has natural keys.
StreamHandler once(StreamHandler handler);

}  // namespace tollbridge::api::native
