// SPDX-License-Identifier: Apache-2.0
// The commands about a stack of this data directory: its directory and its registration, one
// function per file of the same name. commands.h lists them with the others.
#pragma once

#include "cli/command.h"

namespace tollbridge::cli {

Command stack_activate_command();
Command stack_activation_command();
Command stack_deactivate_command();
Command stack_guest_add_command();
Command stack_guest_list_command();
Command stack_guest_remove_command();
Command stack_plan_list_command();
Command stack_register_command();
Command stack_renew_command();
Command stack_subscription_add_command();
Command stack_subscription_list_command();
Command stack_subscription_set_command();
Command stack_token_command();
Command stack_unregister_command();

}  // namespace tollbridge::cli
