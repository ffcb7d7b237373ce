// SPDX-License-Identifier: Apache-2.0
#include "cli/mapping_query.h"

namespace tollbridge::cli {

std::vector<Parameter> mapping_query_parameters() {
  return {optional_word("REGISTRATION", "only this registration's"),
          optional_word("TENANT", "only this tenant's"),
          option("--at", "H", "only what is in force at this hour"),
          option("--known", "D", "as known at that time; a date takes in the whole day")};
}

Result<registry::HistoryQuery> mapping_query(const Arguments& arguments) {
  registry::HistoryQuery query;
  if (arguments.has("REGISTRATION")) {
    query.registration = RegistrationName(arguments.text("REGISTRATION"));
  }
  if (arguments.has("TENANT")) query.tenant = TenantId(arguments.text("TENANT"));
  auto at = arguments.optional_instant("--at");
  if (!at) return pass(at);
  if (*at) query.at = Hour::containing(**at);
  auto known = arguments.optional_instant("--known");
  if (!known) return pass(known);
  query.known.known_at = *known;
  const bool bare_date = arguments.text("--known").size() == std::string_view("2026-10-01").size();
  if (*known && bare_date) {
    *query.known.known_at += std::chrono::days(1) - std::chrono::nanoseconds(1);
  }
  return query;
}

}  // namespace tollbridge::cli
