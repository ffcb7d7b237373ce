// SPDX-License-Identifier: Apache-2.0
// All commands, one function per file of the same name.
#pragma once

#include <vector>

#include "cli/command.h"

namespace tollbridge::cli {

Command advise_command();
Command apply_command();
Command audit_command();
Command backup_command();
Command close_command();
Command collect_folder_command();
Command collect_host_command();
Command collect_kafka_command();
Command collect_prometheus_command();
Command config_show_command();
Command customer_add_command();
Command customer_list_command();
Command customer_show_command();
Command demo_command();
Command explain_command();
Command invoice_credit_command();
Command invoice_list_command();
Command invoice_show_command();
Command mapping_add_command();
Command mapping_history_command();
Command mapping_list_command();
Command mapping_remove_command();
Command meters_command();
Command partner_add_command();
Command partner_list_command();
Command partner_show_command();
Command price_commitments_command();
Command price_convert_command();
Command price_import_command();
Command price_list_command();
Command price_show_command();
Command rate_command();
Command reconcile_command();
Command registration_add_command();
Command registration_approve_command();
Command registration_list_command();
Command registration_move_command();
Command registration_remove_command();
Command registration_show_command();
Command restore_command();
Command serve_command();
Command simulate_command();
Command bridge_status_command();
Command stack_create_command();
Command simulate_providers_command();
Command stack_list_command();
Command stack_status_command();
Command subscription_add_command();
Command subscription_list_command();
Command subscription_show_command();
Command tenant_status_command();
Command token_command();
Command unregistered_command();
Command usage_import_command();
Command usage_show_command();
Command verify_command();
Command version_command();
Command whatif_command();

// In the order in which help lists the verbs of a noun.
std::vector<Command> all_commands();

}  // namespace tollbridge::cli
