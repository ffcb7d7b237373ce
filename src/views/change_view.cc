// SPDX-License-Identifier: Apache-2.0
#include "views/change_view.h"

namespace tollbridge::views {
namespace {

void append_commit(Json& json, const std::optional<std::uint64_t>& commit) {
  if (commit) {
    json.field("commit", *commit);
  } else {
    json.null("commit");
  }
}

}  // namespace

Json change_json(const ChangeResult& result, const std::vector<std::string>& notes) {
  Json json;
  json.object().field("changed", result.changed).field("dry_run", result.dry_run);
  append_commit(json, result.commit);
  json.array("notes");
  for (const std::string& note : notes) json.value(note);
  json.end().end();
  return json;
}

Json applied_json(const engine::Applied& applied, bool dry_run) {
  Json json;
  json.object().field("changed", !applied.plan.diff.empty()).field("dry_run", dry_run);
  append_commit(json, applied.commit);
  json.array("changes");
  for (const engine::FieldChange& change : applied.plan.diff) {
    json.object().field("object", change.object).field("key", change.key);
    json.field("field", change.field);
    json.text_or_null("before", change.before.value_or(""));
    json.text_or_null("after", change.after).field("created", change.created).end();
  }
  json.end();
  append_warnings(json, applied.plan.warnings);
  json.end();
  return json;
}

void append_warnings(Json& json, const std::vector<registry::Warning>& warnings) {
  json.array("warnings");
  for (const registry::Warning& warning : warnings) {
    json.object().field("code", warning.code).text_or_null("rule", warning.rule);
    json.field("object", warning.object).field("message", warning.message).end();
  }
  json.end();
}

void append_audit_entry(Json& json, const engine::AuditEntry& entry) {
  json.object().field("commit", entry.commit);
  json.field("known_at", tollbridge::to_string(entry.known_at)).field("actor", entry.actor);
  json.field("action", entry.action).field("detail", entry.detail);
  json.field("hash", hex(entry.hash)).end();
}

}  // namespace tollbridge::views
