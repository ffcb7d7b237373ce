// SPDX-License-Identifier: Apache-2.0
// Lines of documents in dispute: opened and withdrawn by the buyer (or noted by the seller for it),
// accepted or rejected by the seller.
#include <algorithm>
#include <iterator>

#include "api/error_answer.h"
#include "api/native/answers.h"
#include "api/native/body.h"
#include "api/native/groups.h"
#include "engine/dispute.h"
#include "engine/explain_line.h"
#include "views/document_view.h"
#include "views/settlement_view.h"

namespace tollbridge::api::native {
namespace {

using billing::Dispute;

Result<std::vector<Dispute>> visible_disputes(const Call& call, Desk& desk) {
  if (is_provider(call)) return engine::disputes(desk.books(), {provider_party(), {}, {}});
  const PartyId& self = call.principal.partner;
  if (self.empty()) return std::vector<Dispute>();
  auto all = engine::disputes(desk.books());
  if (!all) return all;
  std::erase_if(*all, [&](const Dispute& one) {
    return one.opened().seller != self && one.opened().buyer != self;
  });
  return all;
}

Result<Response> list_disputes(const Call& call, Desk& desk) {
  auto list = ListAnswer::begin(call, "disputes");
  if (!list) return pass(list);
  auto all = visible_disputes(call, desk);
  if (!all) return pass(all);
  const auto invoice = call.request.parameter("invoice");
  const auto state = call.request.parameter("state");
  std::ranges::sort(*all, {}, &Dispute::id);
  for (const Dispute& one : *all) {
    if (invoice && one.opened().document != *invoice) continue;
    if (state && to_string(one.last().state) != *state) continue;
    if (list->take(one.id())) views::append_dispute(list->json(), one);
  }
  return list->end();
}

Result<Dispute> dispute_here(const Call& call, Desk& desk) {
  const std::string& id = call.at("dispute");
  auto found = engine::disputes_of(desk.books(), call.at("invoice"));
  if (!found) return pass(found);
  for (Dispute& one : *found) {
    if (one.id() == id) return std::move(one);
  }
  return fail(ErrorKind::not_found, "UnknownDispute",
              "Document " + call.at("invoice") + " has no dispute '" + id + "'.");
}

// With its evidence: what the line was computed from, the same for ever.
Result<Response> get_dispute(const Call& call, Desk& desk) {
  auto found = dispute_here(call, desk);
  if (!found) return pass(found);
  auto why = engine::explain_line(desk.books(), desk.journal(), {found->opened().line, 100});
  if (!why) return pass(why);
  if (!is_provider(call)) {  // the number of a commit counts everybody's changes
    for (engine::ExplainedRun& run : why->runs) {
      if (run.because) run.because->commit = 0;
    }
  }
  Json json;
  views::begin_dispute(json, *found);
  json.raw_field("evidence", views::explanation_json(*why).text()).end();
  return document(call, json);
}

Response shown(int status, const Dispute& dispute) {
  Json json;
  views::append_dispute(json, dispute);
  return json_response(status, json.text());
}

Result<Response> open_dispute(const Call& call, Desk& desk) {
  const std::string& invoice = call.at("invoice");
  std::string line = call.at("line");
  if (line.starts_with(invoice + "-")) line.erase(0, invoice.size() + 1);
  engine::DisputeRequest request{invoice, invoice + "-" + line, {}, call.principal.subject};
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  body->text("reason", request.reason);
  body->require("reason", !request.reason.empty());
  if (auto read = body->finish(); !read) return pass(read);
  auto done = engine::open_dispute(desk.books(), request, call.now);
  if (!done) return pass(done);
  auto response = shown(201, *done);
  response.header("Location", call.request.base_url + "/v1/invoices/" + invoice + "/disputes/" +
                                  done->id());
  return response;
}

enum class Ending : std::uint8_t { accepted, rejected, withdrawn };

Result<Response> end_dispute(const Call& call, Desk& desk, Ending ending) {
  auto found = dispute_here(call, desk);
  if (!found) return pass(found);
  engine::DisputeAnswer answer{found->id(), {}, {}, call.principal.subject};
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  body->text(ending == Ending::withdrawn ? "reason" : "answer", answer.text);
  if (ending == Ending::accepted) body->text("amount", answer.amount);
  if (ending == Ending::rejected) body->require("answer", !answer.text.empty());
  if (auto read = body->finish(); !read) return pass(read);
  auto done = ending == Ending::accepted
                  ? engine::accept_dispute(desk.books(), desk.journal(), answer, call.now)
              : ending == Ending::rejected
                  ? engine::reject_dispute(desk.books(), answer, call.now)
                  : engine::withdraw_dispute(desk.books(), answer, call.now);
  if (!done) return pass(done);
  return shown(200, *done);
}

Access of_both() {
  return {Object::invoice, "invoice",
          {{Role::provider, {Relation::any}},
           {Role::partner, {Relation::own, Relation::bought}},
           {Role::reseller, {Relation::own, Relation::bought}}}};
}

Access of_the_seller() {
  return {Object::invoice, "invoice",
          {{Role::provider, {Relation::any}},
           {Role::partner, {Relation::own}},
           {Role::reseller, {Relation::own}}}};
}

std::vector<Operation> read_rows() {
  auto list = row("dispute_list", Method::get, "/v1/disputes",
                  "Disputed lines of documents you issued or got");
  list.query = list_parameters(
      {{"invoice", ParameterType::text, false, "only this document's", {}, false},
       {"state", ParameterType::text, false, "only these",
        {"open", "accepted", "rejected", "withdrawn"}, false}});
  list.answers = {{200, "DisputeList", "disputes by id", "application/json"}};
  list.access = {Object::service, "", {{Role::provider, {Relation::any}},
                                       {Role::partner, {Relation::any}},
                                       {Role::reseller, {Relation::any}}}};
  list.run = list_disputes;
  auto one = row("dispute_get", Method::get, "/v1/invoices/{invoice}/disputes/{dispute}",
                 "One dispute with its evidence");
  one.text = "The evidence is the explanation of the line, from what the document was made of.";
  one.answers = {{200, "DisputeWithEvidence", "the dispute", "application/json"}};
  one.access = of_both();
  one.run = get_dispute;
  return {list, one};
}

Operation ending_row(const std::string& id, const std::string& word, const std::string& summary,
                     Ending ending) {
  auto made = row(id, Method::post, "/v1/invoices/{invoice}/disputes/{dispute}/" + word, summary);
  made.answers = {{200, "Dispute", "the dispute as it ended", "application/json"}};
  made.access = ending == Ending::withdrawn ? of_both() : of_the_seller();
  made.run = [ending](const Call& call, Desk& desk) { return end_dispute(call, desk, ending); };
  return made;
}

}  // namespace

std::vector<Operation> dispute_operations() {
  std::vector<Operation> rows = read_rows();
  auto open = row("dispute_open", Method::post, "/v1/invoices/{invoice}/lines/{line}/disputes",
                  "Question a line of a document");
  open.text = "By its buyer, or by the seller for it. What is to be paid does not change before "
              "the seller accepts.";
  open.body = {Takes::json, "DisputeInput", {"application/json"}};
  open.answers = {{201, "Dispute", "the dispute", "application/json"}};
  open.access = of_both();
  open.run = open_dispute;
  auto accept = ending_row("dispute_accept", "acceptance", "Credit a disputed line",
                           Ending::accepted);
  accept.text = "Issues a credit note; without `amount` for all that is left of the line.";
  accept.body = {Takes::json, "DisputeAcceptance", {"application/json"}};
  auto reject = ending_row("dispute_reject", "rejection", "Keep a disputed charge, with an answer",
                           Ending::rejected);
  reject.body = {Takes::json, "DisputeRejection", {"application/json"}};
  auto withdraw = ending_row("dispute_withdraw", "withdrawal", "Take a dispute back",
                             Ending::withdrawn);
  withdraw.body = {Takes::json, "DisputeWithdrawal", {"application/json"}};
  for (Operation* each : {&open, &accept, &reject, &withdraw}) rows.push_back(std::move(*each));
  for (Operation& each : rows) each.tag = "Disputes";
  return rows;
}

}  // namespace tollbridge::api::native
