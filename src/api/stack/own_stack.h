// SPDX-License-Identifier: Apache-2.0
// Which of the stacks of this process a caller works on: its operator, and the provider. Another's
// is answered as one that is not here.
#pragma once

#include <string>

#include "api/desk.h"
#include "api/operation.h"
#include "core/result.h"
#include "stack/stacks.h"

namespace tollbridge::api::stack_face {

// The stack named by the parameter cloud_id of the path. On the engine's thread. Errors: NotFound.
Result<stack::LocalStack*> own_stack(const Call& call, Desk& desk);

// Whether the caller may work on it if it is here; on any thread. Errors: NotFound.
Status may_work_on(const Call& call);

// Whether the caller works on this stack.
bool works_on(const Principal& caller, const StackId& stack);

// The stack whose default provider subscription is the parameter subscriptionId of the path, as the
// faces of Azure name a stack. Errors: SubscriptionNotFound.
Result<stack::LocalStack*> administered(const Call& call, Desk& desk);

// Access of a row that calls own_stack() or administered().
Access operators_access();

}  // namespace tollbridge::api::stack_face
