// SPDX-License-Identifier: Apache-2.0
// Commands that hand documents and data sets to other programs, one file each.
#pragma once

#include "cli/command.h"

namespace tollbridge::cli {

Command export_accounting_command();
Command export_focus_command();
Command export_lines_command();
Command invoice_ubl_command();

}  // namespace tollbridge::cli
