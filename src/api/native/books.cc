// SPDX-License-Identifier: Apache-2.0
// Whole books, the audit log, and advice.
#include <algorithm>

#include "api/error_answer.h"
#include "api/native/answers.h"
#include "api/native/groups.h"
#include "api/native/long_handler.h"
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

std::unexpected<Error> at_field(const engine::Entry& entry, const char* field, Error error) {
  error.path = entry.path + "." + field;
  const auto& given = entry.field(field);
  error.line = given.line > 0 ? given.line : entry.line;
  return std::unexpected<Error>(std::move(error));
}

// As with PUT /v1/price-sheets: nobody sets prices for another seller, and sheets that the caller
// may not see are not there, to change or to stand on.
Status check_sheets(const Call& call, const registry::Registry& registry,
                    const rating::PriceBook& prices, const engine::Book& book) {
  // Foreign and missing ones are told alike.
  const auto to_stand_on = [&](const engine::Entry& entry) {
    const auto& base = entry.field("base");
    if (base.state != engine::FieldState::given || base.text.empty()) return true;
    const auto& declared = book.root.entries("price_sheets");
    return prices.sheet(SheetId(base.text)) != nullptr ||
           std::ranges::any_of(declared, [&](const engine::Entry& one) {
             return one.field("id").text == base.text;
           });
  };
  const auto hidden = [&](const std::string& id) {
    const rating::PriceSheet* sheet = prices.sheet(SheetId(id));
    return sheet != nullptr && relation_to_trade(registry, call.principal,
                                                 {sheet->seller, sheet->buyer}) == Relation::none;
  };
  for (const char* kind : {"price_sheets", "commitments"}) {
    const bool sheets = std::string_view(kind) == "price_sheets";
    for (const engine::Entry& entry : book.root.entries(kind)) {
      const std::string& id = entry.field("id").text;
      const auto& seller = entry.field("seller");
      if (seller.state == engine::FieldState::given && PartyId(seller.text) != provider_party()) {
        return at_field(entry, "seller",
                        Error{ErrorKind::denied, "AuthorizationFailed",
                              "Sellers set their own prices: 'seller' must be 'provider' here.", {},
                              {}, 0, {}});
      }
      if (sheets && hidden(id)) return at_field(entry, "id", not_found_error(Object::sheet, id));
      if (sheets && (hidden(entry.field("base").text) || !to_stand_on(entry))) {
        return at_field(entry, "base",
                        Error{ErrorKind::invalid, "UnknownBaseSheet",
                              "There is no price sheet '" + entry.field("base").text +
                                  "' that you may see.",
                              {}, {}, 0, {}});
      }
      const auto all = prices.commitments();
      const bool foreign = !sheets && std::ranges::any_of(all, [&](const auto* one) {
        return one->id == id && one->seller != provider_party();
      });
      if (foreign) {
        return at_field(entry, "id",
                        Error{ErrorKind::not_found, "UnknownCommitment",
                              "There is no commitment '" + id + "' that you may see.", {}, {}, 0,
                              {}});
      }
    }
  }
  return {};
}

Result<Response> apply_book(const Call& call, const rating::PriceBook& prices,
                            Evaluation& evaluation) {
  auto told = evaluation.progress.step({"reading the book", 0, 1, "books"});
  if (!told) return pass(told);
  auto book = engine::yaml::read_book(call.request.body, no_files);
  if (!book) return pass(book);
  if (auto own = check_sheets(call, evaluation.registry, prices, *book); !own) return pass(own);
  engine::ApplyRequest request{"apply", call.principal.subject, call.now, is_dry_run(call)};
  auto corrects = corrects_closed(call);
  if (!corrects) return pass(corrects);
  request.correct_closed = *corrects;
  auto applied = engine::apply_book(evaluation.books, *book, request, evaluation.progress);
  if (!applied) return pass(applied);
  return json_response(200, views::applied_json(*applied, request.dry_run).text());
}

Result<LongJob> prepare_apply(const Call& /*call*/, Desk& desk) {
  auto prices = desk.prices();
  if (!prices) return pass(prices);
  return [prices = *prices](const Call& call, Evaluation& evaluation) {
    return apply_book(call, *prices, evaluation);
  };
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

std::vector<Operation> book_operations(const Options& options) {
  auto apply = row("book_apply", Method::post, "/v1/books",
                   "Record a book: who is who, who pays, prices");
  apply.text = "Creates or changes what the file declares, by key, all or nothing; every fault is "
               "told at once with its line. What the file does not mention stays. Price sheets "
               "are sent by themselves. Sheets and commitments of other sellers are theirs to "
               "change. A change of who sells to whom, on which closed months depend, needs a "
               "month (`from`) or correct_closed.";
  apply.query = {dry_run_parameter(), correct_closed_parameter()};
  apply.body = {Takes::text, "", {"application/yaml", "application/x-yaml", "text/yaml"},
                limits::book_bytes_max};
  apply.answers = {{200, "Applied", "what changed, or would", "application/json"},
                   accepted_answer()};
  apply.access = {Object::service, "", {{Role::provider, {Relation::any}}}};
  apply.run = long_handler({apply.id, prepare_apply, "books"}, options.long_work);
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
