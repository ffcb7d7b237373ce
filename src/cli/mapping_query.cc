// SPDX-License-Identifier: Apache-2.0
#include "cli/mapping_query.h"

#include <utility>

#include "engine/books.h"
#include "registry/registry.h"

namespace tollbridge::cli {
namespace {

Result<registry::HistoryQuery> query_of(const Arguments& arguments) {
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

}  // namespace

std::vector<Parameter> mapping_query_parameters() {
  return {optional_word("REGISTRATION", "only this registration's"),
          optional_word("TENANT", "only this tenant's"),
          option("--at", "H", "only what is in force at this hour"),
          option("--known", "D", "as known at that time; a date takes in the whole day")};
}

Result<MappingAnswer> ask_mappings(const Arguments& arguments, Context& context) {
  auto query = query_of(arguments);
  if (!query) return pass(query);
  auto books = context.host.books();
  if (!books) return pass(books);
  auto facts = (*books)->facts();
  if (!facts) return pass(facts);
  if (query->registration &&
      registry::Registry::from_facts(*facts).registration(*query->registration) == nullptr) {
    return fail(ErrorKind::not_found, "RegistrationNotFound",
                "There is no registration '" + query->registration->text() +
                    "'. See: tollbridge registration list");
  }
  auto history = registry::mapping_history(*facts, *query);
  return MappingAnswer{std::move(*query), std::move(history)};
}

}  // namespace tollbridge::cli
