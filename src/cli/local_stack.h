// SPDX-License-Identifier: Apache-2.0
// What the commands about a stack of this data directory share.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "stack/administration.h"
#include "stack/stacks.h"

namespace tollbridge::cli {

// The stack CLOUD_ID names. Errors: UnknownStack (not_found), those of Host::stacks.
Result<stack::LocalStack*> local_stack(const Arguments& arguments, Context& context);
Parameter stack_word();

// Since when a change holds, and its directory then: --from, else now.
Result<stack::Ground> ground_of(const Arguments& arguments, const Context& context,
                                stack::LocalStack& local);
Parameter directory_from();

// Records that the entry holds from `from` on.
Status record_entry(Context& context, stack::LocalStack& local, stack::DirectoryEntry entry,
                    Instant from);

// What a subscription shall be, as the options below say. Errors: WrongUsage.
Result<stack::SubscriptionWish> subscription_wish(const Arguments& arguments);
std::vector<Parameter> wish_parameters();

void append_subscription(Json& json, const stack::LocalSubscription& subscription);

// Records a subscription as it is wanted and prints it.
Result<Exit> keep_subscription(Context& context, stack::LocalStack& local,
                               const stack::Ground& ground, const stack::SubscriptionWish& wish);

}  // namespace tollbridge::cli
