// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/mapping_query.h"
#include "views/registry_view.h"

namespace tollbridge::cli {
namespace {

// Without --at what is in force now or will be.
bool is_listed(const registry::PayerSpan& span, const registry::HistoryQuery& query, Hour now) {
  const bool mapped = span.state == registry::PayerState::mapped ||
                      span.state == registry::PayerState::inactive;
  return mapped && (query.at || !span.end || *span.end > now);
}

Result<Exit> run_mapping_list(const Arguments& arguments, Context& context) {
  auto answer = ask_mappings(arguments, context);
  if (!answer) return pass(answer);
  const Hour now = Hour::containing(context.now);
  Json json;
  json.object().array("mappings");
  Table table({{"registration", Cell::shrinking}, {"tenant", Cell::shrinking},
               {"pays", Cell::shrinking}, {"from", Cell::text}, {"", Cell::text}});
  for (const registry::PayerSpan& span : answer->history.spans) {
    if (!is_listed(span, answer->query, now)) continue;
    views::append_mapping_span(json, span);
    std::string state = span.state == registry::PayerState::inactive ? "inactive: default" : "";
    if (span.end) state += (state.empty() ? "to " : ", to ") + span.end->to_string().substr(0, 13);
    table.row({span.registration.text(), span.tenant.text(), span.payer.text(),
               span.begin.to_string().substr(0, 13) + "Z", state});
  }
  json.end().end();
  if (context.out.json()) {
    context.out.print(json);
  } else if (table.empty()) {
    context.out.line("No mappings: all usage falls to the default subscriptions. See: mapping add");
  } else {
    context.out.print(table);
  }
  return Exit::done;
}

}  // namespace

Command mapping_list_command() {
  return {"mapping list",
          "which tenants are charged to which subscriptions",
          "The mappings in force now and those to come; with --at those of that hour. What was, "
          "and when we learned it: mapping history.",
          {"tollbridge mapping list azurestack-9c1e --at 2026-10-15T10:00:00Z"},
          mapping_query_parameters(),
          run_mapping_list};
}

}  // namespace tollbridge::cli
