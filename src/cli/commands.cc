// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include "cli/bridge_commands.h"
#include "cli/document_commands.h"
#include "cli/export_commands.h"
#include "cli/settlement_commands.h"
#include "cli/stack_commands.h"

namespace tollbridge::cli {

std::vector<Command> all_commands() {
  std::vector<Command> all;
  for (auto* make : {demo_command, apply_command, advise_command, usage_import_command,
                     usage_show_command, unregistered_command, tenant_status_command,
                     meters_command, registration_list_command, registration_show_command,
                     registration_add_command, registration_remove_command,
                     registration_move_command, registration_approve_command, mapping_add_command,
                     mapping_remove_command, mapping_list_command, mapping_history_command,
                     partner_list_command, partner_show_command, partner_add_command,
                     customer_list_command, customer_show_command, customer_add_command,
                     subscription_list_command, subscription_show_command,
                     subscription_add_command, stack_list_command, stack_create_command,
                     stack_status_command, stack_register_command, stack_renew_command,
                     stack_unregister_command, stack_activation_command, stack_token_command,
                     stack_activate_command, stack_deactivate_command,
                     stack_subscription_add_command, stack_subscription_list_command,
                     stack_subscription_set_command, stack_guest_add_command,
                     stack_guest_list_command, stack_guest_remove_command, stack_plan_list_command,
                     bridge_status_command,
                     bridge_export_command, bridge_import_command, bridge_receive_command,
                     bridge_certificate_command, bridge_key_command, bridge_give_back_command,
                     bridge_rewind_command,
                     price_list_command,
                     price_show_command, price_import_command, price_convert_command,
                     price_commitments_command,
                     rate_command, whatif_command, reconcile_command, close_command,
                     invoice_list_command, invoice_show_command, invoice_pdf_command,
                     invoice_credit_command,
                     payment_add_command, payment_list_command, payment_remove_command,
                     dunning_list_command, dispute_open_command, dispute_list_command,
                     dispute_show_command, dispute_accept_command, dispute_reject_command,
                     dispute_withdraw_command,
                     explain_command, verify_command, export_focus_command,
                     export_lines_command, export_accounting_command, invoice_ubl_command,
                     backup_command, restore_command,
                     audit_command, collect_host_command, collect_prometheus_command,
                     collect_folder_command, collect_kafka_command, simulate_command,
                     simulate_providers_command, serve_command,
                     config_show_command, token_command,
                     version_command}) {
    all.push_back(make());
  }
  return all;
}

}  // namespace tollbridge::cli
