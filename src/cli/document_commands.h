// SPDX-License-Identifier: Apache-2.0
// The commands that write documents and data sets as files; all others: commands.h.
#pragma once

#include "cli/command.h"

namespace tollbridge::cli {

Command invoice_pdf_command();

}  // namespace tollbridge::cli
