// SPDX-License-Identifier: Apache-2.0
// Idempotency-Key (spec/standards.md 5.3): a POST that names a key is done once, and answered alike
// for 24 hours however often it is sent. The key is the caller's own; what it stands for is a
// fingerprint of method, path and body.
//
// Before the work begins it is recorded that it did, so that a server that stops in between does
// not do it twice: the repeated request is then refused (RequestInProgress) and says what to do. A
// request that is refused leaves its key free.
#pragma once

#include "api/operation.h"

namespace tollbridge::api::native {

// Errors besides those of the handler: InvalidParameter (the key), IdempotencyKeyReused (another
// request had it), RequestInProgress.
Handler once(Handler handler);

// The same for a stream. It may run again after a stop: what it stores has natural keys.
StreamHandler once(StreamHandler handler);

}  // namespace tollbridge::api::native
