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

// What a command begins with: the version --from names or takes over from, else the one in force
// now, else `like`. Errors: WrongUsage.
template <registry::HasTerms T>
Result<T> version_asked(const Arguments& arguments, const registry::Registry& registry, T like,
                        const T* now) {
  if (!arguments.has("--from")) return now == nullptr ? like : *now;
  auto from = registry::parse_version_month(arguments.text("--from"));
  if (!from) return wrong_usage("--from: " + from.error().message);
  like.from = *from;
  if (const T* known = registry.version_in_force(like)) like = *known;
  like.from = *from;
  return like;
}

// --from and --correct-closed.
std::vector<Parameter> terms_parameters();

// Lines `from MONTH: TERMS` of an object that has had several.
template <registry::HasTerms T, class Text>
void print_versions(Output& out, const registry::Registry& registry, const T& object, Text text) {
  const auto versions = registry.versions(object);
  if (versions.size() < 2 && !object.from) return;
  for (const T* version : versions) {
    out.line("  " + (version->from ? "from " + version->from->to_string() : "at first    ") + "  " +
             text(*version));
  }
}

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
