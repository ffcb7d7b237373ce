// SPDX-License-Identifier: Apache-2.0
// Invoices and credit notes: seen by their seller and their buyer, and by nobody else.
#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>

#include "api/error_answer.h"
#include "api/native/answers.h"
#include "api/native/body.h"
#include "api/native/cost_visibility.h"
#include "api/native/groups.h"
#include "api/native/long_handler.h"
#include "engine/credit.h"
#include "engine/dispute.h"
#include "engine/document_registry.h"
#include "engine/explain_line.h"
#include "engine/settlement.h"
#include "engine/verify_documents.h"
#include "exports/pdf/cairo/draw.h"
#include "exports/ubl/ubl.h"
#include "views/document_view.h"

namespace tollbridge::api::native {
namespace {

using billing::Claim;
using billing::Document;
using billing::DocumentFilter;

// The queries whose answers together are what the caller may see: nothing else is read.
std::vector<DocumentFilter> filters_of(const Call& call, const CostView& view) {
  DocumentFilter asked;
  if (const auto period = call.request.parameter("period")) {
    asked.period = Period::parse(*period).value();
  }
  if (const auto seller = call.request.parameter("seller")) asked.seller = PartyId(*seller);
  if (const auto buyer = call.request.parameter("buyer")) asked.buyer = PartyId(*buyer);
  const PartyId self = is_provider(call)    ? provider_party()
                       : view.restricted ? view.customer
                                         : call.principal.partner;
  std::vector<DocumentFilter> filters;
  if (self.empty()) return filters;
  if (!asked.seller || *asked.seller == self) {
    filters.push_back(asked);
    filters.back().seller = self;
  }
  if (!is_provider(call) && (!asked.buyer || *asked.buyer == self)) {
    filters.push_back(asked);
    filters.back().buyer = self;
  }
  return filters;
}

Result<std::vector<Claim>> visible_claims(const Call& call, Desk& desk) {
  std::vector<Claim> claims;
  auto view = cost_view(call, desk);
  if (!view) return pass(view);
  for (const DocumentFilter& filter : filters_of(call, *view)) {
    auto some = engine::claims(desk.books(), filter, call.now);
    if (!some) return pass(some);
    claims.insert(claims.end(), std::make_move_iterator(some->begin()),
                  std::make_move_iterator(some->end()));
  }
  std::erase_if(claims, [&](const Claim& one) { return !view->shows(one.document.period); });
  std::ranges::sort(claims, {}, [](const Claim& one) -> const std::string& {
    return one.document.id;
  });
  return claims;
}

// What became of a document is its seller's and its buyer's to know, not their customers'.
bool sees_standing(const Call& call) { return call.principal.role != Role::tenant; }

// A customer's user learns from the status that a document is void, and nothing of payments.
Document told_to(const Call& call, const Claim& claim) {
  Document document = claim.document;
  if (!sees_standing(call) && document.status == billing::DocumentStatus::paid) {
    document.status = billing::DocumentStatus::issued;
  }
  return document;
}

Result<Response> list_invoices(const Call& call, Desk& desk) {
  auto list = ListAnswer::begin(call, "invoices");
  if (!list) return pass(list);
  auto claims = visible_claims(call, desk);
  if (!claims) return pass(claims);
  const auto state = call.request.parameter("state");
  const bool shown = sees_standing(call);
  for (const Claim& one : *claims) {
    if (state && (!shown || to_string(one.standing.state) != *state)) continue;
    if (!list->take(one.document.id)) continue;
    views::append_document_row(list->json(), told_to(call, one), shown ? &one.standing : nullptr);
  }
  return list->end();
}

// Ids of parties may hold any letter; a header may not.
std::string safe_file_name(std::string id) {
  std::ranges::replace_if(
      id,
      [](char c) {
        const bool safe = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                          (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
        return !safe;
      },
      '_');
  return id;
}

// What the whole installation had read when a document was made is the provider's to know.
views::Inputs inputs_for(const Call& call) {
  return is_provider(call) ? views::Inputs::shown : views::Inputs::hidden;
}

Result<Response> get_invoice(const Call& call, Desk& desk) {
  auto found = engine::claim_of(desk.books(), call.at("invoice"), call.now);
  if (!found) return pass(found);
  auto view = cost_view(call, desk);
  if (!view) return pass(view);
  if (!view->shows(found->document.period)) {
    return std::unexpected<Error>(not_found_error(Object::invoice, call.at("invoice")));
  }
  views::Beside beside;
  auto disputes = engine::disputes_of(desk.books(), found->document.id);
  if (!disputes) return pass(disputes);
  if (sees_standing(call)) beside = {&found->standing, &*disputes};
  Json json;
  views::append_document(json, told_to(call, *found), inputs_for(call), beside);
  return document(call, json);
}

// What the paper says is read here, on the engine's thread; whoever sends the answer draws it.
Result<Response> get_invoice_pdf(const Call& call, Desk& desk) {
  const std::string& id = call.at("invoice");
  auto found = desk.books().invoices().document(id);
  if (!found) return pass(found);
  auto view = cost_view(call, desk);
  if (!view) return pass(view);
  if (!view->shows(found->period)) {
    return std::unexpected<Error>(not_found_error(Object::invoice, id));
  }
  auto language = exports::pdf::parse_language(call.request.parameter("language").value_or("en"));
  if (!language) return pass(language);
  auto registry = engine::registry_of_document(desk.books(), *found);
  if (!registry) return pass(registry);
  auto paper = exports::pdf::paper_of(*found, *registry, *language);
  if (!paper) return pass(paper);
  if (auto fonts = exports::pdf::cairo::check_fonts(); !fonts) return pass(fonts);
  Response response;
  response.content_type = "application/pdf";
  response.header("Content-Disposition", "inline; filename=\"" + safe_file_name(id) + ".pdf\"");
  response.parts = [paper = std::make_shared<std::optional<exports::pdf::Paper>>(
                        std::move(*paper))]() -> std::optional<std::string> {
    if (!*paper) return std::nullopt;
    auto pdf = exports::pdf::cairo::draw(**paper);
    paper->reset();
    if (!pdf) throw std::runtime_error(pdf.error().message);  // breaks the answer off
    return std::move(pdf->bytes);
  };
  return response;
}

Result<Response> get_invoice_ubl(const Call& call, Desk& desk) {
  const std::string& id = call.at("invoice");
  auto found = desk.books().invoices().document(id);
  if (!found) return pass(found);
  auto view = cost_view(call, desk);
  if (!view) return pass(view);
  if (!view->shows(found->period)) {
    return std::unexpected<Error>(not_found_error(Object::invoice, id));
  }
  auto registry = engine::registry_of_document(desk.books(), *found);
  if (!registry) return pass(registry);
  auto parties = exports::ubl::parties_of(*found, *registry);
  if (!parties) return pass(parties);
  auto xml = exports::ubl::write(*found, *parties);
  if (!xml) return pass(xml);
  Response response;
  response.content_type = "application/xml; charset=utf-8";
  response.header("Content-Disposition",
                  "attachment; filename=\"" + safe_file_name(id) + ".xml\"");
  response.body = std::move(*xml);
  return response;
}

Result<Response> explain(const Call& call, Desk& desk) {
  const std::string& invoice = call.at("invoice");
  // Whole or by its number; never more than that, or it would name a line of another document.
  std::string number = call.at("line");
  if (number.starts_with(invoice + "-")) number.erase(0, invoice.size() + 1);
  const bool is_number = !number.empty() && number.find_first_not_of("0123456789") == number.npos;
  if (!is_number) {
    return fail(ErrorKind::not_found, "UnknownLine",
                "Document " + invoice + " has no line '" + call.at("line") +
                    "'; lines are named by their numbers, from 1.");
  }
  engine::ExplainRequest request{invoice + "-" + number, 100};
  if (const auto records = call.request.parameter("records")) {
    request.records_max = std::min<std::size_t>(std::stoul(*records), 1000);
  }
  auto why = engine::explain_line(desk.books(), desk.journal(), request);
  if (!why) return pass(why);
  if (!is_provider(call)) {  // the number of a commit counts everybody's changes
    for (engine::ExplainedRun& run : why->runs) {
      if (run.because) run.because->commit = 0;
    }
  }
  return document(call, views::explanation_json(*why));
}

Result<Response> verify(const Call& call, const std::vector<std::string>& ids,
                        Evaluation& evaluation) {
  auto result = engine::verify_documents(evaluation.books, evaluation.usage, ids,
                                         evaluation.progress);
  if (!result) return pass(result);
  if (!is_provider(call)) result->missing.clear();
  return json_response(200, views::verification_json(*result).text());
}

LongJob verify_job(std::vector<std::string> ids) {
  return [ids = std::move(ids)](const Call& call, Evaluation& evaluation) {
    return verify(call, ids, evaluation);
  };
}

Result<LongJob> prepare_verify_one(const Call& call, Desk& /*desk*/) {
  return verify_job({call.at("invoice")});
}

Result<LongJob> prepare_verify_all(const Call& call, Desk& desk) {
  auto claims = visible_claims(call, desk);
  if (!claims) return pass(claims);
  std::vector<std::string> ids;
  for (const Claim& one : *claims) ids.push_back(one.document.id);
  if (!ids.empty()) return verify_job(std::move(ids));
  return [](const Call& /*call*/, Evaluation& /*evaluation*/) -> Result<Response> {
    return json_response(200, views::verification_json({true, {}, {}}).text());
  };
}

Result<Response> credit(const Call& call, Desk& desk) {
  engine::CreditRequest request;
  request.invoice = call.at("invoice");
  request.dry_run = is_dry_run(call);
  auto body = BodyReader::parse(call.request.body);
  if (!body) return pass(body);
  body->text("reason", request.reason);
  body->require("reason", !request.reason.empty());
  body->objects("lines", [&](BodyReader& line) {
    engine::CreditAsked asked;
    line.text("line", asked.line);
    line.require("line", !asked.line.empty());
    line.text("amount", asked.amount);
    request.lines.push_back(std::move(asked));
  });
  if (auto read = body->finish(); !read) return pass(read);
  request.actor = call.principal.subject;
  auto note = engine::credit(desk.books(), desk.journal(), request, call.now);
  if (!note) return pass(note);
  Json json;
  views::append_document(json, *note, inputs_for(call));
  auto response = json_response(request.dry_run ? 200 : 201, json.text());
  if (!request.dry_run) {
    response.header("Location", call.request.base_url + "/v1/invoices/" + note->id);
  }
  return response;
}

Access access_to_invoices() {
  return {Object::invoice, "invoice",
          {{Role::provider, {Relation::any}},
           {Role::partner, {Relation::own, Relation::bought}},
           {Role::reseller, {Relation::own, Relation::bought}}}};
}

Access signed_in() {
  return {Object::service, "", {{Role::provider, {Relation::any}},
                                {Role::partner, {Relation::any}},
                                {Role::reseller, {Relation::any}}}};
}

std::vector<Operation> read_rows() {
  auto all = row("invoice_list", Method::get, "/v1/invoices", "Documents you issued or got");
  all.query = list_parameters(
      {{"period", ParameterType::period, false, "only this month's", {}, false},
       {"seller", ParameterType::text, false, "only this seller's", {}, false},
       {"buyer", ParameterType::text, false, "only this buyer's", {}, false},
       {"state", ParameterType::text, false, "only what stands like this by its payments",
        {"open", "part-paid", "paid", "overdue", "overpaid", "set-off", "void"}, false}});
  all.answers = {{200, "InvoiceList", "documents by id", "application/json"}};
  all.access = signed_in();
  all.access.allow.push_back({Role::tenant, {Relation::any}});
  all.run = list_invoices;
  auto one = row("invoice_get", Method::get, "/v1/invoices/{invoice}",
                 "One document with its lines");
  one.answers = {{200, "Invoice", "the document", "application/json"}};
  one.text = "A tenant's user sees its customer's while the seller lets it (cost visibility).";
  one.access = access_to_invoices();
  one.access.allow.push_back({Role::tenant, {Relation::bought}});
  one.run = get_invoice;
  auto pdf = row("invoice_pdf", Method::get, "/v1/invoices/{invoice}/pdf",
                 "One document as it is sent: PDF");
  pdf.text = "The same document gives the same bytes. Who may read the document may read its PDF.";
  pdf.query = {{"language", ParameterType::text, false,
                "of its words, numbers and dates; en if it is left out", {"en", "sv"}, false}};
  pdf.answers = {{200, "", "the document", "application/pdf"}};
  pdf.access = one.access;
  pdf.run = get_invoice_pdf;
  auto ubl = row("invoice_ubl", Method::get, "/v1/invoices/{invoice}/ubl",
                 "One document as an electronic invoice: Peppol BIS Billing 3.0 (UBL 2.1)");
  ubl.text = "What the format demands and the books do not have is refused by name (409).";
  ubl.answers = {{200, "", "the document", "application/xml"}};
  ubl.access = one.access;
  ubl.run = get_invoice_ubl;
  auto why = row("invoice_line_explain", Method::get,
                 "/v1/invoices/{invoice}/lines/{line}/explanation",
                 "From a line down to usage, mapping and price");
  why.query = {{"records", ParameterType::integer, false,
                "how many usage records at most; 100 if it is left out, 1000 at most", {}, false}};
  why.answers = {{200, "Explanation", "why the line is what it is", "application/json"}};
  why.access = access_to_invoices();
  why.run = explain;
  return {all, one, pdf, ubl, why};
}

std::vector<Operation> action_rows(const Options& options) {
  auto note = row("invoice_credit", Method::post, "/v1/invoices/{invoice}/credit",
                  "Issue a credit note by hand");
  note.text = "Credits lines wholly or in part; without `lines` all that is left of every line. "
              "The invoice itself never changes.";
  note.query = {dry_run_parameter()};
  note.body = {Takes::json, "CreditInput", {"application/json"}};
  note.answers = {{201, "Invoice", "the credit note issued", "application/json"},
                  {200, "Invoice", "the credit note it would be (dry_run)", "application/json"}};
  note.access = {Object::invoice, "invoice",
                 {{Role::provider, {Relation::any}},
                  {Role::partner, {Relation::own}},
                  {Role::reseller, {Relation::own}}}};
  note.run = credit;
  auto one = row("invoice_verify", Method::post, "/v1/invoices/{invoice}/verify",
                 "Recompute a document and compare every byte");
  one.answers = {{200, "Verification", "whether it is the same", "application/json"},
                 accepted_answer()};
  one.access = access_to_invoices();
  one.run = long_handler({one.id, prepare_verify_one, ""}, options.long_work);
  auto all = row("verify", Method::post, "/v1/verify",
                 "Recompute all documents you may see and compare every byte");
  all.answers = {{200, "Verification", "whether they are the same", "application/json"},
                 accepted_answer()};
  all.access = signed_in();
  all.run = long_handler({all.id, prepare_verify_all, ""}, options.long_work);
  return {note, one, all};
}

}  // namespace

std::vector<Operation> invoice_operations(const Options& options) {
  std::vector<Operation> rows = read_rows();
  for (Operation& action : action_rows(options)) rows.push_back(std::move(action));
  for (Operation& each : rows) each.tag = "Invoices";
  return rows;
}

}  // namespace tollbridge::api::native
