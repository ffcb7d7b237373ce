// SPDX-License-Identifier: Apache-2.0
// The commands for what becomes of documents: payments, reminders, disputes.
#pragma once

#include "cli/command.h"

namespace tollbridge::cli {

Command payment_add_command();
Command payment_list_command();
Command payment_remove_command();
Command dunning_list_command();
Command dispute_open_command();
Command dispute_list_command();
Command dispute_show_command();
Command dispute_accept_command();
Command dispute_reject_command();
Command dispute_withdraw_command();

}  // namespace tollbridge::cli
