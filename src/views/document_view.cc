// SPDX-License-Identifier: Apache-2.0
#include "views/document_view.h"

#include "views/reconciliation_view.h"
#include "views/settlement_view.h"

namespace tollbridge::views {
namespace {

using billing::Document;
using billing::Line;
using engine::ExplainedRecord;
using engine::ExplainedRun;
using engine::Explanation;

void append_line(Json& json, const Line& line) {
  json.object().field("id", line.id);
  json.text_or_null("subscription", line.subscription.text());
  json.text_or_null("customer", line.customer.text());
  json.text_or_null("meter", line.meter.text());
  json.field("name", line.name);
  json.field("quantity", line.quantity.to_string()).field("unit", line.unit);
  json.text_or_null("unit_price", line.unit_price ? line.unit_price->to_string() : std::string());
  json.field("tier_from", line.tier_from.to_string());
  json.field("amount", line.amount.to_string()).field("kind", to_string(line.kind));
  if (!line.cause.empty()) json.field("cause", line.cause);
  if (line.of) {
    json.object("of").field("period", line.of->period.to_string());
    json.text_or_null("invoice", line.of->invoice).text_or_null("line", line.of->line).end();
  }
  json.end();
}

void append_head(Json& json, const Document& document) {
  json.field("id", document.id).field("number", document.number);
  json.field("seller", document.seller.text()).field("buyer", document.buyer.text());
  json.field("period", document.period.to_string()).field("currency", document.currency.code());
  json.field("status", to_string(document.status)).field("total", document.total.to_string());
}

std::string optional_time(const std::optional<Instant>& time) {
  return time ? tollbridge::to_string(*time) : std::string();
}

void append_run(Json& json, const ExplainedRun& run) {
  json.object().field("stack", run.run.key.stack.text());
  json.field("local_subscription", run.run.key.subscription.text());
  json.field("tenant", run.run.key.tenant.text()).field("meter", run.run.key.meter.text());
  json.text_or_null("subscription", run.run.payer.subscription.text());
  json.text_or_null("registration", run.run.payer.registration.text());
  json.field("reason", to_string(run.run.payer.reason));
  if (run.because) {
    json.object("mapping").field("since", run.because->since.to_string());
    json.field("known_at", tollbridge::to_string(run.because->known_at));
    json.field("commit", run.because->commit).field("by", run.because->actor).end();
  } else {
    json.null("mapping");
  }
  json.field("first",
             run.run.cells.empty() ? std::string() : run.run.cells.front().hour.to_string());
  json.field("last", run.run.cells.empty() ? std::string() : run.run.cells.back().hour.to_string());
  json.field("hours", run.run.cells.size()).field("quantity", run.quantity.to_string());
  json.field("records", run.records).field("factor", run.factor.to_string());
  json.text_or_null("price_sheet", run.sheet.text()).end();
}

void append_hop(Json& json, const billing::Hop& hop) {
  json.object().field("from", hop.from).field("to", hop.to);
  json.text_or_null("seller", hop.seller.text());
  json.field("stack", hop.stack.text()).field("meter", hop.meter.text());
  json.field("quantity_in", hop.quantity_in.to_string());
  json.field("quantity_out", hop.quantity_out.to_string());
  json.field("difference", hop.difference.to_string()).end();
}

void append_amounts(Json& json, const billing::AmountHop& hop) {
  json.object().field("seller", hop.seller.text()).field("buyer", hop.buyer.text());
  json.field("currency", hop.currency.code()).field("charged", hop.charged.to_string());
  json.field("lines", hop.lines.to_string()).field("rounding", hop.rounding.to_string());
  json.text_or_null("billed", hop.billed ? hop.billed->to_string() : std::string());
  json.text_or_null("pending", hop.pending ? hop.pending->to_string() : std::string()).end();
}

void append_inputs(Json& json, const billing::Inputs& inputs) {
  json.object("inputs").field("commit", inputs.commit);
  json.field("known_at", tollbridge::to_string(inputs.known_at));
  json.field("rules_version", inputs.rules_version).array("heads");
  for (const auto& head : inputs.heads) {
    json.object().field("stack", head.stack.text()).field("sequence", head.sequence);
    json.field("hash", hex(head.hash)).end();
  }
  json.end().end();
}

void append_beside(Json& json, const Beside& beside) {
  if (beside.standing != nullptr) {
    append_standing(json, *beside.standing);
    json.field("credited", beside.standing->credited.to_string());
    json.field("days_overdue", beside.standing->days_overdue);
  }
  if (beside.disputes == nullptr) return;
  json.array("disputes");
  for (const billing::Dispute& dispute : *beside.disputes) append_dispute(json, dispute);
  json.end();
}

}  // namespace

void append_document(Json& json, const Document& document, Inputs inputs, const Beside& beside) {
  json.object();
  append_head(json, document);
  json.field("tax", document.tax.amount.to_string());
  json.array("lines");
  for (const Line& line : document.lines) append_line(json, line);
  json.end();
  json.field("type", to_string(document.type)).field("payable", document.payable.to_string());
  json.object("tax_details").field("category", document.tax.category);
  json.field("rate_percent", document.tax.rate_percent.to_string());
  json.text_or_null("note", document.tax.note);
  if (const auto& local = document.tax.local) {
    json.object("local").field("currency", local->amount.currency().code());
    json.field("amount", local->amount.to_string()).field("rate", local->rate.to_string());
    json.field("date", local->day).field("source", local->source).end();
  }
  json.end();
  json.field("rounding", to_string(document.rounding));
  json.field("issued_at", tollbridge::to_string(document.issued_at));
  json.text_or_null("corrects", document.corrects).text_or_null("reason", document.reason);
  if (inputs == Inputs::shown) {
    append_inputs(json, document.inputs);
  } else {
    json.null("inputs");
  }
  json.field("digest", hex(billing::digest(document)));
  append_beside(json, beside);
  json.end();
}

void append_document_row(Json& json, const Document& document,
                         const billing::Standing* standing) {
  json.object();
  append_head(json, document);
  json.field("type", to_string(document.type));
  if (standing != nullptr) append_standing(json, *standing);
  json.end();
}

Json close_json(const engine::CloseResult& result, const std::string& duration_s) {
  Json json;
  json.object().field("period", result.period.to_string()).array("invoices");
  for (const billing::Document& document : result.documents) {
    json.object().field("id", document.id).field("seller", document.seller.text());
    json.field("buyer", document.buyer.text()).field("total", document.total.to_string());
    json.field("currency", document.currency.code()).field("lines", document.lines.size());
    json.field("type", to_string(document.type)).end();
  }
  json.end().field("adjustments", result.adjustments).array("warnings");
  for (const engine::CloseNote& note : result.notes)
    json.object().field("code", note.code).field("message", note.message).end();
  json.end();
  json.raw_field("duration_s", duration_s).end();
  return json;
}

Json verification_json(const engine::Verification& result) {
  Json json;
  json.object().field("ok", result.ok).array("documents");
  for (const auto& document : result.documents) {
    json.object().field("id", document.id).field("same", document.same);
    json.field("digest", hex(document.digest)).array("differences");
    for (const auto& difference : document.differences) {
      json.object().field("field", difference.field).field("issued", difference.issued);
      json.field("recomputed", difference.recomputed).end();
    }
    json.end().end();
  }
  json.end().array("missing");
  for (const std::string& missing : result.missing) json.value(missing);
  json.end().end();
  return json;
}

void append_reconciliation(Json& json, const billing::Reconciliation& result) {
  json.field("period", result.period.to_string()).field("ok", result.ok);
  json.array("hops");
  for (const billing::Hop& hop : result.hops) append_hop(json, hop);
  json.end().array("amounts");
  for (const billing::AmountHop& hop : result.amounts) append_amounts(json, hop);
  json.end().array("differences");
  for (const std::string& difference : result.differences) json.value(difference);
  json.end();
}

Json reconciliation_json(const billing::Reconciliation& result) {
  Json json;
  json.object();
  append_reconciliation(json, result);
  json.end();
  return json;
}

Json explanation_json(const Explanation& why) {
  Json json;
  json.object().field("line", why.line.id).field("document", why.document);
  json.field("seller", why.seller.text()).field("buyer", why.buyer.text());
  json.field("period", why.period.to_string());
  json.text_or_null("subscription", why.line.subscription.text());
  json.text_or_null("meter", why.line.meter.text());
  json.field("kind", to_string(why.line.kind)).field("quantity", why.line.quantity.to_string());
  json.field("unit", why.line.unit);
  json.text_or_null("unit_price",
                    why.line.unit_price ? why.line.unit_price->to_string() : std::string());
  json.field("amount", why.line.amount.to_string()).text_or_null("cause", why.line.cause);
  if (why.charge) {
    json.object("charge").field("price_sheet", why.charge->sheet.text());
    json.field("model", to_string(why.charge->model));
    json.field("tier_from", why.charge->key.tier_from.to_string());
    json.field("quantity", why.charge->quantity.to_string());
    json.field("exact_amount", why.charge->amount.to_string()).end();
  } else {
    json.null("charge");
  }
  json.array("billed_before");
  for (const auto& line : why.billed_before) {
    json.object().field("line", line.id).field("amount", line.amount.to_string()).end();
  }
  json.end();
  json.text_or_null("bill_now", why.bill_now ? why.bill_now->to_string() : std::string());
  json.text_or_null("spent", why.spent ? why.spent->to_string() : std::string());
  json.array("runs");
  for (const ExplainedRun& run : why.runs)
    append_run(json, run);
  json.end().field("usage_quantity", why.quantity.to_string());
  json.field("records_total", why.records_total).field("superseded_total", why.superseded_total);
  json.array("records");
  for (const ExplainedRecord& record : why.records) {
    begin_record(json, record);
    json.field("block", record.block).field("counted", record.counted).end();
  }
  json.end().end();
  return json;
}

void begin_record(Json& json, const ExplainedRecord& record) {
  json.object().field("stack", record.stack.text());
  json.field("subscription", record.subscription.text()).field("tenant", record.tenant.text());
  json.field("meter", record.meter.text()).field("resource", record.resource);
  json.field("start", tollbridge::to_string(record.start));
  json.text_or_null("end", optional_time(record.end));
  json.field("quantity", record.quantity.to_string()).text_or_null("id", record.event_id);
  json.field("revision", record.revision);
  json.text_or_null("reported_at", optional_time(record.reported_at));
  json.field("received_at", tollbridge::to_string(record.received_at));
}

}  // namespace tollbridge::views
