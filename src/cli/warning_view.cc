// SPDX-License-Identifier: Apache-2.0
#include "cli/warning_view.h"

namespace tollbridge::cli {

void print_warnings(Output& out, const std::vector<registry::Warning>& warnings) {
  for (const registry::Warning& warning : warnings) {
    out.line();
    std::string head = "Warning, " + warning.object + ": " + warning.code;
    if (!warning.rule.empty()) head += " (rule " + warning.rule + ")";
    out.line(head);
    out.paragraph(warning.message, 2);
  }
}

}  // namespace tollbridge::cli
