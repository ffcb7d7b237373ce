// SPDX-License-Identifier: Apache-2.0
// Whole books, the audit log, and advice.
#include "api/native/answers.h"
#include "api/native/groups.h"
#include "core/limits.h"
#include "engine/apply_book.h"
#include "engine/yaml/book_reader.h"
#include "registry/advice.h"
#include "views/change_view.h"

namespace tollbridge::api::native {
namespace {

// A book sent here stands alone: files it names lie on the sender's machine.
Result<std::string> no_files(const std::string& path) {
  return fail(ErrorKind::invalid, "FileNotAllowed",
              "'" + path + "' cannot be read from here; send the sheet by itself to "
              "/v1/price-sheets/{sheet} and leave `file` out.");
}

Result<Response> apply_book(const Call& call, Desk& desk) {
  auto book = engine::yaml::read_book(call.request.body, no_files);
  if (!book) return pass(book);
  engine::ApplyRequest request{"apply", call.principal.subject, call.now, is_dry_run(call)};
  auto applied = engine::apply_book(desk.books(), *book, request);
  if (!applied) return pass(applied);
  return json_response(200, views::applied_json(*applied, request.dry_run).text());
}

// Commits have as many digits as it takes for their texts to be in their order.
std::string key_of(const engine::AuditEntry& entry) {
  const std::string number = std::to_string(entry.commit);
  return std::string(20 - number.size(), '0') + number;
}

Result<Response> list_audit(const Call& call, Desk& desk) {
  auto list = ListAnswer::begin(call, "entries");
  if (!list) return pass(list);
  auto entries = desk.books().audit();
  if (!entries) return pass(entries);
  for (const engine::AuditEntry& entry : *entries) {
    if (list->take(key_of(entry))) views::append_audit_entry(list->json(), entry);
    if (list->full()) break;
  }
  return list->end();
}

Result<Response> verify_stores(const Call& /*call*/, Desk& desk) {
  if (auto books = desk.books().verify(); !books) return pass(books);
  if (auto journal = desk.journal().verify(); !journal) return pass(journal);
  Json json;
  json.object().field("verified", true).end();
  return json_response(200, json.text());
}

Result<Response> advise(const Call& call, Desk& /*desk*/) {
  auto who = registry::parse_operator(call.request.parameter("operator").value_or(""));
  if (!who) return pass(who);
  const registry::Advice advice = registry::advise(*who);
  Json json;
  json.object().field("operator", to_string(advice.who)).field("offer", to_string(advice.offer));
  json.field("reason", advice.reason).array("alternatives");
  for (const std::string& other : advice.alternatives) json.value(other);
  json.end().end();
  return document(call, json);
}

}  // namespace

std::vector<Operation> book_operations() {
  auto apply = row("book_apply", Method::post, "/v1/books",
                   "Record a book: who is who, who pays, prices");
  apply.text = "Creates or changes what the file declares, by key, all or nothing; every fault is "
               "told at once with its line. What the file does not mention stays. Price sheets "
               "are sent by themselves.";
  apply.query = {dry_run_parameter()};
  apply.body = {Takes::text, "", {"application/yaml", "application/x-yaml", "text/yaml"},
                limits::book_bytes_max};
  apply.answers = {{200, "Applied", "what changed, or would", "application/json"}};
  apply.access = {Object::service, "", {{Role::provider, {Relation::any}}}};
  apply.run = apply_book;
  auto audit = row("audit_list", Method::get, "/v1/audit",
                   "What was recorded, when and by whom");
  audit.query = list_parameters();
  audit.answers = {{200, "AuditList", "commits of the books, each chained to the one before",
                    "application/json"}};
  audit.access = apply.access;
  audit.run = list_audit;
  auto verify = row("audit_verify", Method::post, "/v1/audit/verify",
                    "Check every row and block, and both chains");
  verify.answers = {{200, "Verified", "all is as it was written", "application/json"}};
  verify.access = apply.access;
  verify.run = verify_stores;
  auto advice = row("advise", Method::get, "/v1/advice",
                    "Which kind of subscription to register a stack with");
  advice.query = {{"operator", ParameterType::text, true, "who operates the stack",
                   {"direct", "distributor", "reseller", "customer"}, false}};
  advice.answers = {{200, "Advice", "an offer and why", "application/json"}};
  advice.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                         {Role::partner, {Relation::any}},
                                         {Role::reseller, {Relation::any}}}};
  advice.run = advise;
  std::vector<Operation> rows{apply, audit, verify, advice};
  for (Operation& each : rows) each.tag = "Books";
  return rows;
}

}  // namespace tollbridge::api::native
