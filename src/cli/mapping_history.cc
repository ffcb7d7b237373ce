// SPDX-License-Identifier: Apache-2.0
#include "registry/history.h"

#include "cli/commands.h"
#include "cli/mapping_query.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

void print_spans(const registry::MappingHistory& history, Output& out) {
  Table table({{"tenant", Cell::shrinking}, {"from", Cell::text}, {"to", Cell::text},
               {"pays", Cell::shrinking}, {"why", Cell::text}});
  for (const registry::PayerSpan& span : history.spans) {
    table.row({span.tenant.text(), span.begin.to_string().substr(0, 13) + "Z",
               span.end ? span.end->to_string().substr(0, 13) + "Z" : "…", span.payer.text(),
               std::string(to_string(span.state))});
  }
  out.line("Who pays, and when");
  out.print(table);
}

void print_versions(const registry::MappingHistory& history, Output& out) {
  if (history.versions.empty()) return;
  Table table({{"known at", Cell::text}, {"by", Cell::shrinking}, {"tenant", Cell::shrinking},
               {"from", Cell::text}, {"pays", Cell::shrinking}, {"", Cell::text}});
  for (const registry::MappingVersion& version : history.versions) {
    const bool removal = version.mapping.subscription.empty();
    table.row({tollbridge::to_string(version.known_at).substr(0, 16) + "Z", version.actor,
               version.mapping.tenant.text(), version.mapping.from.to_string().substr(0, 13) + "Z",
               removal ? "(removed)" : version.mapping.subscription.text(),
               version.superseded ? "corrected" : ""});
  }
  out.line();
  out.line("What was recorded, in that order");
  out.print(table);
}

Result<Exit> run_mapping_history(const Arguments& arguments, Context& context) {
  auto answer = ask_mappings(arguments, context);
  if (!answer) return pass(answer);
  const auto& history = answer->history;
  if (context.out.json()) {
    Json json;
    json.object();
    views::append_mapping_history(json, history);
    json.end();
    context.out.print(json);
  } else if (history.spans.empty()) {
    context.out.line("No tenant was ever mapped there.");
  } else {
    print_spans(history, context.out);
    print_versions(history, context.out);
  }
  return Exit::done;
}

}  // namespace

Command mapping_history_command() {
  return {"mapping history",
          "who pays for a tenant at an hour, as known on a day",
          "Nothing is ever overwritten: for every hour it says who pays and why, and below what "
          "was recorded when and by whom. --at looks at one hour, --known at what we knew then.",
          {"tollbridge mapping history azurestack-9c1e TENANT --at 2026-10-15 --known 2026-10-20"},
          mapping_query_parameters(),
          run_mapping_history};
}

}  // namespace tollbridge::cli
