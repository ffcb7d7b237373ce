// SPDX-License-Identifier: Apache-2.0
// The one way by which commands change the registry.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "engine/books.h"
#include "registry/changes.h"
#include "registry/registry.h"

namespace tollbridge::cli {

// Overwrites what was given: --name, --country, --currency, --vat-id, --address.
void take_details(const Arguments& arguments, registry::PartyDetails& details);
std::vector<Parameter> details_parameters();

// Records the change, or with --dry-run only shows it, and prints its notes and `done`.
struct ChangeAsked {
  std::string action;  // for the audit: "mapping add …"
  std::string done;    // "Tenant … is charged to …"
  std::string next;    // what to do next; may be empty
};
Result<Exit> record_change(const Arguments& arguments, Context& context, engine::Books& books,
                           const registry::ProposedChange& change, const ChangeAsked& asked);

inline Parameter dry_run_flag() {
  return flag("--dry-run", "say what would change, write nothing");
}

}  // namespace tollbridge::cli
