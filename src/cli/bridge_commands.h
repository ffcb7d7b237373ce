// SPDX-License-Identifier: Apache-2.0
// The commands about bridges that are not in commands.h: what is carried by hand, and
// what is taken again. One function per file of the same name.
#pragma once

#include "cli/command.h"

namespace tollbridge::cli {

Command bridge_certificate_command();
Command bridge_export_command();
Command bridge_import_command();
Command bridge_receive_command();
Command bridge_rewind_command();

// A file of lines, where the caller is.
Status write_lines(Context& context, const std::string& path,
                   const std::vector<std::string>& lines);

}  // namespace tollbridge::cli
