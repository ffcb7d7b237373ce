// SPDX-License-Identifier: Apache-2.0
// Payments against documents: recorded, undone and listed by the seller; buyers read how their
// documents stand by them (/v1/invoices).
#include <algorithm>
#include <optional>

#include "api/native/answers.h"
#include "api/native/body.h"
#include "api/native/groups.h"
#include "engine/settlement.h"
#include "views/settlement_view.h"

namespace tollbridge::api::native {
namespace {

PartyId own_party(const Call& call) {
  return is_provider(call) ? provider_party() : call.principal.partner;
}

// The caller's own sales among those asked for; empty if it has none.
std::optional<billing::DocumentFilter> own_sales(const Call& call) {
  billing::DocumentFilter filter;
  filter.seller = own_party(call);
  if (filter.seller->empty()) return std::nullopt;
  if (const auto buyer = call.request.parameter("buyer")) filter.buyer = PartyId(*buyer);
  return filter;
}

Result<Response> list_payments(const Call& call, Desk& desk) {
  auto list = ListAnswer::begin(call, "payments");
  if (!list) return pass(list);
  const auto filter = own_sales(call);
  if (!filter) return list->end();
  auto entries = desk.books().settlements().payments();
  if (!entries) return pass(entries);
  const auto invoice = call.request.parameter("invoice");
  const auto all = *entries;
  std::erase_if(*entries, [&](const billing::PaymentEntry& one) {
    return one.seller != *filter->seller || (filter->buyer && one.buyer != *filter->buyer) ||
           (invoice && one.document != *invoice);
  });
  std::ranges::sort(*entries, {}, &billing::PaymentEntry::id);
  for (const billing::PaymentEntry& one : *entries) {
    if (list->take(one.id())) views::append_payment(list->json(), one, views::is_undone(all, one));
  }
  return list->end();
}

Response recorded(const engine::Recorded& done) {
  return json_response(201, views::recorded_json(done.entries, done.claim).text());
}

Result<Response> add_payment(const Call& call, Desk& desk) {
  engine::PaymentRequest request;
  request.document = call.at("invoice");
  request.actor = call.principal.subject;
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  body->text("amount", request.amount);
  body->text("currency", request.currency);
  body->text("date", request.day);
  body->text("reference", request.reference);
  body->text("set_off", request.set_off);
  body->require("amount", !request.amount.empty() || !request.set_off.empty());
  if (auto read = body->finish(); !read) return pass(read);
  auto done = engine::record_payment(desk.books(), request, call.now);
  if (!done) return pass(done);
  return recorded(*done);
}

// "2" or the whole id; never one of another document.
std::string payment_id(const Call& call) {
  const std::string& invoice = call.at("invoice");
  std::string number = call.at("payment");
  if (number.starts_with(invoice + "-p")) number.erase(0, invoice.size() + 2);
  return invoice + "-p" + number;
}

Result<Response> undo_payment(const Call& call, Desk& desk) {
  engine::UndoRequest request{payment_id(call), {}, call.principal.subject};
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  body->text("reason", request.reason);
  body->require("reason", !request.reason.empty());
  if (auto read = body->finish(); !read) return pass(read);
  auto done = engine::undo_payment(desk.books(), request, call.now);
  if (!done) return pass(done);
  return recorded(*done);
}

Result<Response> get_dunning(const Call& call, Desk& desk) {
  const auto filter = own_sales(call);
  if (!filter) return document(call, views::dunning_json({}, call.now));
  auto claims = engine::claims(desk.books(), *filter, call.now);
  if (!claims) return pass(claims);
  auto list = billing::dunning_list(*claims);
  if (!list) return pass(list);
  return document(call, views::dunning_json(*list, call.now));
}

Access sellers() {
  return {Object::service, "", {{Role::provider, {Relation::any}},
                                {Role::partner, {Relation::any}},
                                {Role::reseller, {Relation::any}}}};
}

Access own_documents() {
  return {Object::invoice, "invoice",
          {{Role::provider, {Relation::any}},
           {Role::partner, {Relation::own}},
           {Role::reseller, {Relation::own}}}};
}

}  // namespace

std::vector<Operation> payment_operations() {
  auto list = row("payment_list", Method::get, "/v1/payments",
                  "Payments recorded against documents you issued");
  list.query = list_parameters(
      {{"invoice", ParameterType::text, false, "only this document's", {}, false},
       {"buyer", ParameterType::text, false, "only this buyer's", {}, false}});
  list.answers = {{200, "PaymentList", "payments by id", "application/json"}};
  list.access = sellers();
  list.run = list_payments;
  auto add = row("payment_add", Method::post, "/v1/invoices/{invoice}/payments",
                 "Record a payment of a document you issued");
  add.text = "In the document's currency: nothing is converted. A negative amount was paid back. "
             "With `set_off`, a credit note to the same buyer, no money moved: both are lowered. "
             "The document itself never changes.";
  add.body = {Takes::json, "PaymentInput", {"application/json"}};
  add.answers = {{201, "PaymentRecorded", "what was recorded, and how the document stands",
                  "application/json"}};
  add.access = own_documents();
  add.run = add_payment;
  auto undo = row("payment_undo", Method::post,
                  "/v1/invoices/{invoice}/payments/{payment}/reversal",
                  "Undo a payment by an entry of the opposite amount");
  undo.body = {Takes::json, "PaymentReversal", {"application/json"}};
  undo.answers = add.answers;
  undo.access = own_documents();
  undo.run = undo_payment;
  auto dunning = row("dunning", Method::get, "/v1/dunning",
                     "Who owes you since when: overdue documents per buyer, by age");
  dunning.query = {{"buyer", ParameterType::text, false, "only this buyer", {}, false}};
  dunning.answers = {{200, "DunningList", "buyers with something overdue", "application/json"}};
  dunning.access = sellers();
  dunning.run = get_dunning;
  std::vector<Operation> rows{list, add, undo, dunning};
  for (Operation& each : rows) each.tag = "Payments";
  return rows;
}

}  // namespace tollbridge::api::native
